package io.modelcatalog.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of the README as they stand, in their order, with the packaged program. Only
 * the port is changed, so that a catalog of one's own may run meanwhile. What runs every test is
 * left to whoever runs this one.
 */
@Tag("slow")
class ReadmeIT {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern BLOCK =
      Pattern.compile("^```sh\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  @TempDir Path home;

  @Test
  void everyCommandDoesWhatTheReadmeSays() throws Exception {
    List<String> blocks = blocks();
    List<String> onTheDemo = new ArrayList<>();
    String serve = "";
    for (String block : blocks) {
      if (block.contains("./catalog serve")) {
        serve = block;
      } else if (!block.startsWith("./catalog")) {
        onTheDemo.add(block);
      }
    }
    assertThat(blocks).contains("./catalog demo\n", "./catalog test\n");
    assertThat(onTheDemo).hasSizeGreaterThan(4);
    assertThat(serve).isNotEmpty();

    launcher();
    String told = demo(onTheDemo);
    serve(serve);

    assertThat(told)
        .contains("\"content\":\"Hello\"")
        .contains("\"slug\":\"azure-prod\"")
        .contains("\"slug\":\"azure-interns\"")
        .contains("5000 USD monthly is more than 1000 USD monthly")
        .contains("\"object\":\"explanation\",\"allowed\":true")
        .contains("\"limit\":\"cost/monthly\"");
  }

  private String demo(List<String> blocks) throws Exception {
    int port = freePort();
    Process demo = start("./catalog demo --no-build --port " + port, "demo.log");
    try {
      await(demo, "demo.log", "The demo is ready on http://127.0.0.1:" + port);
      Path told = home.resolve("told.log");
      Process shell =
          new ProcessBuilder("bash", "-euo", "pipefail", "-c", String.join("\necho\n", blocks))
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(told.toFile())
              .start();
      assertThat(shell.waitFor(60, TimeUnit.SECONDS)).as("the commands end").isTrue();
      assertThat(shell.exitValue()).as(Files.readString(told)).isZero();
      return Files.readString(told);
    } finally {
      stop(demo);
    }
  }

  private void serve(String block) throws Exception {
    int port = freePort();
    Process serve =
        start(
            block.replace(
                "./catalog serve", "CATALOG_PORT=" + port + " exec ./catalog serve --no-build"),
            "serve.log");
    try {
      await(serve, "serve.log", "Ready on ");
    } finally {
      stop(serve);
    }
  }

  /** A checkout as the launcher sees it, with the program of this build. */
  private void launcher() throws IOException {
    Files.copy(ROOT.resolve("catalog"), home.resolve("catalog"));
    assertThat(home.resolve("catalog").toFile().setExecutable(true)).isTrue();
    Files.createSymbolicLink(home.resolve("bootstrap"), ROOT.resolve("bootstrap"));
  }

  private Process start(String command, String log) throws IOException {
    return new ProcessBuilder("bash", "-c", command)
        .directory(home.toFile())
        .redirectErrorStream(true)
        .redirectOutput(home.resolve(log).toFile())
        .start();
  }

  private void await(Process process, String log, String sentence) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!Files.readString(home.resolve(log)).contains(sentence)) {
      assertThat(process.isAlive()).as(Files.readString(home.resolve(log))).isTrue();
      assertThat(System.nanoTime()).as(Files.readString(home.resolve(log))).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private static void stop(Process process) throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    if (!process.waitFor(45, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static List<String> blocks() throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(ROOT.resolve("README.md")));
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    return blocks;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
