package io.modelcatalog.adapters.persistence.journal;

import io.modelcatalog.application.port.persistence.RandomAggregates;
import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.usage.Outcome;
import io.modelcatalog.domain.usage.UsageRecord;
import java.util.List;
import java.util.UUID;

/** Calls for tests, told apart by a number. */
final class Calls {
  private static final UsageRecord BASE = new RandomAggregates(42).usage(0);

  private Calls() {}

  static UUID id(long number) {
    return new UUID(0x4000, number);
  }

  /** Bound of a call: 1000. */
  static UsageRecord bound(long number) {
    return call(number, 1_000, false, Outcome.COMPLETED);
  }

  /** End of a call, which used its number modulo 1000. */
  static UsageRecord end(long number) {
    return call(number, number % 1_000, false, Outcome.COMPLETED);
  }

  /** What a call is booked as if its end was not noted. */
  static UsageRecord interrupted(long number) {
    return call(number, 1_000, true, Outcome.INTERRUPTED);
  }

  private static UsageRecord call(long number, long amount, boolean estimated, Outcome outcome) {
    return new UsageRecord(
        id(number),
        BASE.at(),
        BASE.organization(),
        BASE.workspace(),
        BASE.apiKey(),
        BASE.integration(),
        BASE.provider(),
        "model-" + number,
        BASE.usage(),
        BASE.cost(),
        estimated,
        outcome,
        BASE.status(),
        List.of(
            new Charge("provider:" + new UUID(0, 1) + ":tokens/total", 0, amount),
            new Charge("api_key:" + new UUID(0, number % 3) + ":tokens/daily", 0, amount)));
  }
}
