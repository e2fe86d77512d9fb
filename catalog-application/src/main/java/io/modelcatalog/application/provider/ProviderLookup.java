package io.modelcatalog.application.provider;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.provider.ProviderId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;
import java.util.Optional;

/** Finds the provider a request speaks of, by slug or id, within the actor's reach. */
final class ProviderLookup {
  private final ProviderRepository providers;
  private final WorkspaceLookup workspaces;

  ProviderLookup(ProviderRepository providers, WorkspaceLookup workspaces) {
    this.providers = providers;
    this.workspaces = workspaces;
  }

  Result<AiProvider, CatalogError> find(
      Actor actor, String scope, Optional<String> workspace, String ref) {
    return workspaces
        .mentioned(actor, scope, workspace)
        .then(
            found ->
                found.isPresent()
                    ? inWorkspace(found.get(), ref)
                    : inOrganization(actor.organization(), ref));
  }

  private Result<AiProvider, CatalogError> inWorkspace(Workspace workspace, String ref) {
    return bySlug(workspace.id(), ref)
        .or(() -> byId(ref).filter(provider -> provider.workspace().equals(workspace.id())))
        .<Result<AiProvider, CatalogError>>map(Result::ok)
        .orElseGet(() -> notFound(ref));
  }

  private Result<AiProvider, CatalogError> inOrganization(OrganizationId organization, String ref) {
    Optional<AiProvider> byId =
        byId(ref).filter(provider -> provider.organization().equals(organization));
    if (byId.isPresent()) {
      return Result.ok(byId.get());
    }
    List<AiProvider> sameSlug =
        Slug.isValid(ref) ? providers.withSlug(organization, new Slug(ref)) : List.of();
    if (sameSlug.size() > 1) {
      return Result.err(
          new CatalogError.Invalid(
              WorkspaceLookup.FIELD, "required: providers of several workspaces have this slug"));
    }
    return sameSlug.isEmpty() ? notFound(ref) : Result.ok(sameSlug.getFirst());
  }

  private Optional<AiProvider> bySlug(WorkspaceId workspace, String ref) {
    return Slug.isValid(ref) ? providers.findBySlug(workspace, new Slug(ref)) : Optional.empty();
  }

  private Optional<AiProvider> byId(String ref) {
    return WorkspaceLookup.uuid(ref).flatMap(id -> providers.find(new ProviderId(id)));
  }

  private static Result<AiProvider, CatalogError> notFound(String ref) {
    return Result.err(new CatalogError.NotFound("provider", ref));
  }
}
