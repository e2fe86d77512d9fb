package io.modelcatalog.application.alert;

import io.modelcatalog.application.port.alert.AlertChannel;
import io.modelcatalog.application.port.alert.AlertOutbox;
import io.modelcatalog.application.port.alert.AlertOutbox.Claim;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes deliveries of one channel from the outbox and sends them, at least once each. A process
 * that ends in between leaves its delivery to whoever comes next; its id stays the same, so that a
 * receiver can pass over the repetition.
 *
 * <p>Blocks as long as the channel does; one thread for each channel, so that a slow one holds up
 * none but itself.
 */
public final class AlertDispatcher {
  private static final int AT_A_TIME = 20;

  /** Longer than a batch takes even if every receiver lets its time run out. */
  private static final Duration CLAIM = Duration.ofMinutes(15);

  private final AlertOutbox outbox;
  private final AlertChannel channel;
  private final RetryPolicy retry;
  private final InstantSource clock;

  /**
   * A dispatcher.
   *
   * @param outbox where deliveries wait
   * @param channel sends them
   * @param retry when to try again
   * @param clock time
   */
  public AlertDispatcher(
      AlertOutbox outbox, AlertChannel channel, RetryPolicy retry, InstantSource clock) {
    this.outbox = outbox;
    this.channel = channel;
    this.retry = retry;
    this.clock = clock;
  }

  /**
   * Tries once what is due.
   *
   * @return how many deliveries were accepted
   */
  public int dispatch() {
    int accepted = 0;
    Instant now = clock.instant();
    for (Claim claim : outbox.claim(channel.channel(), now, now.plus(CLAIM), AT_A_TIME)) {
      Optional<AlertChannel.Failure> failure = channel.deliver(claim.alert(), claim.delivery());
      UUID id = claim.delivery().id();
      if (failure.isEmpty()) {
        outbox.sent(id, clock.instant());
        accepted++;
      } else if (failure.get().permanent() || claim.attempt() >= retry.attempts()) {
        outbox.dead(id, failure.get().reason());
      } else {
        outbox.failed(
            id, failure.get().reason(), clock.instant().plus(retry.pauseAfter(claim.attempt())));
      }
    }
    return accepted;
  }
}
