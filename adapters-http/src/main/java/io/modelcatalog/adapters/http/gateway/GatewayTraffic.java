package io.modelcatalog.adapters.http.gateway;

import java.util.concurrent.atomic.AtomicInteger;

/** How many calls are under way, and whether new ones are taken. */
public final class GatewayTraffic {
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean open = true;

  /** Calls under way now. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Whether new calls are taken. */
  public boolean isOpen() {
    return open;
  }

  /** Takes new calls, or answers them 503: while the service is sealed, or is being shut down. */
  public void setOpen(boolean open) {
    this.open = open;
  }

  void started() {
    inFlight.incrementAndGet();
  }

  void ended() {
    inFlight.decrementAndGet();
  }
}
