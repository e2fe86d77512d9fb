package io.modelcatalog.adapters.http.analytics;

import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.adapters.http.admin.Times;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.application.port.log.LogAnalytics.Measure;
import io.modelcatalog.application.port.log.LogAnalytics.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A column of groups, by the name clients ask for it with. */
final class Column {
  static final Column REQUESTS =
      new Column("requests", row -> Numbers.count(row, Measure.REQUESTS), Measure.REQUESTS);

  static final Column COST = new Column("cost", Numbers::cents, Measure.COST);

  static final Column TOTAL_TOKENS =
      new Column("total_tokens", Numbers::tokens, Measure.COMPLETION_TOKENS, Measure.PROMPT_TOKENS);

  static final Column AVG_TOKENS =
      new Column(
          "avg_tokens",
          row -> Numbers.ratio(Numbers.tokens(row), row.of(Measure.REQUESTS)),
          Measure.COMPLETION_TOKENS,
          Measure.PROMPT_TOKENS,
          Measure.REQUESTS);

  static final Column AVG_INPUT_TOKENS =
      new Column(
          "avg_input_tokens",
          row -> Numbers.ratio(row.of(Measure.PROMPT_TOKENS), row.of(Measure.REQUESTS)),
          Measure.PROMPT_TOKENS,
          Measure.REQUESTS);

  static final Column AVG_OUTPUT_TOKENS =
      new Column(
          "avg_output_tokens",
          row -> Numbers.ratio(row.of(Measure.COMPLETION_TOKENS), row.of(Measure.REQUESTS)),
          Measure.COMPLETION_TOKENS,
          Measure.REQUESTS);

  static final Column AVG_LATENCY =
      new Column(
          "avg_latency",
          row -> Numbers.millis(row, Measure.AVERAGE_LATENCY),
          Measure.AVERAGE_LATENCY);

  static final Column P50_LATENCY =
      new Column(
          "p50_latency",
          row -> Numbers.millis(row, Measure.MEDIAN_LATENCY),
          Measure.MEDIAN_LATENCY);

  static final Column P90_LATENCY =
      new Column(
          "p90_latency", row -> Numbers.millis(row, Measure.P90_LATENCY), Measure.P90_LATENCY);

  static final Column P95_LATENCY =
      new Column(
          "p95_latency", row -> Numbers.millis(row, Measure.P95_LATENCY), Measure.P95_LATENCY);

  static final Column P99_LATENCY =
      new Column(
          "p99_latency", row -> Numbers.millis(row, Measure.P99_LATENCY), Measure.P99_LATENCY);

  static final Column SUCCESS_RATE =
      new Column(
          "success_rate",
          row ->
              Numbers.percent(
                  row.of(Measure.REQUESTS).subtract(row.of(Measure.ERRORS)),
                  row.of(Measure.REQUESTS)),
          Measure.ERRORS,
          Measure.REQUESTS);

  static final Column ERROR_COUNT =
      new Column("error_count", row -> Numbers.count(row, Measure.ERRORS), Measure.ERRORS);

  /** No call is answered from a cache yet. */
  static final Column CACHE_HIT_RATE =
      new Column("cache_hit_rate", row -> BigDecimal.ZERO, Measure.REQUESTS);

  static final Column LAST_SEEN =
      new Column("last_seen", row -> moment(row, Measure.LAST_SEEN), Measure.LAST_SEEN);

  static final Column FIRST_SEEN =
      new Column("first_seen", row -> moment(row, Measure.FIRST_SEEN), Measure.FIRST_SEEN);

  private static final List<Column> ALL =
      List.of(
          REQUESTS,
          COST,
          TOTAL_TOKENS,
          AVG_TOKENS,
          AVG_INPUT_TOKENS,
          AVG_OUTPUT_TOKENS,
          AVG_LATENCY,
          P50_LATENCY,
          P90_LATENCY,
          P95_LATENCY,
          P99_LATENCY,
          SUCCESS_RATE,
          ERROR_COUNT,
          CACHE_HIT_RATE,
          LAST_SEEN,
          FIRST_SEEN);

  private final String wireName;
  private final Function<Row, Object> value;
  private final Measure first;
  private final Set<Measure> measures;

  private Column(String wireName, Function<Row, Object> value, Measure first, Measure... others) {
    this.wireName = wireName;
    this.value = value;
    this.first = first;
    Set<Measure> all = new LinkedHashSet<>(Arrays.asList(others));
    all.add(first);
    this.measures = Set.copyOf(all);
  }

  String wireName() {
    return wireName;
  }

  Object of(Row row) {
    return value.apply(row);
  }

  /** What it is ordered by: the first of its measures. */
  Measure order() {
    return first;
  }

  Set<Measure> measures() {
    return measures;
  }

  /**
   * The column of a name.
   *
   * @param field where the name stood
   * @throws Refusal if there is none
   */
  static Column named(String field, String name) {
    for (Column column : ALL) {
      if (column.wireName().equals(name)) {
        return column;
      }
    }
    throw Paging.invalid(
        field, "expected " + ALL.stream().map(Column::wireName).collect(Collectors.joining(", ")));
  }

  private static String moment(Row row, Measure measure) {
    return Times.text(Instant.EPOCH.plus(row.of(measure).longValue(), ChronoUnit.MICROS));
  }
}
