package io.modelcatalog.application.workspace;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds the workspace a request speaks of: named by UUID or by slug, or implied by a workspace key.
 * One that exists but is out of the actor's reach answers exactly like one that does not exist.
 */
public final class WorkspaceLookup {
  /** The field that names a workspace. */
  public static final String FIELD = "workspace_id";

  private final WorkspaceRepository workspaces;

  public WorkspaceLookup(WorkspaceRepository workspaces) {
    this.workspaces = workspaces;
  }

  /**
   * Finds a workspace by reference, to do something in it.
   *
   * @param actor who asks; decides the tenant
   * @param scope what it is to do there
   * @param ref UUID or slug
   * @return the workspace, {@link CatalogError.NotFound} out of reach, or {@link
   *     CatalogError.Forbidden} where the actor may not do it
   */
  public Result<Workspace, CatalogError> find(Actor actor, String scope, String ref) {
    return reached(actor, ref)
        .then(
            workspace ->
                actor.may(scope, workspace.id())
                    ? Result.ok(workspace)
                    : Result.err(new CatalogError.Forbidden(scope)));
  }

  /** Finds a workspace within reach, whatever is to be done there: the caller checks that. */
  public Result<Workspace, CatalogError> reached(Actor actor, String ref) {
    return byIdOrSlug(actor, ref)
        .filter(workspace -> actor.reaches(workspace.id()))
        .<Result<Workspace, CatalogError>>map(Result::ok)
        .orElseGet(() -> Result.err(new CatalogError.NotFound("workspace", ref)));
  }

  /**
   * The workspace a request is about, if it is about one: the one named, else the only one the
   * actor has. A workspace key may name its own workspace, and no other.
   *
   * @param actor who asks
   * @param scope what it is to do there
   * @param ref as the request names it; empty if it names none
   * @return empty for who acts for the organization and names none; {@link CatalogError.Invalid}
   *     for a person of several workspaces who names none
   */
  public Result<Optional<Workspace>, CatalogError> mentioned(
      Actor actor, String scope, Optional<String> ref) {
    return mentioned(actor, ref)
        .then(
            found ->
                actor.may(scope, found.map(Workspace::id))
                    ? Result.ok(found)
                    : Result.err(new CatalogError.Forbidden(scope)));
  }

  /** The same, whatever is to be done there: the caller checks that. */
  public Result<Optional<Workspace>, CatalogError> mentioned(Actor actor, Optional<String> ref) {
    Optional<String> named = ref.filter(text -> !text.isBlank());
    if (named.isPresent()) {
      return reached(actor, named.get()).map(Optional::of);
    }
    if (actor.isOrganizationWide()) {
      return Result.ok(Optional.empty());
    }
    return actor.impliedWorkspace().isPresent()
        ? reached(actor, actor.impliedWorkspace().get().toString()).map(Optional::of)
        : Result.err(
            new CatalogError.Invalid(FIELD, "required: which of your workspaces, by id or slug"));
  }

  /**
   * The workspace a request is about, where it must be about one.
   *
   * @return {@link CatalogError.Invalid} for an organization key that names none
   */
  public Result<Workspace, CatalogError> required(Actor actor, String scope, Optional<String> ref) {
    return mentioned(actor, ref)
        .then(
            found ->
                found
                    .<Result<Workspace, CatalogError>>map(Result::ok)
                    .orElseGet(
                        () ->
                            Result.err(
                                new CatalogError.Invalid(
                                    FIELD,
                                    "required: an organisation key must name the workspace, by id"
                                        + " or slug"))))
        .then(
            workspace ->
                actor.may(scope, workspace.id())
                    ? Result.ok(workspace)
                    : Result.err(new CatalogError.Forbidden(scope)));
  }

  private Optional<Workspace> byIdOrSlug(Actor actor, String ref) {
    // Another tenant's id is no match, so that it cannot hide a workspace whose slug looks like it.
    return uuid(ref)
        .flatMap(id -> workspaces.find(new WorkspaceId(id)))
        .filter(workspace -> workspace.organization().equals(actor.organization()))
        .or(
            () ->
                Slug.isValid(ref)
                    ? workspaces.findBySlug(actor.organization(), new Slug(ref))
                    : Optional.empty());
  }

  /** The text as a UUID in its full 36-character form; empty for anything else. */
  public static Optional<UUID> uuid(String text) {
    if (text.length() != 36) {
      return Optional.empty();
    }
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException notAUuid) {
      return Optional.empty();
    }
  }
}
