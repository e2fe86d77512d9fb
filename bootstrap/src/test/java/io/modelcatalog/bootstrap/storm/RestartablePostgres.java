package io.modelcatalog.bootstrap.storm;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server that can be stopped, frozen, and brought back with its data. */
final class RestartablePostgres implements AutoCloseable {
  private final Path data;
  private final int port;
  private @Nullable EmbeddedPostgres server;

  RestartablePostgres(Path folder) throws IOException {
    this.data = folder.resolve("postgres");
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = socket.getLocalPort();
    }
    start();
  }

  void start() throws IOException {
    server =
        EmbeddedPostgres.builder()
            .setLocaleConfig("locale", "C.UTF-8")
            .setServerConfig("max_connections", "200")
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPort(port)
            .start();
  }

  /** Ends it without any farewell to its clients. */
  void stop() throws IOException {
    EmbeddedPostgres running = server;
    if (running != null) {
      server = null;
      running.close();
    }
  }

  /** Lets it hang: its sockets stay open and nothing answers. */
  void freeze() throws Exception {
    signal("-STOP");
  }

  /** Lets a frozen one go on. */
  void thaw() throws Exception {
    signal("-CONT");
  }

  private void signal(String signal) throws Exception {
    String postmaster = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
    ProcessHandle parent = ProcessHandle.of(Long.parseLong(postmaster)).orElseThrow();
    List<String> pids =
        java.util.stream.Stream.concat(java.util.stream.Stream.of(parent), parent.descendants())
            .map(process -> Long.toString(process.pid()))
            .toList();
    for (String pid : pids) {
      new ProcessBuilder("kill", signal, pid).start().waitFor(5, TimeUnit.SECONDS);
    }
  }

  /** Settings of a replica on it. */
  Map<String, String> environment() {
    return Map.of(
        "CATALOG_DATASOURCE_URL",
        url(),
        "CATALOG_DATASOURCE_USERNAME",
        "postgres",
        "CATALOG_MASTER_KEY",
        "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=");
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
