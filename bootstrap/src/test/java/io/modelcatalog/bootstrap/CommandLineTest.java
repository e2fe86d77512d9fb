package io.modelcatalog.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return new CommandLine(
            Map.of("CATALOG_DATA_DIR", folder.toString()),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(List.of(arguments));
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void noCommandIsWrongUsageAndShowsThem() {
    assertThat(run()).isEqualTo(2);
    assertThat(said()).contains("Usage: catalog COMMAND");
  }

  @ParameterizedTest
  @ValueSource(strings = {"help", "--help", "version", "--version"})
  void askingForHelpOrVersionIsNoMistake(String command) {
    assertThat(run(command)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("atalog");
    assertThat(said()).isEmpty();
  }

  @Test
  void theHelpOfServeListsEverySetting() {
    assertThat(run("serve", "--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("--port VALUE", "--master-key-file FILE", "CATALOG_UPSTREAM_ALLOW");
  }

  @Test
  void anUnknownCommandIsWrongUsage() {
    assertThat(run("sevre")).isEqualTo(2);
    assertThat(said()).startsWith("catalog: there is no command \"sevre\"");
  }

  @Test
  void anUnknownOptionIsWrongUsage() {
    assertThat(run("serve", "--prot", "1")).isEqualTo(2);
    assertThat(said()).isEqualTo("catalog: --prot: there is no such option\n");
    err.reset();
    assertThat(run("demo", "--host", "0.0.0.0")).isEqualTo(2);
    assertThat(said()).startsWith("catalog: demo does not know \"--host\"");
  }

  @Test
  void anOptionWithoutItsValueIsWrongUsage() {
    assertThat(run("serve", "--port")).isEqualTo(2);
    assertThat(said()).startsWith("catalog: --port needs a value");
  }

  @Test
  void usageKnowsOneAction() {
    assertThat(run("usage")).isEqualTo(2);
    assertThat(run("usage", "mend")).isEqualTo(2);
    assertThat(said()).contains("catalog: usage knows one action: verify");
    assertThat(run("usage", "verify", "--help")).isZero();
  }

  @Test
  void aPortThatIsTakenFailsInOneSentence() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(run("serve", "--port", Integer.toString(taken.getLocalPort()))).isEqualTo(1);
      assertThat(said().lines())
          .singleElement()
          .asString()
          .startsWith("catalog: cannot listen on 127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void anAddressOfAnotherMachineFailsInOneSentence() {
    assertThat(run("serve", "--host", "192.0.2.1")).isEqualTo(1);
    assertThat(said().lines()).singleElement().asString().contains("cannot listen on 192.0.2.1");
  }

  @Test
  void aDatabaseThatIsNotThereFailsInOneSentenceWithoutThePassword() {
    int code =
        run(
            "serve",
            "--port",
            "0",
            "--datasource-url",
            "jdbc:postgresql://127.0.0.1:1/catalog?password=hush-hush");

    assertThat(code).isEqualTo(1);
    assertThat(said().lines())
        .singleElement()
        .asString()
        .startsWith("catalog: the database jdbc:postgresql://127.0.0.1:1/catalog cannot be used")
        .doesNotContain("hush-hush");
  }

  @Test
  void aMasterKeyOfTheWrongSizeFailsInOneSentenceWithoutRepeatingIt() throws IOException {
    Path file = java.nio.file.Files.writeString(folder.resolve("k"), "c2hvcnQ=");

    assertThat(run("serve", "--port", "0", "--master-key-file", file.toString())).isEqualTo(1);
    assertThat(said().lines())
        .singleElement()
        .asString()
        .startsWith("catalog: CATALOG_MASTER_KEY:")
        .doesNotContain("c2hvcnQ");
  }
}
