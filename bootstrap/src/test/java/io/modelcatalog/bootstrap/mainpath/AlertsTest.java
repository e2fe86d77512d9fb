package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.modelcatalog.application.port.alert.AlertOutbox;
import io.modelcatalog.application.port.alert.BudgetAlert;
import io.modelcatalog.bootstrap.LocalCatalog;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts of running catalogs, from a call to a receiver. */
class AlertsTest {
  private static final String HELLO =
      """
      {"model":"@echo/echo","messages":[{"role":"user","content":"Hello"}]}""";

  @TempDir Path folder;

  private final List<String> received = new CopyOnWriteArrayList<>();
  private volatile int status = 200;

  @Test
  void twoReplicasTellAReceiverOnceEach() throws Exception {
    try (EmbeddedPostgres postgres =
            EmbeddedPostgres.builder().setLocaleConfig("locale", "C.UTF-8").start();
        Receiver receiver = new Receiver()) {
      Map<String, String> settings = settings(receiver);
      settings.put(
          "CATALOG_DATASOURCE_URL",
          "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres");
      settings.put("CATALOG_DATASOURCE_USERNAME", "postgres");
      settings.put("CATALOG_DATASOURCE_PASSWORD", "postgres");
      try (LocalCatalog one = LocalCatalog.in(folder.resolve("one"), settings)) {
        String key = anExhaustedKeyOf(one);
        try (LocalCatalog two = LocalCatalog.in(folder.resolve("two"), settings)) {
          assertThat(two.chat(key, HELLO).status()).isEqualTo(412);
          awaitReceived("budget.exhausted");
          Thread.sleep(3_000);

          assertThat(received).hasSize(2);
          assertThat(keys(two)).hasSize(2);
          assertThat(awaitExhausted(two).body())
              .contains("\"status\":\"exhausted\"")
              .contains("\"is_exhausted_alerts_sent\":true");
          LocalCatalog.Answer log =
              one.admin(
                      "GET",
                      "/v1/audit-logs?start_time=2020-01-01T00:00:00Z&end_time=2100-01-01T00:00:00Z"
                          + "&resource_type=api_key",
                      "")
                  .expect(200);
          // The two at the end are of the keys being made.
          assertThat(log.at("total")).isEqualTo(5);
          assertThat(log.at("records.0.action")).isEqualTo("budget_exhausted");
          assertThat(log.at("records.1.action")).isEqualTo("update");
          assertThat(log.at("records.1.user_type")).isEqualTo("api_key");
          assertThat(log.at("records.1.changes.0.field")).isEqualTo("usage_limits");
          assertThat(log.at("records.1.changes.0.before"))
              .isEqualTo("1000000 tokens in all, alert at 1 tokens");
          assertThat(log.at("records.1.changes.0.after")).isEqualTo("2 tokens in all");
          assertThat(log.at("records.2.action")).isEqualTo("budget_threshold");
          assertThat(log.at("records.3.action")).isEqualTo("create");
          assertThat(log.at("records.0.user_type")).isEqualTo("system");
          one.admin("GET", "/v1/audit-logs?end_time=2100-01-01T00:00:00Z", "").expect(400);
          one.send(one.request(key, "GET", "/v1/audit-logs", "").build()).expect(403);
        }
      }
    }
  }

  @Test
  void whatOneRunFoundTheNextOneSends() throws Exception {
    try (Receiver receiver = new Receiver()) {
      status = 500;
      Map<String, String> settings = settings(receiver);
      try (LocalCatalog first = LocalCatalog.in(folder.resolve("data"), settings)) {
        anExhaustedKeyOf(first);
        awaitReceived("budget.exhausted");
      }
      received.clear();
      status = 200;
      try (LocalCatalog second = LocalCatalog.in(folder.resolve("data"), settings)) {
        awaitReceived("budget.threshold");
        awaitReceived("budget.exhausted");
        assertThat(keys(second)).hasSize(2);
      }
    }
  }

  @Test
  void aLoweredPolicyOfTheOrganizationIsToldAndIsNoWorkspaces() throws Exception {
    try (Receiver receiver = new Receiver();
        LocalCatalog catalog = LocalCatalog.in(folder, settings(receiver))) {
      String workspace = catalog.workspace("Research");
      catalog.integration("echo", "echo", ",\"key\":\"sk-echo\"");
      catalog.provision("echo", workspace, "");
      String key =
          (String)
              catalog
                  .create(
                      "/v1/api-keys/workspace/service",
                      """
                      {"name":"app","workspace_id":"%s",
                       "scopes":["completions.write","audit_logs.list"]}"""
                          .formatted(workspace))
                  .at("key");
      String policy =
          "/v1/policies/usage-limits/"
              + catalog
                  .create(
                      "/v1/policies/usage-limits",
                      """
                      {"name":"All","conditions":[],"group_by":[{"key":"workspace_id"}],
                       "type":"requests","credit_limit":9,"alert_threshold":1}""")
                  .at("id");
      catalog.chat(key, HELLO).expect(200);
      awaitReceived("budget.threshold");

      catalog.admin("PUT", policy, "{\"credit_limit\":1,\"alert_threshold\":null}").expect(200);

      awaitReceived("budget.exhausted");
      assertThat(received)
          .allMatch(body -> body.contains("\"workspace_id\":null"))
          .allMatch(body -> body.contains("\"level\":\"policy\""))
          .allMatch(body -> body.contains("\"window_start\":null"));
      assertThat(catalog.admin("GET", policy + "?include_usage=true", "").expect(200).body())
          .contains("\"is_threshold_alerts_sent\":false,\"is_exhausted_alerts_sent\":true");
      String log =
          "/v1/audit-logs?start_time=2020-01-01T00:00:00Z&end_time=2100-01-01T00:00:00Z"
              + "&resource_type=policy&user_type=system";
      assertThat(catalog.admin("GET", log, "").expect(200).at("total")).isEqualTo(2);
      assertThat(catalog.send(catalog.request(key, "GET", log, "").build()).expect(200).at("total"))
          .isEqualTo(0);
    }
  }

  /** Reaches a threshold with one call, and the end by lowering the limit below what is used. */
  private String anExhaustedKeyOf(LocalCatalog catalog) throws InterruptedException {
    String workspace = catalog.workspace("Research");
    catalog.integration("echo", "echo", ",\"key\":\"sk-echo\"");
    catalog.provision("echo", workspace, "");
    LocalCatalog.Answer made =
        catalog.create(
            "/v1/api-keys/workspace/service",
            """
            {"name":"app","workspace_id":"%s","scopes":["completions.write"],
             "usage_limits":{"type":"tokens","credit_limit":1000000,"alert_threshold":1}}"""
                .formatted(workspace));
    String key = (String) made.at("key");
    catalog.chat(key, HELLO).expect(200);
    awaitReceived("budget.threshold");
    catalog
        .admin(
            "PUT",
            "/v1/api-keys/" + made.at("id"),
            "{\"usage_limits\":{\"type\":\"tokens\",\"credit_limit\":2}}")
        .expect(200);
    return key;
  }

  private static List<BudgetAlert.Key> keys(LocalCatalog catalog) {
    return catalog.server().context().getBean(AlertOutbox.class).raisedSince(Instant.EPOCH);
  }

  /** A replica learns within seconds what another one told. */
  private static LocalCatalog.Answer awaitExhausted(LocalCatalog catalog)
      throws InterruptedException {
    for (int i = 0; ; i++) {
      LocalCatalog.Answer keys = catalog.admin("GET", "/v1/api-keys", "").expect(200);
      if (keys.body().contains("\"is_exhausted_alerts_sent\":true") || i >= 100) {
        return keys;
      }
      Thread.sleep(100);
    }
  }

  private void awaitReceived(String type) throws InterruptedException {
    for (int i = 0; i < 300 && received.stream().noneMatch(body -> body.contains(type)); i++) {
      Thread.sleep(100);
    }
    assertThat(received).anyMatch(body -> body.contains("\"type\":\"" + type + "\""));
  }

  private static Map<String, String> settings(Receiver receiver) {
    Map<String, String> settings = new HashMap<>();
    settings.put("CATALOG_ALERT_WEBHOOK_URL", "http://127.0.0.1:" + receiver.port() + "/alerts");
    settings.put("CATALOG_ALERT_WEBHOOK_SECRET", "a-secret-of-the-tests");
    settings.put("CATALOG_UPSTREAM_ALLOW", "127.0.0.1:" + receiver.port());
    settings.put("CATALOG_MASTER_KEY", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=");
    return settings;
  }

  /** Keeps what it gets. */
  private final class Receiver implements AutoCloseable {
    private final HttpServer server;

    Receiver() throws Exception {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
      server.createContext(
          "/alerts",
          exchange -> {
            received.add(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
          });
      server.start();
    }

    int port() {
      return server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
