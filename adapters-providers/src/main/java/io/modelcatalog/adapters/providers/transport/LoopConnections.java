package io.modelcatalog.adapters.providers.transport;

import io.modelcatalog.adapters.providers.transport.UpstreamAddress.Origin;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop. Used by that loop's thread alone, so nothing here is locked
 * and an exchange never leaves the loop it began on.
 */
final class LoopConnections {
  private static final int SCRATCH = 64 * 1024;

  private final EventLoop loop;
  private final HttpTransport transport;
  private final Map<Origin, ArrayDeque<Connection>> idle = new HashMap<>();
  private byte @Nullable [] scratch;

  LoopConnections(EventLoop loop, HttpTransport transport) {
    this.loop = loop;
    this.transport = transport;
  }

  EventLoop loop() {
    return loop;
  }

  void start(Exchange exchange) {
    Connection connection = takeIdle(exchange.origin());
    if (connection != null) {
      connection.carry(exchange);
    } else {
      new ConnectAttempt(this, transport, exchange).begin();
    }
  }

  /** Sends the request again, over a connection that cannot have been closed meanwhile. */
  void repeat(Exchange exchange) {
    new ConnectAttempt(this, transport, exchange).begin();
  }

  /** The connection used last is taken first: the others may then grow old and be closed. */
  private @Nullable Connection takeIdle(Origin origin) {
    ArrayDeque<Connection> waiting = idle.get(origin);
    while (waiting != null && !waiting.isEmpty()) {
      Connection connection = waiting.removeLast();
      if (connection.usable()) {
        return connection;
      }
    }
    return null;
  }

  /** Takes back a connection that can carry another exchange. */
  void release(Connection connection) {
    ArrayDeque<Connection> waiting =
        idle.computeIfAbsent(connection.origin(), _ -> new ArrayDeque<>());
    waiting.addLast(connection);
    if (waiting.size() > transport.maxIdlePerHost() || transport.isClosed()) {
      waiting.element().close();
    }
  }

  /** Forgets a connection that is closed. */
  void gone(Connection connection) {
    ArrayDeque<Connection> waiting = idle.get(connection.origin());
    if (waiting != null && waiting.remove(connection) && waiting.isEmpty()) {
      idle.remove(connection.origin());
    }
  }

  /** Closes one unused connection to whatever host, to make room; false if there is none. */
  boolean evictOne() {
    for (ArrayDeque<Connection> waiting : idle.values()) {
      Connection oldest = waiting.peekFirst();
      if (oldest != null) {
        oldest.close();
        return true;
      }
    }
    return false;
  }

  void closeIdle() {
    boolean more = true;
    while (more) {
      more = evictOne();
    }
  }

  /** Room to work on one read; taken and given back, because a reader may start another call. */
  byte[] takeScratch() {
    byte[] taken = scratch;
    scratch = null;
    return taken == null ? new byte[SCRATCH] : taken;
  }

  void giveBack(byte[] taken) {
    scratch = taken;
  }
}
