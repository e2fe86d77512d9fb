package io.modelcatalog.bootstrap.e2e;

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
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model service on a socket of its own that counts what reaches it and what it would bill. Of a
 * call it reports no prompt tokens and as many answer tokens as it is told to make of the cap. It
 * takes its time by chance, and fails when it is told to.
 */
public final class CountingUpstream implements AutoCloseable {
  private static final Pattern CAP =
      Pattern.compile("\"(?:max_tokens|max_completion_tokens)\"\\s*:\\s*(\\d+)");
  private static final int BACKLOG = 8192;
  private static final int CHUNKS = 3;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final LongAdder calls = new LongAdder();
  private final LongAdder tokens = new LongAdder();
  private final AtomicInteger busy = new AtomicInteger();
  private volatile LongUnaryOperator used = cap -> cap;
  private volatile int status = 200;
  private volatile int failuresPercent;
  private volatile int slowestMillis = 20;

  /** One that answers each call in full, in up to 20 ms. */
  public CountingUpstream() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::count);
    server.start();
  }

  /** Its address, as an operator allows it. */
  public String hostAndPort() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Calls that reached it. */
  public long calls() {
    return calls.sum();
  }

  /** Tokens it reported. */
  public long tokens() {
    return tokens.sum();
  }

  /** From now on it uses so many tokens of a cap. */
  public void uses(LongUnaryOperator tokensOfCap) {
    used = tokensOfCap;
  }

  /** From now on it answers with this status. */
  public void answersWith(int newStatus) {
    status = newStatus;
  }

  /** From now on it answers so many of a hundred calls with 500. */
  public void failsInPercent(int percent) {
    failuresPercent = percent;
  }

  /**
   * From now on it takes up to so long before it answers, and a quarter of it before each chunk.
   */
  public void takesUpTo(int millis) {
    slowestMillis = millis;
  }

  /** Waits until it works on no call, not even on one that nobody waits for. */
  public void awaitIdle() throws InterruptedException {
    while (busy.get() > 0) {
      Thread.sleep(10);
    }
  }

  private void count(HttpExchange exchange) throws IOException {
    busy.incrementAndGet();
    calls.increment();
    try (exchange) {
      answer(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      busy.decrementAndGet();
    }
  }

  private void answer(HttpExchange exchange) throws IOException, InterruptedException {
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Matcher cap = CAP.matcher(request);
    if (!cap.find()) {
      send(exchange, 400, "{\"error\":{\"message\":\"no cap\"}}");
      return;
    }
    pause(slowestMillis);
    int answered = ThreadLocalRandom.current().nextInt(100) < failuresPercent ? 500 : status;
    if (answered != 200) {
      send(exchange, answered, "{\"error\":{\"message\":\"on purpose\"}}");
      return;
    }
    long spent = used.applyAsLong(Long.parseLong(cap.group(1)));
    tokens.add(spent);
    String usage =
        "\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":%d,\"total_tokens\":%d}"
            .formatted(spent, spent);
    if (request.contains("\"stream\":true")) {
      stream(exchange, usage);
    } else {
      send(
          exchange,
          200,
          "{\"id\":\"1\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
              + "{\"role\":\"assistant\",\"content\":\"a\"}}],"
              + usage
              + "}");
    }
  }

  private void stream(HttpExchange exchange, String usage)
      throws IOException, InterruptedException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = exchange.getResponseBody();
    for (int i = 0; i < CHUNKS; i++) {
      event(
          body,
          "{\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"choices\":"
              + "[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}");
      pause(slowestMillis / 4);
    }
    event(body, "{\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"choices\":[]," + usage + "}");
    event(body, "[DONE]");
  }

  private static void event(OutputStream body, String data) throws IOException {
    body.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    body.flush();
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void pause(int mostMillis) throws InterruptedException {
    Thread.sleep(ThreadLocalRandom.current().nextInt(mostMillis + 1));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
