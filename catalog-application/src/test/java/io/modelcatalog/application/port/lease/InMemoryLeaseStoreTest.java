package io.modelcatalog.application.port.lease;

import io.modelcatalog.domain.fixtures.Fixtures;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

class InMemoryLeaseStoreTest extends LeaseStoreContract {
  private final Map<String, Long> spent = new HashMap<>();
  private final InMemoryLeaseStore store =
      new InMemoryLeaseStore(
          InstantSource.fixed(Fixtures.NOON),
          (counter, start) -> spent.getOrDefault(counter + "@" + start, 0L));

  @Override
  protected LeaseStore newStore() {
    return store;
  }

  @Override
  protected void lose(String replica) {
    store.lose(replica);
  }

  @Override
  protected void spent(String counter, long windowStart, long amount) {
    spent.put(counter + "@" + windowStart, amount);
  }
}
