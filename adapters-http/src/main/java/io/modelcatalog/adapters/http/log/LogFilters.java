package io.modelcatalog.adapters.http.log;

import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.adapters.http.gateway.HeaderMetadata;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.application.port.log.LogFilter.KindAndModel;
import io.modelcatalog.application.port.log.LogFilter.Range;
import io.modelcatalog.domain.shared.Result;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;

/**
 * Reads filters of calls, by the names clients know. Lists are texts with commas between; costs are
 * in cents; {@code configs}, {@code prompt_slug} and {@code cache_status} can ask for what no call
 * here has yet, and then none passes.
 */
public final class LogFilters {
  private static final int MOST_VALUES = 100;
  private static final BigDecimal NANOS_PER_CENT = BigDecimal.valueOf(10_000_000);
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);
  private static final BigDecimal LARGEST = BigDecimal.valueOf(1_000_000_000_000_000L);

  private final Function<String, Optional<String>> source;

  private LogFilters(Function<String, Optional<String>> source) {
    this.source = source;
  }

  /**
   * Reads a filter.
   *
   * @param source gives the value of a name; empty if there is none
   * @throws Refusal if a value breaks its rule
   */
  public static LogFilter read(Function<String, Optional<String>> source) {
    return new LogFilters(source).filter();
  }

  private LogFilter filter() {
    Optional<List<UUID>> apiKeys = apiKeys();
    boolean nothing =
        apiKeys.isEmpty()
            || source.apply("configs").isPresent()
            || source.apply("prompt_slug").isPresent()
            || asksForCacheHits();
    return new LogFilter(
        instant("time_of_generation_min", false),
        instant("time_of_generation_max", true),
        range("total_units", BigDecimal.ONE),
        range("cost", NANOS_PER_CENT),
        range("prompt_token", BigDecimal.ONE),
        range("completion_token", BigDecimal.ONE),
        range("weighted_feedback", THOUSAND),
        statuses(),
        list("virtual_keys"),
        apiKeys.orElse(List.of()),
        models(),
        list("trace_id"),
        list("span_id"),
        metadata(),
        nothing);
  }

  /** No call is answered from a cache yet; all of them have the status of one switched off. */
  private boolean asksForCacheHits() {
    List<String> statuses = list("cache_status");
    return !statuses.isEmpty()
        && statuses.stream()
            .noneMatch(status -> status.toLowerCase(Locale.ROOT).equals("disabled"));
  }

  /** Empty if keys are asked for and none of them can be one. */
  private Optional<List<UUID>> apiKeys() {
    List<String> given = list("api_key_ids");
    List<UUID> ids = new ArrayList<>();
    for (String id : given) {
      try {
        ids.add(UUID.fromString(id));
      } catch (IllegalArgumentException notAnId) {
        // Nobody has such a key.
      }
    }
    return given.isEmpty() || !ids.isEmpty() ? Optional.of(ids) : Optional.empty();
  }

  private List<Integer> statuses() {
    List<Integer> statuses = new ArrayList<>();
    for (String text : list("status_code")) {
      try {
        statuses.add(Integer.valueOf(text));
      } catch (NumberFormatException notANumber) {
        throw Paging.invalid("status_code", "expected HTTP statuses with commas between");
      }
    }
    return statuses;
  }

  private List<KindAndModel> models() {
    return list("ai_org_model").stream()
        .map(
            text -> {
              int at = text.indexOf("__");
              return at < 0
                  ? new KindAndModel("", text)
                  : new KindAndModel(text.substring(0, at), text.substring(at + 2));
            })
        .filter(model -> !model.kind().isEmpty() || !model.model().isEmpty())
        .toList();
  }

  private Map<String, String> metadata() {
    Optional<String> given = source.apply("metadata");
    if (given.isEmpty()) {
      return Map.of();
    }
    return switch (new HeaderMetadata(given.get()).read()) {
      case Result.Ok<Map<String, String>, String>(Map<String, String> values) -> values;
      case Result.Err<Map<String, String>, String>(String rule) ->
          throw Paging.invalid("metadata", rule);
    };
  }

  private List<String> list(String name) {
    List<String> values =
        source.apply(name).stream()
            .flatMap(text -> Arrays.stream(text.split(",", -1)))
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .toList();
    if (values.size() > MOST_VALUES) {
      throw Paging.invalid(name, "expected at most " + MOST_VALUES + " values");
    }
    return values;
  }

  private Range range(String name, BigDecimal unit) {
    return new Range(
        number(name + "_min", unit, RoundingMode.CEILING),
        number(name + "_max", unit, RoundingMode.FLOOR));
  }

  private OptionalLong number(String name, BigDecimal unit, RoundingMode rounding) {
    Optional<String> given = source.apply(name);
    if (given.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      if (given.get().length() <= 40) {
        BigDecimal number = new BigDecimal(given.get());
        if (Math.abs((long) number.scale()) <= 40 && number.abs().compareTo(LARGEST) <= 0) {
          return OptionalLong.of(
              number
                  .multiply(unit)
                  .setScale(0, rounding)
                  .min(BigDecimal.valueOf(Long.MAX_VALUE))
                  .max(BigDecimal.valueOf(Long.MIN_VALUE))
                  .longValueExact());
        }
      }
    } catch (NumberFormatException notANumber) {
      // Refused below, like one out of bounds.
    }
    throw Paging.invalid(name, "expected a number of at most " + LARGEST.toPlainString());
  }

  /** A day as the end of a span is meant whole. */
  private Optional<Instant> instant(String name, boolean end) {
    Optional<String> given = source.apply(name);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    try {
      Instant instant =
          given.get().length() == 10
              ? LocalDate.parse(given.get())
                  .plusDays(end ? 1 : 0)
                  .atStartOfDay(ZoneOffset.UTC)
                  .toInstant()
              : OffsetDateTime.parse(given.get()).toInstant();
      int year = instant.atOffset(ZoneOffset.UTC).getYear();
      if (year >= 2000 && year < 2200) {
        return Optional.of(instant);
      }
    } catch (DateTimeException notATime) {
      // Refused below, like one out of bounds.
    }
    throw Paging.invalid(name, "expected a time such as 2026-11-23T16:00:00Z");
  }
}
