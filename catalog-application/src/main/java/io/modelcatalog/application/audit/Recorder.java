package io.modelcatalog.application.audit;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.audit.AuditEvent;
import io.modelcatalog.application.port.audit.AuditEvent.FieldChange;
import io.modelcatalog.application.port.audit.AuditTrail;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** Writes what a change did into the audit log, in the transaction of the change. */
final class Recorder {
  private final AuditTrail trail;
  private final UnitOfWork unitOfWork;
  private final IdSource ids;
  private final InstantSource clock;

  Recorder(AuditTrail trail, UnitOfWork unitOfWork, IdSource ids, InstantSource clock) {
    this.trail = trail;
    this.unitOfWork = unitOfWork;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * What was changed.
   *
   * @param workspace the workspace concerned; empty for what concerns the organization
   * @param type the kind of object
   * @param id its id
   * @param name its name or slug
   */
  record Subject(Optional<WorkspaceId> workspace, String type, String id, String name) {}

  /**
   * Makes a change and tells of it. A change that is refused, or changes nothing, is not told of.
   *
   * @param actor who makes it
   * @param before reads the object, as someone who may read everything in the actor's reach
   * @param change makes the change and gives the object after it
   * @param subject what was changed
   * @param difference what differs between before and after
   */
  <T> Result<T, CatalogError> recorded(
      Actor actor,
      Function<Actor, Result<T, CatalogError>> before,
      Supplier<Result<T, CatalogError>> change,
      Function<T, Subject> subject,
      BiFunction<T, T, List<FieldChange>> difference) {
    return unitOfWork.execute(
        actor,
        () -> {
          Result<T, CatalogError> old = before.apply(actor.unbounded());
          Result<T, CatalogError> made = change.get();
          if (made instanceof Result.Ok<T, CatalogError>(T after)
              && old instanceof Result.Ok<T, CatalogError>(T found)) {
            List<FieldChange> changes = difference.apply(found, after);
            if (!changes.isEmpty()) {
              trail.append(event(actor, subject.apply(after), changes));
            }
          }
          return made;
        });
  }

  private AuditEvent event(Actor actor, Subject subject, List<FieldChange> changes) {
    return new AuditEvent(
        ids.next(),
        clock.instant(),
        actor.organization(),
        subject.workspace(),
        new AuditEvent.Who(actor.kind().wireName(), actor.id().value()),
        "update",
        subject.type(),
        subject.id(),
        subject.name(),
        changes,
        Optional.empty());
  }
}
