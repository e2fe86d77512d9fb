package io.modelcatalog.application.audit;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.audit.AuditTrail;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

final class ListAuditLogsHandler implements ListAuditLogs {
  private final AuditTrail trail;

  private final WorkspaceRepository workspaces;

  ListAuditLogsHandler(AuditTrail trail, WorkspaceRepository workspaces) {
    this.trail = trail;
    this.workspaces = workspaces;
  }

  @Override
  public Result<Page<AuditTrail.Entry>, CatalogError> handle(Actor actor, Query query) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    if (query.to().isBefore(query.from())) {
      return Result.err(new CatalogError.Invalid("end_time", "must not be before start_time"));
    }
    boolean another =
        query.organization().isPresent()
            && !query.organization().get().equals(actor.organization().toString());
    Optional<WorkspaceId> asked = query.workspace().flatMap(ref -> id(actor, ref));
    boolean outOfReach =
        query.workspace().isPresent() && (asked.isEmpty() || !actor.reaches(asked.get()));
    if (another || outOfReach) {
      return Result.ok(new Page<>(List.of(), 0));
    }
    Optional<WorkspaceId> workspace = asked.or(actor::impliedWorkspace);
    if (!actor.may(SCOPE, workspace)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return Result.ok(
        trail.find(
            new AuditTrail.Filter(
                actor.organization(),
                query.from(),
                query.to(),
                query.method(),
                query.uri(),
                query.requestId(),
                query.actorId(),
                query.actorType(),
                workspace,
                query.status(),
                query.resourceType(),
                query.action(),
                query.clientIp()),
            query.page()));
  }

  /** By id also one that is gone: what was done in it is still to be found. */
  private Optional<WorkspaceId> id(Actor actor, String ref) {
    try {
      return Optional.of(new WorkspaceId(UUID.fromString(ref)));
    } catch (IllegalArgumentException notAnId) {
      return Slug.isValid(ref)
          ? workspaces.findBySlug(actor.organization(), new Slug(ref)).map(Workspace::id)
          : Optional.empty();
    }
  }
}
