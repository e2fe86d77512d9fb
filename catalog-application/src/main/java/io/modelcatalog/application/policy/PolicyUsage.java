package io.modelcatalog.application.policy;

import io.modelcatalog.application.limit.GroupedLimit;
import io.modelcatalog.application.limit.LimitAccounts;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.Window;
import io.modelcatalog.domain.policy.Policy;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the groups of a policy have used in the present window: what this process has counted, and
 * what the ledger knows of other replicas and of earlier runs.
 */
final class PolicyUsage {
  private final LimitAccounts accounts;
  private final UsageLedger ledger;
  private final InstantSource clock;

  PolicyUsage(LimitAccounts accounts, UsageLedger ledger, InstantSource clock) {
    this.accounts = accounts;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** The groups, by name. */
  List<PolicyGroup> of(Policy policy) {
    Window window = GroupedLimit.window(policy, clock.instant());
    LimitKey all = policy.counter();
    Map<String, Long> used = new TreeMap<>();
    for (UsageLedger.Balance balance :
        ledger.balancesOf(LimitKey.prefix(Level.POLICY, policy.id().value()))) {
      if (balance.windowStart() >= window.start().toEpochMilli()) {
        LimitKey.parse(balance.key())
            .filter(key -> isPresent(policy, all, key))
            .ifPresent(key -> used.merge(key.group(), balance.used(), Math::max));
      }
    }
    // The ledger is behind by what is not booked yet, and ahead by what other replicas used.
    accounts
        .groupsUsed(all, window)
        .forEach(
            (key, amount) -> {
              if (isPresent(policy, all, key)) {
                used.merge(key.group(), amount, Math::max);
              }
            });
    return used.entrySet().stream()
        .map(entry -> PolicyGroup.of(policy, entry.getKey(), entry.getValue()))
        .toList();
  }

  /** Whether a counter is still its group's. */
  private static boolean isPresent(Policy policy, LimitKey all, LimitKey key) {
    return key.what().equals(all.what()) && key.epoch() == policy.counter(key.group()).epoch();
  }
}
