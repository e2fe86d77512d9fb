package io.modelcatalog.application.signin;

import io.modelcatalog.application.port.persistence.AttemptStore;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.shared.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Limits attempts in windows of a quarter of an hour. Each is counted before it is looked at, so
 * that none slips through beside others.
 */
final class Attempts {
  private static final Duration WINDOW = Duration.ofMinutes(15);

  private final AttemptStore counts;
  private final UnitOfWork unitOfWork;
  private final InstantSource clock;

  Attempts(AttemptStore counts, UnitOfWork unitOfWork, InstantSource clock) {
    this.counts = counts;
    this.unitOfWork = unitOfWork;
    this.clock = clock;
  }

  /** Counts an attempt for each subject; says how long to wait if one of them has no more. */
  Optional<Duration> take(Map<String, Integer> most) {
    Instant now = clock.instant();
    Instant window = window(now);
    Result<Boolean, Boolean> counted =
        unitOfWork.execute(
            () -> {
              boolean room = true;
              // In one order everywhere, lest two wait for each other.
              for (Map.Entry<String, Integer> each : new TreeMap<>(most).entrySet()) {
                room &= counts.take(each.getKey(), window) <= each.getValue();
              }
              counts.forget(now.minus(WINDOW.multipliedBy(4)));
              return Result.ok(room);
            });
    return counted.equals(Result.ok(true))
        ? Optional.empty()
        : Optional.of(Duration.between(now, window.plus(WINDOW)));
  }

  /** Takes back what came to a good end. To be called in a transaction. */
  void succeeded(String account, String address) {
    counts.forgive(account);
    counts.giveBack(address, window(clock.instant()));
  }

  private static Instant window(Instant now) {
    long seconds = now.getEpochSecond();
    return Instant.ofEpochSecond(seconds - Math.floorMod(seconds, WINDOW.toSeconds()));
  }
}
