package io.modelcatalog.bootstrap.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The published clients, used as their documentation shows, against one catalog: the suites in
 * {@code e2e/node} and {@code e2e/python}.
 */
@Tag("slow")
@Timeout(900)
class ClientSdkTest {
  private static final Duration TO_RUN = Duration.ofMinutes(4);
  private static final String CURRENT = "requirements.txt";
  private static final String EMPTY_KEY = "requirements-empty-key.txt";

  private static CatalogProcess catalog;

  @BeforeAll
  static void startTheCatalog(@TempDir Path folder) {
    catalog = CatalogProcess.in(folder).start();
  }

  @AfterAll
  static void stopTheCatalog() {
    if (catalog != null) {
      catalog.close();
    }
  }

  @Test
  void portkeyForNodeCallsItsDefaultProviderAndOverridesItPerRequest() {
    node("portkey-ai for Node", "test/portkey.test.mjs");
  }

  @Test
  void openaiForNodeSwitchesProvidersByModelName() {
    node("openai for Node", "test/openai.test.mjs");
  }

  @Test
  void portkeyForNodeAdministersTheCatalog() {
    node("administration with portkey-ai for Node", "test/administration.test.mjs");
  }

  @Test
  void openaiForPythonTakesItsProviderFromPortkeyHeaders() {
    python("openai with portkey_ai headers for Python", CURRENT, "test_headers");
  }

  @Test
  void openaiForPythonTakesItsProviderFromPortkeyHeadersWithAnEmptyKey() {
    python(
        "openai with portkey_ai headers and an empty key for Python",
        EMPTY_KEY,
        "test_headers_empty_key");
  }

  @Test
  void openaiForPythonSwitchesProvidersByModelName() {
    python("openai for Python", CURRENT, "test_model_names");
  }

  @Test
  void portkeyForPythonAdministersTheCatalog() {
    python("administration with portkey_ai for Python", CURRENT, "test_administration");
  }

  private static void node(String name, String file) {
    ForeignSuite.ofNode(name, "node")
        .passesAgainst(catalog, TO_RUN, List.of("node", "--test", "--test-reporter=spec", file));
  }

  private static void python(String name, String requirements, String module) {
    ForeignSuite suite = ForeignSuite.ofPython(name, "python", requirements);
    suite.passesAgainst(
        catalog,
        TO_RUN,
        List.of(
            suite.python(requirements).toString(),
            "-W",
            "ignore::ResourceWarning",
            "-m",
            "unittest",
            "-v",
            module));
  }
}
