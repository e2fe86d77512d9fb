package io.modelcatalog.bootstrap.storm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model service that uses some of what a call allows, reports it, is slow by chance, and fails
 * now and then. It counts what it was asked for.
 */
final class StormUpstream implements AutoCloseable {
  private static final Pattern CAP =
      Pattern.compile("\"(?:max_tokens|max_completion_tokens)\"\\s*:\\s*(\\d+)");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final LongAdder calls = new LongAdder();
  private final int slowestMillis;
  private final int failuresPercent;

  StormUpstream(int slowestMillis, int failuresPercent) throws IOException {
    this.slowestMillis = slowestMillis;
    this.failuresPercent = failuresPercent;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8192);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  String hostAndPort() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  long calls() {
    return calls.sum();
  }

  private void answer(HttpExchange exchange) throws IOException {
    calls.increment();
    try (exchange) {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Matcher cap = CAP.matcher(request);
      if (!cap.find()) {
        send(exchange, 400, "application/json", "{\"error\":{\"message\":\"no cap\"}}");
        return;
      }
      pause(random.nextInt(slowestMillis + 1));
      if (random.nextInt(100) < failuresPercent) {
        send(exchange, 500, "application/json", "{\"error\":{\"message\":\"on purpose\"}}");
        return;
      }
      long spent = random.nextLong(Long.parseLong(cap.group(1)) + 1);
      String usage =
          "\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":%d,\"total_tokens\":%d}"
              .formatted(spent, spent);
      if (request.contains("\"stream\":true")) {
        stream(exchange, usage, random);
      } else {
        send(
            exchange,
            200,
            "application/json",
            "{\"id\":\"1\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
                + "{\"role\":\"assistant\",\"content\":\"a\"}}],"
                + usage
                + "}");
      }
    }
  }

  private void stream(HttpExchange exchange, String usage, ThreadLocalRandom random)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = exchange.getResponseBody();
    for (int i = 0; i < 3; i++) {
      event(
          body,
          "{\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"choices\":"
              + "[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}");
      pause(random.nextInt(slowestMillis / 4 + 1));
    }
    event(body, "{\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"choices\":[]," + usage + "}");
    event(body, "[DONE]");
  }

  private static void event(OutputStream body, String data) throws IOException {
    body.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    body.flush();
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
