package io.modelcatalog.application.limit;

import io.modelcatalog.domain.limit.Account;
import io.modelcatalog.domain.limit.LimitKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A counter that many threads use: the domain's account behind a lock that is held for a few
 * instructions only. All fields that change are guarded by it.
 */
final class SharedAccount {
  final LimitKey key;

  /** The key's text form, made once because each call is booked under it. */
  final String name;

  /**
   * Locks are taken in ascending order of level and then of this number, so none can wait in a
   * ring.
   */
  final long order;

  final ReentrantLock lock = new ReentrantLock();
  final Account state;

  /** What is under way to lease more of a limit shared with other replicas; null until needed. */
  @Nullable Leasing leasing;

  /** The limit that last took from this counter, for its amount and windows; null until used. */
  @Nullable LimitLine line;

  /** Where more of the limit is leased; null until used. */
  @Nullable LeaseDesk desk;

  SharedAccount(LimitKey key, long order, Account state) {
    this.key = key;
    this.name = key.text();
    this.order = order;
    this.state = state;
  }

  /** What is used in a window that began then or later; 0 if only an older one was counted. */
  long usedSince(long windowStart) {
    lock.lock();
    try {
      return state.windowStart() < windowStart ? 0 : state.used();
    } finally {
      lock.unlock();
    }
  }

  /** Whether something is held of a window that began then or later, or under way. */
  boolean leases(long since) {
    return leasing != null
        && (leasing.active
            || leasing.queued
            || !leasing.waits.isEmpty()
            || (state.held() > 0 && state.windowStart() >= since)
            || state.holdsAhead());
  }

  Leasing leasing() {
    Leasing known = leasing;
    if (known == null) {
      known = new Leasing();
      leasing = known;
    }
    return known;
  }

  /** Where a counter stands with the shared book. */
  static final class Leasing {
    /** The calls that wait, with what each needs. */
    final List<Wait> waits = new ArrayList<>();

    boolean queued;
    boolean giveBack;
    boolean giveBackAhead;
    boolean active;
    long touchedNanos;
    long waitedFor;
    long renewNotBeforeNanos;
    long renewPauseNanos;
  }

  /** One call that waits for room on this counter. */
  record Wait(long amount, Shortage shortage) {}
}
