package io.modelcatalog.domain.limit;

import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names the counter of one limit. It outlives edits of the limit's amount, and changes when the
 * usage is reset: calls in flight then settle against the old counter.
 *
 * @param level whose limit it is
 * @param owner the id of the object that declares it
 * @param what what it counts and over which time, such as {@code cost/monthly} or {@code
 *     requests/rpm}
 * @param epoch how often the usage has been reset
 * @param group which of the owner's groups of calls it counts, where each has a counter of its own;
 *     empty where there is one counter for all
 */
public record LimitKey(Level level, UUID owner, String what, int epoch, String group) {

  /** A counter for all calls. */
  public LimitKey(Level level, UUID owner, String what, int epoch) {
    this(level, owner, what, epoch, "");
  }

  private static final char GROUP = '@';

  /** The group is last because it may hold any character. */
  private static final Pattern TEXT =
      Pattern.compile(
          "([a-z_]+):([0-9a-f-]{36}):([^#@]+)(?:#(\\d{1,10}))?(?:@(.+))?", Pattern.DOTALL);

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

  /** The same owner's counter for one group of calls. */
  public LimitKey forGroup(String name, int groupEpoch) {
    return new LimitKey(level, owner, what, groupEpoch, name);
  }

  /** A short text form, unique among keys. */
  public String text() {
    String all = level.wireName() + ":" + owner + ":" + what + (epoch == 0 ? "" : "#" + epoch);
    return group.isEmpty() ? all : all + GROUP + group;
  }

  /** How the texts of all counters of an owner begin. */
  public static String prefix(Level level, UUID owner) {
    return level.wireName() + ":" + owner + ":";
  }

  /** The key of a text form; empty if it is none. */
  public static Optional<LimitKey> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new LimitKey(
              Level.ofWireName(parts.group(1)).orElseThrow(),
              UUID.fromString(parts.group(2)),
              parts.group(3),
              parts.group(4) == null ? 0 : Integer.parseInt(parts.group(4)),
              parts.group(5) == null ? "" : parts.group(5)));
    } catch (IllegalArgumentException | NoSuchElementException notAKey) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return text();
  }
}
