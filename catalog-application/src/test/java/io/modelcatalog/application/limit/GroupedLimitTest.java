package io.modelcatalog.application.limit;

import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static io.modelcatalog.domain.fixtures.Fixtures.aPolicy;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.usage.UsageLedger.Balance;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.policy.Policy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GroupedLimitTest {
  private static final long NOW = NOON.toEpochMilli();
  private static final long NEXT_MINUTE = NOW + 60_000;
  private static final long NEVER_ENDS = 0;

  private final LimitAccounts accounts = new LimitAccounts();

  @Test
  void countsEachGroupOnItsOwn() {
    GroupedLimit limit = GroupedLimit.of(perMinute(1), accounts);

    assertThat(takes(limit, "a", NOW)).isTrue();
    assertThat(takes(limit, "b", NOW)).isTrue();
    assertThat(takes(limit, "a", NOW)).isFalse();
  }

  @Test
  void keepsItsCountersWhenItIsCompiledAnew() {
    Policy policy = perMinute(1);
    takes(GroupedLimit.of(policy, accounts), "a", NOW);

    assertThat(takes(GroupedLimit.of(policy, accounts), "a", NOW)).isFalse();
  }

  @Test
  void letsAllCountersGoWhenTheWindowAfterTheirsEnds() {
    Policy policy = perMinute(1);
    GroupedLimit limit = GroupedLimit.of(policy, accounts);
    for (int i = 0; i < 1_000; i++) {
      takes(limit, "group-" + i, NOW);
    }
    assertThat(accounts.all()).hasSize(1_000);

    assertThat(takes(limit, "group-1", NEXT_MINUTE)).isTrue();

    assertThat(takes(limit, "group-1", NEXT_MINUTE)).isFalse();
    assertThat(takes(limit, "another", NEXT_MINUTE + 60_000)).isTrue();
    assertThat(accounts.all()).as("group-1 of the minute before, and the other").hasSize(2);
  }

  @Test
  void aClockThatJumpsAheadAndBackFindsWhatWasCountedBefore() {
    GroupedLimit limit = GroupedLimit.of(perMinute(1), accounts);
    assertThat(takes(limit, "a", NOW)).isTrue();
    assertThat(takes(limit, "b", NEXT_MINUTE)).isTrue();

    assertThat(takes(limit, "a", NOW)).isFalse();
  }

  @Test
  void aClockThatGoesBackCountsInItsOwnWindow() {
    GroupedLimit limit = GroupedLimit.of(perMinute(1), accounts);
    takes(limit, "a", NEXT_MINUTE);

    assertThat(takes(limit, "a", NOW)).isTrue();
    assertThat(takes(limit, "a", NOW)).isFalse();
    assertThat(takes(limit, "a", NEXT_MINUTE)).isFalse();
  }

  @Test
  void aCallInFlightSettlesOnTheCounterOfItsWindow() {
    Policy policy = perMinute(1);
    GroupedLimit limit = GroupedLimit.of(policy, accounts);
    Reservation inFlight = (Reservation) take(limit, "a", NOW);

    assertThat(takes(limit, "a", NEXT_MINUTE)).isTrue();
    inFlight.release();

    assertThat(takes(limit, "a", NEXT_MINUTE)).isFalse();
  }

  @Test
  void groupsBeyondTheMostShareOneCounter() {
    GroupedLimit limit = GroupedLimit.of(perMinute(1), accounts);
    for (int i = 0; i < GroupCounters.MOST; i++) {
      limit.line("group-" + i, NOW);
    }

    assertThat(takes(limit, "late-1", NOW)).isTrue();
    assertThat(takes(limit, "late-2", NOW)).isFalse();

    assertThat(limit.line("late-3", NOW).policy().valueKey()).isEqualTo(GroupCounters.OTHERS);
    assertThat(accounts.all()).hasSize(GroupCounters.MOST + 1);
    assertThat(takes(limit, "group-7", NOW)).isTrue();
    assertThat(takes(limit, "late-1", NEXT_MINUTE)).isTrue();
    assertThat(takes(limit, "late-2", NEXT_MINUTE)).isTrue();
  }

  @Test
  void goesOnFromWhatWasBookedBeforeARestart() {
    Policy policy = total(10);
    accounts.restore(
        List.of(
            new Balance(policy.counter("a").text(), NEVER_ENDS, 9),
            new Balance(policy.counter("b").text(), NEVER_ENDS, 10)));
    GroupedLimit limit = GroupedLimit.of(policy, accounts);

    assertThat(takes(limit, "a", NOW)).isTrue();
    assertThat(takes(limit, "a", NOW)).isFalse();
    assertThat(takes(limit, "b", NOW)).isFalse();
    assertThat(takes(limit, "c", NOW)).isTrue();
  }

  @Test
  void groupsThatSharedACounterBeforeARestartGoOnSharingIt() {
    Policy policy = total(10);
    accounts.restore(
        List.of(
            new Balance(policy.counter("a").text(), NEVER_ENDS, 1),
            new Balance(policy.counter(GroupCounters.OTHERS).text(), NEVER_ENDS, 10)));
    GroupedLimit limit = GroupedLimit.of(policy, accounts);

    assertThat(takes(limit, "a", NOW)).isTrue();
    assertThat(takes(limit, "one of the others", NOW)).isFalse();
  }

  @Test
  void aResetLetsTheOldCounterGo() {
    Policy policy = saved(perMinute(1), 1);
    takes(GroupedLimit.of(policy, accounts), "a", NOW);
    takes(GroupedLimit.of(policy, accounts), "b", NOW);

    GroupedLimit reset = GroupedLimit.of(saved(policy.reset("a", NOON), 2), accounts);

    assertThat(accounts.all()).hasSize(1);
    assertThat(takes(reset, "a", NOW)).isTrue();
    assertThat(takes(reset, "b", NOW)).isFalse();
  }

  @Test
  void tellsWhatEachGroupHasUsed() {
    Policy policy = perMinute(5);
    GroupedLimit limit = GroupedLimit.of(policy, accounts);
    ((Reservation) take(limit, "a", NOW)).settle(0, 0);
    ((Reservation) take(limit, "a", NOW)).settle(0, 0);
    take(limit, "b", NOW);

    Map<LimitKey, Long> used =
        accounts.groupsUsed(policy.counter(), GroupedLimit.window(policy, NOON));

    assertThat(used)
        .containsOnly(Map.entry(policy.counter("a"), 2L), Map.entry(policy.counter("b"), 0L));
    assertThat(
            accounts.groupsUsed(
                policy.counter(), GroupedLimit.window(policy, NOON.plusSeconds(60))))
        .isEmpty();
  }

  @Test
  void manyThreadsFindOneCounterForOneGroup() throws Exception {
    GroupedLimit first = GroupedLimit.of(perMinute(50), accounts);
    GroupedLimit second = GroupedLimit.of(first.policy(), accounts);
    AtomicInteger taken = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all =
          java.util.stream.IntStream.range(0, 8)
              .<Future<?>>mapToObj(
                  thread ->
                      threads.submit(
                          () -> {
                            for (int i = 0; i < 400; i++) {
                              GroupedLimit limit = i % 2 == 0 ? first : second;
                              if (takes(limit, "group-" + i % 20, NOW + i % 2 * 60_000L)) {
                                taken.incrementAndGet();
                              }
                            }
                          }))
              .toList();
      for (Future<?> each : all) {
        each.get();
      }
    }

    // Of two windows, whichever the clock was read in: what was taken in a window stays within it.
    assertThat(taken.get()).isBetween(20 * 50, 2 * 20 * 50);
  }

  private static Policy perMinute(long requests) {
    return aPolicy().groupedBy("metadata.group").allowing(requestsPerMinute(requests)).build();
  }

  private static Policy total(long requests) {
    return aPolicy()
        .groupedBy("metadata.group")
        .allowing(Budget.of(BudgetUnit.REQUESTS, requests, new ResetPeriod.Never()))
        .build();
  }

  private static Policy saved(Policy policy, long version) {
    return new Policy(
        policy.id(),
        policy.organization(),
        policy.workspace(),
        policy.name(),
        policy.conditions(),
        policy.groupBy(),
        policy.limit(),
        policy.archived(),
        policy.usageEpoch(),
        policy.resets(),
        policy.lastResetAt(),
        policy.audit(),
        version);
  }

  private boolean takes(GroupedLimit limit, String group, long now) {
    return take(limit, group, now) instanceof Reservation;
  }

  private Taken take(GroupedLimit limit, String group, long now) {
    return accounts.take(new LimitLine[] {limit.line(group, now)}, 0, 0, now);
  }
}
