package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two whole catalogs on one PostgreSQL server, and what each hears of the other. */
class ReplicasOnPostgresTest {
  private static final String HELLO =
      """
      {"model":"@echo/echo","messages":[{"role":"user","content":"Hello"}]}""";

  @TempDir Path folder;

  private EmbeddedPostgres postgres;
  private int port;
  private LocalCatalog east;
  private LocalCatalog west;
  private String workspace;

  @BeforeEach
  void start() throws Exception {
    startPostgres(0);
    port = postgres.getPort();
    east = LocalCatalog.in(folder.resolve("east"), settings("east"));
    west = LocalCatalog.in(folder.resolve("west"), settings("west"));
    workspace = east.workspace("Research");
    east.integration("echo", "echo", "");
    east.provision("echo", workspace, "");
  }

  @AfterEach
  void stop() throws Exception {
    east.close();
    west.close();
    postgres.close();
  }

  private void startPostgres(int onPort) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setLocaleConfig("locale", "C.UTF-8")
            .setDataDirectory(folder.resolve("postgres"))
            .setCleanDataDirectory(false);
    postgres = (onPort == 0 ? builder : builder.setPort(onPort)).start();
  }

  private Map<String, String> settings(String replica) throws IOException {
    Path masterKey =
        Files.writeString(
            folder.resolve("master"), "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=\n");
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "CATALOG_DATASOURCE_URL",
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres?socketTimeout=4");
    settings.put("CATALOG_DATASOURCE_USERNAME", "postgres");
    settings.put("CATALOG_MASTER_KEY_FILE", masterKey.toString());
    settings.put("CATALOG_REPLICA_ID", replica);
    return settings;
  }

  private record Key(String id, String text) {}

  private Key key(LocalCatalog catalog) {
    Answer made =
        catalog.create(
            "/v1/api-keys/workspace/service",
            "{\"name\":\"app\",\"workspace_id\":\"%s\",\"scopes\":[\"completions.write\"]}"
                .formatted(workspace));
    return new Key((String) made.at("id"), (String) made.at("key"));
  }

  @Test
  void whatOneChangesTheOtherKnowsWithinASecond() {
    Key key = key(east);
    within(Duration.ofSeconds(1), () -> west.chat(key.text(), HELLO).status() == 200);

    west.admin("DELETE", "/v1/api-keys/" + key.id(), "").expect(200);

    assertThat(west.chat(key.text(), HELLO).status()).isEqualTo(401);
    within(Duration.ofSeconds(1), () -> east.chat(key.text(), HELLO).status() == 401);
  }

  @Test
  void aLoweredLimitHoldsOnTheOtherWithinASecond() {
    Key key = key(east);
    within(Duration.ofSeconds(1), () -> west.chat(key.text(), HELLO).status() == 200);

    east.provision(
        "echo",
        workspace,
        ",\"rate_limits\":[{\"type\":\"requests\",\"unit\":\"rpm\",\"value\":0}]");

    within(Duration.ofSeconds(1), () -> west.chat(key.text(), HELLO).status() == 429);
  }

  @Test
  void knownKeysGoOnWithoutTheDatabaseAndNothingIsLost() throws Exception {
    Key key = key(east);
    within(Duration.ofSeconds(1), () -> west.chat(key.text(), HELLO).status() == 200);
    Callers callers = new Callers(key.text());
    Thread.sleep(500);

    postgres.close();
    long away = System.nanoTime();
    Answer refused = east.admin("POST", "/v1/admin/workspaces", "{\"name\":\"Later\"}");
    Thread.sleep(Math.max(0, 10_000 - (System.nanoTime() - away) / 1_000_000));
    startPostgres(port);

    assertThat(refused.expect(503).at("message").toString()).contains("database");
    within(
        Duration.ofSeconds(15),
        () -> east.admin("DELETE", "/v1/api-keys/" + key.id(), "").status() == 200);
    within(Duration.ofSeconds(5), () -> callers.call(west, key.text()) == 401);
    callers.stopAfterRevocation();
    // One more: the call that found out that the key is known.
    within(Duration.ofSeconds(20), () -> recorded() == callers.admitted.get() + 1);
  }

  @Test
  void aFrozenDatabaseHangsNothing() throws Exception {
    Key key = key(east);
    within(Duration.ofSeconds(1), () -> west.chat(key.text(), HELLO).status() == 200);
    Callers callers = new Callers(key.text());
    Thread.sleep(300);

    signal("STOP");
    Answer refused;
    try {
      refused = west.admin("POST", "/v1/admin/workspaces", "{\"name\":\"Later\"}");
      Thread.sleep(2_000);
    } finally {
      signal("CONT");
    }

    refused.expect(503);
    within(
        Duration.ofSeconds(15),
        () -> west.admin("DELETE", "/v1/api-keys/" + key.id(), "").status() == 200);
    within(Duration.ofSeconds(5), () -> callers.call(east, key.text()) == 401);
    callers.stopAfterRevocation();
    within(Duration.ofSeconds(30), () -> recorded() == callers.admitted.get() + 1);
  }

  /** Calls both replicas without end; an answer other than 200 before the revocation is noted. */
  private final class Callers {
    private final AtomicInteger admitted = new AtomicInteger();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final ConcurrentLinkedQueue<Answer> failed = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads;

    Callers(String key) {
      threads = List.of(start(east, key), start(west, key), start(east, key), start(west, key));
    }

    private Thread start(LocalCatalog catalog, String key) {
      return Thread.ofPlatform()
          .start(
              () -> {
                while (!stopping.get()) {
                  if (call(catalog, key) == 401) {
                    return;
                  }
                  pause(5);
                }
              });
    }

    int call(LocalCatalog catalog, String key) {
      Answer answer = catalog.chat(key, HELLO);
      if (answer.status() == 200) {
        admitted.incrementAndGet();
      } else if (answer.status() != 401) {
        failed.add(answer);
      }
      return answer.status();
    }

    void stopAfterRevocation() throws InterruptedException {
      Thread.sleep(200);
      stopping.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failed).isEmpty();
      assertThat(admitted.get()).isPositive();
    }
  }

  private int recorded() {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT count(*) FROM usage_record WHERE status = 200")) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** To the server's processes, which are ended and continued together. */
  private void signal(String name) throws Exception {
    String pid =
        Files.readAllLines(folder.resolve("postgres").resolve("postmaster.pid")).getFirst();
    ProcessHandle server = ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    StringBuilder pids = new StringBuilder(pid.strip());
    server.descendants().forEach(child -> pids.append(' ').append(child.pid()));
    Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pids).inheritIO().start();
    kill.waitFor();
  }

  private static void within(Duration most, BooleanSupplier condition) {
    long deadline = System.nanoTime() + most.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("not within " + most).isLessThan(deadline);
      pause(10);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
