package io.modelcatalog.application.port.usage;

import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.Window;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Reads what limits have counted so far. From memory; never blocks. */
public interface UsageView {

  /** How an object with limits and an expiry stands. */
  enum Status {
    ACTIVE("active"),
    EXHAUSTED("exhausted"),
    EXPIRED("expired");

    private final String wireName;

    Status(String wireName) {
      this.wireName = wireName;
    }

    /** Its name on the wire. */
    public String wireName() {
      return wireName;
    }
  }

  /**
   * What is used of a limit in a window.
   *
   * @return empty if nothing has been counted
   */
  OptionalLong used(LimitKey key, Window window);

  /**
   * How an object stands: expired, else with a budget of its own used up, else active.
   *
   * @param level the object's level
   * @param owner the object's id
   * @param limits the object's own limits
   * @param epoch how often its usage was reset
   * @param expiresAt from when it refuses calls
   */
  default Status status(
      Level level, UUID owner, Limits limits, int epoch, Optional<Instant> expiresAt, Instant now) {
    if (expiresAt.isPresent() && !now.isBefore(expiresAt.get())) {
      return Status.EXPIRED;
    }
    for (Budget budget : limits.budgets()) {
      OptionalLong used = used(LimitKey.of(level, owner, budget, epoch), budget.windowAt(now));
      if (used.orElse(0) >= budget.amount()) {
        return Status.EXHAUSTED;
      }
    }
    return Status.ACTIVE;
  }
}
