package io.modelcatalog.application.port.usage;

import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.usage.UsageLedger.Balance;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.ResetPeriod;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BalanceTest {
  private static final UUID OWNER = new UUID(7, 7);
  private static final long NOW = NOON.toEpochMilli();

  @Test
  void isOverWhenItsWindowHasEnded() {
    String rate = LimitKey.of(Level.API_KEY, OWNER, requestsPerMinute(5), 0).text();

    assertThat(new Balance(rate, NOW, 1).isOver(NOW + 59_999)).isFalse();
    assertThat(new Balance(rate, NOW, 1).isOver(NOW + 60_000)).isTrue();
  }

  @Test
  void isNeverOverIfItsBudgetDoesNotStartOver() {
    Budget ever = Budget.of(BudgetUnit.COST, 5, new ResetPeriod.Never());
    String budget = LimitKey.of(Level.API_KEY, OWNER, ever, 0).text();

    assertThat(new Balance(budget, 0, 1).isOver(Long.MAX_VALUE)).isFalse();
    assertThat(new Balance("warm-up:a", 0, 1).isOver(Long.MAX_VALUE)).isFalse();
  }
}
