package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies and pools from the request that declares them to the call that is refused. */
class PolicyTest {
  private static final String HELLO =
      """
      {"model":"@prod/echo","messages":[{"role":"user","content":"Hello"}]}""";
  private static final String TWO_REQUESTS_A_USER =
      """
      {"name":"Two each","conditions":[{"key":"model","value":"@prod/*"}],
       "group_by":[{"key":"metadata._user"}],"type":"requests","credit_limit":2,
       "periodic_reset":"monthly"}""";

  @TempDir Path folder;

  @Test
  void aBudgetForEachUserRefusesOneUserAndGoesOnAfterAReset() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.in(folder, Map.of())) {
      String key = prepared(catalog);
      String policy =
          "/v1/policies/usage-limits/"
              + catalog.create("/v1/policies/usage-limits", TWO_REQUESTS_A_USER).at("id");
      says(catalog, key, "ann").expect(200);
      says(catalog, key, "ann").expect(200);

      Answer refused = says(catalog, key, "ann");

      assertThat(refused.status()).isEqualTo(412);
      assertThat(refused.at("error.type")).isEqualTo("usage_limits_policy_exhaust_error");
      assertThat(refused.at("error.code")).isEqualTo("06");
      assertThat(refused.at("level")).isEqualTo("policy");
      assertThat(refused.at("owner")).isEqualTo("Two each");
      assertThat(refused.at("limit.policy.value_key")).isEqualTo("metadata._user:ann");
      assertThat(refused.at("limit.limit")).isEqualTo("requests/monthly");
      says(catalog, key, "bob").expect(200);

      Answer entities = catalog.admin("GET", policy + "/entities?search=ann", "").expect(200);
      assertThat(entities.at("total")).isEqualTo(1);
      assertThat(entities.at("data.0.current_usage")).isEqualTo(2);
      assertThat(entities.at("data.0.status")).isEqualTo("exhausted");
      catalog
          .admin("PUT", policy + "/entities/" + entities.at("data.0.id") + "/reset", "")
          .expect(200);

      says(catalog, key, "ann").expect(200);
      catalog.admin("DELETE", policy, "").expect(200);
      for (int i = 0; i < 3; i++) {
        says(catalog, key, "ann").expect(200);
      }
    }
  }

  @Test
  void whatAGroupUsedIsKnownAfterARestart() throws Exception {
    String key;
    Object policy;
    try (LocalCatalog catalog = LocalCatalog.in(folder, Map.of())) {
      key = prepared(catalog);
      policy = catalog.create("/v1/policies/usage-limits", TWO_REQUESTS_A_USER).at("id");
      says(catalog, key, "ann").expect(200);
      says(catalog, key, "ann").expect(200);
    }

    try (LocalCatalog catalog = LocalCatalog.in(folder, Map.of())) {
      assertThat(says(catalog, key, "ann").status()).isEqualTo(412);
      says(catalog, key, "bob").expect(200);
      Answer usage =
          catalog.admin("GET", "/v1/policies/usage-limits/" + policy + "?include_usage=true", "");
      assertThat(((Map<?, ?>) usage.at("value_key_usage_map")).get("metadata._user:ann"))
          .isInstanceOfSatisfying(
              Map.class, used -> assertThat(used.get("current_usage")).isEqualTo(2));
    }
  }

  @Test
  void aRateLimitPolicyIsRefusedWithItsOwnErrorAndSaysWhenToComeBack() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.in(folder, Map.of())) {
      String key = prepared(catalog);
      String workspace = (String) catalog.admin("GET", "/v1/admin/workspaces", "").at("data.1.id");
      catalog.create(
          "/v1/policies/rate-limits",
          """
          {"workspace_id":"%s","conditions":[{"key":"endpoint_type","value":"chatComplete"}],
           "group_by":[{"key":"api_key"}],"type":"requests","unit":"rpd","value":1}"""
              .formatted(workspace));
      says(catalog, key, "ann").expect(200);

      Answer refused = says(catalog, key, "ann");

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.at("error.type")).isEqualTo("rate_limits_policy_exhaust_error");
      assertThat(refused.headers().firstValue("retry-after")).isPresent();
      Answer explained =
          catalog.admin(
              "GET", "/v1/explain?provider=@prod&model=echo&workspace_id=" + workspace, "");
      assertThat(explained.body()).contains("\"level\":\"policy\"").contains("value_key");
    }
  }

  @Test
  void refusesMetadataThatIsNoObjectOfTextsWhereAPolicyReadsIt() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.in(folder, Map.of())) {
      String key = prepared(catalog);
      assertThat(called(catalog, key, "[1]").status()).isEqualTo(200);
      catalog.create("/v1/policies/usage-limits", TWO_REQUESTS_A_USER);

      for (String bad :
          List.of(
              "[1]", "{\"_user\":1}", "{\"a\":\"b\"", "x", "{\"a\":\"" + "b".repeat(129) + "\"}")) {
        Answer refused = called(catalog, key, bad);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.at("error.param")).isEqualTo("metadata");
        assertThat(refused.body()).contains("must be a JSON object of");
      }
      assertThat(called(catalog, key, "{\"_user\":\"ann\"}").status()).isEqualTo(200);
    }
  }

  @Test
  void aPoolOfAnIntegrationStopsAllWorkspacesTogether() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.in(folder, Map.of())) {
      String key = prepared(catalog);
      String second = catalog.workspace("Second");
      catalog.provision("prod", second, "");
      String other = catalog.key(second, "");
      catalog
          .admin(
              "PUT",
              "/v1/integrations/prod",
              """
              {"pool_limits":{"usage_limits":[{"type":"requests","credit_limit":2}],
                              "rate_limits":[{"type":"requests","unit":"rpw","value":100}]}}""")
          .expect(200);
      says(catalog, key, "ann").expect(200);
      says(catalog, other, "bob").expect(200);

      Answer refused = says(catalog, other, "bob");

      assertThat(refused.status()).isEqualTo(412);
      assertThat(refused.at("error.type")).isEqualTo("integration_exhaust_error");
      assertThat(refused.at("level")).isEqualTo("integration");
      Answer shown = catalog.admin("GET", "/v1/integrations/prod", "").expect(200);
      assertThat(shown.at("pool_limits.usage_limits.0.credit_limit")).isEqualTo(2);
      assertThat(shown.at("pool_limits.rate_limits.0.unit")).isEqualTo("rpw");
      Answer looser =
          catalog.admin(
              "PUT",
              "/v1/integrations/prod/workspaces",
              "{\"workspaces\":[{\"id\":\"%s\",\"enabled\":true,\"usage_limits\":[{\"type\":\"requests\",\"credit_limit\":3}]}]}"
                  .formatted(second));
      assertThat(looser.status()).isEqualTo(400);
      catalog.admin("PUT", "/v1/integrations/prod", "{\"reset_pool_usage\":true}").expect(200);
      says(catalog, other, "bob").expect(200);
      catalog.admin("PUT", "/v1/integrations/prod", "{\"pool_limits\":null}").expect(200);
      for (int i = 0; i < 3; i++) {
        says(catalog, key, "ann").expect(200);
      }
    }
  }

  private static String prepared(LocalCatalog catalog) {
    String workspace = catalog.workspace("Research");
    catalog.integration("prod", "echo", "");
    catalog.provision("prod", workspace, "");
    // A day that ends between two calls would start their windows over.
    Instant now = Instant.now();
    Duration left =
        Duration.between(
            now, now.truncatedTo(java.time.temporal.ChronoUnit.DAYS).plus(Duration.ofDays(1)));
    if (left.compareTo(Duration.ofSeconds(20)) < 0) {
      try {
        Thread.sleep(left);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    return catalog.key(workspace, "");
  }

  private static Answer says(LocalCatalog catalog, String key, String user) {
    return called(catalog, key, "{\"_user\":\"" + user + "\"}");
  }

  private static Answer called(LocalCatalog catalog, String key, String metadata) {
    return catalog.send(
        catalog
            .request(key, "POST", "/v1/chat/completions", HELLO)
            .header("x-portkey-metadata", metadata)
            .build());
  }
}
