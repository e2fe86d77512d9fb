package io.modelcatalog.application.port.lease;

import io.modelcatalog.domain.limit.LeaseAnswer;
import io.modelcatalog.domain.limit.LeaseAsk;
import io.modelcatalog.domain.limit.LeaseBook;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongBiFunction;

/** Books in memory, for several replicas of one test. */
public final class InMemoryLeaseStore implements LeaseStore {
  private static final long LOST_AFTER_MILLIS = 5_000;

  private record Key(String counter, long windowStart) {}

  private final Map<Key, LeaseBook> books = new HashMap<>();
  private final Map<String, Long> seen = new TreeMap<>();
  private final InstantSource clock;
  private final ToLongBiFunction<String, Long> spentBefore;

  /**
   * An empty store.
   *
   * @param clock by which replicas are lost
   * @param spentBefore what is used already of a counter in the window of this start
   */
  public InMemoryLeaseStore(InstantSource clock, ToLongBiFunction<String, Long> spentBefore) {
    this.clock = clock;
    this.spentBefore = spentBefore;
  }

  @Override
  public synchronized List<Holding> join(String replica) {
    seen.put(replica, clock.millis());
    return holdings(replica, false);
  }

  @Override
  public synchronized List<LeaseAnswer> exchange(List<Message> messages) {
    List<LeaseAnswer> answers = new ArrayList<>();
    for (Message message : messages) {
      LeaseAsk ask = message.ask();
      answers.add(
          books
              .computeIfAbsent(
                  new Key(message.counter(), message.windowStart()),
                  key ->
                      new LeaseBook(
                          spentBefore.applyAsLong(key.counter(), key.windowStart()), 0, List.of()))
              .ask(ask, this::living));
    }
    return answers;
  }

  @Override
  public synchronized Pulse pulse(String replica) {
    seen.put(replica, clock.millis());
    return new Pulse(
        holdings(replica, true), (int) seen.keySet().stream().filter(this::living).count());
  }

  @Override
  public synchronized void leave(String replica) {
    seen.remove(replica);
  }

  /** Makes it look as if nothing had been heard of a replica for long. */
  public synchronized void lose(String replica) {
    seen.put(replica, clock.millis() - 2 * LOST_AFTER_MILLIS);
  }

  /** All that is held or was spent of a counter in a window. */
  public synchronized long taken(String counter, long windowStart) {
    LeaseBook book = books.get(new Key(counter, windowStart));
    return book == null
        ? 0
        : book.base() + book.entries().stream().mapToLong(LeaseBook.Entry::held).sum();
  }

  private List<Holding> holdings(String replica, boolean recalledOnly) {
    List<Holding> holdings = new ArrayList<>();
    books.forEach(
        (key, book) ->
            book.entry(replica)
                .filter(
                    entry ->
                        !recalledOnly
                            || (entry.answered() < book.recall() && entry.held() > entry.used()))
                .ifPresent(
                    entry ->
                        holdings.add(
                            new Holding(
                                key.counter(), key.windowStart(), entry.held(), entry.turn()))));
    return holdings;
  }

  private boolean living(String replica) {
    Long at = seen.get(replica);
    return at != null && clock.millis() - at < LOST_AFTER_MILLIS;
  }
}
