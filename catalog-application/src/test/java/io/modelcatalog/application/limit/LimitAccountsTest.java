package io.modelcatalog.application.limit;

import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static io.modelcatalog.domain.fixtures.Fixtures.tokens;
import static io.modelcatalog.domain.fixtures.Fixtures.tokensPerMinute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.modelcatalog.application.port.usage.UsageLedger.Balance;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Declared;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.usage.Charge;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LimitAccountsTest {
  private static final ResetPeriod NEVER = new ResetPeriod.Never();
  private static final long NOW = NOON.toEpochMilli();
  private static final UUID OWNER = new UUID(1, 1);

  private final LimitAccounts accounts = new LimitAccounts();

  @Test
  void takesEveryLimitOfACallTogether() {
    LimitLine[] lines =
        lines(
            budget(Level.GRANT, Budget.of(BudgetUnit.COST, 100, NEVER)),
            budget(Level.PROVIDER, tokens(50, NEVER)),
            rate(Level.API_KEY, requestsPerMinute(3)));

    taken(accounts.take(lines, 60, 20, NOW));

    assertThat(accounts.look(lines, 0, 0, NOW))
        .extracting(LimitState::level, LimitState::reserved, LimitState::used)
        .containsExactly(
            tuple(Level.GRANT, 60L, 0L),
            tuple(Level.PROVIDER, 20L, 0L),
            tuple(Level.API_KEY, 1L, 0L));
  }

  @Test
  void consumesNothingAnywhereWhenOneLimitRefuses() {
    LimitLine[] lines =
        lines(
            budget(Level.GRANT, Budget.of(BudgetUnit.COST, 100, NEVER)),
            budget(Level.WORKSPACE, Budget.of(BudgetUnit.COST, 100, NEVER)),
            budget(Level.API_KEY, Budget.of(BudgetUnit.COST, 59, NEVER)));

    Taken.Refused refused = refused(accounts.take(lines, 60, 20, NOW));

    assertThat(refused.state().level()).isEqualTo(Level.API_KEY);
    assertThat(refused.state().asked()).isEqualTo(60);
    assertThat(accounts.look(lines, 0, 0, NOW))
        .allSatisfy(
            state -> {
              assertThat(state.reserved()).isZero();
              assertThat(state.used()).isZero();
            });
  }

  @Test
  void asksRateLimitsBeforeBudgets() {
    LimitLine[] lines =
        lines(
            budget(Level.GRANT, Budget.of(BudgetUnit.COST, 1, NEVER)),
            rate(Level.API_KEY, requestsPerMinute(0)));

    assertThat(refused(accounts.take(lines, 60, 20, NOW)).state().rate()).isTrue();
  }

  @Test
  void namesTheOutermostOfSeveralFullBudgets() {
    LimitLine[] lines =
        LimitAccounts.join(
            lines(budget(Level.API_KEY, Budget.of(BudgetUnit.COST, 1, NEVER))),
            lines(
                budget(Level.PROVIDER, Budget.of(BudgetUnit.COST, 1, NEVER)),
                budget(Level.GRANT, Budget.of(BudgetUnit.COST, 1, NEVER))));

    assertThat(refused(accounts.take(lines, 60, 20, NOW)).state().level()).isEqualTo(Level.GRANT);
  }

  @Test
  void aLimitOfZeroBlocksEvenACallThatAsksForNothing() {
    assertThat(refused(accounts.take(one(Budget.of(BudgetUnit.COST, 0, NEVER)), 0, 0, NOW)))
        .isNotNull();
    assertThat(refused(accounts.take(lines(rate(Level.GRANT, tokensPerMinute(0))), 0, 0, NOW)))
        .isNotNull();
  }

  @Test
  void admitsUpToTheLastUnitAndNotOneMore() {
    LimitLine[] lines = one(Budget.of(BudgetUnit.COST, 100, NEVER));
    taken(accounts.take(lines, 99, 0, NOW));
    taken(accounts.take(lines, 1, 0, NOW));

    assertThat(refused(accounts.take(lines, 1, 0, NOW)).state().reserved()).isEqualTo(100);
  }

  @Test
  void freesWhatWasNotUsed() {
    LimitLine[] lines = one(Budget.of(BudgetUnit.COST, 100, NEVER));

    taken(accounts.take(lines, 100, 0, NOW)).settle(40, 0);

    assertThat(taken(accounts.take(lines, 60, 0, NOW)).settle(60, 0)).isTrue();
    assertThat(only(lines).used()).isEqualTo(100);
    assertThat(only(lines).reserved()).isZero();
  }

  @Test
  void countsInFullWhatWentBeyondTheReservation() {
    LimitLine[] lines = one(Budget.of(BudgetUnit.COST, 100, NEVER));

    taken(accounts.take(lines, 10, 0, NOW)).settle(500, 0);

    assertThat(only(lines).used()).isEqualTo(500);
    refused(accounts.take(lines, 1, 0, NOW));
  }

  @Test
  void givesBackEverythingWhenACallIsNotMadeAfterAll() {
    LimitLine[] lines =
        lines(
            budget(Level.GRANT, Budget.of(BudgetUnit.COST, 100, NEVER)),
            rate(Level.API_KEY, requestsPerMinute(1)));

    taken(accounts.take(lines, 60, 20, NOW)).release();

    assertThat(accounts.look(lines, 0, 0, NOW))
        .allSatisfy(
            state -> {
              assertThat(state.used()).isZero();
              assertThat(state.reserved()).isZero();
            });
  }

  @Test
  void countsACallThatWasMadeAgainstRequestLimitsWhateverItUsed() {
    LimitLine[] lines = lines(rate(Level.API_KEY, requestsPerMinute(1)));

    taken(accounts.take(lines, 0, 0, NOW)).settle(0, 0);

    refused(accounts.take(lines, 0, 0, NOW));
  }

  @Test
  void startsANewWindowEmptyAndLeavesItAloneWhenAnOldCallEnds() {
    LimitLine[] lines = lines(rate(Level.API_KEY, tokensPerMinute(100)));
    Reservation old = taken(accounts.take(lines, 0, 100, NOW));
    refused(accounts.take(lines, 0, 1, NOW + 59_999));
    taken(accounts.take(lines, 0, 70, NOW + 60_000));

    old.settle(0, 90);

    LimitState state = accounts.look(lines, 0, 0, NOW + 60_001).getFirst();
    assertThat(state.used()).isZero();
    assertThat(state.reserved()).isEqualTo(70);
  }

  @Test
  void chargesACallToTheWindowItWasAdmittedIn() {
    LimitLine[] lines = lines(rate(Level.API_KEY, tokensPerMinute(100)));
    Reservation call = taken(accounts.take(lines, 0, 10, NOW + 30_000));
    taken(accounts.take(lines, 0, 1, NOW + 60_000));

    assertThat(call.charges(0, 7)).extracting(Charge::windowStart).containsExactly(NOW);
    assertThat(call.charges(0, 7)).extracting(Charge::amount).containsExactly(7L);
  }

  @Test
  void aClockThatGoesBackAndForthOpensNoWindowOfABudgetTwice() {
    long nextMonth = Instant.parse("2026-04-02T00:00:00Z").toEpochMilli();
    LimitLine[] lines =
        lines(budget(Level.GRANT, Budget.of(BudgetUnit.REQUESTS, 1, new ResetPeriod.Monthly())));
    taken(accounts.take(lines, 0, 0, NOW));
    taken(accounts.take(lines, 0, 0, nextMonth));

    refused(accounts.take(lines, 0, 0, NOW));
    refused(accounts.take(lines, 0, 0, NOW - Duration.ofDays(90).toMillis()));
    refused(accounts.take(lines, 0, 0, nextMonth));
  }

  @Test
  void aRateFollowsAClockThatWasFarAhead() {
    LimitLine[] lines = lines(rate(Level.API_KEY, requestsPerMinute(1)));
    taken(accounts.take(lines, 0, 0, NOW));
    taken(accounts.take(lines, 0, 0, NOW + Duration.ofHours(1).toMillis()));

    refused(accounts.take(lines, 0, 0, NOW));
    taken(accounts.take(lines, 0, 0, NOW + 60_000));
    refused(accounts.take(lines, 0, 0, NOW + 60_000));
  }

  @Test
  void saysWhenALimitStartsOver() {
    LimitLine[] lines =
        lines(
            budget(Level.GRANT, Budget.of(BudgetUnit.COST, 1, new ResetPeriod.Monthly())),
            budget(Level.PROVIDER, Budget.of(BudgetUnit.COST, 1, NEVER)),
            rate(Level.API_KEY, requestsPerMinute(1)));

    assertThat(accounts.look(lines, 0, 0, NOW + 30_000))
        .extracting(LimitState::resetAtMillis)
        .containsExactly(
            Instant.parse("2026-04-01T00:00:00Z").toEpochMilli(), Long.MAX_VALUE, NOW + 60_000);
  }

  @Test
  void takesOverStoredBalancesOfTheCurrentWindowAndForgetsOlderOnes() {
    Budget monthly = tokens(100, new ResetPeriod.Monthly());
    String key = LimitKey.of(Level.GRANT, OWNER, monthly, 0).text();
    long march = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
    long february = Instant.parse("2026-02-01T00:00:00Z").toEpochMilli();

    accounts.restore(List.of(new Balance(key, march, 90)));
    LimitAccounts older = new LimitAccounts();
    older.restore(List.of(new Balance(key, february, 90)));

    LimitLine[] lines = lines(accounts, budget(Level.GRANT, monthly));
    refused(accounts.take(lines, 0, 11, NOW));
    taken(accounts.take(lines, 0, 10, NOW));
    taken(older.take(lines(older, budget(Level.GRANT, monthly)), 0, 100, NOW));
  }

  @Test
  void tellsWhatWasUsedBeforeAndAfterTheFirstCall() {
    Budget budget = tokens(100, NEVER);
    LimitKey key = LimitKey.of(Level.GRANT, OWNER, budget, 0);
    assertThat(accounts.used(key, budget.windowAt(NOON))).isEmpty();

    accounts.restore(List.of(new Balance(key.text(), 0, 33)));
    assertThat(accounts.used(key, budget.windowAt(NOON))).hasValue(33);

    taken(accounts.take(one(budget), 0, 10, NOW)).settle(0, 9);
    assertThat(accounts.used(key, budget.windowAt(NOON))).hasValue(42);
  }

  @Test
  void keepsWhatWasUsedWhenALimitIsEdited() {
    taken(accounts.take(one(Budget.of(BudgetUnit.COST, 100, NEVER)), 100, 0, NOW)).settle(100, 0);

    LimitLine[] raised = one(Budget.of(BudgetUnit.COST, 130, NEVER));
    refused(accounts.take(raised, 31, 0, NOW));
    taken(accounts.take(raised, 30, 0, NOW));

    refused(accounts.take(one(Budget.of(BudgetUnit.COST, 20, NEVER)), 1, 0, NOW));
  }

  @Test
  void keepsReservationsInFlightWhenALimitIsEdited() {
    Reservation inFlight =
        taken(accounts.take(one(Budget.of(BudgetUnit.COST, 100, NEVER)), 80, 0, NOW));
    LimitLine[] lowered = one(Budget.of(BudgetUnit.COST, 90, NEVER));
    refused(accounts.take(lowered, 11, 0, NOW));

    inFlight.settle(10, 0);

    taken(accounts.take(lowered, 80, 0, NOW));
  }

  @Test
  void startsAnewWhenUsageWasReset() {
    Budget budget = Budget.of(BudgetUnit.COST, 100, NEVER);
    Reservation inFlight = taken(accounts.take(one(budget), 100, 0, NOW));

    LimitLine[] reset =
        accounts.compile(List.of(declared(Level.GRANT, budget)), List.of(), epoch(1), null);
    taken(accounts.take(reset, 60, 0, NOW));
    inFlight.settle(100, 0);

    assertThat(only(reset).used()).isZero();
    assertThat(only(reset).reserved()).isEqualTo(60);
  }

  @Test
  void anotherPeriodIsAnotherCounter() {
    taken(accounts.take(one(Budget.of(BudgetUnit.COST, 100, NEVER)), 100, 0, NOW)).settle(100, 0);

    taken(
        accounts.take(one(Budget.of(BudgetUnit.COST, 100, new ResetPeriod.Weekly())), 100, 0, NOW));
  }

  @Test
  void honoursADateOfTheNextReset() {
    Budget budget =
        new Budget(
            BudgetUnit.COST, 100, OptionalLong.empty(), NEVER, Optional.of(NOON.plusSeconds(60)));
    LimitLine[] lines = one(budget);
    taken(accounts.take(lines, 100, 0, NOW)).settle(100, 0);
    refused(accounts.take(lines, 1, 0, NOW + 59_999));

    taken(accounts.take(lines, 100, 0, NOW + 60_000));
  }

  @Test
  void settlesOnceHoweverManyThreadsTry() throws Exception {
    LimitLine[] lines = one(Budget.of(BudgetUnit.COST, 1_000_000, NEVER));
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int round = 0; round < 300; round++) {
        Reservation reservation = taken(accounts.take(lines, 10, 0, NOW));
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger settled = new AtomicInteger();
        List<Future<?>> attempts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          boolean releases = i % 4 == 3;
          attempts.add(
              threads.submit(
                  () -> {
                    start.await();
                    if (releases ? reservation.release() : reservation.settle(7, 0)) {
                      settled.incrementAndGet();
                    }
                    return null;
                  }));
        }
        start.countDown();
        for (Future<?> attempt : attempts) {
          attempt.get();
        }
        assertThat(settled).hasValue(1);
      }
    }

    assertThat(only(lines).reserved()).isZero();
    assertThat(only(lines).used() % 7).isZero();
    assertThat(only(lines).used()).isLessThanOrEqualTo(300 * 7);
  }

  @Test
  void lookingTakesNothing() {
    LimitLine[] lines = one(Budget.of(BudgetUnit.COST, 100, NEVER));

    assertThat(accounts.look(lines, 101, 0, NOW).getFirst().room()).isFalse();
    assertThat(accounts.look(lines, 100, 0, NOW).getFirst().room()).isTrue();
    assertThat(only(lines).reserved()).isZero();
  }

  private LimitState only(LimitLine[] lines) {
    return accounts.look(lines, 0, 0, NOW).getFirst();
  }

  private LimitLine[] one(Budget budget) {
    return lines(budget(Level.GRANT, budget));
  }

  private record Line(Declared<Budget> budget, Declared<RateLimit> rate) {}

  private static Line budget(Level level, Budget budget) {
    return new Line(declared(level, budget), null);
  }

  private static Line rate(Level level, RateLimit rate) {
    return new Line(null, new Declared<>(rate, level));
  }

  private static Declared<Budget> declared(Level level, Budget budget) {
    return new Declared<>(budget, level);
  }

  private LimitLine[] lines(Line... lines) {
    return lines(accounts, lines);
  }

  private static LimitLine[] lines(LimitAccounts accounts, Line... lines) {
    List<Declared<Budget>> budgets = new ArrayList<>();
    List<Declared<RateLimit>> rates = new ArrayList<>();
    for (Line line : lines) {
      if (line.budget() != null) {
        budgets.add(line.budget());
      } else {
        rates.add(line.rate());
      }
    }
    return accounts.compile(
        budgets, rates, epoch(0), rate -> LimitKey.of(rate.level(), OWNER, rate.value(), 0));
  }

  private static Function<Declared<Budget>, LimitKey> epoch(int epoch) {
    return budget -> LimitKey.of(budget.level(), OWNER, budget.value(), epoch);
  }

  private static Reservation taken(Taken taken) {
    assertThat(taken).isInstanceOf(Reservation.class);
    return (Reservation) taken;
  }

  private static Taken.Refused refused(Taken taken) {
    assertThat(taken).isInstanceOf(Taken.Refused.class);
    return (Taken.Refused) taken;
  }
}
