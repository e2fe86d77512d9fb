package io.modelcatalog.adapters.http.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.http.integration.AdminServer.Answer;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntegrationApiTest {
  private static final String OPENAI =
      """
      {"name":"OpenAI prod","ai_provider_id":"openai","key":"sk-abcdefghijkl"}""";

  private final AdminServer server = new AdminServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void showsThePoolThatAllWorkspacesShare() {
    server.post(
        "/v1/integrations",
        """
            {"name":"Pooled","slug":"pooled","ai_provider_id":"openai","key":"sk-1",
             "pool_limits":{"usage_limits":[{"type":"cost","credit_limit":100,
               "periodic_reset":"monthly"}],"rate_limits":[{"type":"tokens","unit":"rpd","value":5}]}}""");

    Answer found = server.get("/v1/integrations/pooled");

    assertThat(found.at("pool_limits.usage_limits.0.credit_limit")).isEqualTo(100);
    assertThat(found.at("pool_limits.rate_limits.0.value")).isEqualTo(5);
    assertThat(
            server
                .put(
                    "/v1/integrations/pooled",
                    "{\"pool_limits\":{\"usage_limits\":[{\"type\":\"cost\",\"credit_limit\":-1}]}}")
                .raw()
                .body())
        .contains("pool_limits.usage_limits.0.credit_limit");
    assertThat(
            server
                .put("/v1/integrations/pooled", "{\"pool_limits\":{\"rate_limits\":null}}")
                .status())
        .isEqualTo(200);
    assertThat(server.get("/v1/integrations/pooled").at("pool_limits.rate_limits"))
        .isEqualTo(List.of());
    assertThat(server.get("/v1/integrations/pooled").at("pool_limits.usage_limits.0.type"))
        .isEqualTo("cost");
    server.put("/v1/integrations/pooled", "{\"pool_limits\":null}");
    assertThat(server.get("/v1/integrations/pooled").at("pool_limits.usage_limits"))
        .isEqualTo(List.of());
  }

  @Test
  void showsWhatWasToldOfAPool() {
    Answer created =
        server.post(
            "/v1/integrations",
            """
            {"name":"Pooled","slug":"pooled","ai_provider_id":"openai","key":"sk-1",
             "pool_limits":{"usage_limits":[{"type":"cost","credit_limit":100,
               "periodic_reset":"monthly"}]}}""");
    LimitKey pool =
        new LimitKey(
            Level.INTEGRATION, UUID.fromString((String) created.at("id")), "cost/monthly", 0);
    String shown = "pool_limits.usage_limits.0.";
    assertThat(server.get("/v1/integrations/pooled").at(shown + "status")).isEqualTo("active");

    server.told.thresholds.add(pool);
    Answer low = server.get("/v1/integrations/pooled");
    server.told.ends.add(pool);
    Answer out = server.get("/v1/integrations/pooled");
    server.put("/v1/integrations/pooled", "{\"reset_pool_usage\":true}");
    Answer reset = server.get("/v1/integrations/pooled");

    assertThat(low.at(shown + "is_threshold_alerts_sent")).isEqualTo(true);
    assertThat(low.at(shown + "is_exhausted_alerts_sent")).isEqualTo(false);
    assertThat(low.at(shown + "status")).isEqualTo("active");
    assertThat(out.at(shown + "is_exhausted_alerts_sent")).isEqualTo(true);
    assertThat(out.at(shown + "status")).isEqualTo("exhausted");
    assertThat(reset.at(shown + "is_threshold_alerts_sent")).isEqualTo(false);
    assertThat(reset.at(shown + "status")).isEqualTo("active");
  }

  @Test
  void answersACreationWithIdAndSlug() {
    Answer created = server.post("/v1/integrations", OPENAI);

    assertThat(created.status()).isEqualTo(200);
    assertThat(created.at("slug")).isEqualTo("openai-prod");
    assertThat(created.at("object")).isEqualTo("integration");
    assertThat((String) created.at("id")).hasSize(36);
  }

  @Test
  void showsAnIntegrationWithEveryFieldClientsRead() {
    String id = (String) server.post("/v1/integrations", OPENAI).at("id");

    Answer found = server.get("/v1/integrations/openai-prod");

    assertThat(found.body())
        .containsEntry("id", id)
        .containsEntry("organisation_id", server.world.red.organization().toString())
        .containsEntry("ai_provider_id", "openai")
        .containsEntry("name", "OpenAI prod")
        .containsEntry("slug", "openai-prod")
        .containsEntry("description", null)
        .containsEntry("status", "active")
        .containsEntry("type", "organisation")
        .containsEntry("workspace_id", null)
        .containsEntry("created_at", "2026-03-18T12:00:00.000Z")
        .containsEntry("last_updated_at", "2026-03-18T12:00:00.000Z")
        .containsEntry("tags", List.of())
        .containsEntry("masked_key", "sk*****jkl")
        .containsEntry("configurations", Map.of())
        .containsEntry("allow_all_models", true)
        .containsEntry("workspace_count", 0)
        .containsEntry("secret_mappings", List.of())
        .containsEntry("pricing_adjustments", null)
        .containsEntry("object", "integration");
    assertThat(found.at("global_workspace_access_settings.enabled")).isEqualTo(false);
    assertThat(found.at("global_workspace_access_settings.usage_limits")).isEqualTo(List.of());
    assertThat(server.get("/v1/integrations/" + id).body()).isEqualTo(found.body());
    assertThat(found.raw().body()).doesNotContain("abcdefghijkl");
  }

  @Test
  void listsInAnEnvelopeAndInPages() {
    for (String name : List.of("A", "B", "C")) {
      server.post("/v1/integrations", OPENAI.replace("OpenAI prod", name));
    }

    Answer all = server.get("/v1/integrations?");
    Answer second = server.get("/v1/integrations?currentPage=1&pageSize=2&workspace_id=&type=");

    assertThat(all.at("object")).isEqualTo("list");
    assertThat(all.at("total")).isEqualTo(3);
    assertThat(all.at("data.0.slug")).isEqualTo("a");
    assertThat(all.at("data.0.description")).isNull();
    assertThat((List<?>) second.at("data")).hasSize(1);
    assertThat(second.at("data.0.name")).isEqualTo("C");
  }

  @Test
  void keepsSettingsAsGivenAndMasksSecretsAmongThem() {
    server.post(
        "/v1/integrations",
        """
        {"name":"Azure","ai_provider_id":"azure-openai","key":"azure-key-0000","tags":["eu"],
         "configurations":{"azure_secret":"entra-secret-0000","azure_resource_name":"acme",
           "azure_deployment_config":[{"alias":"a","is_default":true,"weight":1.5,"n":3}]}}""");

    Answer found = server.get("/v1/integrations/azure");

    assertThat(found.at("configurations.azure_secret")).isEqualTo("en*****000");
    assertThat(found.at("configurations.azure_resource_name")).isEqualTo("acme");
    assertThat(found.at("configurations.azure_deployment_config"))
        .isEqualTo(List.of(Map.of("alias", "a", "is_default", true, "weight", 1.5, "n", 3)));
    assertThat(found.at("tags")).isEqualTo(List.of("eu"));
  }

  @Test
  void changesWhatTheBodyMentionsAndNullClears() {
    server.post(
        "/v1/integrations", OPENAI.replace("}", ",\"description\":\"d\",\"tags\":[\"x\"]}"));

    Answer changed =
        server.put("/v1/integrations/openai-prod", "{\"name\":\"New\",\"description\":null}");

    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.body()).isEmpty();
    Answer found = server.get("/v1/integrations/openai-prod");
    assertThat(found.at("name")).isEqualTo("New");
    assertThat(found.at("description")).isNull();
    assertThat(found.at("tags")).isEqualTo(List.of("x"));
  }

  @Test
  void anotherHostNeedsTheKeyAgain() {
    server.post("/v1/integrations", OPENAI);

    Answer refused =
        server.put(
            "/v1/integrations/openai-prod",
            "{\"configurations\":{\"custom_host\":\"https://evil.example\"}}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("errors.0.pointer")).isEqualTo("/key");
  }

  @Test
  void deletes() {
    server.post("/v1/integrations", OPENAI);

    Answer deleted = server.delete("/v1/integrations/openai-prod");

    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.raw().body()).isEqualTo("{}");
    assertThat(server.get("/v1/integrations/openai-prod").status()).isEqualTo(404);
  }

  @Test
  void provisionsAndListsWorkspacesBySlugEvenWhenTheIdWasSent() {
    server.post("/v1/integrations", OPENAI);

    Answer provisioned =
        server.put(
            "/v1/integrations/openai-prod/workspaces",
            """
            {"workspaces":[
              {"id":"%s","enabled":true,
               "usage_limits":[{"type":"cost","credit_limit":12.5,"alert_threshold":10,
                 "periodic_reset":"monthly","status":"active","last_reset_at":null}],
               "rate_limits":[{"type":"requests","unit":"rpm","value":30}]},
              {"id":"blue","enabled":true}]}"""
                .formatted(server.world.red.id()));

    assertThat(provisioned.status()).isEqualTo(200);
    Answer listed = server.get("/v1/integrations/openai-prod/workspaces");
    assertThat(listed.at("total")).isEqualTo(2);
    assertThat(listed.at("workspaces.0.id")).isEqualTo("red");
    assertThat(listed.at("workspaces.0.enabled")).isEqualTo(true);
    assertThat(listed.at("workspaces.0.usage_limits.0.type")).isEqualTo("cost");
    assertThat(listed.at("workspaces.0.usage_limits.0.credit_limit")).isEqualTo(12.5);
    assertThat(listed.at("workspaces.0.usage_limits.0.alert_threshold")).isEqualTo(10);
    assertThat(listed.at("workspaces.0.usage_limits.0.periodic_reset")).isEqualTo("monthly");
    assertThat(listed.at("workspaces.0.usage_limits.0.periodic_reset_days")).isNull();
    assertThat(listed.at("workspaces.0.usage_limits.0.next_usage_reset_at"))
        .isEqualTo("2026-04-01T00:00:00.000Z");
    assertThat(listed.at("workspaces.0.rate_limits.0"))
        .isEqualTo(Map.of("type", "requests", "unit", "rpm", "value", 30));
    assertThat(listed.at("workspaces.1.usage_limits")).isNull();
    assertThat(listed.at("workspaces.1.rate_limits")).isNull();
    assertThat(server.get("/v1/integrations/openai-prod").at("workspace_count")).isEqualTo(2);
    assertThat(server.world.providersIn(server.world.red)).containsExactly("openai-prod");
  }

  @Test
  void setsAndRemovesTheGlobalAccess() {
    server.post("/v1/integrations", OPENAI);
    String path = "/v1/integrations/openai-prod/workspaces";

    server.put(
        path,
        """
        {"workspaces":[],"override_existing_workspace_access":true,
         "global_workspace_access":{"enabled":true,
           "usage_limits":[{"type":"tokens","credit_limit":5000,"periodic_reset_days":7}],
           "rate_limits":[]}}""");

    Answer found = server.get("/v1/integrations/openai-prod");
    assertThat(found.at("global_workspace_access_settings.enabled")).isEqualTo(true);
    assertThat(found.at("global_workspace_access_settings.usage_limits.0.credit_limit"))
        .isEqualTo(5000);
    assertThat(found.at("global_workspace_access_settings.usage_limits.0.next_usage_reset_at"))
        .isEqualTo("2026-03-25T00:00:00.000Z");
    assertThat(found.at("workspace_count")).isEqualTo(2);

    server.put(path, "{\"global_workspace_access\":null}");
    assertThat(server.get(path).at("global_workspace_access.enabled")).isEqualTo(false);
    assertThat(server.get(path).at("global_workspace_access.usage_limits")).isEqualTo(List.of());
  }

  @Test
  void listsModelsAndReadsAPriceBackAsItWasGiven() {
    server.post("/v1/integrations", OPENAI);
    String path = "/v1/integrations/openai-prod/models";

    Answer changed =
        server.put(
            path,
            """
            {"allow_all_models":false,"models":[
              {"slug":"gpt-4o","enabled":1},
              {"slug":"ft:mine","enabled":"true","is_custom":true,"is_finetune":true,
               "base_model_slug":"gpt-4o",
               "pricing_config":{"type":"static","pay_as_you_go":{
                 "request_token":{"price":0.00025},"response_token":{"price":0.001}}}}]}""");

    assertThat(changed.status()).isEqualTo(200);
    Answer listed = server.get(path);
    assertThat(listed.at("total")).isEqualTo(4);
    assertThat(listed.at("allow_all_models")).isEqualTo(false);
    assertThat(listed.at("models.0.slug")).isEqualTo("gpt-4o");
    assertThat(listed.at("models.0.name")).isEqualTo("GPT-4O");
    assertThat(listed.at("models.0.enabled")).isEqualTo(true);
    assertThat(listed.at("models.0.is_custom")).isEqualTo(false);
    assertThat(listed.at("models.0.pricing_config")).isNull();
    assertThat(listed.at("models.1.enabled")).isEqualTo(false);
    assertThat(listed.at("models.3.slug")).isEqualTo("ft:mine");
    assertThat(listed.at("models.3.is_finetune")).isEqualTo(true);
    assertThat(listed.at("models.3.base_model_slug")).isEqualTo("gpt-4o");
    assertThat(listed.at("models.3.pricing_config"))
        .isEqualTo(
            Map.of(
                "type",
                "static",
                "pay_as_you_go",
                Map.of(
                    "request_token", Map.of("price", 0.00025),
                    "response_token", Map.of("price", 0.001))));
  }

  @Test
  void deletesModelsByQueryByObjectAndByList() {
    server.post("/v1/integrations", OPENAI);
    String path = "/v1/integrations/openai-prod/models";
    server.put(
        path,
        """
        {"models":[{"slug":"a","enabled":true,"is_custom":true},
         {"slug":"b/c","enabled":true,"is_custom":true},
         {"slug":"d","enabled":true,"is_custom":true},
         {"slug":"e","enabled":true,"is_custom":true},
         {"slug":"f","enabled":true,"is_custom":true}]}""");
    assertThat(server.get(path).at("total")).isEqualTo(8);

    assertThat(server.delete(path + "?slugs=a,b%2Fc").status()).isEqualTo(200);
    assertThat(server.get(path).at("total")).isEqualTo(6);
    server.send(AdminServer.ADMIN, "DELETE", path, "{\"slugs\":[\"d\"]}");
    assertThat(server.get(path).at("total")).isEqualTo(5);
    server.send(AdminServer.ADMIN, "DELETE", path, " [\"e\"]");
    assertThat(server.get(path).at("total")).isEqualTo(4);
    server.send(AdminServer.ADMIN, "DELETE", path, "{\"models\":[{\"slug\":\"f\"}]}");
    assertThat(server.get(path).at("total")).isEqualTo(3);
    assertThat(server.delete(path).status()).isEqualTo(400);
  }

  @Test
  void aWorkspaceKeyMakesAnIntegrationOfItsWorkspace() {
    server.send(AdminServer.RED, "POST", "/v1/integrations", OPENAI);

    Answer found = server.get("/v1/integrations/openai-prod");

    assertThat(found.at("type")).isEqualTo("workspace");
    assertThat(found.at("workspace_id")).isEqualTo(server.world.red.id().toString());
    assertThat(server.get("/v1/integrations?type=workspace").at("total")).isEqualTo(1);
    assertThat(server.get("/v1/integrations?type=organisation").at("total")).isEqualTo(0);
  }

  @Test
  void ofAnotherTenantEverythingAnswersLikeNothing() {
    String id = (String) server.post("/v1/integrations", OPENAI).at("id");
    String nowhere = "00000000-0000-4000-8000-00000000dead";

    for (String method : List.of("GET", "PUT", "DELETE")) {
      for (String tail : List.of("", "/models", "/workspaces")) {
        if (tail.equals("/workspaces") && method.equals("DELETE")) {
          continue;
        }
        String body =
            switch (method + tail) {
              case "PUT" -> "{\"name\":\"x\"}";
              case "PUT/models" -> "{\"allow_all_models\":false}";
              case "PUT/workspaces" -> "{\"workspaces\":[]}";
              case "DELETE/models" -> "{\"slugs\":[\"gpt-4o\"]}";
              default -> null;
            };
        Answer foreign =
            server.send(AdminServer.STRANGER, method, "/v1/integrations/" + id + tail, body);
        Answer missing =
            server.send(AdminServer.STRANGER, method, "/v1/integrations/" + nowhere + tail, body);
        assertThat(foreign.status()).as(method + tail).isEqualTo(404);
        assertThat(foreign.raw().body().replace(id, nowhere)).isEqualTo(missing.raw().body());
      }
    }
    assertThat(server.get("/v1/integrations/" + id).at("name")).isEqualTo("OpenAI prod");
  }
}
