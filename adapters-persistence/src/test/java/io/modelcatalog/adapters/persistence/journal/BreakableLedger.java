package io.modelcatalog.adapters.persistence.journal;

import io.modelcatalog.application.port.usage.InMemoryUsageLedger;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.domain.shared.ReplicaId;
import io.modelcatalog.domain.usage.UsageRecord;
import java.util.Collection;
import java.util.List;

/** A ledger that can be out of reach. */
final class BreakableLedger implements UsageLedger {
  private final InMemoryUsageLedger ledger = new InMemoryUsageLedger();
  private volatile boolean broken;
  private volatile int failAfter = Integer.MAX_VALUE;

  void broken(boolean isBroken) {
    broken = isBroken;
  }

  /** Fails once so many batches were taken. */
  void failAfter(int batches) {
    failAfter = batches;
  }

  @Override
  public int append(Collection<UsageRecord> records) {
    if (broken || failAfter <= 0) {
      throw new IllegalStateException("ledger: out of reach");
    }
    if (!records.isEmpty()) {
      failAfter--;
    }
    return ledger.append(records);
  }

  @Override
  public List<Balance> balances() {
    return ledger.balances();
  }

  @Override
  public List<Balance> balances(ReplicaId replica) {
    return ledger.balances(replica);
  }

  @Override
  public Changes changedSince(long cursor) {
    return ledger.changedSince(cursor);
  }

  List<UsageRecord> records() {
    return ledger.records();
  }
}
