package io.modelcatalog.bootstrap.server;

import io.modelcatalog.bootstrap.settings.CatalogSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/** Says in the framework's words what the settings say in ours. */
final class ServerProperties {
  private ServerProperties() {}

  static Map<String, Object> of(CatalogSettings settings) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("micronaut.application.name", "model-catalog");
    properties.put("micronaut.server.host", settings.host());
    properties.put("micronaut.server.port", settings.port());
    properties.put("micronaut.server.max-request-size", settings.maxBodyBytes());
    properties.put("micronaut.server.netty.max-initial-line-length", 8192);
    // The transports of server and upstream client must be of one kind, for they share the loops.
    properties.put("micronaut.netty.event-loops.default.prefer-native-transport", false);
    properties.put("micronaut.netty.event-loops.parent.prefer-native-transport", false);
    properties.put("micronaut.netty.event-loops.parent.num-threads", 1);
    properties.put("endpoints.all.enabled", false);
    properties.put("endpoints.health.enabled", true);
    properties.put("endpoints.health.sensitive", false);
    properties.put("endpoints.health.details-visible", "ANONYMOUS");
    // Its details would tell anybody about this machine's disks.
    properties.put("endpoints.health.disk-space.enabled", false);
    properties.put("endpoints.health.jdbc.enabled", false);
    properties.put("endpoints.health.discovery-client.enabled", false);
    return properties;
  }
}
