package io.modelcatalog.domain.money;

import java.util.List;

/**
 * Hours of the week at which a model costs more, in UTC. A vendor's holidays are counted like any
 * other day: a budget may stop early, never late.
 *
 * @param spans when
 * @param rates what tokens cost then
 */
public record PeakHours(List<Span> spans, TokenRates rates) {
  private static final long MINUTE = 60_000L;
  private static final long MINUTES_OF_DAY = 24 * 60;

  /** 1970-01-01 was a Thursday, three days after a Monday. */
  private static final long MONDAY_OFFSET = 3;

  /**
   * The same hours on some days in a row.
   *
   * @param firstDay 1 for Monday to 7 for Sunday
   * @param lastDay the last day, not before the first
   * @param fromMinute first minute of the day
   * @param toMinute minute after the last, at most 1,440
   */
  public record Span(int firstDay, int lastDay, int fromMinute, int toMinute) {
    public Span {
      if (firstDay < 1 || lastDay < firstDay || lastDay > 7) {
        throw new IllegalArgumentException(
            "days: " + firstDay + "-" + lastDay + " (expected: 1 to 7, in order)");
      }
      if (fromMinute < 0 || toMinute <= fromMinute || toMinute > MINUTES_OF_DAY) {
        throw new IllegalArgumentException(
            "minutes: " + fromMinute + "-" + toMinute + " (expected: 0 to 1440, in order)");
      }
    }
  }

  public PeakHours {
    spans = List.copyOf(spans);
  }

  /**
   * Whether any instant of an interval lies in the hours.
   *
   * @param fromMillis its beginning, milliseconds since the epoch
   * @param toMillis its end; not before its beginning
   */
  public boolean touch(long fromMillis, long toMillis) {
    if (toMillis - fromMillis >= MINUTES_OF_DAY * 7 * MINUTE) {
      return true;
    }
    long lastDay = Math.floorDiv(toMillis, MINUTES_OF_DAY * MINUTE);
    for (long day = Math.floorDiv(fromMillis, MINUTES_OF_DAY * MINUTE); day <= lastDay; day++) {
      int weekday = (int) Math.floorMod(day + MONDAY_OFFSET, 7L) + 1;
      long midnight = day * MINUTES_OF_DAY * MINUTE;
      for (int i = 0; i < spans.size(); i++) {
        Span span = spans.get(i);
        if (weekday >= span.firstDay()
            && weekday <= span.lastDay()
            && fromMillis < midnight + span.toMinute() * MINUTE
            && toMillis >= midnight + span.fromMinute() * MINUTE) {
          return true;
        }
      }
    }
    return false;
  }
}
