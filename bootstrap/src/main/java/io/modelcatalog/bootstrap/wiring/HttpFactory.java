package io.modelcatalog.bootstrap.wiring;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.modelcatalog.adapters.http.gateway.GatewayOptions;
import io.modelcatalog.adapters.http.gateway.GatewayTraffic;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** What the HTTP side asks for. */
@Factory
final class HttpFactory {

  @Singleton
  @Primary
  InstantSource clock() {
    return InstantSource.system();
  }

  @Singleton
  GatewayOptions gatewayOptions(CatalogSettings settings) {
    return new GatewayOptions(settings.maxBodyBytes(), settings.limitHeaders());
  }

  @Singleton
  GatewayTraffic gatewayTraffic() {
    GatewayTraffic traffic = new GatewayTraffic();
    // Opened by the server once all that a call needs is there.
    traffic.setOpen(false);
    return traffic;
  }
}
