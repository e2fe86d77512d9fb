package io.modelcatalog.adapters.persistence.secretreference;

import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.data.exceptions.OptimisticLockException;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.adapters.persistence.tx.Violation;
import io.modelcatalog.application.port.persistence.SecretReferenceRepository;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.secret.SecretReferenceId;
import io.modelcatalog.domain.secret.SourceKind;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

@Singleton
final class JdbcSecretReferenceRepository implements SecretReferenceRepository {
  private final SecretReferenceRows rows;

  JdbcSecretReferenceRepository(SecretReferenceRows rows) {
    this.rows = rows;
  }

  @Override
  public Optional<SecretReference> find(SecretReferenceId id) {
    return rows.findById(id.value()).map(JdbcSecretReferenceRepository::reference);
  }

  @Override
  public Optional<SecretReference> findBySlug(OrganizationId organization, Slug slug) {
    return rows.bySlug(organization.value(), slug.value())
        .map(JdbcSecretReferenceRepository::reference);
  }

  @Override
  public Optional<SecretReference> hold(SecretReferenceId id) {
    return rows.hold(id.value()).map(JdbcSecretReferenceRepository::reference);
  }

  @Override
  public List<SecretReference> all(OrganizationId organization) {
    return rows.all(organization.value()).stream()
        .map(JdbcSecretReferenceRepository::reference)
        .toList();
  }

  @Override
  public Result<SecretReference, StoreConflict> save(SecretReference reference) {
    SecretReferenceRow row = row(reference);
    try {
      return Result.ok(reference(reference.version() == 0 ? rows.save(row) : rows.update(row)));
    } catch (OptimisticLockException e) {
      return Result.err(new StoreConflict.Stale());
    } catch (DataAccessException e) {
      if (Violation.ofUnique(e, "uq_secret_reference_slug")) {
        return Result.err(new StoreConflict.SlugTaken(reference.slug().value()));
      }
      if (Violation.ofUnique(e)) {
        return Result.err(new StoreConflict.Stale());
      }
      throw e;
    }
  }

  @Override
  public boolean delete(SecretReferenceId id) {
    return rows.remove(id.value()) > 0;
  }

  private static SecretReferenceRow row(SecretReference reference) {
    Optional<CredentialRef> credentials = reference.credentials();
    return new SecretReferenceRow(
        reference.id().value(),
        reference.organization().value(),
        reference.slug().value(),
        reference.name(),
        reference.description().orElse(null),
        reference.kind().wireName(),
        Columns.json(reference.auth()),
        credentials.map(CredentialRef::id).orElse(null),
        credentials.map(CredentialRef::version).orElse(null),
        credentials.map(ref -> Columns.json(ref.masks())).orElse(null),
        reference.path(),
        reference.key().orElse(null),
        reference.allWorkspaces(),
        reference.allowed().stream()
            .map(WorkspaceId::toString)
            .sorted()
            .collect(Collectors.joining(",")),
        Columns.json(reference.tags()),
        reference.audit().createdBy().value(),
        Columns.micros(reference.audit().createdAt()),
        Columns.micros(reference.audit().updatedAt()),
        Columns.rowVersion(reference.version()));
  }

  private static SecretReference reference(SecretReferenceRow row) {
    return new SecretReference(
        new SecretReferenceId(row.id()),
        new OrganizationId(row.organization()),
        new Slug(row.slug()),
        row.name(),
        Optional.ofNullable(row.description()),
        SourceKind.ofWireName(row.kind())
            .orElseThrow(
                () -> new IllegalStateException("secret reference " + row.id() + ": its kind")),
        Columns.settings(row.auth()),
        credentials(row),
        row.path(),
        Optional.ofNullable(row.secretKey()),
        row.allWorkspaces(),
        allowed(row.allowed()),
        Columns.settings(row.tags()),
        Columns.audit(row),
        Columns.version(row.version()));
  }

  private static Optional<CredentialRef> credentials(SecretReferenceRow row) {
    UUID id = row.credentialId();
    Integer version = row.credentialVersion();
    String masks = row.credentialMasks();
    return id == null || version == null || masks == null
        ? Optional.empty()
        : Optional.of(new CredentialRef(id, version, new LinkedHashMap<>(Columns.textMap(masks))));
  }

  private static Set<WorkspaceId> allowed(String ids) {
    return Arrays.stream(ids.split(",", -1))
        .filter(id -> !id.isEmpty())
        .map(id -> new WorkspaceId(UUID.fromString(id)))
        .collect(Collectors.toUnmodifiableSet());
  }
}
