package io.modelcatalog.adapters.persistence.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.lease.InMemoryLeaseStore;
import io.modelcatalog.application.port.lease.LeaseStore;
import io.modelcatalog.application.port.lease.LeaseStoreContract;
import io.modelcatalog.domain.limit.LeaseAsk;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SplitLeaseStoreTest extends LeaseStoreContract {
  private static final String OWNER = ":7b1d0f2e-0000-4000-8000-000000000001:";

  private final Map<String, Long> spent = new HashMap<>();
  private final InMemoryLeaseStore budgets = part();
  private final InMemoryLeaseStore rates = part();
  private final LeaseStore store = new SplitLeaseStore(budgets, rates);

  private InMemoryLeaseStore part() {
    return new InMemoryLeaseStore(
        InstantSource.fixed(Instant.EPOCH),
        (counter, start) -> spent.getOrDefault(counter + "@" + start, 0L));
  }

  @Override
  protected LeaseStore newStore() {
    return store;
  }

  @Override
  protected void lose(String replica) {
    budgets.lose(replica);
    rates.lose(replica);
  }

  @Override
  protected void spent(String counter, long windowStart, long amount) {
    spent.put(counter + "@" + windowStart, amount);
  }

  @Test
  void keepsRatesApartFromWhatIsSpent() {
    for (String what :
        List.of("requests/rpm", "tokens/rps#2", "requests/rpd@group", "tokens/rpw")) {
      take(OWNER + what);
      assertThat(rates.taken("policy" + OWNER + what, 0)).as(what).isEqualTo(1);
    }
    for (String what :
        List.of("cost/total", "tokens/monthly#2", "requests/weekly@rpm", "cost/7d")) {
      take(OWNER + what);
      assertThat(budgets.taken("policy" + OWNER + what, 0)).as(what).isEqualTo(1);
    }
  }

  private void take(String what) {
    store.exchange(
        List.of(
            new LeaseStore.Message(
                "policy" + what, 0, Long.MAX_VALUE, new LeaseAsk("a", 1, 9, 0, 0, 0, 1, 1, 0))));
  }
}
