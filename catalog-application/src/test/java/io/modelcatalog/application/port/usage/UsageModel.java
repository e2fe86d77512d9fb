package io.modelcatalog.application.port.usage;

import io.modelcatalog.application.port.usage.UsageLedger.Balance;

/** The rule of balances in one line, to compare ledgers with. */
final class UsageModel {
  private UsageModel() {}

  static Balance plus(Balance now, Balance more) {
    if (more.windowStart() > now.windowStart()) {
      return more;
    }
    return more.windowStart() < now.windowStart()
        ? now
        : new Balance(now.key(), now.windowStart(), now.used() + more.used());
  }
}
