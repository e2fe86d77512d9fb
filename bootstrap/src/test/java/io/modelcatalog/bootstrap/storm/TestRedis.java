package io.modelcatalog.bootstrap.storm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import redis.embedded.RedisServer;

/** A Redis server that can be frozen. */
final class TestRedis implements AutoCloseable {
  private final RedisServer server;
  private final int port;
  private final Set<ProcessHandle> processes;

  TestRedis() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Set<ProcessHandle> before = children();
    server = RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"").build();
    server.start();
    processes = children();
    processes.removeAll(before);
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
