package io.modelcatalog.application.port.upstream;

/**
 * Why an exchange failed.
 *
 * <p>{@code dispatched} says whether any byte of the request may have reached the upstream: if not,
 * nothing can have been billed.
 */
public sealed interface UpstreamFailure {

  /** Whether the upstream may have received the request, and so may bill it. */
  boolean dispatched();

  /** The address may not be called. */
  record Forbidden(String reason) implements UpstreamFailure {
    @Override
    public boolean dispatched() {
      return false;
    }
  }

  /** No connection could be made. */
  record Unreachable(Cause cause, String reason) implements UpstreamFailure {
    /** How far it came. */
    public enum Cause {
      /** The host name is not known. */
      NAME,
      /** Nothing listens there. */
      REFUSED,
      /** The server's certificate or protocol is not accepted. */
      TLS,
      /** Something else. */
      OTHER
    }

    /** For a reason that nobody tells apart. */
    public Unreachable(String reason) {
      this(Cause.OTHER, reason);
    }

    @Override
    public boolean dispatched() {
      return false;
    }
  }

  /**
   * Too slow.
   *
   * @param phase which timeout passed
   * @param millis how long was waited
   */
  record TimedOut(Phase phase, long millis) implements UpstreamFailure {
    /** The phases that have a timeout. */
    public enum Phase {
      CONNECT,
      FIRST_BYTE,
      IDLE
    }

    @Override
    public boolean dispatched() {
      return phase != Phase.CONNECT;
    }
  }

  /**
   * The gateway ended the answer: it surely went beyond what was reserved for it.
   *
   * @param reserved answer tokens that were reserved
   */
  record BeyondReservation(long reserved) implements UpstreamFailure {
    @Override
    public boolean dispatched() {
      return true;
    }
  }

  /** The connection ended, or spoke no proper HTTP, before the answer was whole. */
  record BrokenOff(String reason, boolean dispatched) implements UpstreamFailure {}
}
