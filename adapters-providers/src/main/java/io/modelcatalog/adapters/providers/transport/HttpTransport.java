package io.modelcatalog.adapters.providers.transport;

import io.modelcatalog.adapters.providers.transport.HostResolver.Lookup;
import io.modelcatalog.adapters.providers.transport.UpstreamAddress.Origin;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Runs exchanges with upstreams over HTTP/1.1, plain or TLS.
 *
 * <p>An exchange started on one of the group's event loops stays on it, with connections of that
 * loop's own; one started elsewhere gets the next loop. Redirects are not followed and answers are
 * not decompressed.
 */
public final class HttpTransport implements AutoCloseable {
  private static final Duration KEEP_NAMES = Duration.ofSeconds(5);

  private final LoopConnections[] loops;
  private final ChannelFactory<? extends Channel> channels;
  private final AddressGuard guard;
  private final TransportTimes times;
  private final int maxIdlePerHost;
  private final int maxConnections;
  private final SslContext ssl;
  private final HostResolver resolver;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger turn = new AtomicInteger();
  private volatile boolean closed;

  /**
   * A transport that trusts the certificate authorities of the Java runtime.
   *
   * @param group the loops to run on; not shut down by {@link #close}
   * @param channels makes sockets of the kind that fits the group
   * @param guard which addresses may be called
   * @param settings timeouts and limits
   */
  public HttpTransport(
      EventLoopGroup group,
      ChannelFactory<? extends Channel> channels,
      AddressGuard guard,
      TransportSettings settings) {
    this(group, channels, guard, settings, publicTrust());
  }

  /**
   * A transport with its own trust.
   *
   * @param ssl a client context; host names are verified whatever it says
   */
  public HttpTransport(
      EventLoopGroup group,
      ChannelFactory<? extends Channel> channels,
      AddressGuard guard,
      TransportSettings settings,
      SslContext ssl) {
    this(group, channels, guard, settings, ssl, InetAddress::getAllByName, KEEP_NAMES);
  }

  HttpTransport(
      EventLoopGroup group,
      ChannelFactory<? extends Channel> channels,
      AddressGuard guard,
      TransportSettings settings,
      SslContext ssl,
      Lookup lookup,
      Duration keepNames) {
    List<LoopConnections> perLoop = new ArrayList<>();
    for (EventExecutor executor : group) {
      if (executor instanceof EventLoop loop) {
        perLoop.add(new LoopConnections(loop, this));
      }
    }
    this.loops = perLoop.toArray(new LoopConnections[0]);
    this.channels = channels;
    this.guard = guard;
    this.times = TransportTimes.of(settings);
    this.maxIdlePerHost = settings.maxIdlePerHost();
    this.maxConnections = settings.maxConnections();
    this.ssl = ssl;
    this.resolver = new HostResolver(lookup, keepNames);
  }

  /** A client context that trusts what the Java runtime trusts, TLS 1.2 and later. */
  public static SslContext publicTrust() {
    try {
      return SslContextBuilder.forClient()
          .sslProvider(SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .endpointIdentificationAlgorithm("HTTPS")
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("No TLS in this Java runtime", e);
    }
  }

  /** Starts one exchange and returns at once; everything that follows goes to the sink. */
  public void exchange(OutgoingRequest request, AnswerSink sink) {
    LoopConnections here = current();
    if (here != null) {
      new Exchange(here, request, sink).begin();
    } else {
      LoopConnections next = loops[Math.floorMod(turn.getAndIncrement(), loops.length)];
      Exchange exchange = new Exchange(next, request, sink);
      try {
        next.loop().execute(exchange::begin);
      } catch (RejectedExecutionException e) {
        exchange.refuse();
      }
    }
  }

  /** Connections open at the moment, over all hosts and loops. */
  public int openConnections() {
    return open.get();
  }

  private @Nullable LoopConnections current() {
    for (LoopConnections candidate : loops) {
      if (candidate.loop().inEventLoop()) {
        return candidate;
      }
    }
    return null;
  }

  AddressGuard guard() {
    return guard;
  }

  TransportTimes times() {
    return times;
  }

  HostResolver resolver() {
    return resolver;
  }

  int maxIdlePerHost() {
    return maxIdlePerHost;
  }

  boolean isClosed() {
    return closed;
  }

  boolean takeSlot() {
    if (open.incrementAndGet() <= maxConnections) {
      return true;
    }
    open.decrementAndGet();
    return false;
  }

  void giveSlotBack() {
    open.decrementAndGet();
  }

  ChannelFuture connect(
      EventLoop loop, Origin origin, Connection connection, InetSocketAddress address) {
    return new Bootstrap()
        .group(loop)
        .channelFactory(channels)
        .disableResolver()
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
        .option(
            ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 * 1024, 256 * 1024))
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                if (origin.secure()) {
                  channel.pipeline().addLast(tls(channel, origin));
                }
                channel.pipeline().addLast(connection);
              }
            })
        .connect(address);
  }

  private SslHandler tls(Channel channel, Origin origin) {
    SslHandler handler = ssl.newHandler(channel.alloc(), origin.host(), origin.port());
    javax.net.ssl.SSLParameters parameters = handler.engine().getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    handler.engine().setSSLParameters(parameters);
    handler.setHandshakeTimeoutMillis(0); // The connect timeout covers it.
    handler.setCloseNotifyFlushTimeoutMillis(200); // A call given up must not linger.
    return handler;
  }

  /** Closes what is unused and keeps nothing from now on; exchanges that run go on to their end. */
  @Override
  public void close() {
    closed = true;
    for (LoopConnections connections : loops) {
      if (!connections.loop().isShuttingDown()) {
        connections.loop().execute(connections::closeIdle);
      }
    }
    resolver.close();
  }
}
