package io.modelcatalog.adapters.http.secret;

import static io.modelcatalog.adapters.http.integration.AdminServer.ADMIN;
import static io.modelcatalog.adapters.http.integration.AdminServer.POWERLESS;
import static io.modelcatalog.adapters.http.integration.AdminServer.RED;
import static io.modelcatalog.adapters.http.integration.AdminServer.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.http.integration.AdminServer;
import io.modelcatalog.adapters.http.integration.AdminServer.Answer;
import io.modelcatalog.domain.credential.SecretAccess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretReferenceApiTest {
  private static final String PATH = "/v1/secret-references";
  private static final String SECRET = "hvs.very-secret-token";

  private static AdminServer server;

  @BeforeAll
  static void start() {
    server = new AdminServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void isDeclaredShownListedChangedAndDeletedWithoutEverShowingItsSecret() {
    Answer made = vault("Team Vault", "\"description\":\"d\",\"tags\":{\"team\":\"a\"}");
    String path = PATH + "/" + made.at("slug");

    Answer shown = server.get(path);
    Answer listed = server.get(PATH + "?search=team");
    Answer changed =
        server.put(path, "{\"name\":\"Renamed\",\"secret_key\":null,\"description\":\"e\"}");

    assertThat(made.status()).isEqualTo(200);
    assertThat(made.body()).containsOnlyKeys("id", "slug", "object");
    assertThat(made.at("slug")).isEqualTo("team-vault");
    assertThat(made.at("object")).isEqualTo("secret-reference");
    assertThat(shown.at("auth_config.vault_addr")).isEqualTo("https://vault.example.com");
    assertThat(shown.at("auth_config.vault_token")).isEqualTo("hv*****ken");
    assertThat(shown.body())
        .containsEntry("manager_type", "hashicorp_vault")
        .containsEntry("secret_path", "kv/openai")
        .containsEntry("secret_key", "key")
        .containsEntry("allow_all_workspaces", true)
        .containsEntry("allowed_workspaces", List.of())
        .containsEntry("tags", Map.of("team", "a"))
        .containsEntry("status", "active")
        .containsKeys("created_at", "updated_at", "created_by");
    assertThat(listed.at("data.0.slug")).isEqualTo("team-vault");
    assertThat(changed.body()).containsEntry("name", "Renamed").containsEntry("secret_key", null);
    assertThat(shown.raw().body() + listed.raw().body() + changed.raw().body())
        .doesNotContain(SECRET);
    assertThat(server.delete(path).status()).isEqualTo(200);
    assertThat(server.get(path).status()).isEqualTo(404);
  }

  @Test
  void keepsSecretsThatAChangeDoesNotMentionButSendsThemNowhereElse() {
    Answer made = vault("Keeps", "");
    String path = PATH + "/" + made.at("id");
    String auth =
        "{\"auth_config\":{\"vault_addr\":\"https://%s\",\"vault_auth_type\":\"token\"%s}}";

    Answer masked =
        server.put(path, auth.formatted("vault.example.com", ",\"vault_token\":\"hv*****ken\""));
    Answer moved = server.put(path, auth.formatted("evil.example.com", ""));
    server.secrets.put("kv/openai", "sk-1", Map.of("key", "sk-1"));
    Answer tried = server.post(path + "/test", "");

    assertThat(masked.status()).isEqualTo(200);
    assertThat(moved.status()).isEqualTo(400);
    assertThat(moved.at("errors.0.pointer")).isEqualTo("/auth_config/vault_token");
    assertThat(tried.at("success")).isEqualTo(true);
    assertThat(tried.raw().body()).doesNotContain("sk-1");
    assertThat(
            server
                .secrets
                .presented
                .field("vault_token")
                .orElseThrow()
                .reveal(new SecretAccess("compare in a test")))
        .isEqualTo(SECRET);
    assertThat(
            server
                .put(
                    path,
                    auth.formatted("other.example.com", ",\"vault_token\":\"new-secret-token\""))
                .at("auth_config.vault_token"))
        .isEqualTo("ne*****ken");
  }

  @Test
  void aTestTellsWhyThereIsNoValue() {
    Answer made = vault("Tried", "\"secret_path\":\"kv/nowhere\"");

    Answer nothing = server.post(PATH + "/" + made.at("slug") + "/test", "");
    server.secrets.put("kv/nowhere", "{}", Map.of("other", "x"));
    Answer noMember = server.post(PATH + "/" + made.at("slug") + "/test", "{}");
    Answer member =
        server.post(PATH + "/" + made.at("slug") + "/test", "{\"secret_key\":\"other\"}");

    assertThat(nothing.at("success")).isEqualTo(false);
    assertThat(nothing.at("message")).isEqualTo("it leads to nothing");
    assertThat(noMember.at("success")).isEqualTo(false);
    assertThat(member.at("success")).isEqualTo(true);
  }

  @Test
  void anIntegrationTakesItsKeyFromOutsideAndHoldsTheReference() {
    String slug = String.valueOf(vault("Mapped", "").at("slug"));
    String mappings =
        "\"secret_mappings\":[{\"target_field\":\"key\",\"secret_reference_id\":\"%s\","
                .formatted(slug)
            + "\"secret_key\":\"k\",\"value_format\":\"string\"}]";

    Answer made =
        server.post(
            "/v1/integrations",
            "{\"name\":\"From outside\",\"ai_provider_id\":\"openai\"," + mappings + "}");
    String path = "/v1/integrations/" + made.at("slug");
    Answer shown = server.get(path);
    Answer moved =
        server.put(path, "{\"configurations\":{\"custom_host\":\"https://evil.example.com\"}}");
    Answer movedByAModel =
        server.put(
            path + "/models",
            "{\"models\":[{\"slug\":\"m\",\"enabled\":true,\"is_custom\":true,"
                + "\"configurations\":{\"custom_host\":\"https://evil.example.com\"}}]}");
    Answer inUse = server.delete(PATH + "/" + slug);

    assertThat(made.status()).isEqualTo(200);
    assertThat(shown.at("secret_mappings"))
        .isEqualTo(
            List.of(
                Map.of(
                    "target_field", "key",
                    "secret_reference_id", slug,
                    "secret_key", "k",
                    "value_format", "string")));
    assertThat(moved.at("errors.0.pointer")).isEqualTo("/secret_mappings");
    assertThat(movedByAModel.at("errors.0.pointer")).isEqualTo("/models");
    assertThat(inUse.status()).isEqualTo(400);
    assertThat(inUse.raw().body()).contains("from-outside");
    assertThat(server.put(path, "{\"name\":\"Renamed\"}").status()).isEqualTo(200);
    assertThat(server.get(path).at("secret_mappings.0.target_field")).isEqualTo("key");
    assertThat(server.put(path, "{\"secret_mappings\":[]}").at("errors.0.pointer"))
        .isEqualTo("/key");
    assertThat(server.put(path, "{\"secret_mappings\":[],\"key\":\"sk-stored-now\"}").status())
        .isEqualTo(200);
    assertThat(server.delete(PATH + "/" + slug).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"target_field\":\"name\",\"secret_reference_id\":\"shared\"} |"
            + " /secret_mappings/0/target_field",
        "{\"target_field\":\"configurations.custom_host\",\"secret_reference_id\":\"shared\"}"
            + " | /secret_mappings/0/target_field",
        "{\"target_field\":\"key\",\"secret_reference_id\":\"nobody\"}"
            + " | /secret_mappings/0/secret_reference_id",
        "{\"target_field\":\"key\",\"secret_reference_id\":\"shared\",\"value_format\":\"xml\"}"
            + " | /secret_mappings/0/value_format",
        "{\"target_field\":\"key\",\"secret_reference_id\":\"shared\"},"
            + "{\"target_field\":\"key\",\"secret_reference_id\":\"shared\"}"
            + " | /secret_mappings/1/target_field",
      })
  void refusesAMappingThatCannotWork(String mapping, String pointer) {
    vault("Shared", "\"slug\":\"shared\"");

    Answer refused =
        server.post(
            "/v1/integrations",
            "{\"name\":\"x\",\"ai_provider_id\":\"openai\",\"secret_mappings\":[" + mapping + "]}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("errors.0.pointer")).isEqualTo(pointer);
  }

  @Test
  void onlyTheNamedWorkspacesMayUseIt() {
    vault("Blue only", "\"allowed_workspaces\":[\"blue\"],\"slug\":\"blue-only\"");
    String integration =
        "{\"name\":\"Mine\",\"ai_provider_id\":\"openai\",\"secret_mappings\":[{\"target_field\":"
            + "\"key\",\"secret_reference_id\":\"blue-only\"}]}";

    assertThat(server.get(PATH + "/blue-only").at("allow_all_workspaces")).isEqualTo(false);
    assertThat(server.send(RED, "GET", PATH + "/blue-only", null).status()).isEqualTo(404);
    assertThat(server.send(RED, "GET", PATH, null).raw().body()).doesNotContain("blue-only");
    assertThat(server.send(RED, "POST", "/v1/integrations", integration).at("errors.0.pointer"))
        .isEqualTo("/secret_mappings/0/secret_reference_id");
    assertThat(server.put(PATH + "/blue-only", "{\"allowed_workspaces\":[\"red\"]}").status())
        .isEqualTo(200);
    assertThat(server.send(RED, "POST", "/v1/integrations", integration).status()).isEqualTo(200);
    assertThat(server.send(RED, "PUT", PATH + "/blue-only", "{\"name\":\"x\"}").status())
        .isEqualTo(403);
    assertThat(server.put(PATH + "/blue-only", "{\"allowed_workspaces\":[]}").status())
        .isEqualTo(400);
    assertThat(
            server
                .put(PATH + "/blue-only", "{\"allow_all_workspaces\":true}")
                .at("allowed_workspaces"))
        .isEqualTo(List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"manager_type\":\"aws_sm\",\"secret_path\":\"x\"} | /name",
        "{\"name\":\"x\",\"manager_type\":\"etcd\",\"secret_path\":\"x\"} | /manager_type",
        "{\"name\":\"x\",\"manager_type\":\"aws_sm\"} | /secret_path",
        "{\"name\":\"x\",\"manager_type\":\"file\",\"secret_path\":\"x\"} | /manager_type",
        "{\"name\":\"x\",\"manager_type\":\"hashicorp_vault\",\"secret_path\":\"x\"}"
            + " | /auth_config/vault_addr",
        "{\"name\":\"x\",\"manager_type\":\"hashicorp_vault\",\"secret_path\":\"x\",\"auth_config\":{\"vault_token\":7}}"
            + " | /auth_config/vault_token",
        "{\"name\":\"x\",\"manager_type\":\"aws_sm\",\"secret_path\":\"x\",\"tags\":{\"a\":1}} |"
            + " /tags",
        "{\"name\":\"x\",\"manager_type\":\"aws_sm\",\"secret_path\":\"x\","
            + "\"allow_all_workspaces\":false} | /allowed_workspaces",
        "{\"name\":\"x\",\"manager_type\":\"aws_sm\",\"secret_path\":\"x\",\"slug\":\"a/b\"} |"
            + " /slug",
      })
  void refusesWhatIsNotWhole(String body, String pointer) {
    Answer refused = server.post(PATH, body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("errors.0.pointer")).isEqualTo(pointer);
  }

  @Test
  void anotherTenantsAnswersLikeOneThatDoesNotExist() {
    String theirs = String.valueOf(vault("Theirs", "").at("slug"));

    for (String request : List.of("GET ", "PUT ", "DELETE ", "POST test")) {
      String[] parts = request.split(" ", -1);
      String body = parts[0].equals("GET") || parts[0].equals("DELETE") ? null : "{}";
      String rest = parts[1].isEmpty() ? "" : "/" + parts[1];
      Answer foreign = server.send(STRANGER, parts[0], PATH + "/" + theirs + rest, body);
      Answer missing = server.send(STRANGER, parts[0], PATH + "/nobody" + rest, body);

      assertThat(foreign.status()).isEqualTo(404);
      assertThat(foreign.raw().body().replace(theirs, "nobody")).isEqualTo(missing.raw().body());
      assertThat(server.send(POWERLESS, parts[0], PATH + "/" + theirs + rest, body).status())
          .isEqualTo(403);
    }
    assertThat(server.send(STRANGER, "GET", PATH, null).at("total")).isEqualTo(0);
    assertThat(server.send(ADMIN, "GET", PATH + "?manager_type=aws_sm", null).at("total"))
        .isEqualTo(0);
  }

  private static Answer vault(String name, String more) {
    String extra = more.isEmpty() ? "" : "," + more;
    String path = more.contains("secret_path") ? "" : ",\"secret_path\":\"kv/openai\"";
    return server.post(
        PATH,
        "{\"name\":\""
            + name
            + "\",\"manager_type\":\"hashicorp_vault\",\"secret_key\":\"key\",\"auth_config\":"
            + "{\"vault_addr\":\"https://vault.example.com\",\"vault_auth_type\":\"token\","
            + "\"vault_token\":\""
            + SECRET
            + "\"}"
            + path
            + extra
            + "}");
  }
}
