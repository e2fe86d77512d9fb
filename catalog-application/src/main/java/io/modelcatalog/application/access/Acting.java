package io.modelcatalog.application.access;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who makes the changes of the running transaction, for what notes them down. Bound for the length
 * of a call and for its thread alone; where nobody is bound, the catalog itself acts.
 */
public final class Acting {
  private static final ScopedValue<Actor> CURRENT = ScopedValue.newInstance();

  private Acting() {}

  /** Does something in the name of the actor. */
  public static <T> T as(Actor actor, Supplier<T> work) {
    return ScopedValue.where(CURRENT, actor).call(work::get);
  }

  /** Who acts; empty for the catalog itself. */
  public static Optional<Actor> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }
}
