package io.modelcatalog.application.alert;

import io.modelcatalog.application.port.alert.AlertOutbox;
import io.modelcatalog.application.port.alert.BudgetAlert;
import io.modelcatalog.application.port.alert.BudgetAlert.Kind;
import io.modelcatalog.application.port.usage.AlertView;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers which alerts were raised, by this replica or another, so that showing it and passing
 * over what was told needs no database. Safe to read from any thread.
 */
public final class SentAlerts implements AlertView {
  /** Replicas' clocks may differ by so much. */
  private static final Duration OVERLAP = Duration.ofMinutes(2);

  /** How many are remembered, some 200 bytes each. */
  private static final int MOST = 500_000;

  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Set<BudgetAlert.Key> keys = ConcurrentHashMap.newKeySet();
  private Instant refreshed = Instant.MIN;

  /** Takes over what other replicas raised, at most every few seconds. */
  void refresh(AlertOutbox outbox, Instant now) {
    if (keys.size() > MOST) {
      // The outbox knows them all; those still in force are found, and learnt, again.
      keys.clear();
    }
    if (refreshed == Instant.MIN) {
      refreshed = now;
    } else if (now.isAfter(refreshed.plus(PAUSE))) {
      keys.addAll(outbox.raisedSince(refreshed.minus(OVERLAP)));
      refreshed = now;
    }
  }

  void add(BudgetAlert.Key key) {
    keys.add(key);
  }

  boolean contains(BudgetAlert.Key key) {
    return keys.contains(key);
  }

  @Override
  public boolean thresholdAlertSent(LimitKey key, Budget budget, Instant now) {
    return budget.alertThreshold().isPresent()
        && was(key, budget, Kind.THRESHOLD, budget.alertThreshold().getAsLong(), now);
  }

  @Override
  public boolean exhaustedAlertSent(LimitKey key, Budget budget, Instant now) {
    return was(key, budget, Kind.EXHAUSTED, budget.amount(), now);
  }

  private boolean was(LimitKey key, Budget budget, Kind kind, long mark, Instant now) {
    Window window = budget.windowAt(now);
    return keys.contains(
        new BudgetAlert.Key(
            key.text(), window.start().toEpochMilli(), kind, budget.amount(), mark));
  }
}
