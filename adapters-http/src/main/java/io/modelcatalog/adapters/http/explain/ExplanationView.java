package io.modelcatalog.adapters.http.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.modelcatalog.application.gateway.Denial;
import io.modelcatalog.application.gateway.Explanation;
import io.modelcatalog.application.limit.LimitState;
import io.modelcatalog.application.limit.Measure;
import io.modelcatalog.application.limit.PolicyTag;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An explanation on the wire. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record ExplanationView(
    String object,
    boolean allowed,
    @Nullable Refused refusal,
    String workspace,
    String provider,
    @Nullable String model,
    String integration,
    @JsonProperty("ai_provider_id") String kind,
    @JsonProperty("api_key_id") @Nullable String apiKey,
    Sourced credentials,
    List<ModelList> models,
    List<LimitView> limits,
    @JsonProperty("expires_at") @Nullable Sourced expiresAt,
    boolean priced,
    @JsonProperty("upper_bound") UpperBound upperBound) {

  /** Why the call would be refused. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Refused(String reason, String message, @Nullable String level) {
    static Refused of(Denial denial) {
      return new Refused(
          denial.reason().name().toLowerCase(Locale.ROOT),
          denial.message(),
          denial.level() == null ? null : denial.level().wireName());
    }
  }

  /** A value and who set it. */
  @Serdeable
  record Sourced(String value, String level) {}

  /** One level's model list. */
  @Serdeable
  record ModelList(String level, boolean allows) {}

  /** The most the call could use. */
  @Serdeable
  record UpperBound(@JsonProperty("cost_usd") BigDecimal costUsd, long tokens) {}

  /** Which policy a limit is of, and which group of its calls. */
  @Serdeable
  record PolicyView(String id, String name, @JsonProperty("value_key") String valueKey) {
    static PolicyView of(PolicyTag policy) {
      return new PolicyView(policy.id().toString(), policy.name(), policy.valueKey());
    }
  }

  /** One limit: the same members as in the body of a refusal. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record LimitView(
      String level,
      String limit,
      String kind,
      String unit,
      BigDecimal value,
      BigDecimal used,
      BigDecimal reserved,
      BigDecimal requested,
      @JsonProperty("reset_at") @Nullable String resetAt,
      boolean room,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PolicyView policy) {
    static LimitView of(LimitState state) {
      return new LimitView(
          state.level().wireName(),
          state.what(),
          state.rate() ? "rate_limit" : "budget",
          state.measure() == Measure.COST ? "usd" : state.measure().name().toLowerCase(Locale.ROOT),
          amount(state, state.limit()),
          amount(state, state.used()),
          amount(state, state.reserved()),
          amount(state, state.asked()),
          state.resetAtMillis() == Long.MAX_VALUE
              ? null
              : Instant.ofEpochMilli(state.resetAtMillis()).toString(),
          state.room(),
          state.policy() == null ? null : PolicyView.of(state.policy()));
    }

    private static BigDecimal amount(LimitState state, long value) {
      return state.measure() == Measure.COST ? new Money(value).toUsd() : BigDecimal.valueOf(value);
    }
  }

  static ExplanationView of(Explanation explanation) {
    return new ExplanationView(
        "explanation",
        explanation.denial().isEmpty(),
        explanation.denial().map(Refused::of).orElse(null),
        explanation.workspace(),
        "@" + explanation.provider(),
        explanation.model().orElse(null),
        explanation.integration(),
        explanation.integrationKind(),
        explanation.apiKey().orElse(null),
        new Sourced(explanation.integration(), Level.INTEGRATION.wireName()),
        explanation.modelLists().stream()
            .map(list -> new ModelList(list.level().wireName(), list.allows()))
            .toList(),
        explanation.limits().stream().map(LimitView::of).toList(),
        explanation
            .settings()
            .expiry()
            .map(at -> new Sourced(at.value().toString(), at.level().wireName()))
            .orElse(null),
        explanation.priced(),
        new UpperBound(new Money(explanation.costBound()).toUsd(), explanation.tokenBound()));
  }
}
