package io.modelcatalog.adapters.providers;

import io.modelcatalog.adapters.providers.transport.TransportSettings;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.domain.shared.Result;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What upstreams are made with.
 *
 * @param eventLoops the loops that calls run on, best those of the server
 * @param channels makes sockets of the kind that fits the loops
 * @param allowed private addresses that may be called, each {@code host:port}
 * @param transport timeouts and limits
 * @param inProcess further kinds by id, such as {@code echo}, that need no transport
 */
public record ProviderSettings(
    EventLoopGroup eventLoops,
    ChannelFactory<? extends Channel> channels,
    List<String> allowed,
    TransportSettings transport,
    Map<String, Function<UpstreamTarget, Result<Upstream, UpstreamProblem>>> inProcess) {
  public ProviderSettings {
    allowed = List.copyOf(allowed);
    inProcess = Map.copyOf(inProcess);
  }

  /** Settings for loops on Java's own sockets, with the usual timeouts and no further kinds. */
  public static ProviderSettings of(EventLoopGroup eventLoops, List<String> allowed) {
    return new ProviderSettings(
        eventLoops, NioSocketChannel::new, allowed, TransportSettings.DEFAULT, Map.of());
  }

  /** The same with further in-process kinds. */
  public ProviderSettings withInProcess(
      Map<String, Function<UpstreamTarget, Result<Upstream, UpstreamProblem>>> kinds) {
    return new ProviderSettings(eventLoops, channels, allowed, transport, kinds);
  }

  /** The same with other timeouts and limits. */
  public ProviderSettings withTransport(TransportSettings limits) {
    return new ProviderSettings(eventLoops, channels, allowed, limits, inProcess);
  }
}
