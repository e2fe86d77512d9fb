package io.modelcatalog.bootstrap.server;

import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.netty.NettyEmbeddedServer;
import io.modelcatalog.adapters.http.gateway.GatewayTraffic;
import io.modelcatalog.adapters.persistence.change.ChangeFollower;
import io.modelcatalog.adapters.persistence.change.JdbcChangeLog;
import io.modelcatalog.adapters.persistence.database.DatabaseUrl;
import io.modelcatalog.adapters.persistence.journal.FileUsageJournal;
import io.modelcatalog.adapters.persistence.journal.JournalOptions;
import io.modelcatalog.adapters.persistence.log.BufferedCallLog;
import io.modelcatalog.adapters.persistence.log.DeferredLogs;
import io.modelcatalog.adapters.persistence.log.LogCarrier;
import io.modelcatalog.adapters.persistence.log.LogRetention;
import io.modelcatalog.adapters.persistence.replica.ReplicaFile;
import io.modelcatalog.adapters.persistence.secret.Keyring;
import io.modelcatalog.adapters.persistence.secret.MasterKey;
import io.modelcatalog.adapters.persistence.secret.VaultState;
import io.modelcatalog.adapters.persistence.usage.BalanceRetention;
import io.modelcatalog.adapters.providers.notification.WebhookSettings;
import io.modelcatalog.adapters.providers.transport.AddressGuard;
import io.modelcatalog.application.CatalogApplication;
import io.modelcatalog.application.gateway.Metering;
import io.modelcatalog.application.integration.UpstreamUseCases;
import io.modelcatalog.application.limit.Leases;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.usage.UsageJournal;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.application.signin.OfferSetup;
import io.modelcatalog.bootstrap.server.Lifecycle.Phase;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import io.modelcatalog.bootstrap.settings.CatalogSettings.LimitsStore;
import io.modelcatalog.bootstrap.settings.Setting;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.shared.ReplicaId;
import io.modelcatalog.domain.shared.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server. */
public final class CatalogServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogServer.class);

  private static final SecretAccess TO_LISTEN = new SecretAccess("listen to the database");
  private static final SecretAccess TO_SET_UP =
      new SecretAccess("show the operator how the first owner comes in");
  private static final SecretAccess TO_UNSEAL = new SecretAccess("unseal the vault");

  /** How H2 says that another process has its file. */
  private static final int H2_FILE_IN_USE = 90020;

  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final CatalogSettings settings;
  private final DatabaseUrl database;
  private final MasterKey masterKey;
  private final ApplicationContext context;
  private final Lifecycle lifecycle = new Lifecycle();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Runnable> afterwards = new CopyOnWriteArrayList<>();
  private @Nullable FileUsageJournal journal;
  private @Nullable UsageFollower follower;
  private @Nullable ChangeFollower changes;
  private @Nullable AlertWorkers alerts;
  private @Nullable SecretKeeper secrets;
  private @Nullable BalanceKeeper balances;
  private @Nullable LogKeeper logs;
  private @Nullable KeyKeeper keys;
  private @Nullable ModelKeeper models;
  private @Nullable LogCarrier carrier;
  private @Nullable NettyEmbeddedServer http;

  private CatalogServer(
      CatalogSettings settings, DatabaseUrl database, MasterKey masterKey, ReplicaId replica) {
    this.settings = settings;
    this.database = database;
    this.masterKey = masterKey;
    this.context =
        ApplicationContext.builder()
            .mainClass(CatalogServer.class)
            .deduceEnvironment(false)
            .deduceCloudEnvironment(false)
            .bootstrapEnvironment(false)
            .environmentPropertySource(false)
            .enableDefaultPropertySources(false)
            .banner(false)
            .singletons(settings, lifecycle, masterKey, replica)
            .properties(ServerProperties.of(settings, database))
            .build();
  }

  /**
   * Starts a server; it takes calls when this returns.
   *
   * @throws StartFailure if it cannot, with everything it had opened closed again
   */
  public static CatalogServer start(CatalogSettings settings) throws StartFailure {
    settings.warnings().forEach(LOG::warn);
    DatabaseUrl database = checked(settings);
    requireFreePort(settings);
    CatalogServer server =
        new CatalogServer(settings, database, masterKey(settings), replica(settings));
    boolean started = false;
    try {
      server.open();
      started = true;
      return server;
    } catch (RuntimeException e) {
      throw explained(e, settings, database);
    } finally {
      if (!started) {
        server.close();
      }
    }
  }

  private void open() throws StartFailure {
    context.start();
    switch (vault()) {
      case VaultState.Open() -> ready();
      case VaultState.Sealed(String reason) -> sealed(reason);
    }
    NettyEmbeddedServer server = context.getBean(NettyEmbeddedServer.class);
    http = server;
    server.start();
    LOG.info("{} on {}", lifecycle.phase() == Phase.READY ? "Ready" : "Listening", address());
  }

  /** Under the wrong key nothing is written, so not the schema either. */
  private VaultState vault() throws StartFailure {
    DataSource source = context.getBean(DataSource.class);
    Keyring keyring = context.getBean(Keyring.class);
    try {
      boolean empty = Schema.isMissing(source);
      if (empty) {
        Schema.bringUpToDate(source);
      }
      VaultState state = keyring.open();
      if (!empty && state instanceof VaultState.Open) {
        Schema.bringUpToDate(source);
      }
      return state;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What an earlier run noted is booked before anything is counted anew. */
  private void ready() throws StartFailure {
    if (masterKey.made()) {
      LOG.warn(
          "Made a master key in {}. Keep a copy of it in a safe place: without it no stored"
              + " credential can be read.",
          masterKey.source());
    }
    openJournal();
    context.getBean(FirstSteps.class).take();
    CatalogApplication application = context.getBean(CatalogApplication.class);
    if (settings.database().isPresent()) {
      changes = changes(settings.database().get());
    }
    application.load();
    if (changes != null) {
      changes.follow(new ElsewhereChanged(application));
    }
    if (application.leases().isPresent()) {
      follower = UsageFollower.of(application);
    }
    AlertJobs jobs = context.getBean(AlertJobs.class);
    alerts = AlertWorkers.start(jobs.evaluator(), jobs.dispatchers());
    balances =
        BalanceKeeper.start(
            context.getBean(BalanceRetention.class), context.getBean(InstantSource.class));
    logs =
        LogKeeper.start(context.getBean(LogRetention.class), context.getBean(InstantSource.class));
    carrier = LogCarrier.start(context.getBean(DeferredLogs.class));
    secrets = SecretKeeper.start(application);
    keys = KeyKeeper.start(application.apiKeys().beginRotations());
    models = ModelKeeper.start(context.getBean(UpstreamUseCases.class).refresh());
    LOG.info("Limits: {}", Guarantees.of(settings.limitsStore(), settings.journalFsyncInterval()));
    lifecycle.enter(Phase.READY);
    context.getBean(GatewayTraffic.class).setOpen(true);
  }

  private ChangeFollower changes(CatalogSettings.Database login) throws StartFailure {
    try {
      return ChangeFollower.open(
          database,
          login.login(TO_LISTEN),
          context.getBean(JdbcChangeLog.class).origin(),
          settings.limitsStore() == LimitsStore.LOCAL
              ? ChangeFollower.Claim.ALONE
              : ChangeFollower.Claim.SHARING);
    } catch (IllegalStateException e) {
      throw new StartFailure(String.valueOf(e.getMessage()), e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Brings what other replicas have changed to this one. */
  private record ElsewhereChanged(CatalogApplication application)
      implements ChangeFollower.Follower {
    @Override
    public void changed(CatalogChange change) {
      application.changedElsewhere(change);
    }

    @Override
    public void reload() {
      application.reload();
    }

    @Override
    public void catchUp() {
      application.catchUp();
    }
  }

  private void openJournal() throws StartFailure {
    try {
      FileUsageJournal opened =
          FileUsageJournal.open(
              settings.dataDir().resolve("journal"),
              context.getBean(UsageLedger.class),
              JournalOptions.DEFAULT.withSyncInterval(settings.journalFsyncInterval()));
      journal = opened;
      opened.recover();
      context.registerSingleton(UsageJournal.class, opened);
    } catch (IOException e) {
      throw new StartFailure(
          "the usage journal in " + settings.dataDir() + " cannot be used: " + e.getMessage(), e);
    } catch (IllegalStateException e) {
      throw new StartFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private void sealed(String reason) throws StartFailure {
    LOG.error(
        "Sealed: {}. Every call is answered with 503 and nothing is written until the service is"
            + " started with the right CATALOG_MASTER_KEY.",
        reason);
    lifecycle.enter(Phase.SEALED);
    if (masterKey.made()) {
      // It opens nothing, and would only be taken for the right one later.
      try {
        Files.delete(Path.of(masterKey.source()));
      } catch (IOException e) {
        throw new StartFailure("the useless key " + masterKey.source() + " cannot be deleted", e);
      }
    }
  }

  /** The port it listens on. */
  public int port() {
    NettyEmbeddedServer server = http;
    if (server == null) {
      throw new IllegalStateException("the server does not listen");
    }
    return server.getPort();
  }

  /** Where it is reached from this machine, such as {@code http://127.0.0.1:8080}. */
  public String address() {
    String host = settings.host();
    boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
    return "http://" + (everywhere ? "127.0.0.1" : host) + ":" + port();
  }

  /**
   * A token with which the first owner comes in, in place of any given before.
   *
   * @return empty if every organization has an owner, or nothing can be told yet
   */
  public Optional<String> setupToken() {
    return lifecycle.phase() == Phase.READY
        ? context.getBean(OfferSetup.class).handle().map(token -> token.reveal(TO_SET_UP))
        : Optional.empty();
  }

  /** What the server is made of. */
  public ApplicationContext context() {
    return context;
  }

  /** Waits until {@link #close} is done. */
  public void awaitClosed() throws InterruptedException {
    closed.await();
  }

  /**
   * Stops in order: takes no more calls, lets those under way end within the grace, books their
   * usage, and closes the database last.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    lifecycle.enter(Phase.STOPPING);
    if (http != null) {
      drain(context.getBean(GatewayTraffic.class));
      // Its plain stop would close everything else with it, the database under the journal too.
      http.stopServerOnly();
    }
    if (changes != null) {
      changes.close();
    }
    if (journal != null) {
      // Estimates under way still write to the journal.
      context.getBean(Metering.class).close();
      journal.close();
      context.getBean(BufferedCallLog.class).close();
    }
    if (models != null) {
      models.close();
    }
    if (keys != null) {
      keys.close();
    }
    if (carrier != null) {
      carrier.close();
    }
    if (secrets != null) {
      secrets.close();
    }
    if (alerts != null) {
      alerts.close();
    }
    if (balances != null) {
      balances.close();
    }
    if (logs != null) {
      logs.close();
    }
    if (follower != null) {
      follower.close();
      context.getBean(CatalogApplication.class).leases().ifPresent(Leases::close);
    }
    context.close();
    afterwards.forEach(Runnable::run);
    closed.countDown();
  }

  /** Has something done at the end of {@link #close}. */
  public void whenClosed(Runnable action) {
    afterwards.add(action);
  }

  private void drain(GatewayTraffic traffic) {
    traffic.setOpen(false);
    long end = System.nanoTime() + settings.shutdownGrace().toNanos();
    try {
      while (traffic.inFlight() > 0 && System.nanoTime() < end) {
        Thread.sleep(LOOK_AGAIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (traffic.inFlight() > 0) {
      LOG.warn("Stopping although {} calls are still under way", traffic.inFlight());
    }
  }

  private static MasterKey masterKey(CatalogSettings settings) throws StartFailure {
    try {
      return settings.masterKey().isPresent()
          ? MasterKey.ofText(
              settings.masterKey().get().reveal(TO_UNSEAL), Setting.MASTER_KEY.variable())
          : MasterKey.inDirectory(settings.dataDir());
    } catch (IllegalArgumentException e) {
      throw new StartFailure(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new StartFailure(
          "the master key in " + settings.dataDir() + " can be neither read nor made", e);
    }
  }

  private static ReplicaId replica(CatalogSettings settings) throws StartFailure {
    try {
      return ReplicaFile.in(
          settings.dataDir(),
          settings.replica(),
          new ReplicaId("r-" + UUID.randomUUID().toString().substring(24)));
    } catch (IllegalArgumentException e) {
      throw new StartFailure(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new StartFailure(
          "the replica's name in " + settings.dataDir() + " can be neither read nor made", e);
    }
  }

  /** Not repeated in the message: such a URL may hold a token. */
  private static void requireReceiver(CatalogSettings settings, AddressGuard guard)
      throws StartFailure {
    CatalogSettings.Webhook webhook = settings.alerting().webhook().orElse(null);
    if (webhook != null
        && WebhookSettings.of(webhook.url(), webhook.secret(), Duration.ofSeconds(1), guard)
            instanceof Result.Err<WebhookSettings, String>(String rule)) {
      throw new StartFailure(Setting.ALERT_WEBHOOK_URL.variable() + " " + rule);
    }
  }

  private static DatabaseUrl checked(CatalogSettings settings) throws StartFailure {
    try {
      AddressGuard guard = AddressGuard.allowing(settings.upstreamAllow());
      requireReceiver(settings, guard);
      return settings.database().isPresent()
          ? DatabaseUrl.postgres(settings.database().get().url())
          : DatabaseUrl.inDirectory(settings.dataDir());
    } catch (IllegalArgumentException e) {
      throw new StartFailure(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new StartFailure("CATALOG_DATA_DIR: " + settings.dataDir() + " cannot be used", e);
    }
  }

  /**
   * Found out before anything is opened, so that a second start by mistake touches no data.
   *
   * @throws StartFailure if the port is taken, or the host is none of this machine's
   */
  public static void requireFreePort(CatalogSettings settings) throws StartFailure {
    InetAddress host;
    try {
      host = InetAddress.getByName(settings.host());
    } catch (UnknownHostException e) {
      throw new StartFailure(
          "CATALOG_HOST: \"" + settings.host() + "\" is not an address of this machine", e);
    }
    if (settings.port() == 0) {
      return;
    }
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(host, settings.port()));
    } catch (IOException e) {
      throw new StartFailure(
          "cannot listen on "
              + settings.host()
              + ":"
              + settings.port()
              + " ("
              + e.getMessage()
              + "): stop what uses that port, or choose another with --port",
          e);
    }
  }

  /** What an operator can do something about gets a sentence; anything else is a defect. */
  private static StartFailure explained(
      RuntimeException failure, CatalogSettings settings, DatabaseUrl database) {
    Optional<SQLException> sql = cause(failure, SQLException.class);
    if (sql.isPresent() && sql.get().getErrorCode() == H2_FILE_IN_USE) {
      return new StartFailure(
          "another process uses the data folder " + settings.dataDir() + ": stop it first",
          failure);
    }
    if (sql.isPresent()) {
      return new StartFailure(
          "the database " + database + " cannot be used: " + sql.get().getMessage(), failure);
    }
    LOG.error("The server did not start", failure);
    return new StartFailure("the server did not start: " + failure.getMessage(), failure);
  }

  private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
    Optional<T> deepest = Optional.empty();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        deepest = Optional.of(type.cast(cause));
      }
    }
    return deepest;
  }
}
