package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change that is only tried says what it would do, and does nothing. */
class DryRunTest {
  private static final String HELLO =
      """
      {"model":"@prod/echo","messages":[{"role":"user","content":"Hello"}]}""";

  @TempDir static Path folder;
  private static LocalCatalog catalog;
  private static String research;
  private static String key;

  @BeforeAll
  static void start() throws Exception {
    catalog = LocalCatalog.in(folder, Map.of());
    research = catalog.workspace("Research");
    catalog.integration("prod", "echo", "");
    catalog.provision(
        "prod", research, ",\"usage_limits\":[{\"type\":\"tokens\",\"credit_limit\":1000000}]");
    key = catalog.key(research, "");
    for (int i = 0; i < 60; i++) {
      catalog.chat(key, HELLO).expect(200);
    }
  }

  @AfterAll
  static void stop() {
    catalog.close();
  }

  private static Answer tried(String method, String path, String json) {
    String more = path.contains("?") ? "&dry_run=true" : "?dry_run=true";
    return catalog.admin(method, path + more, json);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> refused(Answer answer) {
    return (List<Map<String, Object>>) answer.expect(200).at("newly_refused");
  }

  @Test
  void deletingAProviderWouldRefuseItsCallsAndDoesNot() {
    Answer answer = tried("DELETE", "/v1/providers/prod?workspace_id=" + research, "");

    assertThat(answer.expect(200).at("affected.workspaces.0.slug")).isEqualTo(research);
    assertThat(answer.at("affected.providers.0.slug")).isEqualTo("prod");
    assertThat(answer.at("affected.providers.0.effect")).isEqualTo("removed");
    assertThat(answer.at("newly_refused.0.reason")).isEqualTo("provider_unknown");
    assertThat(catalog.chat(key, HELLO).status()).isEqualTo(200);
    catalog.admin("GET", "/v1/providers/prod?workspace_id=" + research, "").expect(200);
  }

  @Test
  void anAllowListWouldRefuseTheModelsItLeavesOut() {
    Answer answer =
        tried(
            "PUT",
            "/v1/integrations/prod/models",
            """
            {"allow_all_models":false,"models":[{"slug":"echo-slow","enabled":true}]}""");

    assertThat(refused(answer))
        .anySatisfy(
            each ->
                assertThat(each)
                    .containsEntry("model", "echo")
                    .containsEntry("provider", "prod")
                    .containsEntry("reason", "model_not_allowed")
                    .containsEntry("level", "integration"))
        .noneSatisfy(each -> assertThat(each.get("model")).isEqualTo("echo-slow"));
    assertThat(catalog.chat(key, HELLO).status()).isEqualTo(200);
  }

  @Test
  void aBudgetBelowWhatIsUsedWouldRefuseEverything() {
    String path = "/v1/integrations/prod/workspaces";
    String body =
        """
        {"workspaces":[{"id":"%s","enabled":true,
         "usage_limits":[{"type":"tokens","credit_limit":%d}]}]}""";

    Answer tight = tried("PUT", path, body.formatted(research, 100));
    Answer roomy = tried("PUT", path, body.formatted(research, 900_000));

    assertThat(refused(tight))
        .singleElement()
        .satisfies(
            each ->
                assertThat(each)
                    .containsEntry("reason", "budget_exhausted")
                    .containsEntry("level", "integration_workspace"));
    assertThat(refused(roomy)).isEmpty();
    assertThat(roomy.at("affected.providers.0.effect")).isEqualTo("changed");
    assertThat(catalog.chat(key, HELLO).status()).isEqualTo(200);
  }

  @Test
  void archivingAWorkspaceWouldRefuseItsProviders() {
    Answer answer = tried("PUT", "/v1/admin/workspaces/" + research, "{\"status\":\"archived\"}");

    assertThat(answer.expect(200).at("newly_refused.0.reason")).isEqualTo("workspace_archived");
    assertThat(catalog.chat(key, HELLO).status()).isEqualTo(200);
  }

  @Test
  void issuingAKeyShowsNoneAndMakesNone() {
    int before = (int) catalog.admin("GET", "/v1/api-keys", "").expect(200).at("total");

    Answer answer =
        tried(
            "POST",
            "/v1/api-keys/workspace/service",
            """
            {"name":"never","workspace_id":"%s","scopes":["completions.write"]}"""
                .formatted(research));

    assertThat(answer.expect(200).body()).contains("\"key\":null");
    assertThat(answer.at("affected.api_keys.0.effect")).isEqualTo("added");
    assertThat(catalog.admin("GET", "/v1/api-keys", "").at("total")).isEqualTo(before);
  }

  @Test
  void whatWouldBeRefusedIsRefusedWhenTriedToo() {
    Answer answer =
        tried("POST", "/v1/providers", "{\"name\":\"x\",\"integration_id\":\"nothing\"}");

    assertThat(answer.status()).isIn(400, 404);
    assertThat(answer.body()).doesNotContain("dry_run");
    assertThat(catalog.admin("POST", "/v1/providers?dry_run=perhaps", "{}").status())
        .isEqualTo(400);
  }

  @Test
  void aTrialLeavesRoomForTheChangeItself() {
    String body = "{\"name\":\"Twice\",\"slug\":\"twice\",\"ai_provider_id\":\"echo\"}";

    tried("POST", "/v1/integrations", body).expect(200);
    tried("POST", "/v1/integrations", body).expect(200);
    catalog.create("/v1/integrations", body);

    assertThat(tried("POST", "/v1/integrations", body).status()).isEqualTo(409);
  }
}
