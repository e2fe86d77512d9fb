package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.secret.SecretReferenceId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import java.util.List;
import java.util.Optional;

/** Secret references. An organization has some tens of them. */
public interface SecretReferenceRepository {
  Optional<SecretReference> find(SecretReferenceId id);

  Optional<SecretReference> findBySlug(OrganizationId organization, Slug slug);

  /** Finds a tenant's reference by id or slug. */
  default Optional<SecretReference> findByRef(OrganizationId organization, String ref) {
    return SecretReferenceId.parse(ref)
        .flatMap(this::find)
        .filter(found -> found.organization().equals(organization))
        .or(() -> Slug.isValid(ref) ? findBySlug(organization, new Slug(ref)) : Optional.empty());
  }

  /**
   * Finds one and keeps it from being changed or deleted until the running transaction ends; waits
   * for another transaction that has it.
   */
  Optional<SecretReference> hold(SecretReferenceId id);

  /** All references of an organization, oldest first. */
  List<SecretReference> all(OrganizationId organization);

  /**
   * Inserts an object of version 0, else updates the stored one of the same version.
   *
   * @return the object as stored, its version one higher
   */
  Result<SecretReference, StoreConflict> save(SecretReference reference);

  /** Deletes a reference; false if there was none. */
  boolean delete(SecretReferenceId id);
}
