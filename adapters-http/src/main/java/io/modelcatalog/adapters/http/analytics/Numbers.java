package io.modelcatalog.adapters.http.analytics;

import io.modelcatalog.application.port.log.LogAnalytics.Measure;
import io.modelcatalog.application.port.log.LogAnalytics.Row;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Measures as analytics show them: cents, milliseconds, percent; rounded to six places. */
final class Numbers {
  private static final int PLACES = 6;
  private static final int NANOS_OF_CENT = 7;
  private static final int MICROS_OF_MILLI = 3;
  private static final int THOUSANDTHS = 3;
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private Numbers() {}

  static BigDecimal count(Row row, Measure measure) {
    return plain(row.of(measure));
  }

  static BigDecimal cents(Row row) {
    return plain(row.of(Measure.COST).movePointLeft(NANOS_OF_CENT), NANOS_OF_CENT);
  }

  static BigDecimal millis(Row row, Measure measure) {
    return plain(row.of(measure).movePointLeft(MICROS_OF_MILLI));
  }

  static BigDecimal weighted(Row row) {
    return plain(row.of(Measure.WEIGHTED_FEEDBACK).movePointLeft(THOUSANDTHS));
  }

  static BigDecimal tokens(Row row) {
    return plain(row.of(Measure.PROMPT_TOKENS).add(row.of(Measure.COMPLETION_TOKENS)));
  }

  /** A part of a whole; 0 of nothing. */
  static BigDecimal ratio(BigDecimal part, BigDecimal whole) {
    return whole.signum() == 0
        ? BigDecimal.ZERO
        : plain(part.divide(whole, PLACES, RoundingMode.HALF_UP));
  }

  static BigDecimal percent(BigDecimal part, BigDecimal whole) {
    return ratio(part.multiply(HUNDRED), whole);
  }

  /** Average, median and the slow ends, in milliseconds. */
  static Map<String, Object> latency(Row row) {
    Map<String, Object> latency = new LinkedHashMap<>();
    latency.put("avg", millis(row, Measure.AVERAGE_LATENCY));
    latency.put("p50", millis(row, Measure.MEDIAN_LATENCY));
    latency.put("p90", millis(row, Measure.P90_LATENCY));
    latency.put("p99", millis(row, Measure.P99_LATENCY));
    return latency;
  }

  private static BigDecimal plain(BigDecimal number) {
    return plain(number, PLACES);
  }

  private static BigDecimal plain(BigDecimal number, int places) {
    BigDecimal rounded = number.setScale(places, RoundingMode.HALF_UP).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
  }
}
