package io.modelcatalog.bootstrap.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.bootstrap.server.CatalogServer;
import io.modelcatalog.bootstrap.server.StartFailure;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import io.modelcatalog.domain.shared.Result;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private CatalogSettings settings() {
    Map<String, String> flags = new HashMap<>();
    flags.put("port", "0");
    flags.put("data-dir", folder.toString());
    return switch (CatalogSettings.read(flags, Map.of())) {
      case Result.Ok<CatalogSettings, List<String>>(CatalogSettings settings) -> settings;
      case Result.Err<CatalogSettings, List<String>>(List<String> mistakes) ->
          throw new AssertionError(mistakes);
    };
  }

  private CatalogServer start(boolean reset) throws StartFailure {
    out.reset();
    CatalogServer server =
        new Demo(settings(), new PrintStream(out, true, StandardCharsets.UTF_8)).start(reset);
    return server;
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String printed(String label) {
    Matcher line = Pattern.compile(Pattern.quote(label) + " +(\\S+)").matcher(said());
    assertThat(line.find()).as(label).isTrue();
    return line.group(1);
  }

  private static int chat(CatalogServer server, String key, String model) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(server.address() + "/v1/chat/completions"))
                  .header("Authorization", "Bearer " + key)
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          """
                          {"model":"%s","messages":[{"role":"user","content":"Hello"}]}"""
                              .formatted(model)))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  @Test
  void printsACallThatSucceedsAndKeepsItsKeysOverARestart() throws Exception {
    String key;
    try (CatalogServer server = start(false)) {
      key = printed("Key of Research");
      assertThat(said()).contains("curl " + server.address() + "/v1/chat/completions");
      assertThat(chat(server, key, "@echo/echo")).isEqualTo(200);
      assertThat(chat(server, key, "@echo-trial/echo")).isEqualTo(412);
      assertThat(chat(server, printed("Key of Support"), "@echo/echo")).isEqualTo(200);
    }

    try (CatalogServer server = start(false)) {
      assertThat(printed("Key of Research")).isEqualTo(key);
      assertThat(chat(server, key, "@echo/echo")).isEqualTo(200);
      assertThat(chat(server, key, "@echo-trial/echo")).isEqualTo(412);
    }
  }

  @Test
  void startingOverMakesNewKeysAndForgetsTheOldOnes() throws Exception {
    start(false).close();
    String old = printed("Key of Research");

    try (CatalogServer server = start(true)) {
      assertThat(printed("Key of Research")).isNotEqualTo(old);
      assertThat(chat(server, old, "@echo/echo")).isEqualTo(401);
    }
  }

  @Test
  void whatAnInterruptedStartLeftIsThrownAway() throws Exception {
    start(false).close();
    Files.delete(folder.resolve(DemoKeys.FILE));

    try (CatalogServer server = start(false)) {
      assertThat(chat(server, printed("Key of Research"), "@echo/echo")).isEqualTo(200);
    }
  }

  @Test
  void onlyTheOwnerCanReadItsKeys() throws Exception {
    start(false).close();

    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve(DemoKeys.FILE))))
        .isEqualTo("rw-------");
  }

  @Test
  void listensOnLoopbackWhateverTheEnvironmentSays() {
    Result<CatalogSettings, List<String>> settings =
        Demo.settings(
            Map.of(),
            Map.of(
                "CATALOG_HOST", "0.0.0.0",
                "CATALOG_DATA_DIR", folder.resolve("elsewhere").toString(),
                "CATALOG_DATASOURCE_URL", "jdbc:postgresql://db/catalog",
                "CATALOG_PORT", "9090"));

    assertThat(settings)
        .isInstanceOfSatisfying(
            Result.Ok.class,
            ok -> {
              CatalogSettings read = (CatalogSettings) ok.value();
              assertThat(read.host()).isEqualTo("127.0.0.1");
              assertThat(read.dataDir()).endsWith(Path.of(".demo"));
              assertThat(read.database()).isEmpty();
              assertThat(read.port()).isEqualTo(9090);
            });
  }

  @Test
  void leavesAFolderAloneThatAnotherDemoHolds() throws Exception {
    DemoFolder.hold(folder);
    Files.writeString(folder.resolve("precious"), "x");

    assertThatThrownBy(() -> start(true)).isInstanceOf(StartFailure.class);
    assertThat(folder.resolve("precious")).exists();
  }
}
