package io.modelcatalog.application.limit;

import io.modelcatalog.domain.limit.Level;
import org.jspecify.annotations.Nullable;

/**
 * How all limits of a call stood at the instant it was admitted or refused, noted while they were
 * held anyway: reading it takes no lock. Parallel to the call's limits, by index.
 */
public final class Standing {
  /** Of a call that has no limits. */
  public static final Standing NONE = new Standing(new LimitLine[0], new long[0], 0);

  private final LimitLine[] lines;
  private final long[] left;
  private final long takenMillis;

  Standing(LimitLine[] lines, long[] left, long takenMillis) {
    this.lines = lines;
    this.left = left;
    this.takenMillis = takenMillis;
  }

  /** How many limits apply. */
  public int size() {
    return lines.length;
  }

  /** Which level declared a limit. */
  public Level level(int index) {
    return lines[index].level();
  }

  /** The policy a limit is of; null if it hangs on an object. */
  public @Nullable PolicyTag policy(int index) {
    return lines[index].policy();
  }

  /** A limit's name among all of the call, as {@link LimitLine#label}. */
  public String label(int index) {
    return lines[index].label();
  }

  /** A limit's name, such as {@code requests/rpm}. */
  public String what(int index) {
    return lines[index].what();
  }

  /** The counter behind a limit, as {@link io.modelcatalog.domain.limit.LimitKey#text()}. */
  public String counter(int index) {
    return lines[index].account().name;
  }

  /** What a limit counts. */
  public Measure measure(int index) {
    return lines[index].measure();
  }

  /** Whether a limit is a rate limit; otherwise a budget. */
  public boolean isRate(int index) {
    return lines[index].isRate();
  }

  /** The amount allowed per window: nano-dollars, tokens or calls. */
  public long limit(int index) {
    return lines[index].limit();
  }

  /** What was neither used nor set aside, the call itself counted in if it was admitted. */
  public long left(int index) {
    return left[index];
  }

  /** Start of the window, milliseconds since the epoch. */
  public long windowStart(int index) {
    return lines[index].windowStart(takenMillis);
  }

  /** End of the window, milliseconds since the epoch; {@link Long#MAX_VALUE} if it never ends. */
  public long windowEnd(int index) {
    return lines[index].windowEnd(takenMillis);
  }
}
