package io.modelcatalog.application.port.usage;

class InMemoryUsageLedgerTest implements UsageLedgerContract {
  private final InMemoryUsageLedger ledger = new InMemoryUsageLedger();

  @Override
  public UsageLedger ledger() {
    return ledger;
  }
}
