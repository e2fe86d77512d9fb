package io.modelcatalog.bootstrap.server;

import io.modelcatalog.adapters.persistence.database.DatabaseUrl;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import io.modelcatalog.bootstrap.settings.CatalogSettings.Database;
import io.modelcatalog.domain.credential.SecretAccess;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Says in the framework's words what the settings say in ours. */
final class ServerProperties {
  private static final SecretAccess LOG_IN = new SecretAccess("log in to the database");

  private ServerProperties() {}

  /** All properties; among them the password of the database. */
  static Map<String, Object> of(CatalogSettings settings, DatabaseUrl database) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("micronaut.application.name", "model-catalog");
    properties.put("micronaut.server.host", settings.host());
    properties.put("micronaut.server.port", settings.port());
    properties.put("micronaut.server.max-request-size", settings.maxBodyBytes());
    // The framework refuses pages of another host wherever the host asked for is this machine, as
    // it
    // is behind a proxy. Who may change what from which page is decided where callers are known.
    properties.put("micronaut.server.cors.localhost-pass-through", true);
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
    putDatabase(properties, settings.database(), database);
    return properties;
  }

  private static void putDatabase(
      Map<String, Object> properties, Optional<Database> given, DatabaseUrl database) {
    String source = "datasources.default.";
    properties.put(source + "url", database.jdbcUrl());
    properties.put(source + "driver-class-name", database.driverClassName());
    properties.put(
        source + "username",
        given.map(Database::username).orElse(database.isEmbedded() ? "sa" : ""));
    properties.put(
        source + "password",
        given.flatMap(Database::password).map(secret -> secret.reveal(LOG_IN)).orElse(""));
    properties.put(source + "dialect", "POSTGRES");
    properties.put(source + "maximum-pool-size", 10);
    // How long an administrator waits to hear that the database is away.
    properties.put(source + "connection-timeout", 5_000);
    properties.put("liquibase.enabled", false);
  }
}
