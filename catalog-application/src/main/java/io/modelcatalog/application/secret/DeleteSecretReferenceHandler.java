package io.modelcatalog.application.secret;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.SecretReferenceRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.secret.SecretMapping;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

final class DeleteSecretReferenceHandler implements DeleteSecretReference {
  private final SecretReferenceRepository references;
  private final IntegrationRepository integrations;
  private final ReferenceLookup lookup;
  private final ReferenceAuth auth;
  private final UnitOfWork unitOfWork;

  DeleteSecretReferenceHandler(
      SecretReferenceRepository references,
      IntegrationRepository integrations,
      ReferenceLookup lookup,
      ReferenceAuth auth,
      UnitOfWork unitOfWork) {
    this.references = references;
    this.integrations = integrations;
    this.lookup = lookup;
    this.auth = auth;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<SecretReference, CatalogError> handle(Actor actor, Command command) {
    return unitOfWork.execute(
        actor, () -> lookup.toWrite(actor, command.ref(), "delete").then(this::delete));
  }

  private Result<SecretReference, CatalogError> delete(SecretReference reference) {
    if (references.hold(reference.id()).isEmpty()) {
      return Result.err(new CatalogError.NotFound("secret reference", reference.slug().value()));
    }
    Optional<Integration> user =
        integrations.all(reference.organization()).stream()
            .filter(
                integration ->
                    SecretMapping.in(integration.extras()).stream()
                        .anyMatch(mapping -> reference.isCalled(mapping.reference())))
            .findFirst();
    if (user.isPresent()) {
      // Existing clients expect 400 here, where other things in use answer with 409.
      return Result.err(
          new CatalogError.Invalid(
              "slug", "still in use by the integration " + user.get().slug() + "; unmap it first"));
    }
    references.delete(reference.id());
    auth.delete(reference);
    return Result.ok(reference);
  }
}
