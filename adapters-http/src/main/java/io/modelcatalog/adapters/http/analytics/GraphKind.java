package io.modelcatalog.adapters.http.analytics;

import static io.modelcatalog.application.port.log.LogAnalytics.Measure.AVERAGE_LATENCY;
import static io.modelcatalog.application.port.log.LogAnalytics.Measure.COMPLETION_TOKENS;
import static io.modelcatalog.application.port.log.LogAnalytics.Measure.COST;
import static io.modelcatalog.application.port.log.LogAnalytics.Measure.ERRORS;
import static io.modelcatalog.application.port.log.LogAnalytics.Measure.FEEDBACKS;
import static io.modelcatalog.application.port.log.LogAnalytics.Measure.FEEDBACK_VALUE;
import static io.modelcatalog.application.port.log.LogAnalytics.Measure.MEDIAN_LATENCY;
import static io.modelcatalog.application.port.log.LogAnalytics.Measure.P90_LATENCY;
import static io.modelcatalog.application.port.log.LogAnalytics.Measure.P99_LATENCY;
import static io.modelcatalog.application.port.log.LogAnalytics.Measure.PROMPT_TOKENS;
import static io.modelcatalog.application.port.log.LogAnalytics.Measure.REQUESTS;
import static io.modelcatalog.application.port.log.LogAnalytics.Measure.USERS;
import static io.modelcatalog.application.port.log.LogAnalytics.Measure.WEIGHTED_FEEDBACK;

import io.modelcatalog.application.port.log.LogAnalytics.Dimension;
import io.modelcatalog.application.port.log.LogAnalytics.Measure;
import io.modelcatalog.application.port.log.LogAnalytics.Row;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The graphs there are. Clients write their names with slashes or with dashes, some in the singular
 * and some in the plural.
 */
enum GraphKind {
  REQUESTS_GRAPH("requests", ""),
  COST_GRAPH("cost", ""),
  LATENCY("latency", ""),
  TOKENS("tokens", ""),
  USERS_GRAPH("users", ""),
  USERS_REQUESTS("users-requests", ""),
  ERRORS_GRAPH("errors", ""),
  ERRORS_RATE("errors-rate", ""),
  ERRORS_STACKS("errors-stacks", "errors-stack"),
  ERRORS_STATUS_CODES("errors-status-codes", "errors-status-code"),
  REQUESTS_RESCUED("requests-rescued", ""),
  CACHE_HIT_RATE("cache-hit-rate", ""),
  CACHE_LATENCY("cache-latency", ""),
  FEEDBACKS_GRAPH("feedbacks", ""),
  FEEDBACKS_SCORES("feedbacks-scores", "feedbacks-score"),
  FEEDBACKS_WEIGHTED("feedbacks-weighted", ""),
  FEEDBACKS_MODELS("feedbacks-ai-models", "");

  private final String wireName;
  private final String alias;

  GraphKind(String wireName, String alias) {
    this.wireName = wireName;
    this.alias = alias;
  }

  static Optional<GraphKind> of(String path) {
    String name = path.replace('/', '-').toLowerCase(Locale.ROOT);
    for (GraphKind kind : values()) {
      if (name.equals(kind.wireName) || (!name.isEmpty() && name.equals(kind.alias))) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  Set<Measure> measures() {
    return switch (this) {
      case REQUESTS_GRAPH, REQUESTS_RESCUED, CACHE_HIT_RATE, CACHE_LATENCY -> Set.of(REQUESTS);
      case COST_GRAPH -> Set.of(COST, REQUESTS);
      case LATENCY -> Set.of(AVERAGE_LATENCY, MEDIAN_LATENCY, P90_LATENCY, P99_LATENCY);
      case TOKENS -> Set.of(PROMPT_TOKENS, COMPLETION_TOKENS, REQUESTS);
      case USERS_GRAPH -> Set.of(USERS);
      case USERS_REQUESTS -> Set.of(USERS, REQUESTS);
      case ERRORS_GRAPH, ERRORS_STACKS, ERRORS_STATUS_CODES -> Set.of(ERRORS);
      case ERRORS_RATE -> Set.of(ERRORS, REQUESTS);
      case FEEDBACKS_GRAPH -> Set.of(FEEDBACKS);
      case FEEDBACKS_SCORES -> Set.of(FEEDBACKS, FEEDBACK_VALUE);
      case FEEDBACKS_WEIGHTED -> Set.of(FEEDBACKS, WEIGHTED_FEEDBACK);
      case FEEDBACKS_MODELS -> Set.of(FEEDBACKS, FEEDBACK_VALUE, WEIGHTED_FEEDBACK);
    };
  }

  /** What the calls of one span are told apart by. */
  Optional<Dimension> by() {
    return this == ERRORS_STACKS ? Optional.of(Dimension.Of.STATUS) : Optional.empty();
  }

  /** What all calls are told apart by, where the points are no spans of time. */
  Optional<Dimension> groups() {
    return switch (this) {
      case ERRORS_STATUS_CODES -> Optional.of(Dimension.Of.STATUS);
      case FEEDBACKS_SCORES -> Optional.of(Dimension.Of.FEEDBACK_VALUE);
      case FEEDBACKS_MODELS -> Optional.of(Dimension.Of.KIND_AND_MODEL);
      default -> Optional.empty();
    };
  }

  /** The numbers of a span, or of all of them together. */
  Map<String, Object> numbers(Row row) {
    Map<String, Object> shown = new LinkedHashMap<>();
    BigDecimal requests = Numbers.count(row, REQUESTS);
    switch (this) {
      case REQUESTS_GRAPH -> shown.put("total", requests);
      case COST_GRAPH -> {
        shown.put("total", Numbers.cents(row));
        shown.put("avg", Numbers.ratio(Numbers.cents(row), requests));
      }
      case LATENCY -> shown.putAll(Numbers.latency(row));
      case TOKENS -> {
        shown.put("total", Numbers.tokens(row));
        shown.put("prompt", Numbers.count(row, PROMPT_TOKENS));
        shown.put("completion", Numbers.count(row, COMPLETION_TOKENS));
        shown.put("avg", Numbers.ratio(Numbers.tokens(row), requests));
      }
      case USERS_GRAPH -> shown.put("total", Numbers.count(row, USERS));
      case USERS_REQUESTS -> {
        shown.put("users", Numbers.count(row, USERS));
        shown.put("requests", requests);
        shown.put("avg", Numbers.ratio(requests, row.of(USERS)));
      }
      case ERRORS_GRAPH, ERRORS_STACKS, ERRORS_STATUS_CODES ->
          shown.put("total", Numbers.count(row, ERRORS));
      case ERRORS_RATE -> {
        shown.put("rate", Numbers.percent(row.of(ERRORS), requests));
        shown.put("errors", Numbers.count(row, ERRORS));
        shown.put("total", requests);
      }
      // No call is tried again or answered from a cache yet.
      case REQUESTS_RESCUED -> {
        shown.put("total", 0);
        shown.put("retry", 0);
        shown.put("fallback", 0);
      }
      case CACHE_HIT_RATE -> {
        shown.put("rate", 0);
        shown.put("hits", 0);
        shown.put("total", requests);
      }
      case CACHE_LATENCY -> shown.put("avg", 0);
      case FEEDBACKS_GRAPH -> shown.put("total", Numbers.count(row, FEEDBACKS));
      case FEEDBACKS_SCORES -> {
        shown.put("total", Numbers.count(row, FEEDBACKS));
        shown.put("avg", Numbers.count(row, FEEDBACK_VALUE));
      }
      case FEEDBACKS_WEIGHTED -> {
        shown.put("total", Numbers.count(row, FEEDBACKS));
        shown.put("avg", Numbers.weighted(row));
      }
      case FEEDBACKS_MODELS -> {
        shown.put("total", Numbers.count(row, FEEDBACKS));
        shown.put("avg", Numbers.count(row, FEEDBACK_VALUE));
        shown.put("avg_weighted", Numbers.weighted(row));
      }
    }
    return shown;
  }
}
