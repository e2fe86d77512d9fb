package io.modelcatalog.application.limit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** One call that waits until the shared store has been asked about each limit it was short of. */
final class Shortage {
  private final AtomicInteger open;
  private final CompletableFuture<LeaseDesk.Found> found = new CompletableFuture<>();

  Shortage(int limits) {
    this.open = new AtomicInteger(limits);
  }

  /** One of its limits has been asked about. */
  void answered() {
    if (open.decrementAndGet() == 0) {
      found.complete(LeaseDesk.Found.ANSWERED);
    }
  }

  /** The store cannot be asked. */
  void away() {
    found.complete(LeaseDesk.Found.AWAY);
  }

  CompletableFuture<LeaseDesk.Found> found() {
    return found;
  }
}
