package io.modelcatalog.domain.limit;

import java.util.UUID;

/**
 * Names the counter of one limit. It outlives edits of the limit's amount, and changes when the
 * usage is reset: calls in flight then settle against the old counter.
 *
 * @param level whose limit it is
 * @param owner the id of the object that declares it
 * @param what what it counts and over which time, such as {@code cost/monthly} or {@code
 *     requests/rpm}
 * @param epoch how often the usage has been reset
 */
public record LimitKey(Level level, UUID owner, String what, int epoch) {

  /** The counter of a budget. */
  public static LimitKey of(Level level, UUID owner, Budget budget, int epoch) {
    String period =
        switch (budget.period()) {
          case ResetPeriod.Never() -> "total";
          case ResetPeriod.Weekly() -> "weekly";
          case ResetPeriod.Monthly() -> "monthly";
          case ResetPeriod.EveryDays(int days) -> days + "d";
        };
    return new LimitKey(
        level,
        owner,
        budget.unit().name().toLowerCase(java.util.Locale.ROOT) + "/" + period,
        epoch);
  }

  /** The counter of a rate limit. */
  public static LimitKey of(Level level, UUID owner, RateLimit limit, int epoch) {
    return new LimitKey(
        level,
        owner,
        limit.unit().name().toLowerCase(java.util.Locale.ROOT) + "/" + limit.window().wireName(),
        epoch);
  }

  /** A short text form, unique among keys. */
  public String text() {
    return level.wireName() + ":" + owner + ":" + what + (epoch == 0 ? "" : "#" + epoch);
  }

  @Override
  public String toString() {
    return text();
  }
}
