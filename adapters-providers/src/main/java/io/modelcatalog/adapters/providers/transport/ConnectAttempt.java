package io.modelcatalog.adapters.providers.transport;

import io.modelcatalog.adapters.providers.transport.UpstreamAddress.Origin;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.application.port.upstream.UpstreamFailure.Forbidden;
import io.modelcatalog.application.port.upstream.UpstreamFailure.TimedOut;
import io.modelcatalog.application.port.upstream.UpstreamFailure.Unreachable;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes one connection for one exchange: name lookup, address check, TCP to each checked address in
 * turn, TLS; all within one timeout.
 *
 * <p>Reasons are fixed texts: what a remote host says does not get into our error messages.
 */
final class ConnectAttempt implements Exchange.Work {
  private final LoopConnections connections;
  private final HttpTransport transport;
  private final Exchange exchange;
  private InetAddress[] addresses = new InetAddress[0];
  private int next;
  private @Nullable Connection connection;
  private @Nullable ChannelFuture connecting;
  private @Nullable ScheduledFuture<?> timer;
  private boolean over;

  ConnectAttempt(LoopConnections connections, HttpTransport transport, Exchange exchange) {
    this.connections = connections;
    this.transport = transport;
    this.exchange = exchange;
  }

  void begin() {
    exchange.waitOn(this);
    timer =
        connections
            .loop()
            .schedule(this::timedOut, transport.times().connect(), TimeUnit.NANOSECONDS);
    transport.resolver().resolve(exchange.origin().host(), connections.loop(), this::resolved);
  }

  private void resolved(InetAddress @Nullable [] found, boolean known) {
    if (over) {
      return;
    }
    if (found == null) {
      fail(new Unreachable(Unreachable.Cause.NAME, "the host name was not found"));
      return;
    }
    String refusal = transport.guard().refusal(exchange.origin(), found);
    if (refusal != null) {
      fail(new Forbidden(refusal));
      return;
    }
    addresses = found;
    tryNext();
  }

  private void tryNext() {
    Origin origin = exchange.origin();
    if (!transport.takeSlot() && !(connections.evictOne() && transport.takeSlot())) {
      fail(new Unreachable("as many upstream connections are open as are allowed"));
      return;
    }
    Connection fresh = new Connection(connections, transport, origin, this);
    connection = fresh;
    ChannelFuture future =
        transport.connect(
            connections.loop(),
            origin,
            fresh,
            new InetSocketAddress(addresses[next++], origin.port()));
    connecting = future;
    future.addListener(
        done -> {
          if (!done.isSuccess()) {
            if (!fresh.wasAdded()) {
              transport.giveSlotBack();
            }
            notReached(fresh, done.cause());
          }
        });
  }

  private void notReached(Connection failed, @Nullable Throwable cause) {
    if (over || connection != failed) {
      return;
    }
    if (next < addresses.length) {
      tryNext();
    } else {
      fail(unreachable(cause));
    }
  }

  /** TCP, and TLS if any, stand. */
  void connected(Connection ready) {
    if (!over && connection == ready) {
      end();
      ready.carry(exchange);
    }
  }

  /** The connection broke before it could be used. */
  void broken(Connection failed, @Nullable Throwable cause) {
    if (!over && connection == failed) {
      fail(unreachable(cause));
    }
  }

  private void timedOut() {
    if (!over) {
      abandon();
      exchange.fail(
          new TimedOut(
              TimedOut.Phase.CONNECT, TimeUnit.NANOSECONDS.toMillis(transport.times().connect())));
    }
  }

  @Override
  public void demanded() {
    // Demand counts once there is an answer.
  }

  @Override
  public void abandon() {
    end();
    closeChannel();
  }

  private void closeChannel() {
    ChannelFuture current = connecting;
    if (current != null) {
      current.cancel(false);
      var _ = current.channel().close();
    }
  }

  private void fail(UpstreamFailure failure) {
    end();
    exchange.fail(failure);
  }

  private void end() {
    over = true;
    ScheduledFuture<?> running = timer;
    if (running != null) {
      running.cancel(false);
    }
  }

  private static Unreachable unreachable(@Nullable Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof CertificateException || at instanceof CertPathBuilderException) {
        return new Unreachable(
            Unreachable.Cause.TLS, "TLS: the server's certificate was not accepted for this host");
      }
    }
    return switch (cause) {
      case javax.net.ssl.SSLException _ ->
          new Unreachable(Unreachable.Cause.TLS, "TLS: the handshake failed");
      case NoRouteToHostException _ -> new Unreachable("no route to the host");
      case java.net.ConnectException _ ->
          new Unreachable(Unreachable.Cause.REFUSED, "the connection was refused");
      case ClosedChannelException _ ->
          new Unreachable("the connection ended before it could be used");
      case java.net.SocketException _ ->
          new Unreachable("the connection ended before it could be used");
      case null, default -> new Unreachable("no connection could be made");
    };
  }
}
