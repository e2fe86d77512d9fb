package io.modelcatalog.adapters.http.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.application.Change;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.RateUnit;
import io.modelcatalog.domain.limit.RateWindow;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.limit.StoreAway;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LimitsJsonTest {
  private static final Instant NOW = Instant.parse("2026-03-18T12:00:00Z");

  private static Fields fields(String json) {
    return Fields.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Budget> budgets(String json) {
    Fields fields = fields(json);
    List<Budget> budgets = LimitsJson.budgets(fields, NOW);
    fields.verify();
    return budgets;
  }

  @Test
  void readsDollarsExactly() {
    assertThat(budgets("{\"usage_limits\":{\"credit_limit\":0.1,\"alert_threshold\":0.000000001}}"))
        .containsExactly(
            new Budget(
                BudgetUnit.COST,
                100_000_000L,
                OptionalLong.of(1),
                new ResetPeriod.Never(),
                Optional.empty()));
  }

  @Test
  void readsAndShowsWhatALimitDoesWhileItsStoreIsAway() {
    String passing =
        "{\"usage_limits\":{\"credit_limit\":1,\"on_store_failure\":\"pass\"},"
            + "\"rate_limits\":[{\"unit\":\"rpm\",\"value\":1,\"on_store_failure\":\"refuse\"}]}";

    List<Budget> budgets = budgets(passing);
    List<RateLimit> rates = LimitsJson.rateLimits(fields(passing));

    assertThat(budgets).extracting(Budget::storeAway).containsExactly(StoreAway.PASS);
    assertThat(rates).extracting(RateLimit::storeAway).containsExactly(StoreAway.REFUSE);
    assertThat(LimitsJson.usageLimits(budgets, Optional.empty(), NOW))
        .extracting(LimitsJson.UsageLimit::onStoreFailure)
        .containsExactly("pass");
    assertThat(LimitsJson.rateLimits(rates))
        .extracting(LimitsJson.Rate::onStoreFailure)
        .containsOnlyNulls();
    assertThatThrownBy(
            () -> budgets("{\"usage_limits\":{\"credit_limit\":1,\"on_store_failure\":\"open\"}}"))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void readsAnObjectLikeAListOfOne() {
    String limit = "{\"type\":\"tokens\",\"credit_limit\":100,\"periodic_reset\":\"weekly\"}";

    assertThat(budgets("{\"usage_limits\":" + limit + "}"))
        .isEqualTo(budgets("{\"usage_limits\":[" + limit + "]}"))
        .containsExactly(Budget.of(BudgetUnit.TOKENS, 100, new ResetPeriod.Weekly()));
  }

  @Test
  void resetsAtMidnightAndNeverBeforeNow() {
    String limit = "{\"usage_limits\":{\"credit_limit\":1,\"next_usage_reset_at\":\"%s\"}}";

    assertThat(budgets(limit.formatted("2026-05-01T15:30:00+02:00")))
        .extracting(Budget::nextReset)
        .containsExactly(Optional.of(Instant.parse("2026-05-01T00:00:00Z")));
    assertThat(budgets(limit.formatted("2026-03-18T15:30:00Z")))
        .extracting(Budget::nextReset)
        .containsExactly(Optional.of(Instant.parse("2026-03-19T00:00:00Z")));
    assertThat(budgets(limit.formatted("2026-05-01")))
        .extracting(Budget::nextReset)
        .containsExactly(Optional.of(Instant.parse("2026-05-01T00:00:00Z")));
  }

  @Test
  void tellsAbsentFromNullFromEmptyFromGiven() {
    assertThat(LimitsJson.budgetChange(fields("{}"), NOW)).isEqualTo(Change.keep());
    assertThat(LimitsJson.budgetChange(fields("{\"usage_limits\":null}"), NOW))
        .isEqualTo(Change.clear());
    assertThat(LimitsJson.budgetChange(fields("{\"usage_limits\":[]}"), NOW))
        .isEqualTo(Change.set(List.of()));
    assertThat(LimitsJson.rateLimitChange(fields("{\"rate_limits\":{}}")))
        .isEqualTo(Change.set(List.of()));
    assertThat(
            LimitsJson.rateLimitChange(
                fields("{\"rate_limits\":{\"type\":\"tokens\",\"unit\":\"rpw\",\"value\":0}}")))
        .isEqualTo(Change.set(List.of(new RateLimit(RateUnit.TOKENS, RateWindow.WEEK, 0))));
  }

  @Test
  void whatIsWrittenReadsBackTheSame() {
    Budget budget =
        new Budget(
            BudgetUnit.COST,
            12_500_000_000L,
            OptionalLong.of(10_000_000_000L),
            new ResetPeriod.Monthly(),
            Optional.empty());

    LimitsJson.UsageLimit shown =
        LimitsJson.usageLimits(List.of(budget), Optional.of(NOW), NOW).getFirst();

    assertThat(shown.creditLimit()).isEqualTo(new BigDecimal("12.5"));
    assertThat(shown.alertThreshold()).isEqualTo(new BigDecimal("10"));
    assertThat(shown.nextUsageResetAt()).isEqualTo("2026-04-01T00:00:00.000Z");
    assertThat(shown.lastResetAt()).isEqualTo("2026-03-18T12:00:00.000Z");
    assertThat(
            budgets(
                    "{\"usage_limits\":{\"type\":\"cost\",\"credit_limit\":12.5,"
                        + "\"alert_threshold\":10,\"periodic_reset\":\"monthly\","
                        + "\"periodic_reset_days\":null,"
                        + "\"next_usage_reset_at\":\"2026-04-01T00:00:00.000Z\","
                        + "\"last_reset_at\":\"2026-03-18T12:00:00.000Z\",\"status\":\"active\"}}")
                .getFirst()
                .windowAt(Instant.parse("2026-04-02T00:00:00Z")))
        .isEqualTo(budget.windowAt(Instant.parse("2026-04-02T00:00:00Z")));
  }

  @Test
  void aFaultIsNamedWhereItIs() {
    assertThatThrownBy(
            () -> budgets("{\"usage_limits\":[{\"credit_limit\":1},{\"credit_limit\":true}]}"))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("usage_limits.1.credit_limit");
  }
}
