package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What administrators do stands in the audit log, from request to record. */
class AuditTest {
  private static final String ANY_TIME =
      "start_time=2020-01-01T00:00:00Z&end_time=2099-01-01T00:00:00Z";

  @TempDir Path folder;

  private static List<Map<?, ?>> records(LocalCatalog catalog, String filter) {
    Answer answer =
        catalog.admin("GET", "/v1/audit-logs?" + ANY_TIME + "&" + filter, "").expect(200);
    List<Map<?, ?>> records = new ArrayList<>();
    ((List<?>) answer.at("records")).forEach(record -> records.add((Map<?, ?>) record));
    return records;
  }

  @Test
  void everyChangeIsARecordThatIsFoundByEachFilter() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.in(folder, Map.of())) {
      String workspace = catalog.workspace("Research");
      catalog.integration("echo", "echo", ",\"key\":\"sk-very-secret-0123456789\"");
      catalog.provision(
          "echo", workspace, ",\"usage_limits\":[{\"type\":\"cost\",\"credit_limit\":1}]");
      catalog
          .admin(
              "PUT",
              "/v1/integrations/echo",
              "{\"description\":\"for tests\",\"key\":\"sk-even-more-secret-98765\"}")
          .expect(200);
      catalog
          .admin("PUT", "/v1/admin/workspaces/" + workspace, "{\"name\":\"Science\"}")
          .expect(200);
      String key =
          (String)
              catalog
                  .create(
                      "/v1/api-keys/workspace/service",
                      "{\"name\":\"app\",\"workspace_id\":\"%s\",\"scopes\":[\"completions.write\"]}"
                          .formatted(workspace))
                  .at("id");
      catalog.admin("POST", "/v1/api-keys/" + key + "/rotate", "{}").expect(200);
      catalog.admin("DELETE", "/v1/api-keys/" + key, "").expect(200);

      List<Map<?, ?>> all = records(catalog, "page_size=100");
      assertThat(all.toString()).doesNotContain("sk-very-secret", "sk-even-more-secret");
      assertThat(all)
          .extracting(record -> record.get("resource_type") + "." + record.get("action"))
          .contains(
              "organization.create",
              "workspace.create",
              "workspace.update",
              "integration.create",
              "integration.update",
              "integration_workspace.provision",
              "provider.create",
              "api_key.create",
              "api_key.rotate",
              "api_key.delete");
      Map<?, ?> update = records(catalog, "resource_type=workspace&action=update").getFirst();
      assertThat(update.get("changes"))
          .isEqualTo(List.of(Map.of("field", "name", "before", "Research", "after", "Science")));
      assertThat(update.get("method")).isEqualTo("PUT");
      assertThat(update.get("uri")).isEqualTo("/v1/admin/workspaces/" + workspace);
      assertThat(update.get("response_status_code")).isEqualTo(200);
      assertThat(update.get("client_ip")).isEqualTo("127.0.0.1");
      assertThat(records(catalog, "resource_type=integration&action=update").toString())
          .contains("field=credentials, before=set, after=changed", "after=for tests");

      for (String filter :
          List.of(
              "method=PUT&uri=" + update.get("uri"),
              "request_id=" + update.get("request_id"),
              "user_id=" + update.get("user_id") + "&method=PUT&resource_type=workspace",
              "user_type=api_key&resource_type=workspace&action=update",
              "workspace_id=" + workspace + "&action=update",
              "workspace_id=" + update.get("workspace_id") + "&action=update",
              "client_ip=127.0.0.1&resource_type=workspace&action=update&country=DE",
              "response_status_code=200&resource_type=workspace&action=update",
              "organisation_id="
                  + update.get("organisation_id")
                  + "&resource_type=workspace&action=update",
              "resource_type=workspace&action=update&page_size=1&current_page=0")) {
        assertThat(records(catalog, filter)).as(filter).containsExactly(update);
      }
      for (String filter :
          List.of(
              "request_id=none",
              "user_id=none",
              "user_type=user",
              "workspace_id=none",
              "client_ip=10.9.9.9",
              "response_status_code=404",
              "action=none",
              "resource_type=workspace&action=update&current_page=1")) {
        assertThat(records(catalog, filter)).as(filter).isEmpty();
      }
    }
  }

  @Test
  void twoAdministratorsAtOnceDoNotBlockOneAnother() throws Exception {
    administrate(folder, Map.of());
  }

  @Test
  void norDoTheyOnPostgres() throws Exception {
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setLocaleConfig("locale", "C.UTF-8").start()) {
      administrate(
          folder,
          Map.of(
              "CATALOG_DATASOURCE_URL",
              "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres",
              "CATALOG_DATASOURCE_USERNAME",
              "postgres"));
    }
  }

  /**
   * Each changes the same integrations, grants and workspaces in another order, as bulk changes do.
   */
  private static void administrate(Path folder, Map<String, String> environment) throws Exception {
    try (LocalCatalog catalog = LocalCatalog.in(folder, new HashMap<>(environment))) {
      List<String> workspaces = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        workspaces.add(catalog.workspace("Workspace " + i));
      }
      catalog.integration("a", "echo", "");
      catalog.integration("b", "echo", "");
      try (ExecutorService administrators = Executors.newFixedThreadPool(2)) {
        List<Future<?>> both = new ArrayList<>();
        for (int who = 0; who < 2; who++) {
          List<String> order = who == 0 ? workspaces : workspaces.reversed();
          List<String> integrations = who == 0 ? List.of("a", "b") : List.of("b", "a");
          both.add(
              administrators.submit(
                  () -> {
                    for (int round = 0; round < 5; round++) {
                      for (String integration : integrations) {
                        change(catalog, integration, order, round);
                      }
                    }
                  }));
        }
        for (Future<?> each : both) {
          each.get();
        }
      }
      assertThat(records(catalog, "resource_type=integration_workspace&page_size=100"))
          .hasSizeGreaterThan(40);
    }
  }

  private static void change(
      LocalCatalog catalog, String integration, List<String> workspaces, int round) {
    List<String> items = new ArrayList<>();
    for (String workspace : workspaces) {
      items.add(
          "{\"id\":\"%s\",\"enabled\":true,\"usage_limits\":[{\"type\":\"cost\",\"credit_limit\":%d}]}"
              .formatted(workspace, round + 1 + Thread.currentThread().threadId() % 97));
    }
    Answer answer =
        catalog.admin(
            "PUT",
            "/v1/integrations/" + integration + "/workspaces",
            "{\"workspaces\":[" + String.join(",", items) + "]}");
    // Both may change the same grant at once: then one is told so, and nobody waits for ever.
    assertThat(answer.status()).as(answer.toString()).isIn(200, 409);
  }
}
