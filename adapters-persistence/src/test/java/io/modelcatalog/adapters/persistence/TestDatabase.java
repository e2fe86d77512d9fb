package io.modelcatalog.adapters.persistence;

import io.micronaut.context.ApplicationContext;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.modelcatalog.adapters.persistence.database.DatabaseUrl;
import io.modelcatalog.adapters.persistence.secret.MasterKey;
import io.modelcatalog.adapters.persistence.tx.UuidIdSource;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.PolicyRepository;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.SecretReferenceRepository;
import io.modelcatalog.application.port.persistence.Stores;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.domain.shared.ReplicaId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A migrated database and the beans on it, set up as the product does it. */
public final class TestDatabase implements Stores, AutoCloseable {
  private static @Nullable EmbeddedPostgres postgres;
  private static @Nullable TestDatabase sharedPostgres;
  private static @Nullable TestDatabase sharedH2;

  /** The master key of the databases made here. */
  public static final MasterKey MASTER_KEY =
      MasterKey.ofText("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "test");

  private final DatabaseUrl url;
  private final String user;
  private final ApplicationContext context;

  private TestDatabase(DatabaseUrl url, String user, MasterKey masterKey) {
    this.url = url;
    this.user = user;
    Map<String, Object> properties = new HashMap<>();
    properties.put("datasources.default.url", url.jdbcUrl());
    properties.put("datasources.default.driver-class-name", url.driverClassName());
    properties.put("datasources.default.username", user);
    properties.put("datasources.default.password", "");
    properties.put("datasources.default.maximum-pool-size", 12);
    properties.put("datasources.default.dialect", "POSTGRES");
    properties.put("liquibase.datasources.default.change-log", "classpath:db/model-catalog.sql");
    context =
        ApplicationContext.builder()
            .properties(properties)
            .singletons(
                InstantSource.system(),
                new UuidIdSource(InstantSource.system()),
                masterKey,
                new ReplicaId("test"))
            .start();
  }

  /** One H2 database in a directory, as the product has it, for all tests of this JVM. */
  public static synchronized TestDatabase h2() {
    if (sharedH2 == null) {
      try {
        Path directory = Files.createTempDirectory("catalog");
        TestDatabase database = h2In(directory);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> closeAndDelete(database, directory)));
        sharedH2 = database;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return sharedH2;
  }

  /** An H2 database in memory of one's own. */
  public static TestDatabase newH2() {
    return new TestDatabase(DatabaseUrl.inMemory("t" + UUID.randomUUID()), "sa", MASTER_KEY);
  }

  /** The H2 database in a directory. */
  public static TestDatabase h2In(Path directory) {
    try {
      return new TestDatabase(DatabaseUrl.inDirectory(directory), "sa", MASTER_KEY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One database on one PostgreSQL server for all tests of this JVM. */
  public static synchronized TestDatabase postgres() {
    if (sharedPostgres == null) {
      sharedPostgres = newPostgres();
    }
    return sharedPostgres;
  }

  /** A database of one's own on the shared PostgreSQL server. */
  public static synchronized TestDatabase newPostgres() {
    try {
      if (postgres == null) {
        // It stops with this JVM.
        postgres = EmbeddedPostgres.builder().setLocaleConfig("locale", "C.UTF-8").start();
      }
      String name = "t" + UUID.randomUUID().toString().replace("-", "");
      try (var connection = postgres.getPostgresDatabase().getConnection();
          var statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      }
      String url = "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + name;
      return new TestDatabase(DatabaseUrl.postgres(url), "postgres", MASTER_KEY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same database as another process would open it, with a master key of its own. */
  public TestDatabase openedWith(MasterKey masterKey) {
    return new TestDatabase(url, user, masterKey);
  }

  private static void closeAndDelete(TestDatabase database, Path directory) {
    database.close();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Any bean. */
  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** A connection of one's own, outside every transaction of the beans. */
  public Connection connection() throws SQLException {
    return DelegatingDataSource.unwrapDataSource(bean(DataSource.class)).getConnection();
  }

  @Override
  public OrganizationRepository organizations() {
    return bean(OrganizationRepository.class);
  }

  @Override
  public WorkspaceRepository workspaces() {
    return bean(WorkspaceRepository.class);
  }

  @Override
  public IntegrationRepository integrations() {
    return bean(IntegrationRepository.class);
  }

  @Override
  public ProviderRepository providers() {
    return bean(ProviderRepository.class);
  }

  @Override
  public ApiKeyRepository apiKeys() {
    return bean(ApiKeyRepository.class);
  }

  @Override
  public PolicyRepository policies() {
    return bean(PolicyRepository.class);
  }

  @Override
  public ConfigRepository configs() {
    return bean(ConfigRepository.class);
  }

  @Override
  public SecretReferenceRepository secretReferences() {
    return bean(SecretReferenceRepository.class);
  }

  @Override
  public UnitOfWork unitOfWork() {
    return bean(UnitOfWork.class);
  }

  @Override
  public void close() {
    context.close();
  }
}
