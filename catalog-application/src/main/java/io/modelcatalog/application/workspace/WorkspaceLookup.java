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
   * Finds a workspace by reference.
   *
   * @param actor who asks; decides the tenant
   * @param ref UUID or slug
   * @return the workspace, or {@link CatalogError.NotFound}
   */
  public Result<Workspace, CatalogError> find(Actor actor, String ref) {
    return byIdOrSlug(actor, ref)
        .filter(workspace -> actor.reaches(workspace.id()))
        .<Result<Workspace, CatalogError>>map(Result::ok)
        .orElseGet(() -> Result.err(new CatalogError.NotFound("workspace", ref)));
  }

  /**
   * The workspace a request is about, if it is about one: the key's own, else the one named. A
   * workspace key may name its own workspace, and no other.
   *
   * @param actor who asks
   * @param ref as the request names it; empty if it names none
   * @return empty for an organization key that names none
   */
  public Result<Optional<Workspace>, CatalogError> mentioned(Actor actor, Optional<String> ref) {
    Optional<String> named = ref.filter(text -> !text.isBlank());
    if (named.isPresent()) {
      return find(actor, named.get()).map(Optional::of);
    }
    if (actor.workspace().isPresent()) {
      return find(actor, actor.workspace().get().toString()).map(Optional::of);
    }
    return Result.ok(Optional.empty());
  }

  /**
   * The workspace a request is about, where it must be about one.
   *
   * @return {@link CatalogError.Invalid} for an organization key that names none
   */
  public Result<Workspace, CatalogError> required(Actor actor, Optional<String> ref) {
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
                                        + " or slug"))));
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
