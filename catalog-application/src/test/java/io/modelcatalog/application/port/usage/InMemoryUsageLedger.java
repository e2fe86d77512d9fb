package io.modelcatalog.application.port.usage;

import io.modelcatalog.domain.shared.ReplicaId;
import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.usage.UsageRecord;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A ledger in memory. */
public final class InMemoryUsageLedger implements UsageLedger {

  /** What the ledgers of several replicas write to. */
  public static final class Store {
    private final Map<UUID, UsageRecord> records = new LinkedHashMap<>();
    private final Map<Row, Balance> balances = new LinkedHashMap<>();
    private final Map<String, Long> changed = new LinkedHashMap<>();
    private long changes;
  }

  private record Row(String counter, ReplicaId replica) {}

  private final Store store;
  private final ReplicaId replica;

  /** The only ledger of a store of its own. */
  public InMemoryUsageLedger() {
    this(new Store(), new ReplicaId("local"));
  }

  /** The ledger of a replica. */
  public InMemoryUsageLedger(Store store, ReplicaId replica) {
    this.store = store;
    this.replica = replica;
  }

  @Override
  public int append(Collection<UsageRecord> added) {
    synchronized (store) {
      int fresh = 0;
      for (UsageRecord record : added) {
        if (store.records.putIfAbsent(record.requestId(), record) == null) {
          fresh++;
          record.charges().forEach(this::charge);
        }
      }
      return fresh;
    }
  }

  @Override
  public List<Balance> balances() {
    return changedSince(0).balances();
  }

  @Override
  public List<Balance> balances(ReplicaId of) {
    synchronized (store) {
      return store.balances.entrySet().stream()
          .filter(row -> row.getKey().replica().equals(of))
          .map(Map.Entry::getValue)
          .toList();
    }
  }

  @Override
  public Changes changedSince(long cursor) {
    synchronized (store) {
      Map<String, Balance> sums = new LinkedHashMap<>();
      store.balances.forEach(
          (row, balance) -> {
            if (store.changed.getOrDefault(row.counter(), 0L) > cursor) {
              sums.merge(row.counter(), balance, InMemoryUsageLedger::sum);
            }
          });
      return new Changes(List.copyOf(sums.values()), store.changes);
    }
  }

  /** Every record of every replica, in the order it came. */
  public List<UsageRecord> records() {
    synchronized (store) {
      return List.copyOf(store.records.values());
    }
  }

  private void charge(Charge charge) {
    store.balances.compute(
        new Row(charge.key(), replica),
        (row, now) -> {
          Balance more = new Balance(charge.key(), charge.windowStart(), charge.amount());
          return now == null ? more : sum(now, more);
        });
    store.changed.put(charge.key(), ++store.changes);
  }

  private static Balance sum(Balance now, Balance more) {
    if (now.windowStart() != more.windowStart()) {
      return now.windowStart() < more.windowStart() ? more : now;
    }
    long sum = now.used() + more.used();
    return new Balance(now.key(), now.windowStart(), sum < 0 ? Long.MAX_VALUE : sum);
  }
}
