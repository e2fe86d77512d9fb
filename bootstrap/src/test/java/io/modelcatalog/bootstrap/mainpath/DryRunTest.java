package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import io.modelcatalog.bootstrap.access.AdminRoute;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** Tests of connections change nothing as it is. */
  private static final Set<String> NO_WRITES =
      Set.of(
          "/v1/integrations/test POST",
          "/v1/integrations/{ref}/test POST",
          "/v1/secret-references/{ref}/test POST");

  @Test
  void everyWriteCanBeTried() {
    assertThat(AdminRoute.of(catalog))
        .filteredOn(route -> !route.reads() && !route.open())
        .filteredOn(route -> !NO_WRITES.contains(route.toString()))
        // One's own session and password are no part of the catalog.
        .filteredOn(route -> !route.template().startsWith("/v1/auth/"))
        .allSatisfy(route -> assertThat(route.tried()).as(route.toString()).isTrue());
  }

  @Test
  void secretReferencesStayAsTheyAre() {
    String body =
        """
        {"name":"Tried","slug":"%s","manager_type":"hashicorp_vault","secret_path":"kv/x",
         "auth_config":{"vault_addr":"https://vault.example.com","vault_auth_type":"token",
           "vault_token":"hvs.x"}}""";
    tried("POST", "/v1/secret-references", body.formatted("never")).expect(200);
    catalog.admin("GET", "/v1/secret-references/never", "").expect(404);
    catalog.create("/v1/secret-references", body.formatted("kept"));
    String path = "/v1/secret-references/kept";
    String before = catalog.admin("GET", path, "").expect(200).body();

    tried("PUT", path, "{\"name\":\"Other\",\"secret_path\":\"kv/y\"}").expect(200);
    tried("DELETE", path, "").expect(200);

    assertThat(catalog.admin("GET", path, "").body()).isEqualTo(before);
  }

  @Test
  void logsExportsAndFeedbackStayAsTheyAre() {
    Answer written =
        tried(
            "POST",
            "/v1/logs?workspace_id=" + research,
            """
            {"request":{"url":"https://x.example/v1/chat/completions","method":"POST"},
             "response":{"status":200},"metadata":{"traceId":"tried-trace"}}""");
    written.expect(200);
    catalog.admin("GET", "/v1/logs/tried-trace", "").expect(404);

    String given =
        tried(
                "POST",
                "/v1/feedback?workspace_id=" + research,
                "{\"trace_id\":\"tried-trace\",\"value\":5}")
            .expect(200)
            .at("result.feedback_ids.0")
            .toString();
    catalog.admin("PUT", "/v1/feedback/" + given, "{\"value\":1}").expect(404);

    String draft = "{\"workspace_id\":\"" + research + "\",\"filters\":{}}";
    Object never = tried("POST", "/v1/logs/exports", draft).expect(200).at("result.id");
    catalog.admin("GET", "/v1/logs/exports/" + never, "").expect(404);
    String path = "/v1/logs/exports/" + catalog.create("/v1/logs/exports", draft).at("id");
    String before = catalog.admin("GET", path, "").expect(200).body();
    tried("POST", path + "/start", "").expect(200);
    tried("POST", path + "/cancel", "").expect(200);
    assertThat(catalog.admin("GET", path, "").body()).isEqualTo(before);
  }

  @Test
  void peopleStayAsTheyAre() {
    String invites = "/v1/admin/users/invites";
    String before = catalog.admin("GET", invites, "").expect(200).body();

    Answer tried = tried("POST", invites, "{\"email\":\"x@example.com\",\"role\":\"member\"}");

    assertThat(tried.expect(200).body()).doesNotContain("/invite?", "/invite#");
    assertThat(catalog.admin("GET", invites, "").body()).isEqualTo(before);
    String path =
        invites
            + "/"
            + catalog.create(invites, "{\"email\":\"y@example.com\",\"role\":\"member\"}").at("id");
    String one = catalog.admin("GET", path, "").expect(200).body();
    tried("POST", path + "/resend", "").expect(200);
    tried("DELETE", path, "").expect(200);
    assertThat(catalog.admin("GET", path, "").body()).isEqualTo(one);
  }
}
