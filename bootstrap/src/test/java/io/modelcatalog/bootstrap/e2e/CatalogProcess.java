package io.modelcatalog.bootstrap.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The catalog as a process of its own, started by {@code serve} from the class path of the tests.
 *
 * <p>It listens on a port of its own on 127.0.0.1 and keeps port, administrator key and data folder
 * over any number of {@link #start}s, so that a test can {@link #kill} it and see what comes back.
 * What it prints goes to one file, over all starts. It does not outlive the JVM of the test, unless
 * that one is killed.
 *
 * <pre>{@code
 * try (CatalogProcess catalog = CatalogProcess.in(folder).with("CATALOG_…", "…").start()) {
 *   …
 *   catalog.kill();
 *   catalog.start();
 * }
 * }</pre>
 *
 * <p>Not for use by several threads, except that {@link #kill} may come from any.
 */
public final class CatalogProcess implements CatalogUnderTest {
  private static final String MAIN_CLASS = "io.modelcatalog.bootstrap.ModelCatalog";
  private static final Duration TO_GET_READY = Duration.ofSeconds(120);
  private static final Duration TO_STOP = Duration.ofSeconds(40);
  private static final int LINES_SHOWN = 80;

  private final Path folder;
  private final Map<String, @Nullable String> environment = new LinkedHashMap<>();
  private final List<String> jvmOptions =
      new ArrayList<>(
          List.of(
              "-XX:+UseSerialGC",
              "-Xms64m",
              "-Xmx512m",
              "-XX:+ExitOnOutOfMemoryError",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-Dfile.encoding=UTF-8"));
  private final String adminKey;
  private int port;
  private volatile @Nullable Process process;

  private CatalogProcess(Path folder) {
    this.folder = folder;
    this.adminKey = "e2e-admin-" + UUID.randomUUID();
    this.port = freePort();
  }

  /**
   * A catalog that keeps its data and its output below a folder; not yet started.
   *
   * @param folder made if missing; what a catalog left in it is used again
   */
  public static CatalogProcess in(Path folder) {
    return new CatalogProcess(folder.toAbsolutePath());
  }

  /**
   * Sets a variable of the process's environment, from the next start on. It wins over what this
   * class sets by itself.
   *
   * @param value {@code null} leaves the variable out
   */
  public CatalogProcess with(String name, @Nullable String value) {
    environment.put(name, value);
    return this;
  }

  /** Adds options of the JVM, from the next start on. They come after, and so win over, ours. */
  public CatalogProcess withJvm(String... options) {
    jvmOptions.addAll(Arrays.asList(options));
    return this;
  }

  /**
   * Starts the process and waits until it is ready.
   *
   * @return this
   * @throws IllegalStateException when it runs already
   * @throws AssertionError when it ends or is not ready within two minutes; tells what it printed
   */
  public CatalogProcess start() {
    launch();
    awaitReady(TO_GET_READY);
    return this;
  }

  /**
   * Starts the process and returns at once. For starts that are expected to fail or to take long.
   */
  public CatalogProcess launch() {
    if (isAlive()) {
      throw new IllegalStateException("the catalog runs already");
    }
    ProcessBuilder builder = new ProcessBuilder(command());
    try {
      Files.createDirectories(dataFolder());
      builder.directory(folder.toFile());
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(outputFile().toFile()));
      builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
      fill(builder.environment());
      Process started = builder.start();
      process = started;
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return this;
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(classPath());
    command.add(MAIN_CLASS);
    command.add("serve");
    return command;
  }

  /**
   * The class path of the tests without the tests, whose logging and settings are not the
   * product's.
   */
  private static String classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(all.split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes") && !entry.endsWith("-tests.jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void fill(Map<String, String> target) {
    // What the machine of a developer happens to set must not decide a test.
    target
        .keySet()
        .removeIf(
            name ->
                name.startsWith("CATALOG_")
                    || name.startsWith("MICRONAUT_")
                    || name.equals("JAVA_TOOL_OPTIONS")
                    || name.equals("JDK_JAVA_OPTIONS"));
    target.put("CATALOG_HOST", "127.0.0.1");
    target.put("CATALOG_PORT", Integer.toString(port));
    target.put("CATALOG_DATA_DIR", dataFolder().toString());
    target.put("CATALOG_BOOTSTRAP_ADMIN_KEY", adminKey);
    environment.forEach(
        (name, value) -> {
          if (value == null) {
            target.remove(name);
          } else {
            target.put(name, value);
          }
        });
  }

  /**
   * Waits until {@code /health/readiness} answers 200.
   *
   * @throws AssertionError when the process ends or the time is over; tells what it printed
   */
  public void awaitReady(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build()) {
      while (System.nanoTime() < deadline) {
        if (!isAlive()) {
          throw new AssertionError(
              "the catalog ended with "
                  + exitCode()
                  + " before it was ready; it printed:\n"
                  + tail());
        }
        if (readiness(client) == 200) {
          return;
        }
        Thread.sleep(50);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for the catalog", interrupted);
    }
    throw new AssertionError(
        "the catalog was not ready within " + limit + "; it printed:\n" + tail());
  }

  private int readiness(HttpClient client) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(origin().resolve("/health/readiness"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException notYet) {
      return 0;
    }
  }

  /**
   * Asks the process to end (SIGTERM) and waits until it has.
   *
   * @return its exit code
   * @throws AssertionError when it has not ended within forty seconds; it is killed then
   */
  public int stop() {
    Process current = running();
    current.destroy();
    if (!ended(current, TO_STOP)) {
      current.destroyForcibly();
      throw new AssertionError(
          "the catalog did not stop within " + TO_STOP + "; it printed:\n" + tail());
    }
    return current.exitValue();
  }

  /**
   * Ends the process at once (SIGKILL), giving it no chance to tidy up, and waits until it is gone.
   */
  public void kill() {
    Process current = running();
    current.destroyForcibly();
    if (!ended(current, Duration.ofSeconds(20))) {
      throw new AssertionError("process " + current.pid() + " survives SIGKILL");
    }
  }

  private static boolean ended(Process process, Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new AssertionError("interrupted while the catalog ended", interrupted);
    }
  }

  /** Stops the process if it runs; one that does not stop in time is killed without complaint. */
  @Override
  public void close() {
    Process current = process;
    if (current != null && current.isAlive()) {
      current.destroy();
      if (!ended(current, TO_STOP)) {
        current.destroyForcibly();
      }
    }
  }

  @Override
  public URI baseUrl() {
    return URI.create(origin() + "/v1");
  }

  /** {@code http://127.0.0.1:port}, below which the health endpoints are. */
  public URI origin() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public String adminKey() {
    return adminKey;
  }

  /** The port, the same over all starts. */
  public int port() {
    return port;
  }

  /** Whether the process runs. */
  public boolean isAlive() {
    Process current = process;
    return current != null && current.isAlive();
  }

  /** The process's id. */
  public long pid() {
    return running().pid();
  }

  private int exitCode() {
    return running().exitValue();
  }

  private Process running() {
    Process current = process;
    if (current == null) {
      throw new IllegalStateException("the catalog was never started");
    }
    return current;
  }

  /** Where the catalog keeps its data. */
  public Path dataFolder() {
    return folder.resolve("data");
  }

  /** The file with all that the catalog printed, over all starts. */
  public Path outputFile() {
    return folder.resolve("catalog.log");
  }

  /** All that the catalog printed, over all starts. */
  public String output() {
    try {
      return Files.exists(outputFile())
          ? Files.readString(outputFile(), StandardCharsets.UTF_8)
          : "";
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The last lines that the catalog printed, to show with a failure. */
  public String tail() {
    List<String> lines = output().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
  }

  /** A port that was free a moment ago. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
