package io.modelcatalog.bootstrap.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.access.AdminRoute;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeps the committed descriptions, the server's routes and what is said of them together. */
class OpenApiReferenceTest {
  private static final Path FOLDER = Path.of("..", "docs", "reference", "openapi");

  /** Writes the files anew instead of failing: {@code mvn test -Dcatalog.write-docs}. */
  private static final boolean WRITE = System.getProperty("catalog.write-docs") != null;

  @TempDir static Path folder;
  private static LocalCatalog catalog;
  private static List<AdminRoute> routes;

  @BeforeAll
  static void start() throws Exception {
    catalog = LocalCatalog.in(folder, Map.of());
    routes = AdminRoute.of(catalog);
  }

  @AfterAll
  static void stop() {
    catalog.close();
  }

  @Test
  void theFileOfTheAdministrationSaysWhatTheRoutesSay() throws Exception {
    holds(FOLDER.resolve("admin.yaml"), Tree.write(AdminDescription.of(routes)));
  }

  @Test
  void theFileOfTheGatewaySaysWhatIsSaidOfIt() throws Exception {
    holds(FOLDER.resolve("gateway.yaml"), Tree.write(GatewayDescription.whole()));
  }

  @Test
  void everyRouteIsInTheFileAndNothingElse() throws Exception {
    Map<String, Object> paths = Tree.object(Tree.read(FOLDER.resolve("admin.yaml")), "paths");

    assertThat(
            paths.entrySet().stream()
                .flatMap(path -> operations(path.getKey(), Tree.object(path.getValue()))))
        .containsExactlyInAnyOrderElementsOf(
            routes.stream().map(route -> route.method() + " " + route.plainPath()).toList())
        .hasSizeGreaterThan(80);
  }

  private static Stream<String> operations(String path, Map<String, Object> operations) {
    return operations.keySet().stream()
        .map(method -> method.toUpperCase(java.util.Locale.ROOT) + " " + path);
  }

  private static void holds(Path file, String expected) throws Exception {
    if (WRITE) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, expected);
    }
    assertThat(file)
        .as("run OpenApiReferenceTest once with -Dcatalog.write-docs")
        .hasContent(expected);
  }
}
