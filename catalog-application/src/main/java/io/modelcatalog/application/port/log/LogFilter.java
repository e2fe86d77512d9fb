package io.modelcatalog.application.port.log;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Which records; an empty filter lets all pass, and one of several values lets any of them pass.
 *
 * @param from at or after
 * @param to before
 * @param tokens all tokens of a call
 * @param cost nano-dollars
 * @param prompt tokens of the prompt
 * @param completion tokens of the answer
 * @param weightedFeedback value times weight of any feedback to the call's trace, in thousandths
 * @param statuses HTTP statuses
 * @param providers slugs
 * @param apiKeys ids
 * @param models kind of upstream and model
 * @param traces ids of traces
 * @param spans ids of spans
 * @param metadata values that all must be there, by name
 * @param nothing whether something is asked for that no record has
 */
public record LogFilter(
    Optional<Instant> from,
    Optional<Instant> to,
    Range tokens,
    Range cost,
    Range prompt,
    Range completion,
    Range weightedFeedback,
    List<Integer> statuses,
    List<String> providers,
    List<UUID> apiKeys,
    List<KindAndModel> models,
    List<String> traces,
    List<String> spans,
    Map<String, String> metadata,
    boolean nothing) {
  /** All records. */
  public static final LogFilter ALL =
      new LogFilter(
          Optional.empty(),
          Optional.empty(),
          Range.ANY,
          Range.ANY,
          Range.ANY,
          Range.ANY,
          Range.ANY,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Map.of(),
          false);

  public LogFilter {
    statuses = List.copyOf(statuses);
    providers = List.copyOf(providers);
    apiKeys = List.copyOf(apiKeys);
    models = List.copyOf(models);
    traces = List.copyOf(traces);
    spans = List.copyOf(spans);
    metadata = Map.copyOf(metadata);
  }

  /** The same within a span of time. */
  public LogFilter between(Instant start, Instant end) {
    return new LogFilter(
        Optional.of(start),
        Optional.of(end),
        tokens,
        cost,
        prompt,
        completion,
        weightedFeedback,
        statuses,
        providers,
        apiKeys,
        models,
        traces,
        spans,
        metadata,
        nothing);
  }

  /**
   * Numbers from one to another, both included.
   *
   * @param least the smallest; empty for no bound
   * @param most the largest; empty for no bound
   */
  public record Range(OptionalLong least, OptionalLong most) {
    /** Every number. */
    public static final Range ANY = new Range(OptionalLong.empty(), OptionalLong.empty());

    /** Whether every number is in it. */
    public boolean isAny() {
      return least.isEmpty() && most.isEmpty();
    }
  }

  /**
   * A model of one kind of upstream.
   *
   * @param kind such as {@code openai}; empty text for any
   * @param model the upstream's name of it; empty text for any
   */
  public record KindAndModel(String kind, String model) {}
}
