package io.modelcatalog.application.audit;

import io.modelcatalog.application.access.Acting;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.audit.AuditEvent;
import io.modelcatalog.application.port.audit.AuditEvent.FieldChange;
import io.modelcatalog.application.port.audit.AuditTrail;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Writes into the audit log what a transaction does, as the last thing it does: entries commit and
 * roll back with what they tell of.
 */
public final class AuditLog {
  /** What was asked for has been done, or nothing would be told of it. */
  private static final int DONE = 200;

  private final UnitOfWork unitOfWork;
  private final IdSource ids;
  private final InstantSource clock;
  private final Consumer<List<AuditEvent>> append;

  /**
   * A log in a trail.
   *
   * @param trail where it is kept
   * @param unitOfWork transactions
   * @param ids new identities
   * @param clock time
   */
  public AuditLog(AuditTrail trail, UnitOfWork unitOfWork, IdSource ids, InstantSource clock) {
    this.unitOfWork = unitOfWork;
    this.ids = ids;
    this.clock = clock;
    this.append = trail::append;
  }

  /**
   * What was done to what, where it is not a change of a stored object: such as somebody signing
   * in.
   *
   * @param organization the tenant
   * @param workspace the workspace concerned; empty for what concerns the organization
   * @param action such as {@code sign_in}
   * @param type the kind of object, such as {@code user}
   * @param id the object's id
   * @param name the object's name
   * @param changes what changed; no secret
   */
  public record Deed(
      OrganizationId organization,
      Optional<WorkspaceId> workspace,
      String action,
      String type,
      String id,
      String name,
      List<FieldChange> changes) {
    public Deed {
      changes = List.copyOf(changes);
    }
  }

  /**
   * Notes down what somebody did.
   *
   * @param by who did it; empty for the catalog itself
   * @throws IllegalStateException outside a transaction
   */
  public void note(Optional<Actor> by, Deed deed) {
    unitOfWork.beforeCommit(
        append,
        new AuditEvent(
            ids.next(),
            clock.instant(),
            deed.organization(),
            deed.workspace(),
            by.map(AuditLog::who).orElse(AuditEvent.Who.SYSTEM),
            deed.action(),
            deed.type(),
            deed.id(),
            deed.name(),
            deed.changes(),
            by.flatMap(Actor::origin).map(AuditLog::request)));
  }

  private static AuditEvent.Who who(Actor actor) {
    return new AuditEvent.Who(actor.kind().wireName(), actor.id().value());
  }

  private static AuditEvent.Request request(Actor.Origin origin) {
    return new AuditEvent.Request(
        origin.method(), origin.path(), origin.requestId(), origin.clientIp(), DONE);
  }

  /**
   * Saves an object and notes down what that changed. Who acts is told what state it was in, to
   * whom it may not be the expected one.
   *
   * @param kind of object
   * @param next what is saved
   * @param stored reads what it replaces; not asked for an object that is new
   * @param isNew whether nothing is replaced
   * @param save saves it
   */
  <T extends Record, E> Result<T, E> saved(
      Kind<T> kind,
      T next,
      boolean isNew,
      Supplier<Optional<T>> stored,
      Supplier<Result<T, E>> save) {
    Optional<T> before = isNew ? Optional.empty() : stored.get();
    compare(before);
    Result<T, E> result = save.get();
    if (result instanceof Result.Ok<T, E>) {
      noteChange(kind, before, Optional.of(next));
    }
    return result;
  }

  /**
   * Deletes an object and notes that down.
   *
   * @param kind of object
   * @param stored reads it
   * @param delete deletes it
   * @param deleted whether that was done
   */
  <T extends Record, R> R deleted(
      Kind<T> kind, Supplier<Optional<T>> stored, Supplier<R> delete, Predicate<R> deleted) {
    Optional<T> before = stored.get();
    compare(before);
    R result = delete.get();
    if (deleted.test(result)) {
      noteChange(kind, before, Optional.empty());
    }
    return result;
  }

  private static <T extends Record> void compare(Optional<T> before) {
    Acting.current()
        .flatMap(Actor::expected)
        .ifPresent(expected -> expected.changing(before.map(EntityTag::of)));
  }

  /** Whether a deletion that can be refused was done. */
  static <E> boolean done(Result<Boolean, E> result) {
    return result instanceof Result.Ok<Boolean, E>(Boolean there) && there;
  }

  /** Notes down what became of an object. What changed nothing is not told of. */
  <T extends Record> void noteChange(Kind<T> kind, Optional<T> before, Optional<T> after) {
    List<FieldChange> changes =
        before
            .map(kind::described)
            .orElse(Described.NOTHING)
            .to(after.map(kind::described).orElse(Described.NOTHING));
    Optional<T> either = after.or(() -> before);
    if (either.isEmpty() || (changes.isEmpty() && before.isPresent() && after.isPresent())) {
      return;
    }
    String action = after.isEmpty() ? Kind.DELETE : kind.made();
    if (before.isPresent() && after.isPresent()) {
      action = kind.action(before.get(), after.get(), changes);
    }
    Kind.Subject subject = kind.subject().apply(either.get());
    note(
        Acting.current(),
        new Deed(
            subject.organization(),
            subject.workspace(),
            action,
            kind.type(),
            subject.id(),
            subject.name(),
            changes));
  }
}
