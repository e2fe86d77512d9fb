package io.modelcatalog.application.port.log;

import io.modelcatalog.application.port.persistence.Page;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What calls add up to. Blocking. */
public interface LogAnalytics {

  /** What is measured. Nothing at all measures 0. */
  enum Measure {
    /** Calls. */
    REQUESTS,
    /** Calls with a status of 400 or more. */
    ERRORS,
    /** Nano-dollars. */
    COST,
    PROMPT_TOKENS,
    COMPLETION_TOKENS,
    /** Different users, of calls that say for whom they are. */
    USERS,
    /** Microseconds from a call's arrival to its end, on average. */
    AVERAGE_LATENCY,
    MEDIAN_LATENCY,
    P90_LATENCY,
    P95_LATENCY,
    P99_LATENCY,
    /** Microseconds since the epoch. */
    FIRST_SEEN,
    LAST_SEEN,
    /** Feedbacks to the traces of the calls. */
    FEEDBACKS(true),
    /** Their values, on average. */
    FEEDBACK_VALUE(true),
    /** Their values times their weights in thousandths, on average. */
    WEIGHTED_FEEDBACK(true);

    private final boolean ofFeedback;

    Measure() {
      this(false);
    }

    Measure(boolean ofFeedback) {
      this.ofFeedback = ofFeedback;
    }

    /** Whether it is measured on feedbacks, so that it cannot go with what is not. */
    public boolean ofFeedback() {
      return ofFeedback;
    }
  }

  /** What calls are told apart by. Those of which it is not known are left out. */
  sealed interface Dimension {
    /** By something each call has. */
    enum Of implements Dimension {
      /** The user of the metadata. */
      USER,
      /** Kind of upstream and model, as {@code openai__gpt-4o}. */
      KIND_AND_MODEL,
      /** Kind of upstream. */
      KIND,
      MODEL,
      STATUS,
      /** The key's id. */
      API_KEY,
      /** The workspace's id. */
      WORKSPACE,
      /** The provider's slug. */
      PROVIDER,
      /** The value of a feedback. */
      FEEDBACK_VALUE
    }

    /**
     * By what the metadata say.
     *
     * @param name of which metadata
     */
    record OfMetadata(String name) implements Dimension {}
  }

  /**
   * Measures of one span of time, or of one group.
   *
   * @param from the beginning of the span; the epoch for a group
   * @param key the group; empty text where there are none
   * @param values by measure
   */
  record Row(Instant from, String key, Map<Measure, BigDecimal> values) {
    public Row {
      values = Map.copyOf(values);
    }

    /** One of the measures; 0 if it was not asked for. */
    public BigDecimal of(Measure measure) {
      return values.getOrDefault(measure, BigDecimal.ZERO);
    }
  }

  /** All calls that pass, together. */
  Row total(LogReach reach, LogFilter filter, Set<Measure> measures);

  /**
   * The calls that pass, span by span, oldest first; spans without calls are left out.
   *
   * @param span length of a span, whole seconds; they begin at multiples of it
   * @param by what the calls of a span are told apart by
   */
  List<Row> series(
      LogReach reach,
      LogFilter filter,
      Duration span,
      Optional<Dimension> by,
      Set<Measure> measures);

  /**
   * The calls that pass, group by group.
   *
   * @param order the measure they are ordered by; it must be one of the measures
   * @param ascending whether the smallest comes first
   */
  Page<Row> groups(
      LogReach reach,
      LogFilter filter,
      Dimension by,
      Set<Measure> measures,
      Measure order,
      boolean ascending,
      Page.Request page);
}
