package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.serde.ObjectMapper;
import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a declarative tool does with each kind of object: it makes it as it is declared, reads it
 * back, finds nothing to change, changes it, finds nothing to change again, reads it by its other
 * name as an import does, and deletes it.
 */
class DeclarativeTest {
  /** What is written only, so that no tool compares it. */
  private static final Set<String> SECRET = Set.of("key", "vault_token", "create_default_provider");

  @TempDir static Path folder;
  private static LocalCatalog catalog;
  private static ObjectMapper json;
  private static String workspace;
  private static String home;

  @BeforeAll
  static void start() throws Exception {
    catalog = LocalCatalog.in(folder, Map.of());
    json = catalog.server().context().getBean(ObjectMapper.class);
    workspace = catalog.workspace("Home");
    home = catalog.admin("GET", "/v1/admin/workspaces/" + workspace, "").at("id").toString();
  }

  @AfterAll
  static void stop() {
    catalog.close();
  }

  /**
   * An object's life.
   *
   * @param collection where it is made
   * @param declared as it is made
   * @param id the member of the first answer by which it is read
   * @param other another member by which an import reads it; null if there is none
   * @param more what is added to paths of one object
   * @param changed what an update declares
   */
  private record Life(
      String collection,
      String declared,
      String id,
      @Nullable String other,
      String more,
      String changed) {

    void run() {
      Answer made = catalog.admin("POST", collection, in(declared)).expect(200);
      String path = base() + "/" + made.at(id) + more;
      Answer read = catalog.admin("GET", path, "").expect(200);
      agrees(in(declared), read);
      if (other != null) {
        Answer imported =
            catalog.admin("GET", base() + "/" + read.at(other) + more, "").expect(200);
        assertThat(imported.body()).isEqualTo(read.body());
      }

      catalog.admin("PUT", path, in(changed)).expect(200);
      Answer after = catalog.admin("GET", path, "").expect(200);
      agrees(in(changed), after);
      catalog.admin("PUT", path, in(changed)).expect(200);
      assertThat(still(catalog.admin("GET", path, "").expect(200)))
          .as("applied twice")
          .isEqualTo(still(after));

      // A workspace wants to be named by who deletes it.
      catalog.admin("DELETE", path, "{\"name\":\"" + after.at("name") + "\"}").expect(200);
      assertThat(catalog.admin("GET", path, "").status()).as("deleted").isEqualTo(404);
    }

    private String base() {
      return collection.startsWith("/v1/api-keys") ? "/v1/api-keys" : collection;
    }
  }

  private static String in(String text) {
    return text.replace("$HOME", home);
  }

  /** Without the time of the last update, which a tool does not declare. */
  private static String still(Answer answer) {
    return answer.body().replaceAll("\"(last_)?updated_at\":\"[^\"]*\"", "");
  }

  private static void agrees(String declared, Answer read) {
    agrees("", read(declared), read.json());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> read(String text) {
    try {
      return json.readValue(text, Map.class);
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** Everything that is declared is there as it is declared; more may be. */
  private static void agrees(String where, Object declared, @Nullable Object found) {
    switch (declared) {
      case Map<?, ?> members -> {
        Object object = found instanceof String text && text.startsWith("{") ? read(text) : found;
        assertThat(object).as(where).isInstanceOf(Map.class);
        members.forEach(
            (name, value) -> {
              if (!SECRET.contains((String) name)) {
                agrees(where + "." + name, value, ((Map<?, ?>) object).get(name));
              }
            });
      }
      case List<?> scopes when where.endsWith(".scopes") ->
          // A set in every client.
          assertThat((List<?>) found)
              .as(where)
              .map(Object.class::cast)
              .containsExactlyInAnyOrderElementsOf(scopes);
      case List<?> items -> {
        assertThat(found).as(where).isInstanceOf(List.class);
        assertThat((List<?>) found).as(where).hasSameSizeAs(items);
        for (int i = 0; i < items.size(); i++) {
          agrees(where + "[" + i + "]", items.get(i), ((List<?>) found).get(i));
        }
      }
      case Number number ->
          assertThat(((Number) found).doubleValue()).as(where).isEqualTo(number.doubleValue());
      default -> assertThat(found).as(where).isEqualTo(declared);
    }
  }

  @Test
  void workspaces() {
    new Life(
            "/v1/admin/workspaces",
            """
            {"name":"Declared","description":"by a file","defaults":{"metadata":{"team":"red"}},
             "usage_limits":[{"type":"cost","credit_limit":100,"periodic_reset":"monthly"}],
             "rate_limits":[{"type":"requests","unit":"rpm","value":600}]}""",
            "id",
            "slug",
            "",
            """
            {"name":"Declared anew","description":"by another",
             "defaults":{"metadata":{"team":"blue"}},
             "usage_limits":[{"type":"cost","credit_limit":50,"periodic_reset":"weekly"}],
             "rate_limits":[{"type":"tokens","unit":"rpd","value":1000000}]}""")
        .run();
  }

  @Test
  void integrations() {
    new Life(
            "/v1/integrations",
            """
            {"name":"Declared","slug":"declared","ai_provider_id":"openai","key":"sk-declared",
             "description":"by a file","tags":["prod","eu"],
             "configurations":{"openai_organization":"org-1","openai_project":"proj-1"}}""",
            "slug",
            "id",
            "",
            """
            {"name":"Declared anew","description":"by another","tags":["prod"],
             "configurations":{"openai_organization":"org-2","openai_project":"proj-1"}}""")
        .run();
  }

  @Test
  void modelsAndWorkspacesOfAnIntegration() {
    catalog.integration("parts", "echo", "");
    String models =
        """
        {"allow_all_models":false,
         "models":[{"slug":"echo","enabled":true},
          {"slug":"mine","enabled":true,"is_custom":true,"base_model_slug":"echo"}]}""";
    String workspaces =
        """
        {"workspaces":[{"id":"%s","enabled":true,
          "usage_limits":[{"type":"cost","credit_limit":5,"periodic_reset":"monthly"}],
          "rate_limits":[{"type":"requests","unit":"rpm","value":10}]}]}"""
            .formatted(workspace);
    for (int time = 0; time < 2; time++) {
      catalog.admin("PUT", "/v1/integrations/parts/models", models).expect(200);
      Answer read = catalog.admin("GET", "/v1/integrations/parts/models", "").expect(200);
      assertThat(read.at("allow_all_models")).isEqualTo(false);
      assertThat(enabled(read)).containsExactlyInAnyOrder("echo", "mine");

      catalog.admin("PUT", "/v1/integrations/parts/workspaces", workspaces).expect(200);
      agrees(
          in(workspaces),
          catalog.admin("GET", "/v1/integrations/parts/workspaces", "").expect(200));
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Object> enabled(Answer models) {
    return ((List<Map<String, Object>>) models.at("models"))
        .stream()
            .filter(model -> model.get("enabled").equals(true))
            .map(model -> model.get("slug"))
            .toList();
  }

  @Test
  void providers() {
    catalog.integration("granted", "echo", "");
    catalog.provision("granted", workspace, "");
    new Life(
            "/v1/providers",
            """
            {"name":"Declared","slug":"declared-slice","integration_id":"granted",
             "workspace_id":"$HOME","note":"a slice",
             "usage_limits":{"type":"cost","credit_limit":10,"periodic_reset":"monthly"},
             "rate_limits":[{"type":"requests","unit":"rpm","value":60}]}""",
            "slug",
            null,
            "?workspace_id=" + workspace,
            """
            {"name":"Declared anew","note":"a thinner slice",
             "usage_limits":{"type":"cost","credit_limit":5,"periodic_reset":"monthly"},
             "rate_limits":[{"type":"requests","unit":"rpm","value":30}]}""")
        .run();
  }

  @Test
  void apiKeys() {
    new Life(
            "/v1/api-keys/workspace/service",
            """
            {"name":"declared","description":"by a file","workspace_id":"%s",
             "scopes":["completions.write","logs.list"],
             "usage_limits":{"type":"cost","credit_limit":10,"periodic_reset":"monthly"},
             "rate_limits":[{"type":"requests","unit":"rpm","value":60}],
             "defaults":{"metadata":{"app":"x"},"allow_config_override":false},
             "alert_emails":["ops@example.com"],
             "rotation_policy":{"rotation_period":"monthly","key_transition_period_ms":3600000}}"""
                .formatted(home),
            "id",
            null,
            "",
            """
            {"name":"declared anew","description":"by another","scopes":["completions.write"],
             "usage_limits":{"type":"cost","credit_limit":5,"periodic_reset":"monthly"},
             "rate_limits":[{"type":"requests","unit":"rpm","value":30}],
             "defaults":{"metadata":{"app":"y"},"allow_config_override":true},
             "alert_emails":["dev@example.com"],
             "rotation_policy":{"rotation_period_days":30,"key_transition_period_ms":1800000}}""")
        .run();
  }

  @Test
  void policies() {
    new Life(
            "/v1/policies/usage-limits",
            """
            {"name":"declared","workspace_id":"%s","type":"cost","credit_limit":10,
             "alert_threshold":8,"periodic_reset":"monthly",
             "conditions":[{"key":"model","value":"@x/*"}],"group_by":[{"key":"api_key"}]}"""
                .formatted(home),
            "id",
            null,
            "",
            "{\"name\":\"declared anew\",\"credit_limit\":5,\"alert_threshold\":4}")
        .run();
    new Life(
            "/v1/policies/rate-limits",
            """
            {"name":"declared","workspace_id":"%s","type":"requests","unit":"rpm","value":10,
             "conditions":[{"key":"model","value":"@x/*"}],"group_by":[{"key":"api_key"}]}"""
                .formatted(home),
            "id",
            null,
            "",
            "{\"name\":\"declared anew\",\"value\":5}")
        .run();
  }

  @Test
  void configs() {
    new Life(
            "/v1/configs",
            """
            {"name":"declared","workspace_id":"%s","config":{"retry":{"attempts":2}}}"""
                .formatted(home),
            "slug",
            "id",
            "",
            "{\"name\":\"declared anew\",\"config\":{\"retry\":{\"attempts\":3}}}")
        .run();
  }

  @Test
  void secretReferences() {
    new Life(
            "/v1/secret-references",
            """
            {"name":"Declared","slug":"declared","description":"by a file",
             "manager_type":"hashicorp_vault","secret_path":"kv/declared","secret_key":"api_key",
             "auth_config":{"vault_addr":"https://vault.example.com","vault_auth_type":"token",
               "vault_token":"hvs.declared"},"tags":{"team":"red"}}""",
            "slug",
            "id",
            "",
            "{\"name\":\"Declared anew\",\"secret_path\":\"kv/anew\",\"tags\":{\"team\":\"blue\"}}")
        .run();
  }

  @Test
  void membersOfAWorkspace() {
    String ada = catalog.person("declared-ada");
    String members = "/v1/admin/workspaces/" + workspace + "/users";
    catalog
        .admin("POST", members, "{\"users\":[{\"id\":\"%s\",\"role\":\"member\"}]}".formatted(ada))
        .expect(200);

    assertThat(catalog.admin("GET", members + "/" + ada, "").expect(200).at("role"))
        .isEqualTo("member");
    for (int time = 0; time < 2; time++) {
      catalog.admin("PUT", members + "/" + ada, "{\"role\":\"manager\"}").expect(200);
      assertThat(catalog.admin("GET", members + "/" + ada, "").expect(200).at("role"))
          .isEqualTo("manager");
    }
    catalog.admin("DELETE", members + "/" + ada, "").expect(200);
    catalog.admin("GET", members + "/" + ada, "").expect(404);
  }

  @Test
  void invites() {
    String invites = "/v1/admin/users/invites";
    String declared =
        """
        {"email":"declared@example.com","role":"member",
         "workspaces":[{"id":"%s","role":"manager"}],
         "workspace_api_key_details":{"scopes":["completions.write"]}}"""
            .formatted(home);
    String path = invites + "/" + catalog.create(invites, declared).at("id");

    agrees(declared, catalog.admin("GET", path, "").expect(200));
    catalog.admin("DELETE", path, "").expect(200);
    assertThat(catalog.admin("GET", path, "").expect(200).at("status")).isEqualTo("cancelled");
  }
}
