package io.modelcatalog.bootstrap.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** llama.cpp's server with a small real model, one slot, on loopback. */
final class LlamaServer implements AutoCloseable {
  static final String SUITE = "real model server (llama.cpp)";
  static final String MODEL = "smollm2-135m";
  static final String API_KEY = "sk-llama-e2e-0123456789";

  private static final String REQUIREMENTS = "requirements.txt";
  private static final Duration TO_GET_READY = Duration.ofSeconds(120);
  private static final Pattern BUSY = Pattern.compile("\"is_processing\":\\s*(true|false)");
  private static final Pattern PREDICTED =
      Pattern.compile("(?m)^llamacpp:tokens_predicted_total (\\d+)");

  private final Process process;
  private final Path log;
  private final int port;

  private LlamaServer(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** Installs what is missing, starts the server and waits until the model answers. */
  static LlamaServer start() {
    ForeignSuite suite = ForeignSuite.ofPython(SUITE, "llama", REQUIREMENTS);
    int port = CatalogProcess.freePort();
    Path log = suite.folder().resolve("server.log");
    ProcessBuilder builder =
        new ProcessBuilder(
            suite.python(REQUIREMENTS).toString(),
            "server.py",
            "--port",
            Integer.toString(port),
            "--slots",
            "1",
            "--api-key",
            API_KEY,
            "--embeddings");
    builder.directory(suite.folder().toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.environment().put("NO_PROXY", "127.0.0.1");
    builder.environment().put("no_proxy", "127.0.0.1");
    LlamaServer server;
    try {
      server = new LlamaServer(builder.start(), log, port);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.awaitReady();
    return server;
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + TO_GET_READY.toNanos();
    while (!output().contains("READY ")) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new AssertionError("llama.cpp did not start; it printed:\n" + output());
      }
      pause(100);
    }
  }

  /** What it printed so far. */
  String output() {
    try {
      return Files.readString(log);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** {@code http://127.0.0.1:port/v1}. */
  URI baseUrl() {
    return URI.create("http://" + address() + "/v1");
  }

  /** {@code 127.0.0.1:port}. */
  String address() {
    return "127.0.0.1:" + port;
  }

  /** Whether the slot works on an answer at this moment. */
  boolean isBusy(ApiCaller caller) {
    Matcher slot = BUSY.matcher(inside(caller, "/slots"));
    if (!slot.find()) {
      throw new AssertionError("no slot in the answer of /slots");
    }
    return slot.group(1).equals("true");
  }

  /** How many tokens the model has made since it started, of answers that have ended. */
  long tokensMade(ApiCaller caller) {
    Matcher metric = PREDICTED.matcher(inside(caller, "/metrics"));
    if (!metric.find()) {
      throw new AssertionError("no count of tokens in the answer of /metrics");
    }
    return Long.parseLong(metric.group(1));
  }

  private String inside(ApiCaller caller, String path) {
    ApiCaller.Answer answer =
        caller.call("GET", URI.create("http://" + address() + path), List.of(), null);
    if (answer.status() != 200) {
      throw new AssertionError(path + " of llama.cpp answered " + answer);
    }
    return answer.body();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }
}
