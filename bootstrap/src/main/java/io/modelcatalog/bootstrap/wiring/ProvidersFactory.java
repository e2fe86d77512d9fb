package io.modelcatalog.bootstrap.wiring;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.modelcatalog.adapters.providers.ProviderSettings;
import io.modelcatalog.adapters.providers.ProviderUpstreams;
import io.modelcatalog.adapters.providers.directory.BundledModelDirectory;
import io.modelcatalog.adapters.providers.echo.EchoUpstreams;
import io.modelcatalog.adapters.providers.transport.TransportSettings;
import io.modelcatalog.adapters.providers.usage.OpenAiTokenizer;
import io.modelcatalog.application.port.model.ModelDirectory;
import io.modelcatalog.application.port.usage.TokenCounter;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import io.modelcatalog.bootstrap.settings.CatalogSettings.UpstreamTimeouts;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;

/** Upstreams and what is known of models. */
@Factory
final class ProvidersFactory {

  @Singleton
  ModelDirectory modelDirectory() {
    return BundledModelDirectory.load();
  }

  @Singleton
  TokenCounter tokenCounter() {
    return new OpenAiTokenizer();
  }

  /**
   * Upstreams run on the event loops of the server, so that a call stays on one loop from its first
   * byte to its last.
   */
  @Singleton
  @Bean(preDestroy = "close")
  ProviderUpstreams upstreams(ProviderSettings settings) {
    return new ProviderUpstreams(settings);
  }

  @Singleton
  ProviderSettings providerSettings(
      CatalogSettings settings, EventLoopGroupRegistry loops, InstantSource clock) {
    EventLoopGroup group = loops.getDefaultEventLoopGroup();
    UpstreamTimeouts timeouts = settings.upstreamTimeouts();
    EchoUpstreams echo = new EchoUpstreams(() -> here(group), clock);
    return new ProviderSettings(
        group,
        NioSocketChannel::new,
        settings.upstreamAllow(),
        TransportSettings.DEFAULT.withTimeouts(
            timeouts.connect(), timeouts.firstByte(), timeouts.idle()),
        Map.of(EchoUpstreams.KIND, echo::prepare));
  }

  private static EventExecutor here(EventLoopGroup group) {
    for (EventExecutor loop : group) {
      if (loop.inEventLoop()) {
        return loop;
      }
    }
    return group.next();
  }
}
