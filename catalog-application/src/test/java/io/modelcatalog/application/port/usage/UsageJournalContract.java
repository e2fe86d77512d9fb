package io.modelcatalog.application.port.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.persistence.RandomAggregates;
import io.modelcatalog.domain.usage.Outcome;
import io.modelcatalog.domain.usage.UsageRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every journal of usage does. */
public interface UsageJournalContract {
  UsageJournal journal();

  /** What is booked once the journal's process has ended and the next one has started. */
  List<UsageRecord> bookedAfterTheEnd();

  @Test
  default void booksEachEndedCallOnceAsItEnded() {
    List<UsageRecord> ends = new ArrayList<>();
    for (int seed = 0; seed < 200; seed++) {
      UsageRecord bound = aCall(seed);
      assertThat(journal().opened(bound)).isTrue();
      UsageRecord end = ended(bound, seed);
      journal().settled(end);
      ends.add(end);
    }

    assertThat(bookedAfterTheEnd()).containsExactlyInAnyOrderElementsOf(ends);
  }

  @Test
  default void booksACallThatNeverEndedAtItsBoundAsAnEstimate() {
    UsageRecord bound = aCall(1);
    UsageRecord ended = aCall(2);
    assertThat(journal().opened(bound)).isTrue();
    assertThat(journal().opened(ended)).isTrue();
    journal().settled(ended(ended, 3));

    assertThat(bookedAfterTheEnd())
        .containsExactlyInAnyOrder(copy(bound, bound, true, Outcome.INTERRUPTED), ended(ended, 3));
  }

  @Test
  default void acceptsCallsWhenNothingIsWrong() {
    assertThat(journal().accepting()).isTrue();
    assertThat(bookedAfterTheEnd()).isEmpty();
  }

  private static UsageRecord aCall(long seed) {
    return new RandomAggregates(seed).usage(seed, "provider:" + new UUID(0, seed) + ":cost/total");
  }

  private static UsageRecord ended(UsageRecord bound, long seed) {
    UsageRecord other = aCall(seed + 1_000);
    return copy(bound, other, other.estimated(), Outcome.COMPLETED);
  }

  private static UsageRecord copy(
      UsageRecord call, UsageRecord end, boolean estimated, Outcome outcome) {
    return new UsageRecord(
        call.requestId(),
        call.at(),
        call.organization(),
        call.workspace(),
        call.apiKey(),
        call.integration(),
        call.provider(),
        call.model(),
        end.usage(),
        end.cost(),
        estimated,
        outcome,
        end.status(),
        end.charges());
  }
}
