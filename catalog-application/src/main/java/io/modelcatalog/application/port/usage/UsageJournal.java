package io.modelcatalog.application.port.usage;

import io.modelcatalog.domain.usage.UsageRecord;
import java.util.Optional;

/**
 * Where usage goes first, so that the end of the process at any instant loses none of it. Writing
 * never blocks on a disk or a database; what is written survives {@code kill -9}.
 */
public interface UsageJournal {

  /**
   * Notes a call before any byte of it goes upstream. If the process ends before {@link #settled},
   * the call is booked as given here: at its bound, estimated, interrupted.
   *
   * @param bound the call with its upper bound as usage, cost and charges
   * @return false if the journal cannot take it, so the call must not be made
   */
  boolean opened(UsageRecord bound);

  /** Notes how a call ended, in place of its bound. Once per call. */
  void settled(UsageRecord record);

  /** Whether calls can be noted now; when not, priced calls must be refused. */
  boolean accepting();

  /** Why calls cannot be noted, for whoever is refused; empty while they can. */
  default Optional<String> obstacle() {
    return accepting() ? Optional.empty() : Optional.of("the usage journal takes no calls");
  }
}
