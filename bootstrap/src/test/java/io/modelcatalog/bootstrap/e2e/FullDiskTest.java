package io.modelcatalog.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.micronaut.core.type.Argument;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk of a running server, with its journal and its embedded database, is full: a small file
 * system in memory, where this process may mount one.
 */
class FullDiskTest {
  private static final int CALLERS = 24;
  private static final long NANOS_PER_CALL = 3_000;
  private static final Duration TO_FILL_UP = Duration.ofSeconds(60);
  private static final Duration TO_HEAL = Duration.ofSeconds(6);

  /** Counters of many limits are in each note, so that files of eight megabytes fill up soon. */
  private static final String MANY_LIMITS =
      """
      "usage_limits":[
        {"type":"cost","credit_limit":1000},
        {"type":"cost","credit_limit":1000,"periodic_reset":"weekly"},
        {"type":"cost","credit_limit":1000,"periodic_reset":"monthly"},
        {"type":"tokens","credit_limit":100000000000},
        {"type":"tokens","credit_limit":100000000000,"periodic_reset":"weekly"},
        {"type":"tokens","credit_limit":100000000000,"periodic_reset":"monthly"},
        {"type":"requests","credit_limit":1000000000},
        {"type":"requests","credit_limit":1000000000,"periodic_reset":"weekly"},
        {"type":"requests","credit_limit":1000000000,"periodic_reset":"monthly"}]""";

  @TempDir Path folder;
  private Path disk;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile boolean calling;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectories(folder.resolve("data"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", disk.toString()))
        .as("a file system can be mounted here")
        .isZero();
  }

  @AfterEach
  void unmount() throws Exception {
    assertThat(run("umount", disk.toString())).isIn(0, 1, 32);
  }

  @Test
  void callsAreRefusedWithTheReasonUntilThereIsRoomAgain() throws Exception {
    try (CatalogProcess catalog =
        CatalogProcess.in(folder).withJvm("-XX:TieredStopAtLevel=1").start()) {
      String key = prepare(catalog);
      call(catalog, key).orFail(200);
      answered.incrementAndGet();
      assertThat(readiness(catalog).status()).isEqualTo(200);

      Answer refused;
      try (Ballast ballast = new Ballast(disk.resolve("ballast"))) {
        long begin = System.nanoTime();
        refused = callUntilRefused(catalog, key);
        System.out.printf(
            "The disk was full after %d calls, %d ms%n",
            answered.get(), (System.nanoTime() - begin) / 1_000_000);

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.at("type")).isEqualTo("service_unavailable_error");
        assertThat(refused.at("message"))
            .contains("Usage cannot be recorded", "the disk of the usage journal is full");
        Answer unready = readiness(catalog);
        assertThat(unready.status()).isEqualTo(503);
        assertThat(unready.body()).contains("refused: the disk of the usage journal is full");
        assertThat(get(catalog.origin().resolve("/health/liveness"), "").status()).isEqualTo(200);
        assertThat(explain(catalog, key).status()).isEqualTo(200);
        assertThat(call(catalog, key).status()).as("it stays so").isEqualTo(503);
        assertThat(ballast.isFull()).isTrue();
      }

      catalog.awaitReady(TO_HEAL);
      call(catalog, key).orFail(200);
      answered.incrementAndGet();
      assertThat(used(catalog, key)).isEqualTo(answered.get() * NANOS_PER_CALL);
      assertThat(catalog.stop()).as(catalog.tail()).isIn(0, 143);
      // What the database did not take before the end is booked at the next start.
      String before = catalog.tail();
      catalog.start();
      assertThat(catalog.stop()).as(catalog.tail()).isIn(0, 143);

      assertThat(booked(catalog))
          .as("what is booked of %d calls, after%n%s", answered.get(), before)
          .isEqualTo(answered.get() * NANOS_PER_CALL);
    }
  }

  /** Keeps the disk full, whatever is deleted on it. */
  private static final class Ballast implements AutoCloseable {
    private final Path file;
    private final Thread filler;
    private volatile boolean full;
    private volatile boolean closed;

    Ballast(Path file) {
      this.file = file;
      this.filler = Thread.ofPlatform().daemon().start(this::fill);
    }

    boolean isFull() {
      return full;
    }

    private void fill() {
      try (FileChannel out =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        int size = 1 << 20;
        while (!closed) {
          try {
            out.write(ByteBuffer.allocate(size));
          } catch (IOException noSpaceLeft) {
            full = size == 4_096;
            if (full) {
              LockSupport.parkNanos(1_000_000);
            }
            size = 4_096;
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws Exception {
      closed = true;
      filler.join();
      Files.delete(file);
    }
  }

  private record Answer(int status, String body) {
    Answer orFail(int expected) {
      assertThat(status).as(body).isEqualTo(expected);
      return this;
    }

    String at(String member) throws IOException {
      Map<?, ?> json = ObjectMapper.getDefault().readValue(body, Argument.of(Map.class));
      return String.valueOf(((Map<?, ?>) json.get("error")).get(member));
    }
  }

  private Answer callUntilRefused(CatalogProcess catalog, String key) throws Exception {
    AtomicReference<Answer> refused = new AtomicReference<>();
    calling = true;
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (calling) {
                      Answer answer = call(catalog, key);
                      if (answer.status() == 200) {
                        answered.incrementAndGet();
                      } else {
                        refused.compareAndSet(null, answer);
                        calling = false;
                      }
                    }
                  }));
    }
    long end = System.nanoTime() + TO_FILL_UP.toNanos();
    while (calling && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    calling = false;
    for (Thread caller : callers) {
      caller.join();
    }
    Answer first = refused.get();
    assertThat(first).as("%d calls and none refused", answered.get()).isNotNull();
    return first;
  }

  private String prepare(CatalogProcess catalog) throws IOException {
    String workspace =
        member(admin(catalog, "POST", "/admin/workspaces", "{\"name\":\"Full\"}"), "slug");
    admin(
        catalog,
        "POST",
        "/integrations",
        "{\"name\":\"Echo\",\"slug\":\"echo\",\"ai_provider_id\":\"echo\"}");
    admin(
        catalog,
        "PUT",
        "/integrations/echo/workspaces",
        "{\"workspaces\":[{\"id\":\"%s\",\"enabled\":true,%s}]}".formatted(workspace, MANY_LIMITS));
    return member(
        admin(
            catalog,
            "POST",
            "/api-keys/workspace/service",
            "{\"name\":\"app\",\"workspace_id\":\"%s\",\"scopes\":[\"completions.write\"]}"
                .formatted(workspace)),
        "key");
  }

  /** What the embedded database of a stopped catalog has, in nano-dollars. */
  private static long booked(CatalogProcess catalog) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:h2:file:"
                    + catalog.dataFolder().resolve("catalog")
                    + ";DATABASE_TO_LOWER=TRUE",
                "sa",
                "");
        ResultSet row =
            connection.createStatement().executeQuery("SELECT SUM(cost_nanos) FROM usage_record")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** What is used of the key's first budget, in nano-dollars. */
  private long used(CatalogProcess catalog, String key) throws IOException {
    Answer explained = explain(catalog, key).orFail(200);
    Map<?, ?> json = ObjectMapper.getDefault().readValue(explained.body(), Argument.of(Map.class));
    for (Object limit : (List<?>) json.get("limits")) {
      Map<?, ?> one = (Map<?, ?>) limit;
      if ("cost/total".equals(one.get("limit"))) {
        return new BigDecimal(String.valueOf(one.get("used"))).movePointRight(9).longValueExact();
      }
    }
    throw new AssertionError(explained.body());
  }

  private Answer explain(CatalogProcess catalog, String key) {
    return get(URI.create(catalog.baseUrl() + "/explain?provider=@echo&model=echo"), key);
  }

  private Answer call(CatalogProcess catalog, String key) {
    return send(
        HttpRequest.newBuilder(URI.create(catalog.baseUrl() + "/chat/completions"))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    """
                    {"model":"@echo/echo","messages":[{"role":"user","content":"Hello"}]}""")),
        key);
  }

  private Answer admin(CatalogProcess catalog, String method, String path, String body) {
    return send(
            HttpRequest.newBuilder(URI.create(catalog.baseUrl() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body)),
            catalog.adminKey())
        .orFail(200);
  }

  private Answer readiness(CatalogProcess catalog) {
    return get(catalog.origin().resolve("/health/readiness"), "");
  }

  private Answer get(URI uri, String key) {
    return send(HttpRequest.newBuilder(uri).GET(), key);
  }

  private Answer send(HttpRequest.Builder request, String key) {
    try {
      HttpResponse<String> response =
          http.send(
              request
                  .timeout(Duration.ofSeconds(20))
                  .header("Authorization", "Bearer " + key)
                  .header("Content-Type", "application/json")
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String member(Answer answer, String name) throws IOException {
    return String.valueOf(
        ObjectMapper.getDefault().readValue(answer.body(), Argument.of(Map.class)).get(name));
  }

  private static int run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
