package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What administrators do with upstreams, against the whole program and a server beside it. */
class IntegrationUpstreamsTest {
  private static final String KEY = "sk-of-the-upstream-4711";
  private static final String HELLO =
      """
      {"model":"@%s/echo","messages":[{"role":"user","content":"Hello"}]}""";

  @TempDir static Path folder;

  private static final AtomicReference<String> list = new AtomicReference<>("");
  private static final List<String> asked = new CopyOnWriteArrayList<>();
  private static HttpServer upstream;
  private static LocalCatalog catalog;
  private static String host;

  @BeforeAll
  static void start() throws Exception {
    upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    upstream.createContext(
        "/v1/models",
        exchange -> {
          String key = exchange.getRequestHeaders().getFirst("authorization");
          asked.add(exchange.getRequestMethod() + " " + key);
          boolean known = ("Bearer " + KEY).equals(key);
          byte[] body =
              (known ? list.get() : "{\"error\":{\"message\":\"Wrong key " + key + "\"}}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("content-type", "application/json");
          exchange.sendResponseHeaders(known ? 200 : 401, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    upstream.start();
    host = "127.0.0.1:" + upstream.getAddress().getPort();
    catalog = LocalCatalog.in(folder, Map.of("CATALOG_UPSTREAM_ALLOW", host));
  }

  @AfterAll
  static void stop() {
    catalog.close();
    upstream.stop(0);
  }

  private static String body(String key, String url) {
    return """
        {"name":"Host","ai_provider_id":"custom","key":"%s","configurations":{"custom_host":"%s"}}"""
        .formatted(key, url);
  }

  @Test
  void triesAnUpstreamBeforeItIsSaved() {
    list.set("{\"data\":[{\"id\":\"one\"}]}");
    asked.clear();

    Answer good = catalog.create("/v1/integrations/test", body(KEY, "http://" + host + "/v1"));
    Answer wrongKey =
        catalog.create(
            "/v1/integrations/test", body("sk-not-the-one-at-all", "http://" + host + "/v1"));
    Answer wrongPath =
        catalog.create("/v1/integrations/test", body(KEY, "http://" + host + "/elsewhere"));
    Answer echo = catalog.create("/v1/integrations/test", "{\"ai_provider_id\":\"echo\"}");

    assertThat(good.at("success")).isEqualTo(true);
    assertThat(good.at("status")).isEqualTo(200);
    assertThat(good.at("model_count")).isEqualTo(1);
    assertThat(wrongKey.at("cause")).isEqualTo("key_refused");
    assertThat(wrongKey.at("status")).isEqualTo(401);
    assertThat(wrongKey.body()).doesNotContain("sk-not", "Wrong key");
    assertThat(wrongPath.at("cause")).isEqualTo("not_found");
    assertThat(echo.at("success")).isEqualTo(true);
    assertThat(asked).hasSize(2);
    catalog.admin("POST", "/v1/integrations/test", body(KEY, "http://127.0.0.1:9/v1")).expect(400);
    assertThat(catalog.admin("GET", "/v1/integrations", "").at("data").toString())
        .doesNotContain("Host");
  }

  @Test
  void learnsOfNewModelsAndSwitchesThemOnAsAskedTo() {
    String workspace = catalog.workspace("Learners");
    catalog.integration(
        "learning",
        "custom",
        ",\"key\":\"%s\",\"configurations\":{\"custom_host\":\"http://%s/v1\"}"
            .formatted(KEY, host));
    catalog.provision("learning", workspace, "");
    String key = catalog.key(workspace, "");
    catalog
        .admin(
            "PUT",
            "/v1/integrations/learning/models",
            "{\"allow_all_models\":false,\"auto_enable_new_models\":true}")
        .expect(200);
    list.set("{\"data\":[{\"id\":\"old/one\"},{\"id\":\"old/two\"}]}");
    assertThat(catalog.create("/v1/integrations/learning/models/sync", "{}").at("listed"))
        .isEqualTo(2);
    list.set("{\"data\":[{\"id\":\"old/two\"},{\"id\":\"new/three\"}]}");

    Answer synced = catalog.create("/v1/integrations/learning/models/sync", "{}");

    assertThat(synced.at("added")).isEqualTo(List.of("new/three"));
    assertThat(synced.at("enabled")).isEqualTo(List.of("new/three"));
    assertThat(synced.at("gone")).isEqualTo(List.of("old/one"));
    Answer models = catalog.send(catalog.request(key, "GET", "/v1/models", "").build());
    assertThat(models.body()).contains("@learning/new/three").doesNotContain("old/two");
    Answer listed = catalog.admin("GET", "/v1/integrations/learning/models", "");
    assertThat(listed.at("auto_enable_new_models")).isEqualTo(true);
    assertThat(listed.at("models.0.slug")).isEqualTo("old/two");
    assertThat(listed.at("models.0.enabled")).isEqualTo(false);
    assertThat(listed.at("models.0.listed_by_provider")).isEqualTo(true);
  }

  @Test
  void anArchivedIntegrationRefusesCallsUntilItIsActiveAgain() {
    String workspace = catalog.workspace("Archivists");
    catalog.integration("old", "echo", "");
    catalog.provision("old", workspace, "");
    String key = catalog.key(workspace, "");
    catalog.chat(key, HELLO.formatted("old")).expect(200);

    catalog.admin("PUT", "/v1/integrations/old", "{\"status\":\"archived\"}").expect(200);
    Answer refused = catalog.chat(key, HELLO.formatted("old"));
    Answer shown = catalog.admin("GET", "/v1/integrations/old", "");
    Answer models = catalog.send(catalog.request(key, "GET", "/v1/models", "").build());
    catalog.admin("PUT", "/v1/integrations/old", "{\"status\":\"active\"}").expect(200);

    assertThat(refused.status()).isGreaterThanOrEqualTo(400).isLessThan(500);
    assertThat(refused.body()).contains("archived");
    assertThat(shown.at("status")).isEqualTo("archived");
    assertThat(models.at("data")).isEqualTo(List.of());
    catalog.chat(key, HELLO.formatted("old")).expect(200);
    catalog.admin("PUT", "/v1/integrations/old", "{\"status\":\"gone\"}").expect(400);
    catalog.admin("PUT", "/v1/integrations/old", "{\"status\":null}").expect(400);
  }

  @Test
  void anAdministratorSeesWhichWorkspacesBroughtTheirOwn() {
    String workspace = catalog.workspace("Bringers");
    catalog.create(
        "/v1/integrations",
        "{\"name\":\"Theirs\",\"ai_provider_id\":\"echo\",\"workspace_id\":\"" + workspace + "\"}");
    catalog.integration("ours", "echo", "");

    Answer theirs = catalog.admin("GET", "/v1/integrations?type=workspace", "").expect(200);

    assertThat(theirs.at("total")).isEqualTo(1);
    assertThat(theirs.at("data.0.name")).isEqualTo("Theirs");
    assertThat(theirs.at("data.0.type")).isEqualTo("workspace");
    assertThat(theirs.at("data.0.workspace_slug")).isEqualTo(workspace);
    assertThat(theirs.at("data.0.workspace_name")).isEqualTo("Bringers");
    assertThat(theirs.at("data.0.created_by").toString()).isNotEmpty();
  }

  @Test
  void aNewWorkspaceGetsWhatEveryWorkspaceGets() {
    catalog.integration("common", "echo", "");
    catalog
        .admin(
            "PUT",
            "/v1/integrations/common/workspaces",
            """
            {"global_workspace_access":{"enabled":true,
             "usage_limits":[{"type":"cost","credit_limit":5}]},"workspaces":[]}""")
        .expect(200);

    String workspace = catalog.workspace("Latecomers");

    Answer providers = catalog.admin("GET", "/v1/providers?workspace_id=" + workspace, "");
    assertThat(providers.at("total")).isEqualTo(1);
    assertThat(providers.at("data.0.slug")).isEqualTo("common");
    String key = catalog.key(workspace, "");
    catalog.chat(key, HELLO.formatted("common")).expect(200);
    Object limit =
        catalog
            .send(
                catalog.request(key, "GET", "/v1/explain?provider=@common&model=echo", "").build())
            .expect(200)
            .at("limits.0");
    assertThat(limit.toString()).contains("5");
    catalog
        .admin(
            "PUT",
            "/v1/integrations/common/workspaces",
            """
        {"global_workspace_access":{"enabled":false},"workspaces":[]}""")
        .expect(200);
  }

  @Test
  void whatWasReadAndIsSentBackChangesNothing() {
    catalog.integration(
        "tripping",
        "openai",
        """
        ,"key":"sk-to-be-kept-1234","description":"About","tags":["a","b"],
        "configurations":{"openai_organization":"org-1","openai_project":"proj-1",
        "custom_headers":{"x-plain":"one","x-api-token":"secret-token-value"}},
        "pricing_adjustments":{"multiplier":{"default":1.5}}""");
    Map<String, Object> before = read("tripping");

    StringBuilder back = new StringBuilder("{");
    for (String name :
        List.of("name", "description", "tags", "configurations", "pricing_adjustments", "status")) {
      back.append('"').append(name).append("\":").append(json(before.get(name))).append(',');
    }
    back.append("\"key\":").append(json(before.get("masked_key"))).append('}');
    catalog.admin("PUT", "/v1/integrations/tripping", back.toString()).expect(200);

    Map<String, Object> after = read("tripping");
    assertThat(after).isEqualTo(before);
    assertThat(before.toString()).doesNotContain("sk-to-be-kept-1234", "secret-token-value");
    catalog
        .admin(
            "PUT",
            "/v1/integrations/tripping",
            "{\"description\":null,\"pricing_adjustments\":null,\"tags\":[]}")
        .expect(200);
    Map<String, Object> cleared = read("tripping");
    assertThat(cleared.get("description")).isNull();
    assertThat(cleared.get("pricing_adjustments")).isNull();
    assertThat(cleared.get("tags")).isEqualTo(List.of());
    assertThat(cleared.get("configurations")).isEqualTo(before.get("configurations"));
  }

  private static Map<String, Object> read(String slug) {
    Map<String, Object> read =
        new java.util.LinkedHashMap<>(
            catalog.admin("GET", "/v1/integrations/" + slug, "").expect(200).json());
    read.remove("last_updated_at");
    return read;
  }

  private static String json(Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> "\"" + text + "\"";
      case List<?> items ->
          items.stream()
              .map(IntegrationUpstreamsTest::json)
              .collect(java.util.stream.Collectors.joining(",", "[", "]"));
      case Map<?, ?> members ->
          members.entrySet().stream()
              .map(each -> "\"" + each.getKey() + "\":" + json(each.getValue()))
              .collect(java.util.stream.Collectors.joining(",", "{", "}"));
      default -> value.toString();
    };
  }
}
