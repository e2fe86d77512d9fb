package io.modelcatalog.application.limit;

import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.policy.Policy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The counters of one policy: one for each group of calls, made when the group first calls, and let
 * go all together when the window after theirs ends. Groups beyond {@link #MOST} in one window
 * share one counter, so neither memory nor what may be used grows with what clients make up.
 */
final class GroupCounters {
  /** The most counters of one policy in one window. */
  static final int MOST = 100_000;

  /** The group of those that came too late for a counter of their own. */
  static final String OTHERS = "(others)";

  private final LimitAccounts accounts;
  private long seen;
  private Generation ended = new Generation(Long.MIN_VALUE);
  private volatile Generation current = new Generation(Long.MIN_VALUE);

  /** The counters of one window. */
  static final class Generation {
    final long start;
    final ConcurrentHashMap<LimitKey, SharedAccount> counters = new ConcurrentHashMap<>();
    private volatile boolean full;

    Generation(long start) {
      this.start = start;
    }
  }

  GroupCounters(LimitAccounts accounts) {
    this.accounts = accounts;
  }

  /** The counters of the window at hand, or of a later one if the clock went back. */
  Generation at(long windowStart) {
    Generation known = current;
    return windowStart <= known.start ? known : next(windowStart);
  }

  /**
   * The counter of a group; that of the others if there are too many groups.
   *
   * @param key the group's own
   * @param others that of those without one of their own
   */
  SharedAccount counter(Generation generation, LimitKey key, LimitKey others) {
    SharedAccount known = generation.counters.get(key);
    if (known != null) {
      return known;
    }
    if (!generation.full
        && (generation.counters.size() >= MOST || accounts.awaits(others, generation.start))) {
      generation.full = true;
    }
    // A group that had a counter of its own before a restart keeps it.
    LimitKey counted = generation.full && !accounts.awaits(key, generation.start) ? others : key;
    return generation.counters.computeIfAbsent(counted, accounts::account);
  }

  /** What each counter of a window has used, those of an older one left out. */
  Map<LimitKey, Long> used(long windowStart) {
    Generation generation = current;
    Map<LimitKey, Long> used = new HashMap<>();
    if (generation.start >= windowStart) {
      generation.counters.forEach((key, account) -> used.put(key, account.usedSince(windowStart)));
    }
    return used;
  }

  /**
   * Takes note of a policy that was changed: lets the counters go that were reset, which are those
   * of an epoch that is not their group's any more, and tells the others of the new amount.
   */
  synchronized void changed(GroupedLimit limit) {
    Policy policy = limit.policy();
    if (policy.version() <= seen) {
      return;
    }
    seen = policy.version();
    current
        .counters
        .entrySet()
        .removeIf(
            entry -> {
              LimitKey key = entry.getKey();
              if (policy.counter(key.group()).epoch() != key.epoch()) {
                return accounts.forget(key, Long.MIN_VALUE);
              }
              accounts.compiled(limit.line(entry.getValue()));
              return false;
            });
  }

  private synchronized Generation next(long windowStart) {
    Generation known = current;
    if (windowStart <= known.start) {
      return known;
    }
    // Those of the window that ends stay for one more: a clock that goes back finds them again.
    Generation fresh = new Generation(windowStart);
    ended.counters.forEach(
        (key, account) -> {
          if (!known.counters.containsKey(key) && !accounts.forget(key, known.start)) {
            fresh.counters.put(key, account);
          }
        });
    ended = known;
    current = fresh;
    return fresh;
  }
}
