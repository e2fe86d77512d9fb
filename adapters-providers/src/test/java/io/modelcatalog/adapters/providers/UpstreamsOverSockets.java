package io.modelcatalog.adapters.providers;

import io.modelcatalog.adapters.providers.transport.TransportSettings;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A factory on real event loops, and upstreams made with it. */
public final class UpstreamsOverSockets implements AutoCloseable {
  public static final String KEY = "sk-test-0123456789abcdef";

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false);
  private final List<ProviderUpstreams> factories = new ArrayList<>();

  static {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
  }

  public MultiThreadIoEventLoopGroup loops() {
    return loops;
  }

  public static TransportSettings quick(long connect, long firstByte, long idle) {
    return TransportSettings.DEFAULT.withTimeouts(
        Duration.ofMillis(connect), Duration.ofMillis(firstByte), Duration.ofMillis(idle));
  }

  public ProviderUpstreams factory(TransportSettings transport, String... allowed) {
    ProviderUpstreams factory =
        new ProviderUpstreams(
            new ProviderSettings(loops, this::channel, List.of(allowed), transport, Map.of()));
    factories.add(factory);
    return factory;
  }

  /** A socket whose buffers are counted. */
  public Channel channel() {
    NioSocketChannel channel = new NioSocketChannel();
    channel.config().setAllocator(buffers);
    return channel;
  }

  /** An OpenAI-compatible upstream at this server. */
  public Upstream to(RawServer server) {
    return to(server, TransportSettings.DEFAULT);
  }

  public Upstream to(RawServer server, TransportSettings transport) {
    return make(
        factory(transport, server.hostAndPort()),
        "custom",
        Map.of("custom_host", "http://" + server.hostAndPort() + "/v1"));
  }

  public static Upstream make(
      ProviderUpstreams factory, String kind, Map<String, Object> configuration) {
    return switch (factory.prepare(target(kind, configuration))) {
      case Result.Ok<Upstream, UpstreamProblem>(Upstream upstream) -> upstream;
      case Result.Err<Upstream, UpstreamProblem>(UpstreamProblem problem) ->
          throw new AssertionError(problem.toString());
    };
  }

  public static UpstreamTarget target(String kind, Map<String, Object> configuration) {
    return new UpstreamTarget(
        kind,
        new Settings(new LinkedHashMap<>(configuration)),
        Credentials.key(SecretText.of(KEY)));
  }

  /** Bytes of buffers that are held at the moment. */
  public long buffersInUse() {
    return buffers.metric().usedDirectMemory() + buffers.metric().usedHeapMemory();
  }

  /** Closes everything; not one buffer may be left. */
  @Override
  public void close() {
    factories.forEach(ProviderUpstreams::close);
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    long left = buffersInUse();
    if (left != 0) {
      throw new AssertionError("bytes of buffers never released: " + left);
    }
  }
}
