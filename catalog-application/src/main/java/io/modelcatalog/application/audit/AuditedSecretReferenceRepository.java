package io.modelcatalog.application.audit;

import io.modelcatalog.application.port.persistence.SecretReferenceRepository;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.secret.SecretReferenceId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import java.util.List;
import java.util.Optional;

final class AuditedSecretReferenceRepository implements SecretReferenceRepository {
  private final SecretReferenceRepository references;
  private final AuditLog log;

  AuditedSecretReferenceRepository(SecretReferenceRepository references, AuditLog log) {
    this.references = references;
    this.log = log;
  }

  @Override
  public Optional<SecretReference> find(SecretReferenceId id) {
    return references.find(id);
  }

  @Override
  public Optional<SecretReference> findBySlug(OrganizationId organization, Slug slug) {
    return references.findBySlug(organization, slug);
  }

  @Override
  public Optional<SecretReference> hold(SecretReferenceId id) {
    return references.hold(id);
  }

  @Override
  public List<SecretReference> all(OrganizationId organization) {
    return references.all(organization);
  }

  @Override
  public Result<SecretReference, StoreConflict> save(SecretReference reference) {
    return log.saved(
        Kind.SECRET_REFERENCE,
        reference,
        reference.version() == 0,
        () -> references.find(reference.id()),
        () -> references.save(reference));
  }

  @Override
  public boolean delete(SecretReferenceId id) {
    return log.deleted(
        Kind.SECRET_REFERENCE,
        () -> references.find(id),
        () -> references.delete(id),
        done -> done);
  }
}
