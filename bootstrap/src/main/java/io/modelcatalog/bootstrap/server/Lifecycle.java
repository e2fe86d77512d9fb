package io.modelcatalog.bootstrap.server;

/** How far the server is in its life. Told by {@link CatalogServer}, read by the health check. */
public final class Lifecycle {
  private volatile Phase phase = Phase.STARTING;

  /** What a server can be at. */
  public enum Phase {
    STARTING,
    /** Takes calls. */
    READY,
    /** Started, but cannot read its secrets: takes no calls and writes nothing. */
    SEALED,
    /** Ends the calls it has and takes no more. */
    STOPPING
  }

  /** Where it is now. */
  public Phase phase() {
    return phase;
  }

  void enter(Phase next) {
    phase = next;
  }
}
