package io.modelcatalog.application.limit;

import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.RateWindow;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.limit.Window;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The windows of limits. The one that holds the present is worked out once, when it begins: by the
 * first call under any of the limits that start over at the same times, so that neither the first
 * call under each of a million limits pays for it nor the first of each new day.
 */
final class Windows {
  /**
   * The regular ones: five of rates, and one for each period of budgets, of which there are few.
   */
  private static final Map<Object, Windows> REGULAR = new ConcurrentHashMap<>();

  private final Function<Instant, Window> rule;
  private volatile Span current = Span.NONE;

  private Windows(Function<Instant, Window> rule) {
    this.rule = rule;
  }

  static Windows of(Budget budget) {
    ResetPeriod period = budget.period();
    return budget.nextReset().isPresent()
        ? new Windows(budget::windowAt)
        : REGULAR.computeIfAbsent(period, regular -> new Windows(period::at));
  }

  static Windows of(RateWindow window) {
    return REGULAR.computeIfAbsent(window, regular -> new Windows(window::at));
  }

  /** Start of the window that holds the instant; both in milliseconds since the epoch. */
  long startAt(long millis) {
    return at(millis).start;
  }

  /** End of the window that holds the instant; {@link Long#MAX_VALUE} if it never ends. */
  long endAt(long millis) {
    return at(millis).end;
  }

  /** End of the window that begins then, whether that is the present one or not. */
  long endOf(long startMillis) {
    Span known = current;
    return known.start == startMillis ? known.end : spanAt(startMillis).end;
  }

  private Span at(long millis) {
    Span known = current;
    if (millis >= known.start && millis < known.end) {
      return known;
    }
    Span fresh = spanAt(millis);
    current = fresh;
    return fresh;
  }

  private Span spanAt(long millis) {
    Window window = rule.apply(Instant.ofEpochMilli(millis));
    return new Span(
        window.start().toEpochMilli(),
        window.end().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE));
  }

  private record Span(long start, long end) {
    /** Holds no instant. */
    static final Span NONE = new Span(Long.MAX_VALUE, Long.MIN_VALUE);
  }
}
