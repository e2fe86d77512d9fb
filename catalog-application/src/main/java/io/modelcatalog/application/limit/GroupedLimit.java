package io.modelcatalog.application.limit;

import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.Declared;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.Window;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyLimit;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The limit of a policy, compiled for the request path: a line for each group of calls, made on
 * demand. Making one takes a lock of the group alone; finding it again takes none.
 */
public final class GroupedLimit {
  private final Policy policy;
  private final GroupCounters counters;
  private volatile Lines lines = new Lines(Long.MIN_VALUE, Long.MIN_VALUE);

  /** Lines of one window. */
  private static final class Lines {
    final long start;
    final long end;
    final ConcurrentHashMap<String, LimitLine> byGroup = new ConcurrentHashMap<>();

    Lines(long start, long end) {
      this.start = start;
      this.end = end;
    }
  }

  private GroupedLimit(Policy policy, GroupCounters counters) {
    this.policy = policy;
    this.counters = counters;
  }

  /**
   * A policy's limit.
   *
   * @param policy the policy
   * @param accounts where the counters are
   */
  public static GroupedLimit of(Policy policy, LimitAccounts accounts) {
    GroupedLimit limit = new GroupedLimit(policy, accounts.groups(policy.counter()));
    limit.counters.changed(limit);
    return limit;
  }

  /** The policy. */
  public Policy policy() {
    return policy;
  }

  /**
   * The limit of one group.
   *
   * @param group the group's name
   * @param nowMillis milliseconds since the epoch
   */
  public LimitLine line(String group, long nowMillis) {
    Lines known = lines;
    if (nowMillis >= known.end) {
      known = roll(nowMillis);
    }
    LimitLine line = known.byGroup.get(group);
    return line == null ? make(known, group) : line;
  }

  private LimitLine make(Lines window, String group) {
    GroupCounters.Generation generation = counters.at(window.start);
    LimitKey own = policy.counter(group);
    SharedAccount account = counters.counter(generation, own, policy.counter(GroupCounters.OTHERS));
    LimitLine line = line(account);
    if (account.key.equals(own)) {
      LimitLine first = window.byGroup.putIfAbsent(group, line);
      return first == null ? line : first;
    }
    return line;
  }

  /** The limit on what a counter counts. */
  LimitLine line(SharedAccount account) {
    PolicyTag tag =
        new PolicyTag(
            policy.id().value(),
            policy.name().orElseGet(() -> policy.id().toString()),
            account.key.group(),
            policy.workspace().isPresent());
    return switch (policy.limit()) {
      case PolicyLimit.OfBudget(Budget budget) ->
          LimitLine.of(account, new Declared<>(budget, Level.POLICY), tag);
      case PolicyLimit.OfRate(RateLimit rate, var target) ->
          LimitLine.ofRate(account, new Declared<>(rate, Level.POLICY), tag);
    };
  }

  private synchronized Lines roll(long nowMillis) {
    Lines known = lines;
    if (nowMillis < known.end) {
      return known;
    }
    Window window = window(policy, Instant.ofEpochMilli(nowMillis));
    Lines fresh =
        new Lines(
            window.start().toEpochMilli(),
            window.end().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE));
    lines = fresh;
    return fresh;
  }

  /** The window of a policy's limit that holds the instant. */
  public static Window window(Policy policy, Instant now) {
    return switch (policy.limit()) {
      case PolicyLimit.OfBudget(Budget budget) -> budget.windowAt(now);
      case PolicyLimit.OfRate(RateLimit rate, var target) -> rate.window().at(now);
    };
  }
}
