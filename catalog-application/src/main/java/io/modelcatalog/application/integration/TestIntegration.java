package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Tries whether an upstream answers, by a call that costs nothing. It is tried once; what the
 * upstream answers is not shown. For one that is stored the actor needs what changing it needs, for
 * one that is not stored yet what creating it needs.
 */
public interface TestIntegration {

  /**
   * Tries it; blocks for some seconds at most. {@link CatalogError.TooMany} for an actor that tries
   * too often, and while too many are being tried.
   */
  Result<Report, CatalogError> handle(Actor actor, Command command);

  /**
   * What to try.
   *
   * @param subject a stored one or one as it would be created
   */
  record Command(Subject subject) {}

  /** What can be tried. */
  sealed interface Subject {
    /**
     * One that is stored.
     *
     * @param ref slug or UUID
     */
    record Stored(String ref) implements Subject {}

    /**
     * One as it would be created.
     *
     * @param as what would be created; nothing of it is kept
     */
    record Unsaved(CreateIntegration.Command as) implements Subject {}
  }

  /**
   * What came of it.
   *
   * @param success whether it can be called and takes its key
   * @param cause what is wrong, as a word; {@code ok} if nothing is
   * @param status the upstream's HTTP status; empty if it gave none
   * @param millis how long it took
   * @param message what happened, for people
   * @param hint what to do about it
   * @param models how many models it listed; empty where that is not asked
   */
  record Report(
      boolean success,
      String cause,
      OptionalInt status,
      long millis,
      String message,
      Optional<String> hint,
      OptionalInt models) {}
}
