package io.modelcatalog.bootstrap.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page that shows the descriptions, and the files it shows, for whoever asks. */
class OpenApiPageTest {
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

  @TempDir static Path folder;
  private static LocalCatalog catalog;

  @BeforeAll
  static void start() throws Exception {
    catalog = LocalCatalog.in(folder, Map.of());
  }

  @AfterAll
  static void stop() {
    catalog.close();
  }

  @Test
  void thePageTakesNoKeyAndEverythingItNeedsIsOnThisServer() {
    Answer page = get("/openapi").expect(200);

    assertThat(page.headers().firstValue("content-type")).hasValue("text/html;charset=utf-8");
    assertThat(LINK.matcher(page.body()).results().map(link -> link.group(1)))
        .hasSizeGreaterThan(6)
        .filteredOn(link -> !link.startsWith("data:"))
        .allSatisfy(
            link -> {
              assertThat(link).startsWith("/openapi");
              assertThat(get(link).status()).as(link).isEqualTo(200);
            });
  }

  @Test
  void thePageMayRunOnlyItsOwnScriptsAndReachOnlyThisServer() {
    String policy = get("/openapi").headers().firstValue("content-security-policy").orElseThrow();

    assertThat(policy.split("; "))
        .contains(
            "default-src 'none'",
            "script-src 'self'",
            "connect-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'");
    assertThat(policy).doesNotContain("http").doesNotContain("unsafe-eval");
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "gateway"})
  void theFilesAreThoseOfTheDocumentationAsYamlAndAsJson(String name) throws Exception {
    Path committed = ApiFile.FOLDER.resolve(name + ".yaml");

    assertThat(get("/openapi/" + name + ".yaml").expect(200).body())
        .isEqualTo(Files.readString(committed));
    assertThat(Tree.json(get("/openapi/" + name + ".json").expect(200).body()))
        .isEqualTo(Tree.json(ApiFile.json(Tree.read(committed))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/openapi/config.schema.json",
        "/openapi/..%2Fapplication.yml",
        "/openapi/swagger-ui.js",
        "/openapi/a/b"
      })
  void thereIsNothingElse(String path) {
    assertThat(get(path).status()).isEqualTo(404);
  }

  private static Answer get(String path) {
    return catalog.send(catalog.request("", "GET", path, "").build());
  }
}
