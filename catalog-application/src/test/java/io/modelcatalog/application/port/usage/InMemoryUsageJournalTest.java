package io.modelcatalog.application.port.usage;

import io.modelcatalog.domain.usage.Outcome;
import io.modelcatalog.domain.usage.UsageRecord;
import java.util.ArrayList;
import java.util.List;

class InMemoryUsageJournalTest implements UsageJournalContract {
  private final InMemoryUsageJournal journal = new InMemoryUsageJournal();

  @Override
  public UsageJournal journal() {
    return journal;
  }

  @Override
  public List<UsageRecord> bookedAfterTheEnd() {
    List<UsageRecord> booked = new ArrayList<>(journal.allSettled());
    for (UsageRecord bound : journal.stillOpen()) {
      booked.add(
          new UsageRecord(
              bound.requestId(),
              bound.at(),
              bound.organization(),
              bound.workspace(),
              bound.apiKey(),
              bound.integration(),
              bound.provider(),
              bound.model(),
              bound.usage(),
              bound.cost(),
              true,
              Outcome.INTERRUPTED,
              bound.status(),
              bound.charges()));
    }
    return booked;
  }
}
