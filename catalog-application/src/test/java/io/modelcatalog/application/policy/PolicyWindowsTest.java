package io.modelcatalog.application.policy;

import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static io.modelcatalog.domain.fixtures.Fixtures.aPolicy;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.TestCatalog;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.shared.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PolicyWindowsTest {
  private static final Instant LATER = NOON.plus(Duration.ofDays(100));
  private static final long THIS_MONTH = new ResetPeriod.Monthly().at(NOON).start().toEpochMilli();

  private final TestCatalog catalog = new TestCatalog();
  private final PolicyWindows windows = new PolicyWindows(catalog.policies, catalog.unitOfWork);

  private Policy given(Optional<Instant> nextReset) {
    Budget budget =
        new Budget(
            BudgetUnit.REQUESTS, 5, OptionalLong.empty(), new ResetPeriod.Monthly(), nextReset);
    return saved(aPolicy().groupedBy("metadata.team").allowing(budget).build());
  }

  private Policy saved(Policy policy) {
    if (catalog.unitOfWork.execute(() -> catalog.policies.save(policy))
        instanceof Result.Ok<Policy, StoreConflict>(Policy stored)) {
      return stored;
    }
    throw new AssertionError("not stored: " + policy);
  }

  private boolean count(Policy policy, Instant now) {
    return windows.count(policy.counter("red"), THIS_MONTH, now);
  }

  @Test
  void theWindowAtHandCountsAndAnEndedOneDoesNot() {
    Policy policy = given(Optional.empty());

    assertThat(count(policy, NOON)).isTrue();
    assertThat(count(policy, LATER)).isFalse();
  }

  @Test
  void aWindowCountsOnIfTheNextResetWasPutFarOff() {
    assertThat(count(given(Optional.of(LATER.plusSeconds(1))), LATER)).isTrue();
  }

  @Test
  void nothingCountsOfAPolicyThatIsArchivedOrGone() {
    Policy archived = saved(given(Optional.empty()).archived(NOON));
    LimitKey unknown = aPolicy().build().counter("red");

    assertThat(count(archived, NOON)).isFalse();
    assertThat(windows.count(unknown, THIS_MONTH, NOON)).isFalse();
  }

  @Test
  void whatAGroupUsedBeforeItWasResetDoesNotCount() {
    Policy policy = given(Optional.empty());
    LimitKey before = policy.counter("red");
    Policy reset = saved(policy.reset("red", NOON));

    assertThat(windows.count(before, THIS_MONTH, NOON)).isFalse();
    assertThat(count(reset, NOON)).isTrue();
  }
}
