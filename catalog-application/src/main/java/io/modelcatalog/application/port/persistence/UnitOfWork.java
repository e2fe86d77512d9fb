package io.modelcatalog.application.port.persistence;

import io.modelcatalog.application.access.Acting;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.access.Precondition;
import io.modelcatalog.application.access.Trial;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs blocks in transactions. Blocking: never called on an event loop. */
public interface UnitOfWork {

  /**
   * Runs a block in one transaction, or in the one already running; an {@code Err} rolls it back,
   * as an exception does.
   */
  <T, E> Result<T, E> execute(Supplier<Result<T, E>> block);

  /**
   * The same in the name of an actor, to whom the changes are put down. An actor on trial gets the
   * result, but nothing is kept.
   *
   * @throws Precondition.Failed if the actor expects to change something else
   */
  default <T, E> Result<T, E> execute(Actor actor, Supplier<Result<T, E>> block) {
    if (Acting.current().isPresent()) {
      return Acting.as(actor, () -> execute(block));
    }
    Supplier<Result<T, E>> guarded =
        actor.expected().<Supplier<Result<T, E>>>map(it -> () -> met(it, block)).orElse(block);
    return Acting.as(
        actor,
        () -> actor.trial().isPresent() ? tried(actor.trial().get(), guarded) : execute(guarded));
  }

  private static <T, E> Result<T, E> met(Precondition expected, Supplier<Result<T, E>> block) {
    expected.begin();
    Result<T, E> result = block.get();
    if (result instanceof Result.Ok<T, E>) {
      expected.conclude();
    }
    return result;
  }

  private <T, E> Result<T, E> tried(Trial trial, Supplier<Result<T, E>> block) {
    Result<Result<T, E>, Result<T, E>> outcome =
        execute(
            () -> {
              Result<T, E> result = block.get();
              if (result instanceof Result.Ok<T, E>) {
                trial.conclude();
              }
              // What is refused is rolled back.
              return Result.err(result);
            });
    return switch (outcome) {
      case Result.Ok<Result<T, E>, Result<T, E>>(Result<T, E> kept) -> kept;
      case Result.Err<Result<T, E>, Result<T, E>>(Result<T, E> kept) -> kept;
    };
  }

  /** Reads in one consistent transaction. */
  <T> T read(Supplier<T> block);

  /**
   * Has something done to all items of a transaction together, as the last thing in it: when its
   * outermost block has answered {@code Ok}. What fails then rolls the transaction back. Not done
   * at all if it rolls back before.
   *
   * <p>Last, because what every transaction needs, such as the end of a log, is then held for no
   * longer than it takes, and by nobody who still waits for something else.
   *
   * @param work what is to be done; called once with all items that were given with it, in order
   * @param item one of them
   * @throws IllegalStateException outside a transaction, and in one that only reads
   */
  <T> void beforeCommit(Consumer<List<T>> work, T item);

  /**
   * Has something done once the running transaction has committed, before {@link #execute} returns;
   * not at all if it rolls back.
   *
   * @throws IllegalStateException outside a transaction
   */
  void afterCommit(Runnable action);
}
