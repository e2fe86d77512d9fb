package io.modelcatalog.application.port.usage;

import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.usage.UsageRecord;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A ledger in memory. */
public final class InMemoryUsageLedger implements UsageLedger {
  private final Map<UUID, UsageRecord> records = new LinkedHashMap<>();
  private final Map<String, Balance> balances = new LinkedHashMap<>();

  @Override
  public synchronized int append(Collection<UsageRecord> added) {
    int fresh = 0;
    for (UsageRecord record : added) {
      if (records.putIfAbsent(record.requestId(), record) == null) {
        fresh++;
        record.charges().forEach(this::charge);
      }
    }
    return fresh;
  }

  @Override
  public synchronized List<Balance> balances() {
    return List.copyOf(balances.values());
  }

  /** Every record, in the order it came. */
  public synchronized List<UsageRecord> records() {
    return List.copyOf(records.values());
  }

  private void charge(Charge charge) {
    Balance now = balances.get(charge.key());
    if (now == null || now.windowStart() < charge.windowStart()) {
      balances.put(charge.key(), new Balance(charge.key(), charge.windowStart(), charge.amount()));
    } else if (now.windowStart() == charge.windowStart()) {
      long sum = now.used() + charge.amount();
      balances.put(
          charge.key(),
          new Balance(charge.key(), charge.windowStart(), sum < 0 ? Long.MAX_VALUE : sum));
    }
  }
}
