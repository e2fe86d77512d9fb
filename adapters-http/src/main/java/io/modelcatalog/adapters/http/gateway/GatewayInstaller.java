package io.modelcatalog.adapters.http.gateway;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.modelcatalog.application.gateway.AdmitCall;
import io.netty.channel.Channel;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Puts the gateway's handler in front of the framework's on every connection. */
@Singleton
final class GatewayInstaller implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
  private final BeanProvider<AdmitCall> admit;
  private final GatewayOptions options;
  private final GatewayTraffic traffic;
  private final InstantSource clock;
  private volatile @Nullable GatewayServices services;

  GatewayInstaller(
      BeanProvider<AdmitCall> admit,
      GatewayOptions options,
      GatewayTraffic traffic,
      InstantSource clock) {
    this.admit = admit;
    this.options = options;
    this.traffic = traffic;
    this.clock = clock;
  }

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    NettyServerCustomizer.Registry registry = event.getBean();
    registry.register(new Customizer(null));
    return registry;
  }

  /** Made at the first connection: the server exists before all of the application does. */
  private GatewayServices services() {
    GatewayServices known = services;
    if (known == null) {
      known = new GatewayServices(admit.get(), options, traffic, clock);
      services = known;
    }
    return known;
  }

  private final class Customizer implements NettyServerCustomizer {
    private final @Nullable Channel channel;

    Customizer(@Nullable Channel channel) {
      this.channel = channel;
    }

    @Override
    public NettyServerCustomizer specializeForChannel(Channel connection, ChannelRole role) {
      return new Customizer(connection);
    }

    @Override
    public void onStreamPipelineBuilt() {
      if (channel != null
          && channel.pipeline().get(ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND) != null) {
        channel
            .pipeline()
            .addBefore(
                ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND,
                "model-gateway",
                new GatewayHandler(services()));
      }
    }
  }
}
