package io.modelcatalog.bootstrap.wiring;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.exceptions.DisabledBeanException;
import io.modelcatalog.adapters.persistence.database.DatabaseUrl;
import io.modelcatalog.adapters.persistence.lease.JdbcLeaseStore;
import io.modelcatalog.adapters.persistence.redis.RedisLeaseStore;
import io.modelcatalog.application.port.lease.LeaseStore;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import io.modelcatalog.domain.credential.SecretAccess;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store that replicas share their limits through, where there can be several. */
@Factory
final class LeaseFactory {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseFactory.class);
  private static final Duration LIVING_BELIEVED = Duration.ofMillis(500);
  private static final SecretAccess LOG_IN_TO_REDIS = new SecretAccess("log in to Redis");
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
    // In the address, for there it goes before every other place.
    config.setJdbcUrl(
        DatabaseUrl.postgres(database.url())
            .with("connectTimeout", "1")
            .with("socketTimeout", "2")
            .jdbcUrl());
    config.setUsername(database.username());
    config.setPassword(database.password().map(secret -> secret.reveal(LOG_IN)).orElse(""));
    config.setMaximumPoolSize(2);
    config.setConnectionTimeout(1_000);
    config.setValidationTimeout(500);
    config.setInitializationFailTimeout(-1);
    // A replica that is frozen within a transaction must not keep its rows from all others.
    config.setConnectionInitSql("SET idle_in_transaction_session_timeout = '3s'");
    return new LeaseConnections(new HikariDataSource(config));
  }

  /**
   * The stores to lease from. Budgets are always in the database: what is spent must not hang on a
   * store that may forget.
   *
   * @param budgets where budgets are leased
   * @param rates where rate limits are leased
   */
  record LeaseStores(LeaseStore budgets, LeaseStore rates) {}

  @Singleton
  LeaseStores leases(
      CatalogSettings settings,
      BeanProvider<LeaseConnections> connections,
      BeanProvider<RedisLeaseStore> redis) {
    return switch (settings.limitsStore()) {
      case LOCAL -> throw new DisabledBeanException("a process alone leases nothing");
      case POSTGRES -> {
        JdbcLeaseStore books = books(connections.get());
        yield new LeaseStores(books, books);
      }
      case REDIS -> new LeaseStores(books(connections.get()), redis.get());
    };
  }

  private static JdbcLeaseStore books(LeaseConnections connections) {
    return new JdbcLeaseStore(connections.pool(), UUID.randomUUID().toString(), LIVING_BELIEVED);
  }

  @Bean(preDestroy = "close", typed = RedisLeaseStore.class)
  @Singleton
  RedisLeaseStore redis(CatalogSettings settings, BeanProvider<LeaseConnections> connections) {
    String url =
        settings
            .redisUrl()
            .orElseThrow(() -> new IllegalStateException("limits are not in Redis"))
            .reveal(LOG_IN_TO_REDIS);
    return RedisLeaseStore.open(url, (counter, start) -> spent(connections.get(), counter, start));
  }

  /**
   * What the ledger knows to be used. While the database is away, nothing: the window of a rate is
   * hardly ever older than its book.
   */
  private static Map<String, Long> spent(
      LeaseConnections connections, String counter, long windowStart) {
    try (Connection connection = connections.pool().getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT replica, used FROM limit_balance WHERE counter = ? AND window_start = ?")) {
      select.setString(1, counter);
      select.setLong(2, windowStart);
      Map<String, Long> spent = new HashMap<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          spent.put(rows.getString(1), rows.getLong(2));
        }
      }
      return spent;
    } catch (SQLException e) {
      LOG.warn("What is used of {} cannot be asked: {}", counter, e.getMessage());
      return Map.of();
    }
  }

  /** Not a data source by type, lest it be taken for the catalog's. */
  record LeaseConnections(HikariDataSource pool) implements AutoCloseable {
    @Override
    public void close() {
      pool.close();
    }
  }
}
