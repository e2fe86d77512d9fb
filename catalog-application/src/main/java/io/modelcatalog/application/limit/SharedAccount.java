package io.modelcatalog.application.limit;

import io.modelcatalog.domain.limit.Account;
import io.modelcatalog.domain.limit.LimitKey;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A counter that many threads use: the domain's account behind a lock that is held for a few
 * instructions only.
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
}
