package io.modelcatalog.application.gateway;

import static io.modelcatalog.application.gateway.LimitedWorld.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.RateUnit;
import io.modelcatalog.domain.limit.RateWindow;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.usage.UsageRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of limit at every level, and what becomes of calls in flight when it is changed. A
 * call reserves 127,000 nano-dollars and 101 tokens, and is settled at 20,000 and 15.
 */
class LimitEditsTest {
  private static final long BOUND = 127_000;
  private static final long USED = 20_000;
  private static final TokenUsage USAGE = TokenUsage.of(10, 5);
  private static final ResetPeriod NEVER = new ResetPeriod.Never();

  @ParameterizedTest
  @MethodSource("budgets")
  void everyBudgetAtEveryLevelLetsOneCallPassAndThenStartsOver(
      Level level, BudgetUnit unit, ResetPeriod period) {
    LimitedWorld it = new LimitedWorld(level);
    long amount =
        switch (unit) {
          case COST -> BOUND;
          case TOKENS -> 101;
          case REQUESTS -> 1;
        };
    Budget budget = Budget.of(unit, amount, period);
    it.limit(budget);
    AdmittedCall first = it.world.admitted(call());

    assertThat(it.world.denied(call()).level()).isEqualTo(level);
    settle(it, first);
    assertThat(it.state().used())
        .isEqualTo(unit == BudgetUnit.COST ? USED : unit == BudgetUnit.TOKENS ? 15 : 1);

    it.world.denied(call());
    Instant end = budget.windowAt(it.world.clock.instant()).end().orElse(null);
    if (end != null) {
      it.world.clock.advance(Duration.between(it.world.clock.instant(), end));
      it.world.admitted(call());
    }
  }

  static Stream<Arguments> budgets() {
    return levels()
        .flatMap(
            level ->
                Stream.of(BudgetUnit.values())
                    .flatMap(
                        unit ->
                            Stream.of(
                                    NEVER,
                                    new ResetPeriod.Weekly(),
                                    new ResetPeriod.Monthly(),
                                    new ResetPeriod.EveryDays(3))
                                .map(period -> Arguments.of(level, unit, period))));
  }

  @ParameterizedTest
  @MethodSource("rates")
  void everyRateAtEveryLevelLetsOneCallPassInItsWindow(
      Level level, RateUnit unit, RateWindow window) {
    LimitedWorld it = new LimitedWorld(level);
    it.limit(
        new Limits(
            List.of(), List.of(new RateLimit(unit, window, unit == RateUnit.TOKENS ? 101 : 1))));
    it.world.admitted(call());

    Denial denial = it.world.denied(call());

    assertThat(denial.level()).isEqualTo(level);
    assertThat(denial.limit().rate()).isTrue();
    it.world.clock.advance(Duration.ofMillis(window.millis()));
    it.world.admitted(call());
  }

  static Stream<Arguments> rates() {
    return levels()
        .flatMap(
            level ->
                Stream.of(RateUnit.values())
                    .flatMap(
                        unit ->
                            Stream.of(RateWindow.values())
                                .map(window -> Arguments.of(level, unit, window))));
  }

  @ParameterizedTest
  @MethodSource("levels")
  void aRaisedLimitLetsTheNextCallPassBesideThoseInFlight(Level level) {
    LimitedWorld it = new LimitedWorld(level).limit(cost(BOUND));
    AdmittedCall inFlight = it.world.admitted(call());
    assertThat(it.world.denied(call()).level()).isEqualTo(level);

    it.limit(cost(2 * BOUND));

    AdmittedCall second = it.world.admitted(call());
    assertThat(it.state().reserved()).isEqualTo(2 * BOUND);
    settle(it, inFlight);
    settle(it, second);
    assertThat(it.state().used()).isEqualTo(2 * USED);
    assertThat(it.state().reserved()).isZero();
  }

  @ParameterizedTest
  @MethodSource("levels")
  void aLoweredLimitStopsTheNextCallAndNoneInFlight(Level level) {
    LimitedWorld it = new LimitedWorld(level).limit(cost(10 * BOUND));
    AdmittedCall first = it.world.admitted(call());
    AdmittedCall second = it.world.admitted(call());

    it.limit(cost(BOUND + 2 * USED));

    assertThat(it.world.denied(call()).level()).isEqualTo(level);
    settle(it, first);
    it.world.denied(call());
    settle(it, second);
    assertThat(it.state().used()).isEqualTo(2 * USED);
    it.world.admitted(call());
    it.world.denied(call());
  }

  @ParameterizedTest
  @MethodSource("levels")
  void aResetStartsANewCounterThatCallsInFlightDoNotTouch(Level level) {
    LimitedWorld it = new LimitedWorld(level).limit(cost(BOUND));
    AdmittedCall inFlight = it.world.admitted(call());
    it.world.denied(call());
    String before = it.counter().text();

    it.reset();

    assertThat(it.state().reserved()).isZero();
    AdmittedCall next = it.world.admitted(call());
    settle(it, inFlight);
    assertThat(it.state().used()).isZero();
    assertThat(it.state().reserved()).isEqualTo(BOUND);
    settle(it, next);
    assertThat(booked(it)).containsEntry(before, USED).containsEntry(it.counter().text(), USED);
  }

  @ParameterizedTest
  @MethodSource("levels")
  void aLimitTakenAwayWhileCallsAreInFlightLeaksNothing(Level level) {
    LimitedWorld it = new LimitedWorld(level).limit(cost(BOUND));
    AdmittedCall inFlight = it.world.admitted(call());

    it.limit(Limits.NONE);

    settle(it, it.world.admitted(call()));
    settle(it, inFlight);
    it.limit(cost(BOUND + USED));
    assertThat(it.state().reserved()).isZero();
    assertThat(it.state().used()).isEqualTo(level == Level.POLICY ? 0 : USED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Level.class,
      names = {"INTEGRATION", "GRANT", "WORKSPACE", "PROVIDER", "API_KEY", "POLICY"})
  void editsAmidManyCallsLeakNothingAndCountNothingTwice(Level level) throws Exception {
    LimitedWorld it = new LimitedWorld(level).limit(cost(4 * BOUND));
    it.world.upstream.answering(exchange -> exchange.head(200).usage(USAGE).complete());
    AtomicBoolean editing = new AtomicBoolean(true);
    List<Future<?>> done = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(5)) {
      for (int i = 0; i < 4; i++) {
        done.add(
            threads.submit(
                () -> {
                  List<AdmittedCall> inFlight = new ArrayList<>();
                  while (editing.get() || !inFlight.isEmpty()) {
                    if (editing.get()
                        && it.world.gateway.admit(call())
                            instanceof Admission.Admitted(AdmittedCall admitted)) {
                      inFlight.add(admitted);
                    }
                    if (inFlight.size() > 2 || (!editing.get() && !inFlight.isEmpty())) {
                      inFlight.removeFirst().start(new Answer());
                    }
                  }
                }));
      }
      for (int i = 0; i < 120; i++) {
        it.limit(cost((i % 7) * BOUND + 1));
        if (i % 10 == 9) {
          it.reset();
        }
      }
      editing.set(false);
      for (Future<?> each : done) {
        each.get(60, TimeUnit.SECONDS);
      }
    }
    it.limit(cost(Long.MAX_VALUE / 4));

    assertThat(it.state().reserved()).isZero();
    assertThat(it.state().used()).isEqualTo(booked(it).getOrDefault(it.counter().text(), 0L));
    assertThat(booked(it).values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(it.world.journal.allSettled().size() * USED);
  }

  static Stream<Level> levels() {
    return Stream.of(
        Level.INTEGRATION,
        Level.GRANT,
        Level.WORKSPACE,
        Level.PROVIDER,
        Level.API_KEY,
        Level.POLICY);
  }

  private static Budget cost(long nanos) {
    return Budget.of(BudgetUnit.COST, nanos, NEVER);
  }

  private static void settle(LimitedWorld it, AdmittedCall call) {
    call.start(new Answer());
    it.world.upstream.next().head(200).usage(USAGE).complete();
  }

  private static Map<String, Long> booked(LimitedWorld it) {
    Map<String, Long> booked = new HashMap<>();
    for (UsageRecord record : it.world.journal.allSettled()) {
      for (Charge charge : record.charges()) {
        booked.merge(charge.key(), charge.amount(), Long::sum);
      }
    }
    return booked;
  }
}
