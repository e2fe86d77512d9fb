package io.modelcatalog.domain.limit;

import java.time.Duration;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
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

  private static final Pattern DAYS = Pattern.compile("(\\d{1,3})d");

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

  /** Whether it counts a rate; otherwise a budget. */
  public boolean countsARate() {
    return rateWindow().isPresent();
  }

  /**
   * When a window of this counter has ended at the latest, unless its limit has been told another
   * reset since. Empty if it may go on for ever: a budget that never starts over, or one that waits
   * for its first reset.
   *
   * @param windowStart when it began, milliseconds since the epoch
   * @return milliseconds since the epoch
   */
  public OptionalLong endsBy(long windowStart) {
    long length = longestMillis();
    return windowStart <= 0 || length == 0 || windowStart > Long.MAX_VALUE - length
        ? OptionalLong.empty()
        : OptionalLong.of(windowStart + length);
  }

  /** The longest that a window can be; 0 if that has no bound. */
  private long longestMillis() {
    Optional<RateWindow> rate = rateWindow();
    if (rate.isPresent()) {
      return rate.get().millis();
    }
    String period = period();
    Matcher days = DAYS.matcher(period);
    if (days.matches()) {
      return Duration.ofDays(Long.parseLong(days.group(1))).toMillis();
    }
    return switch (period) {
      case "weekly" -> Duration.ofDays(7).toMillis();
      case "monthly" -> Duration.ofDays(31).toMillis();
      default -> 0;
    };
  }

  private Optional<RateWindow> rateWindow() {
    String period = period();
    return Arrays.stream(RateWindow.values())
        .filter(window -> window.wireName().equals(period))
        .findFirst();
  }

  private String period() {
    return what.substring(what.indexOf('/') + 1);
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
