package io.modelcatalog.domain.limit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The shared book of one counter in one window: which replica holds how much of its limit. A pure
 * state machine; every store keeps its rows and applies these rules to them.
 *
 * <p>Never is more granted than the limit less everything that is held and that was spent without a
 * lease. So however many replicas decide on their own within what they hold, together they stay
 * within the limit. What a lost replica holds counts as spent until it comes back or is written
 * off.
 *
 * <p>Slices: a grant is what is wanted, but at most a share of what is free, {@code free ÷ (2 ×
 * living replicas)}, and at least what waiting calls need. So slices shrink as the limit nears,
 * down to call by call. When not even what is needed is free, and others hold something that they
 * may not use, it is recalled: they give back all that is not in use, and only when each living one
 * has answered does an empty book mean that the limit is full.
 */
public final class LeaseBook {

  /**
   * One replica's line in the book.
   *
   * @param replica whose
   * @param held what it holds, used or not
   * @param busy what of it was used or set aside for calls when it last said so
   * @param used what of it was used when it last said so
   * @param turn the number of its latest message
   * @param answered the latest recall it has answered
   */
  public record Entry(String replica, long held, long busy, long used, long turn, long answered) {}

  private final List<Entry> entries;
  private final long base;
  private long recall;

  /**
   * A book as it was stored.
   *
   * @param base what was spent without a lease, such as before there were leases, or was written
   *     off as spent
   * @param recall the number of the latest recall; 0 if there was none
   * @param entries one line for each replica that ever held something
   */
  public LeaseBook(long base, long recall, Collection<Entry> entries) {
    this.base = base;
    this.recall = recall;
    this.entries = new ArrayList<>(entries);
  }

  /** What was spent without a lease. */
  public long base() {
    return base;
  }

  /** The number of the latest recall. */
  public long recall() {
    return recall;
  }

  /** The line of a replica. */
  public Optional<Entry> entry(String replica) {
    return entries.stream().filter(entry -> entry.replica().equals(replica)).findFirst();
  }

  /** All lines. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /**
   * Takes note of what a replica states and grants what can be granted. Changes at most the line of
   * that replica and the number of the recall.
   *
   * @param ask what it states and wants
   * @param living who has been heard of lately; the others are not waited for
   */
  public LeaseAnswer ask(LeaseAsk ask, Predicate<String> living) {
    Entry before =
        entry(ask.replica()).orElse(new Entry(ask.replica(), 0, 0, 0, Long.MIN_VALUE, 0));
    if (ask.turn() <= before.turn()) {
      return answer(ask, before.held(), living, 0, true);
    }
    long answered = ask.held() <= ask.busy() ? recall : before.answered();
    put(new Entry(ask.replica(), ask.held(), ask.busy(), ask.used(), ask.turn(), answered));
    long granted = grant(ask, living);
    int awaited = 0;
    if (granted == 0 && ask.need() > 0) {
      awaited = recallFor(ask, living);
    }
    if (granted > 0 || ask.need() > 0) {
      // Who asks for more has nothing to give back beyond what it has just stated.
      put(
          new Entry(
              ask.replica(),
              ask.held() + granted,
              ask.busy(),
              ask.used(),
              ask.turn(),
              ask.need() > 0 ? recall : answered));
    }
    return answer(ask, ask.held() + granted, living, awaited, false);
  }

  private long grant(LeaseAsk ask, Predicate<String> living) {
    long free = free(ask.limit());
    boolean owes =
        ask.held() > ask.busy()
            && entry(ask.replica()).filter(entry -> entry.answered() < recall).isPresent();
    if (ask.want() == 0 || free <= 0 || free < ask.need() || (owes && ask.need() == 0)) {
      return 0;
    }
    long forWaiting = Math.max(ask.need(), Math.min(ask.waiting(), free));
    return Math.max(forWaiting, Math.min(ask.want(), share(ask, free, living)));
  }

  private long share(LeaseAsk ask, long free, Predicate<String> living) {
    long others = 0;
    for (Entry entry : entries) {
      if (!entry.replica().equals(ask.replica()) && living.test(entry.replica())) {
        others++;
        if (entry.answered() < recall && entry.held() > entry.used()) {
          // Something is being called back: whoever waits for it goes before anyone's reserve.
          return 0;
        }
      }
    }
    return others == 0 ? free : free / (2 * (others + 1));
  }

  /**
   * How many replicas have to answer before it is sure that there is nothing for the asking one.
   */
  private int recallFor(LeaseAsk ask, Predicate<String> living) {
    long usedForSure = plus(base, ask.held());
    for (Entry entry : others(ask)) {
      usedForSure = plus(usedForSure, living.test(entry.replica()) ? entry.used() : entry.held());
    }
    if (ask.need() > ask.limit() - usedForSure) {
      return 0;
    }
    if (awaited(ask, living) == 0) {
      boolean first = ask.waitedFor() == 0 || ask.waitedFor() > recall;
      for (Entry entry : others(ask)) {
        // Who has answered may have been granted more since, and not need all of it.
        long keeps = first ? entry.used() : entry.busy();
        if (entry.held() > keeps && living.test(entry.replica())) {
          recall++;
          break;
        }
      }
    }
    return awaited(ask, living);
  }

  private int awaited(LeaseAsk ask, Predicate<String> living) {
    int awaited = 0;
    for (Entry entry : others(ask)) {
      if (entry.answered() < recall
          && entry.held() > entry.used()
          && living.test(entry.replica())) {
        awaited++;
      }
    }
    return awaited;
  }

  private LeaseAnswer answer(
      LeaseAsk ask, long held, Predicate<String> living, int awaited, boolean outdated) {
    long elsewhere = base;
    long used = base;
    boolean settling = false;
    for (Entry entry : others(ask)) {
      elsewhere = plus(elsewhere, entry.held());
      used = plus(used, entry.used());
      settling |= entry.busy() > entry.used() && living.test(entry.replica());
    }
    boolean recalled =
        entry(ask.replica()).filter(e -> e.answered() < recall && e.held() > e.busy()).isPresent();
    return new LeaseAnswer(
        held, free(ask.limit()), elsewhere, used, settling, awaited, recall, recalled, outdated);
  }

  private long free(long limit) {
    long taken = base;
    for (Entry entry : entries) {
      taken = plus(taken, entry.held());
    }
    return limit - taken;
  }

  private static long plus(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private List<Entry> others(LeaseAsk ask) {
    return entries.stream().filter(entry -> !entry.replica().equals(ask.replica())).toList();
  }

  private void put(Entry changed) {
    entries.removeIf(entry -> entry.replica().equals(changed.replica()));
    entries.add(changed);
  }
}
