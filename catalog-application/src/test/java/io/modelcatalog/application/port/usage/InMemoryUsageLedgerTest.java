package io.modelcatalog.application.port.usage;

import io.modelcatalog.domain.shared.ReplicaId;

class InMemoryUsageLedgerTest implements UsageLedgerContract {
  private final InMemoryUsageLedger.Store store = new InMemoryUsageLedger.Store();

  @Override
  public UsageLedger ledger(ReplicaId replica) {
    return new InMemoryUsageLedger(store, replica);
  }
}
