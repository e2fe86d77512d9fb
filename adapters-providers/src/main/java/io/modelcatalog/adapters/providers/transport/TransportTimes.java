package io.modelcatalog.adapters.providers.transport;

/**
 * {@link TransportSettings} in nanoseconds.
 *
 * @param connect whole time to connect
 * @param firstByte see {@link TransportSettings#firstByteTimeout}
 * @param idle see {@link TransportSettings#idleTimeout}
 * @param keepAlive see {@link TransportSettings#keepAlive}
 * @param tick the shortest of those that a connection's timer watches
 * @param maxHeadBytes see {@link TransportSettings#maxHeadBytes}
 */
record TransportTimes(
    long connect, long firstByte, long idle, long keepAlive, long tick, int maxHeadBytes) {

  static TransportTimes of(TransportSettings settings) {
    long firstByte = settings.firstByteTimeout().toNanos();
    long idle = settings.idleTimeout().toNanos();
    long keepAlive = settings.keepAlive().toNanos();
    return new TransportTimes(
        settings.connectTimeout().toNanos(),
        firstByte,
        idle,
        keepAlive,
        Math.min(Math.min(firstByte, idle), keepAlive),
        settings.maxHeadBytes());
  }
}
