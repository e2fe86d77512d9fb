package io.modelcatalog.adapters.http.admin;

import io.modelcatalog.application.port.usage.AlertView;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.LimitKey;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Alerts that a test says were raised, by the counters of their budgets. */
public final class ToldAlerts implements AlertView {
  /** Counters of which it was told that they reached their threshold. */
  public final Set<LimitKey> thresholds = ConcurrentHashMap.newKeySet();

  /** Counters of which it was told that they are used up. */
  public final Set<LimitKey> ends = ConcurrentHashMap.newKeySet();

  @Override
  public boolean thresholdAlertSent(LimitKey key, Budget budget, Instant now) {
    return thresholds.contains(key);
  }

  @Override
  public boolean exhaustedAlertSent(LimitKey key, Budget budget, Instant now) {
    return ends.contains(key);
  }
}
