package io.modelcatalog.application.limit;

import io.modelcatalog.domain.limit.Level;
import org.jspecify.annotations.Nullable;

/**
 * How a limit stood at one instant.
 *
 * @param level who declared it
 * @param what its name, such as {@code cost/monthly}
 * @param measure what it counts
 * @param rate whether it is a rate limit
 * @param limit the amount allowed: nano-dollars, tokens or calls
 * @param used what was used in the window, as far as this replica knows
 * @param reserved what calls in flight in this replica have set aside
 * @param heldElsewhere what other replicas hold and are not known to have used
 * @param asked what the call asked for; 0 where no call is in question
 * @param resetAtMillis when the window ends, milliseconds since the epoch; {@link Long#MAX_VALUE}
 *     if never
 * @param room whether the call fits
 * @param policy the policy it is of; null if it hangs on an object
 */
public record LimitState(
    Level level,
    String what,
    Measure measure,
    boolean rate,
    long limit,
    long used,
    long reserved,
    long heldElsewhere,
    long asked,
    long resetAtMillis,
    boolean room,
    @Nullable PolicyTag policy) {

  /** Whether the call would fit once the window has ended and nothing else were used. */
  public boolean waitingHelps() {
    return resetAtMillis != Long.MAX_VALUE && limit > 0 && asked <= limit;
  }
}
