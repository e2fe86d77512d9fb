package io.modelcatalog.bootstrap.server;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server. */
public final class CatalogServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogServer.class);

  private final CatalogSettings settings;
  private final ApplicationContext context;
  private final EmbeddedServer http;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  private CatalogServer(CatalogSettings settings, ApplicationContext context, EmbeddedServer http) {
    this.settings = settings;
    this.context = context;
    this.http = http;
  }

  /**
   * Starts a server; it takes calls when this returns.
   *
   * @throws StartFailure if it cannot, with everything it had opened closed again
   */
  public static CatalogServer start(CatalogSettings settings) throws StartFailure {
    Logging.configure(settings);
    settings.warnings().forEach(LOG::warn);
    requireFreePort(settings);
    ApplicationContext context =
        ApplicationContext.builder()
            .mainClass(CatalogServer.class)
            .deduceEnvironment(false)
            .deduceCloudEnvironment(false)
            .bootstrapEnvironment(false)
            .environmentPropertySource(false)
            .enableDefaultPropertySources(false)
            .banner(false)
            .singletons(settings, new Lifecycle())
            .properties(ServerProperties.of(settings))
            .build();
    try {
      context.start();
      EmbeddedServer http = context.getBean(EmbeddedServer.class);
      http.start();
      context.getBean(Lifecycle.class).enter(Lifecycle.Phase.READY);
      CatalogServer server = new CatalogServer(settings, context, http);
      LOG.info("Ready on {}", server.address());
      return server;
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

  /** The port it listens on. */
  public int port() {
    return http.getPort();
  }

  /** Where it is reached from this machine, such as {@code http://127.0.0.1:8080}. */
  public String address() {
    String host = settings.host();
    boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
    return "http://" + (everywhere ? "127.0.0.1" : host) + ":" + port();
  }

  /** What the server is made of. */
  public ApplicationContext context() {
    return context;
  }

  /** Waits until {@link #close} is done. */
  public void awaitClosed() throws InterruptedException {
    closed.await();
  }

  /** Stops in order. Closing again waits for the first close. */
  @Override
  public void close() {
    if (closing.compareAndSet(false, true)) {
      context.getBean(Lifecycle.class).enter(Lifecycle.Phase.STOPPING);
      context.close();
      closed.countDown();
    }
  }

  /** Found out before anything is opened, so that a second start by mistake touches no data. */
  private static void requireFreePort(CatalogSettings settings) throws StartFailure {
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
}
