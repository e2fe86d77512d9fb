package io.modelcatalog.bootstrap.mainpath;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model service on a socket of its own that counts what reaches it and what it would bill. Of a
 * call it reports no prompt tokens and as many answer tokens as it is told to make of the cap.
 */
final class CountingUpstream implements AutoCloseable {
  private static final Pattern CAP =
      Pattern.compile("\"(?:max_tokens|max_completion_tokens)\"\\s*:\\s*(\\d+)");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicLong tokens = new AtomicLong();
  private final AtomicInteger busy = new AtomicInteger();
  private volatile LongUnaryOperator used = cap -> cap;
  private volatile int status = 200;
  private volatile int slowestMillis = 20;

  CountingUpstream() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  /** Its address, as an operator allows it. */
  String hostAndPort() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Calls that reached it. */
  int calls() {
    return calls.get();
  }

  /** Tokens it reported. */
  long tokens() {
    return tokens.get();
  }

  /** From now on it uses so many tokens of a cap. */
  void uses(LongUnaryOperator tokensOfCap) {
    used = tokensOfCap;
  }

  /** From now on it answers with this status. */
  void answersWith(int newStatus) {
    status = newStatus;
  }

  /** From now on it takes up to so long. */
  void takesUpTo(int millis) {
    slowestMillis = millis;
  }

  /** Waits until it works on no call, not even on one that nobody waits for. */
  void awaitIdle() throws InterruptedException {
    while (busy.get() > 0) {
      Thread.sleep(10);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    busy.incrementAndGet();
    try {
      answerCounted(exchange);
    } finally {
      busy.decrementAndGet();
    }
  }

  private void answerCounted(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Matcher cap = CAP.matcher(request);
    if (!cap.find()) {
      send(exchange, 400, "application/json", "{\"error\":{\"message\":\"no cap\"}}");
      return;
    }
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(slowestMillis + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (status != 200) {
      send(exchange, status, "application/json", "{\"error\":{\"message\":\"on purpose\"}}");
      return;
    }
    long spent = used.applyAsLong(Long.parseLong(cap.group(1)));
    tokens.addAndGet(spent);
    String usage =
        "\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":%d,\"total_tokens\":%d}"
            .formatted(spent, spent);
    if (request.contains("\"stream\":true")) {
      send(
          exchange,
          200,
          "text/event-stream",
          """
          data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"a"}}]}

          data: {"id":"1","object":"chat.completion.chunk","choices":[],%s}

          data: [DONE]

          """
              .formatted(usage));
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

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
