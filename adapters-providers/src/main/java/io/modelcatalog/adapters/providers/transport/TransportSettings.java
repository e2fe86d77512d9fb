package io.modelcatalog.adapters.providers.transport;

import java.time.Duration;

/**
 * Limits of the transport.
 *
 * @param connectTimeout for name lookup, TCP and TLS together
 * @param firstByteTimeout from the last request byte handed to the socket to the first byte of the
 *     answer's body. Long by nature: a model may think for minutes before it says anything
 * @param idleTimeout between two bytes of the body, counted only while we wait for the upstream and
 *     not while a slow reader makes it wait
 * @param keepAlive how long an unused connection is kept
 * @param maxIdlePerHost unused connections kept for one host on one event loop
 * @param maxConnections connections open at a time, over all hosts
 * @param maxHeadBytes size of an answer's status line and headers, interim answers included
 */
public record TransportSettings(
    Duration connectTimeout,
    Duration firstByteTimeout,
    Duration idleTimeout,
    Duration keepAlive,
    int maxIdlePerHost,
    int maxConnections,
    int maxHeadBytes) {
  /** What suits hosted model services. */
  public static final TransportSettings DEFAULT =
      new TransportSettings(
          Duration.ofSeconds(10),
          Duration.ofMinutes(10),
          Duration.ofMinutes(2),
          Duration.ofSeconds(30),
          256,
          20_000,
          32 * 1024);

  public TransportSettings {
    requirePositive("connectTimeout", connectTimeout);
    requirePositive("firstByteTimeout", firstByteTimeout);
    requirePositive("idleTimeout", idleTimeout);
    requirePositive("keepAlive", keepAlive);
    if (maxIdlePerHost < 0 || maxConnections < 1 || maxHeadBytes < 1024) {
      throw new IllegalArgumentException(
          "expected: maxIdlePerHost 0 or more, maxConnections 1 or more, maxHeadBytes 1024 or"
              + " more");
    }
  }

  /** The same limits with other timeouts. */
  public TransportSettings withTimeouts(Duration connect, Duration firstByte, Duration idle) {
    return new TransportSettings(
        connect, firstByte, idle, keepAlive, maxIdlePerHost, maxConnections, maxHeadBytes);
  }

  /** The same limits with another pool. */
  public TransportSettings withPool(Duration keepAlive, int maxIdlePerHost, int maxConnections) {
    return new TransportSettings(
        connectTimeout,
        firstByteTimeout,
        idleTimeout,
        keepAlive,
        maxIdlePerHost,
        maxConnections,
        maxHeadBytes);
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
    }
  }
}
