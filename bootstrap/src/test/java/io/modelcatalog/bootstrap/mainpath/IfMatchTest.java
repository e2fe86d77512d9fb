package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change that names the state it is meant for is made to no other. */
class IfMatchTest {
  @TempDir static Path folder;
  private static LocalCatalog catalog;
  private static String workspace;

  @BeforeAll
  static void start() throws Exception {
    catalog = LocalCatalog.in(folder, Map.of());
    workspace = catalog.workspace("Research");
  }

  @AfterAll
  static void stop() {
    catalog.close();
  }

  private static Answer change(String method, String path, String json, String... tags) {
    var request = catalog.request(LocalCatalog.ADMIN, method, path, json);
    for (String tag : tags) {
      request.header("If-Match", tag);
    }
    return catalog.send(request.build());
  }

  private static String tagOf(String path) {
    return catalog
        .admin("GET", path, "")
        .expect(200)
        .headers()
        .firstValue("ETag")
        .orElseThrow(() -> new AssertionError("no ETag at " + path));
  }

  /** Reads, changes, changes again by the old tag, deletes by the old tag, then by the new one. */
  private static void keepsToItsTag(String path, String once, String again, boolean deletable) {
    String first = tagOf(path);
    change("PUT", path, once, first).expect(200);
    String shown = catalog.admin("GET", path, "").expect(200).body();
    String second = tagOf(path);

    assertThat(second).isNotEqualTo(first).matches("\"[^\"]+\"");
    assertThat(tagOf(path)).isEqualTo(second);
    assertThat(change("PUT", path, again, first).expect(412).body()).contains("If-Match");
    assertThat(catalog.admin("GET", path, "").body()).isEqualTo(shown);
    if (deletable) {
      change("DELETE", path, "", first).expect(412);
      assertThat(catalog.admin("GET", path, "").body()).isEqualTo(shown);
      change("DELETE", path, "", "\"other:1\"", second).expect(200);
      catalog.admin("GET", path, "").expect(404);
    } else {
      change("PUT", path, again, second).expect(200);
    }
  }

  private static String named(String name) {
    return "{\"name\":\"" + name + "\"}";
  }

  @Test
  void ofIntegrations() {
    catalog.integration("tagged", "echo", "");
    keepsToItsTag("/v1/integrations/tagged", named("One"), named("Two"), true);
  }

  @Test
  void ofProvidersByBothTheirNames() {
    catalog.integration("shared", "echo", "");
    catalog.provision("shared", workspace, "");
    keepsToItsTag(
        "/v1/providers/shared?workspace_id=" + workspace, named("One"), named("Two"), false);
    keepsToItsTag(
        "/v1/virtual-keys/shared?workspace_id=" + workspace, named("Three"), named("Four"), false);
  }

  @Test
  void ofWorkspaces() {
    keepsToItsTag("/v1/admin/workspaces/" + workspace, named("One"), named("Two"), false);
  }

  @Test
  void ofTheOrganization() {
    keepsToItsTag("/v1/admin/organisation", named("One"), named("Two"), false);
  }

  @Test
  void ofKeys() {
    String id =
        catalog
            .create(
                "/v1/api-keys/workspace/service",
                "{\"name\":\"k\",\"workspace_id\":\""
                    + workspace
                    + "\",\"scopes\":[\"completions.write\"]}")
            .at("id")
            .toString();
    keepsToItsTag("/v1/api-keys/" + id, named("One"), named("Two"), true);
  }

  @Test
  void ofPolicies() {
    String usage =
        catalog
            .create(
                "/v1/policies/usage-limits",
                """
                {"name":"u","workspace_id":"%s","type":"cost","credit_limit":10,
                 "conditions":[{"key":"model","value":"@x/*"}],"group_by":[{"key":"api_key"}]}"""
                    .formatted(workspace))
            .at("id")
            .toString();
    keepsToItsTag("/v1/policies/usage-limits/" + usage, named("One"), named("Two"), false);
    String rate =
        catalog
            .create(
                "/v1/policies/rate-limits",
                """
                {"name":"r","workspace_id":"%s","type":"requests","unit":"rpm","value":10,
                 "conditions":[{"key":"model","value":"@x/*"}],"group_by":[{"key":"api_key"}]}"""
                    .formatted(workspace))
            .at("id")
            .toString();
    keepsToItsTag("/v1/policies/rate-limits/" + rate, named("One"), named("Two"), false);
  }

  @Test
  void ofConfigs() {
    String slug =
        catalog
            .create(
                "/v1/configs",
                "{\"name\":\"c\",\"workspace_id\":\"" + workspace + "\",\"config\":{}}")
            .at("slug")
            .toString();
    keepsToItsTag("/v1/configs/" + slug, named("One"), named("Two"), true);
  }

  @Test
  void ofSecretReferences() {
    catalog.create(
        "/v1/secret-references",
        """
        {"name":"s","slug":"tagged-secret","manager_type":"hashicorp_vault","secret_path":"kv/x",
         "auth_config":{"vault_addr":"https://vault.example.com","vault_auth_type":"token",
           "vault_token":"hvs.x"}}""");
    keepsToItsTag("/v1/secret-references/tagged-secret", named("One"), named("Two"), true);
  }

  @Test
  void anInviteIsCancelledByItsTag() {
    String id =
        catalog
            .create("/v1/admin/users/invites", "{\"email\":\"a@example.com\",\"role\":\"member\"}")
            .at("id")
            .toString();
    String path = "/v1/admin/users/invites/" + id;

    change("DELETE", path, "", tagOf("/v1/admin/organisation")).expect(412);
    change("DELETE", path, "", tagOf(path)).expect(200);
  }

  @Test
  void theTagOfAnotherObjectOpensNothing() {
    catalog.integration("mine", "echo", "");
    catalog.integration("yours", "echo", "");

    change("DELETE", "/v1/integrations/mine", "", tagOf("/v1/integrations/yours")).expect(412);

    catalog.admin("GET", "/v1/integrations/mine", "").expect(200);
    change("POST", "/v1/admin/workspaces", named("New"), tagOf("/v1/integrations/yours"))
        .expect(412);
  }

  @Test
  void everyOrOneOfSeveralIsFineAndAWeakOneNeverIs() {
    catalog.integration("listed", "echo", "");
    String path = "/v1/integrations/listed";

    change("PUT", path, named("A"), "*").expect(200);
    change("PUT", path, named("B"), "\"x\", " + tagOf(path) + " , \"y\"").expect(200);
    change("PUT", path, named("C"), "W/" + tagOf(path)).expect(412);
    change("DELETE", "/v1/integrations/nowhere", "", "*").expect(404);
  }

  @Test
  void whatIsNoListOfTagsIsRefused() {
    for (String wrong : List.of("x", "\"x", "\"x\" \"y\"", "W/x", "\"a\",,", "*, \"a\"")) {
      Answer answer = change("PUT", "/v1/admin/organisation", named("Wrong"), wrong);
      assertThat(answer.expect(400).body()).as(wrong).contains("If-Match");
    }
    assertThat(catalog.admin("GET", "/v1/admin/organisation", "").body()).doesNotContain("Wrong");
  }

  @Test
  void aChangeOnTrialIsHeldToItsTagToo() {
    catalog.integration("trial", "echo", "");
    String path = "/v1/integrations/trial";
    String old = tagOf(path);
    change("PUT", path, named("Other"), old).expect(200);

    change("PUT", path + "?dry_run=true", named("Tried"), old).expect(412);
    change("PUT", path + "?dry_run=true", named("Tried"), tagOf(path)).expect(200);
  }

  @Test
  void ofManyWhoSawTheSameStateOneChangesIt() throws Exception {
    catalog.integration("contended", "echo", "");
    String path = "/v1/integrations/contended";
    String tag = tagOf(path);
    List<Callable<Integer>> changes = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String name = "Writer " + i;
      changes.add(() -> change("PUT", path, named(name), tag).status());
    }

    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService writers = Executors.newFixedThreadPool(8)) {
      for (Future<Integer> each : writers.invokeAll(changes)) {
        statuses.add(each.get());
      }
    }

    assertThat(statuses).containsOnlyOnce(200).allMatch(each -> each == 200 || each == 412);
  }
}
