package io.modelcatalog.bootstrap.wiring;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.exceptions.DisabledBeanException;
import io.modelcatalog.adapters.persistence.database.DatabaseUrl;
import io.modelcatalog.adapters.persistence.lease.JdbcLeaseStore;
import io.modelcatalog.application.port.lease.LeaseStore;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import io.modelcatalog.domain.credential.SecretAccess;
import jakarta.inject.Singleton;
import java.util.UUID;

/** The store that replicas share their limits through, where there can be several. */
@Factory
final class LeaseFactory {
  private static final SecretAccess LOG_IN = new SecretAccess("log in to the database");

  /**
   * Connections of their own, so that limits never wait behind what people ask of the database, and
   * an answer that does not come is given up soon.
   */
  @Bean(preDestroy = "close")
  @Singleton
  LeaseConnections connections(CatalogSettings settings) {
    CatalogSettings.Database database =
        settings
            .database()
            .orElseThrow(() -> new IllegalStateException("a process alone leases nothing"));
    HikariConfig config = new HikariConfig();
    config.setPoolName("leases");
    config.setJdbcUrl(DatabaseUrl.postgres(database.url()).jdbcUrl());
    config.setUsername(database.username());
    config.setPassword(database.password().map(secret -> secret.reveal(LOG_IN)).orElse(""));
    config.setMaximumPoolSize(2);
    config.setConnectionTimeout(1_000);
    config.setValidationTimeout(500);
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("connectTimeout", "1");
    config.addDataSourceProperty("socketTimeout", "2");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    return new LeaseConnections(new HikariDataSource(config));
  }

  @Singleton
  LeaseStore leases(CatalogSettings settings, BeanProvider<LeaseConnections> connections) {
    if (settings.database().isEmpty()) {
      throw new DisabledBeanException("a process alone leases nothing");
    }
    return new JdbcLeaseStore(connections.get().pool(), UUID.randomUUID().toString());
  }

  /** Not a data source by type, lest it be taken for the catalog's. */
  record LeaseConnections(HikariDataSource pool) implements AutoCloseable {
    @Override
    public void close() {
      pool.close();
    }
  }
}
