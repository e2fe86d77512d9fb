package io.modelcatalog.bootstrap.storm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import redis.embedded.RedisServer;

/** A Redis server that keeps nothing on disk, and that can be frozen, killed and started again. */
final class TestRedis implements AutoCloseable {
  private final int port;
  private RedisServer server;
  private Set<ProcessHandle> processes;

  TestRedis() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    server = configured(port);
    processes = started(server);
  }

  private static RedisServer configured(int port) throws IOException {
    return RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"").build();
  }

  /** Starts it, and tells which processes it consists of. */
  private static Set<ProcessHandle> started(RedisServer server) throws IOException {
    Set<ProcessHandle> before = children();
    server.start();
    Set<ProcessHandle> processes = children();
    processes.removeAll(before);
    return processes;
  }

  private static Set<ProcessHandle> children() {
    return ProcessHandle.current().descendants().collect(Collectors.toSet());
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Lets it hang: its sockets stay open and nothing answers. */
  void freeze() throws Exception {
    signal("-STOP");
  }

  /** Lets a frozen one go on. */
  void thaw() throws Exception {
    signal("-CONT");
  }

  /** Ends it at once, with all it knew; connections to it are refused from then on. */
  void kill() throws Exception {
    signal("-KILL");
    for (ProcessHandle process : processes) {
      process.onExit().get(5, TimeUnit.SECONDS);
    }
  }

  /** Starts one that was killed again, with nothing in it. */
  void restart() throws IOException {
    server = configured(port);
    processes = started(server);
  }

  private void signal(String signal) throws Exception {
    if (processes.isEmpty()) {
      throw new IllegalStateException("no process of Redis");
    }
    for (ProcessHandle process : processes) {
      new ProcessBuilder("kill", signal, Long.toString(process.pid()))
          .start()
          .waitFor(5, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() throws IOException {
    server.stop();
  }
}
