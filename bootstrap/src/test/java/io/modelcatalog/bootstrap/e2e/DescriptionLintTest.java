package io.modelcatalog.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Has a linter of other people's look at the committed descriptions. */
class DescriptionLintTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Path DESCRIPTIONS = Path.of("..", "docs", "reference", "openapi");

  @Test
  void theDescriptionsKeepTheLintersRulesAndABrokenOneDoesNot() throws Exception {
    ForeignSuite suite = ForeignSuite.ofNode("lint of the descriptions", "openapi");

    ProgramRun whole = linted(suite, file("admin.yaml"), file("gateway.yaml"));
    assertThat(whole.succeeded()).as(whole.report()).isTrue();

    Path broken = suite.folder().resolve("broken.yaml");
    Files.writeString(
        broken,
        Files.readString(DESCRIPTIONS.resolve("gateway.yaml"))
            .replace("operationId: createEmbedding", "operationId: createChatCompletion"));
    assertThat(linted(suite, broken.toString()).succeeded()).isFalse();
  }

  private static String file(String name) {
    return DESCRIPTIONS.resolve(name).toAbsolutePath().normalize().toString();
  }

  private static ProgramRun linted(ForeignSuite suite, String... files) {
    String[] command = new String[files.length + 4];
    command[0] = suite.folder().resolve("node_modules/.bin/redocly").toString();
    command[1] = "lint";
    command[2] = "--config";
    command[3] = "redocly.yaml";
    System.arraycopy(files, 0, command, 4, files.length);
    return ProgramRun.of(
        suite.folder(),
        LIMIT,
        Map.of("REDOCLY_TELEMETRY", "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE", "true"),
        command);
  }
}
