package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key in use gets another secret, and nobody notices. */
class ApiKeyRotationTest {
  private static final String HELLO =
      """
      {"model":"@echo/echo","messages":[{"role":"user","content":"Hello"}]}\
      """;

  @Test
  void callsWithEitherSecretCountForOneKeyAndSurviveARestart(@TempDir Path folder)
      throws Exception {
    String id;
    String old;
    String fresh;
    try (LocalCatalog catalog = LocalCatalog.in(folder, Map.of())) {
      String workspace = catalog.workspace("Research");
      catalog.integration("echo", "echo", "");
      catalog.provision("echo", workspace, "");
      old =
          catalog.key(
              workspace, ",\"rate_limits\":[{\"type\":\"requests\",\"unit\":\"rpw\",\"value\":4}]");
      id = (String) catalog.admin("GET", "/v1/api-keys?type=workspace-service", "").at("data.0.id");
      catalog.chat(old, HELLO).expect(200);

      fresh =
          (String)
              catalog.admin("POST", "/v1/api-keys/" + id + "/rotate", "").expect(200).at("key");

      catalog.chat(old, HELLO).expect(200);
      catalog.chat(fresh, HELLO).expect(200);
      awaitUse(catalog, id);
    }
    try (LocalCatalog catalog = LocalCatalog.in(folder, Map.of())) {
      catalog.chat(old, HELLO).expect(200);
      catalog.chat(fresh, HELLO).expect(429);

      catalog.admin("POST", "/v1/api-keys/" + id + "/rotate", "").expect(200);
      catalog.chat(old, HELLO).expect(401);
      catalog.chat(fresh, HELLO).expect(429);
    }
  }

  private static void awaitUse(LocalCatalog catalog, String id) throws InterruptedException {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!catalog.admin("GET", "/v1/api-keys/" + id, "").body().contains("\"last_used_at\":\"")) {
      assertThat(System.nanoTime()).as("the use of the key is not told").isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
