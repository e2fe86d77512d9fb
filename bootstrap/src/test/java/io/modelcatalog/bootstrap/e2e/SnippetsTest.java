package io.modelcatalog.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every snippet that the API hands out is run as it is, with the published packages. */
@Tag("slow")
@Timeout(900)
class SnippetsTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String PACKAGES = "requirements.txt";

  /** With everything in it that could end a literal early. */
  private static final String ODD = "org/mo'del\"x:1";

  @TempDir static Path folder;

  private static LocalCatalog catalog;
  private static String key;

  @BeforeAll
  static void start() throws Exception {
    String port = Integer.toString(freePort());
    catalog =
        LocalCatalog.in(
            folder.resolve("data"),
            Map.of("CATALOG_PORT", port, "CATALOG_PUBLIC_URL", "http://127.0.0.1:" + port));
    String workspace = catalog.workspace("Snippets");
    catalog.integration("try", "echo", "");
    catalog.provision("try", workspace, "");
    catalog
        .admin(
            "PUT",
            "/v1/integrations/try/models",
            "{\"models\":[{\"slug\":\"echo\",\"enabled\":true},{\"slug\":\"%s\",\"enabled\":true}]}"
                .formatted(ODD.replace("\"", "\\\"")))
        .expect(200);
    key = catalog.key(workspace, "");
  }

  private static int freePort() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  @AfterAll
  static void stop() {
    catalog.close();
  }

  private static Answer snippets(String model, String query) {
    String id = URLEncoder.encode("@try/" + model, StandardCharsets.UTF_8).replace("%2F", "/");
    return catalog.send(
        catalog.request(key, "GET", "/v1/models/" + id + "/snippets" + query, "").build());
  }

  private static String code(String model, String language) {
    Answer answer = snippets(model, "?language=" + language).expect(200);
    assertThat(answer.at("total")).isEqualTo(1);
    assertThat(answer.at("data.0.language")).isEqualTo(language);
    return (String) answer.at("data.0.code");
  }

  private static void says(Path place, String expected, String... command) {
    ProgramRun run =
        ProgramRun.of(
            place,
            LIMIT,
            Map.of(
                "CATALOG_API_KEY",
                key,
                "NO_PROXY",
                "127.0.0.1,localhost",
                "no_proxy",
                "127.0.0.1,localhost"),
            command);
    if (run.exitCode() == ProgramRun.NOT_FOUND) {
      ForeignSuite.skip(command[0], "is not installed on this machine");
    }
    assertThat(run.succeeded()).as(run.report()).isTrue();
    assertThat(run.output()).contains(expected);
  }

  @Test
  void listsThemAllAndNamesTheLanguagesThereAre() {
    Answer all = snippets("echo", "").expect(200);

    assertThat(all.at("total")).isEqualTo(6);
    assertThat(all.body()).contains(catalog.uri("/v1").toString(), "@try/echo").doesNotContain(key);
    assertThat(snippets("echo", "?language=cobol").expect(400).body()).contains("openai-python");
    snippets("missing", "").expect(404);
    assertThat(
            catalog
                .send(
                    catalog
                        .request(key, "GET", "/v1/models/@try/echo/snippets", "")
                        .uri(
                            URI.create(
                                "http://localhost:%d/v1/models/@try/echo/snippets"
                                    .formatted(catalog.server().port())))
                        .build())
                .expect(200)
                .body())
        .as("the public address, wherever the request was sent to")
        .contains(catalog.uri("/v1").toString())
        .doesNotContain("localhost");
    catalog
        .send(catalog.request("", "GET", "/v1/models/@try/echo/snippets", "").build())
        .expect(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo", ODD})
  void curlRuns(String model) throws Exception {
    Path script = Files.writeString(folder.resolve("snippet.sh"), code(model, "curl"));

    says(folder, "Hello", "sh", script.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai-python", "portkey-python"})
  void pythonRuns(String language) throws Exception {
    ForeignSuite suite = ForeignSuite.ofPython(language, "python", PACKAGES);
    for (String model : List.of("echo", ODD)) {
      Path script = Files.writeString(folder.resolve("snippet.py"), code(model, language));

      says(folder, "Hello", suite.python(PACKAGES).toString(), script.toString());
    }
  }

  @Test
  void javaRuns() throws Exception {
    ForeignSuite suite = ForeignSuite.ofJava("openai-java", "java");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    for (String model : List.of("echo", ODD)) {
      Path program =
          Files.writeString(suite.folder().resolve("Example.java"), code(model, "openai-java"));

      says(suite.folder(), "Hello", java.toString(), "-cp", "lib/*", program.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai-js", "portkey-js"})
  void javaScriptRuns(String language) throws Exception {
    ForeignSuite suite = ForeignSuite.ofNode(language, "node");
    for (String model : List.of("echo", ODD)) {
      Path script =
          Files.writeString(
              suite.folder().resolve("snippet-" + language + ".mjs"), code(model, language));

      says(suite.folder(), "Hello", "node", script.toString());
    }
  }
}
