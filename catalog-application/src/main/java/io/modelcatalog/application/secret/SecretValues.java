package io.modelcatalog.application.secret;

import io.modelcatalog.application.port.secret.CredentialVault;
import io.modelcatalog.application.port.secret.SecretSource;
import io.modelcatalog.application.port.secret.SecretSource.Failure;
import io.modelcatalog.application.port.secret.SecretSource.Payload;
import io.modelcatalog.application.port.secret.SecretSource.Place;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.secret.SecretReferenceId;
import io.modelcatalog.domain.shared.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Remembers secrets from outside, so that no call waits for them: each is read when it is first
 * needed, and again in the background. The value that was read last stays while it cannot be read.
 */
public final class SecretValues {
  /** How long a value counts before it is read again. */
  public static final Duration FRESH = Duration.ofMinutes(5);

  /** How soon one that could not be read is tried again. */
  static final Duration RETRY = Duration.ofSeconds(15);

  /** How long all that one change needs for the first time may take together. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final SecretAccess TO_FETCH = new SecretAccess("read the secret it leads to");

  private final SecretSource source;
  private final CredentialVault vault;
  private final SecretNews news;
  private final InstantSource clock;
  private final Map<SecretReferenceId, Known> known = new ConcurrentHashMap<>();

  /**
   * What is known of one.
   *
   * @param version the reference's version that was read by
   * @param payload what was read last; null if nothing was yet
   * @param failure why it could not be read the last time; null if it could
   * @param triedAt when it was tried the last time
   * @param generation grows with each other value
   */
  record Known(
      long version,
      @Nullable Payload payload,
      @Nullable String failure,
      Instant triedAt,
      long generation) {

    boolean dueAt(Instant now) {
      return !now.isBefore(triedAt.plus(failure == null ? FRESH : RETRY));
    }
  }

  /** Nothing is known yet. */
  public SecretValues(
      SecretSource source, CredentialVault vault, SecretNews news, InstantSource clock) {
    this.source = source;
    this.vault = vault;
    this.news = news;
    this.clock = clock;
  }

  /**
   * What is known of a secret; one that was never asked for, or whose reference was changed since,
   * is read first.
   *
   * @param until when to give up waiting
   */
  Known of(SecretReference reference, Instant until) {
    Known now = known.get(reference.id());
    return now != null && now.version() == reference.version()
        ? now
        : read(reference, Duration.between(clock.instant(), until));
  }

  /** The ids of those that are due to be read again. */
  List<SecretReferenceId> due() {
    Instant now = clock.instant();
    return known.entrySet().stream()
        .filter(each -> each.getValue().dueAt(now))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Reads a secret again.
   *
   * @return whether calls are to be made otherwise from now on
   */
  boolean again(SecretReference reference) {
    Known before = known.get(reference.id());
    Known after = read(reference, Duration.ofSeconds(30));
    return before == null || before.generation() != after.generation();
  }

  /** Forgets one that nothing uses any more. */
  void forget(SecretReferenceId id) {
    known.remove(id);
  }

  private Known read(SecretReference reference, Duration patience) {
    Result<Payload, Failure> result = fetch(reference, patience);
    Known before = known.get(reference.id());
    Known after = after(reference, before, result);
    known.put(reference.id(), after);
    if (after.failure() != null && (before == null || before.failure() == null)) {
      news.failed(reference, after.failure(), after.payload() != null);
    } else if (after.failure() == null && before != null && before.failure() != null) {
      news.readAgain(reference);
    }
    return after;
  }

  private Known after(
      SecretReference reference, @Nullable Known before, Result<Payload, Failure> result) {
    Payload last = before == null ? null : before.payload();
    long generation = before == null ? 0 : before.generation();
    return switch (result) {
      case Result.Ok<Payload, Failure>(Payload payload) ->
          new Known(
              reference.version(),
              payload,
              null,
              clock.instant(),
              payload.equals(last) ? generation : generation + 1);
      case Result.Err<Payload, Failure>(Failure failure) ->
          new Known(reference.version(), last, failure.reason(), clock.instant(), generation);
    };
  }

  private Result<Payload, Failure> fetch(SecretReference reference, Duration patience) {
    Credentials secrets;
    try {
      secrets = secretsOf(reference);
    } catch (IllegalStateException unreadable) {
      return Result.err(new Failure("needs credentials that cannot be read from the vault"));
    }
    FutureTask<Result<Payload, Failure>> task =
        new FutureTask<>(
            () ->
                source.fetch(
                    new Place(reference.kind(), reference.auth(), reference.path()), secrets));
    Thread.ofVirtual().name("secret").start(task);
    try {
      return task.get(Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      return Result.err(new Failure("was not answered in time"));
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      return Result.err(new Failure("was interrupted"));
    } catch (ExecutionException e) {
      // The message of an unexpected fault may hold what was read.
      return Result.err(new Failure("failed unexpectedly"));
    }
  }

  private Credentials secretsOf(SecretReference reference) {
    return reference
        .credentials()
        .map(
            ref ->
                vault.reveal(
                    reference.organization(),
                    new IntegrationId(reference.id().value()),
                    ref,
                    TO_FETCH))
        .orElse(Credentials.NONE);
  }

  /** What stands for each value that an integration was made callable with. */
  static String stamp(SecretReference reference, Known known) {
    return reference.id()
        + ":"
        + known.version()
        + ":"
        + known.generation()
        + ":"
        + reference.key().orElse("");
  }
}
