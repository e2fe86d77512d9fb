package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds an integration by UUID or slug and checks that the actor may do something to it. An
 * organization's integration asks for a scope of {@code organisation_integrations}, a workspace's
 * for one of {@code workspace_integrations}. A workspace key sees its workspace's own integrations
 * and, to read, those that are switched on for it; all others answer as if they did not exist.
 */
final class IntegrationLookup {
  static final String ORGANIZATION_SCOPES = "organisation_integrations.";
  static final String WORKSPACE_SCOPES = "workspace_integrations.";

  private final IntegrationRepository integrations;

  IntegrationLookup(IntegrationRepository integrations) {
    this.integrations = integrations;
  }

  /** Finds one to read. */
  Result<Integration, CatalogError> toRead(Actor actor, String ref) {
    return visible(actor, ref, "read")
        .then(
            found -> {
              String scope = scopes(actor, found) + "read";
              return may(actor, scope, found)
                  ? Result.ok(found)
                  : Result.err(new CatalogError.Forbidden(scope));
            });
  }

  /** Finds one to change or delete. */
  Result<Integration, CatalogError> toWrite(Actor actor, String ref, String verb) {
    return visible(actor, ref, verb)
        .then(
            found -> {
              String scope = scopes(actor, found) + verb;
              if (!may(actor, scope, found)) {
                return Result.err(new CatalogError.Forbidden(scope));
              }
              return ownedBy(actor, found)
                  ? Result.ok(found)
                  : Result.err(
                      new CatalogError.NotPermitted(
                          "an integration of the organisation is changed with a key of the"
                              + " organisation"));
            });
  }

  /** Whether it is the actor's own to administer, and not only granted to its workspace. */
  static boolean ownedBy(Actor actor, Integration integration) {
    return actor.isOrganizationWide() || integration.workspace().filter(actor::reaches).isPresent();
  }

  private Result<Integration, CatalogError> visible(Actor actor, String ref, String verb) {
    if (!actor.may(ORGANIZATION_SCOPES + verb) && !actor.may(WORKSPACE_SCOPES + verb)) {
      return Result.err(
          new CatalogError.Forbidden(
              (actor.isOrganizationWide() ? ORGANIZATION_SCOPES : WORKSPACE_SCOPES) + verb));
    }
    return byIdOrSlug(actor, ref)
        .filter(found -> reaches(actor, found))
        .<Result<Integration, CatalogError>>map(Result::ok)
        .orElseGet(() -> Result.err(new CatalogError.NotFound("integration", ref)));
  }

  private Optional<Integration> byIdOrSlug(Actor actor, String ref) {
    return WorkspaceLookup.uuid(ref)
        .flatMap(id -> integrations.find(new IntegrationId(id)))
        .filter(found -> found.organization().equals(actor.organization()))
        .or(
            () ->
                Slug.isValid(ref)
                    ? integrations.findBySlug(actor.organization(), new Slug(ref))
                    : Optional.empty());
  }

  private boolean reaches(Actor actor, Integration integration) {
    if (ownedBy(actor, integration)) {
      return true;
    }
    return integration.workspace().isEmpty() && grantedTo(actor, integration).findAny().isPresent();
  }

  private Stream<WorkspaceId> grantedTo(Actor actor, Integration integration) {
    return actor.workspaces().stream()
        .filter(
            workspace ->
                integrations
                    .findGrant(integration.id(), workspace)
                    .filter(WorkspaceGrant::enabled)
                    .isPresent());
  }

  /** In the workspace it is of; without one, in one that has it, or for the organization. */
  private boolean may(Actor actor, String scope, Integration integration) {
    if (integration.workspace().isPresent()) {
      return actor.may(scope, integration.workspace().get());
    }
    return actor.isOrganizationWide()
        ? actor.may(scope)
        : grantedTo(actor, integration).anyMatch(workspace -> actor.may(scope, workspace));
  }

  private static String scopes(Actor actor, Integration integration) {
    return !actor.isOrganizationWide() || integration.workspace().isPresent()
        ? WORKSPACE_SCOPES
        : ORGANIZATION_SCOPES;
  }
}
