package io.modelcatalog.adapters.http.apikey;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.adapters.http.admin.Times;
import io.modelcatalog.application.apikey.RotateApiKey;
import io.modelcatalog.application.apikey.RotationWish;
import io.modelcatalog.domain.access.RotationPeriod;
import io.modelcatalog.domain.access.RotationPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * When a key gets another secret by itself, on the wire.
 *
 * @param rotationPeriod {@code weekly}, {@code monthly}, or null for a number of days or for once
 * @param rotationPeriodDays 1 to 365, or null
 * @param nextRotationAt when it is next due, or for one that is over, when it was
 * @param keyTransitionPeriodMs how long the present secret is let in from then on
 * @param status {@code ACTIVE}, or {@code COMPLETED} if nothing is due any more
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record RotationJson(
    @Nullable String rotationPeriod,
    @Nullable Integer rotationPeriodDays,
    String nextRotationAt,
    long keyTransitionPeriodMs,
    String status) {
  static final String NAME = "rotation_policy";

  static RotationJson of(RotationPolicy policy) {
    RotationPeriod period = policy.period().orElse(null);
    return new RotationJson(
        switch (period) {
          case RotationPeriod.Weekly() -> "weekly";
          case RotationPeriod.Monthly() -> "monthly";
          case RotationPeriod.EveryDays(int days) -> null;
          case null -> null;
        },
        period instanceof RotationPeriod.EveryDays(int days) ? days : null,
        Times.text(policy.next()),
        policy.transition().toMillis(),
        policy.over() ? "COMPLETED" : "ACTIVE");
  }

  /** What a body says of it; absent or null is empty. */
  static Optional<RotationWish> read(Fields body) {
    return body.object(NAME)
        .map(
            fields -> {
              OptionalLong transition =
                  fields.integer(
                      "key_transition_period_ms",
                      RotateApiKey.SHORTEST.toMillis(),
                      RotateApiKey.LONGEST.toMillis());
              return new RotationWish(
                  period(fields),
                  fields.instant("next_rotation_at"),
                  transition.isPresent()
                      ? Optional.of(Duration.ofMillis(transition.getAsLong()))
                      : Optional.empty());
            });
  }

  private static Optional<RotationPeriod> period(Fields fields) {
    OptionalLong days = fields.integer("rotation_period_days", 1, RotationPeriod.EveryDays.MOST);
    Optional<String> named = fields.line("rotation_period", 20);
    if (named.isPresent() && days.isPresent()) {
      fields.reject("rotation_period_days", "not together with rotation_period");
    }
    if (days.isPresent()) {
      return Optional.of(new RotationPeriod.EveryDays((int) days.getAsLong()));
    }
    return named.flatMap(
        name ->
            switch (name) {
              case "weekly" -> Optional.of(new RotationPeriod.Weekly());
              case "monthly" -> Optional.of(new RotationPeriod.Monthly());
              default -> {
                fields.reject("rotation_period", "expected weekly or monthly");
                yield Optional.empty();
              }
            });
  }
}
