package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls made elsewhere are added to the log, and handed out of it again. */
class LogExportTest {
  private static final String CALL =
      """
      {"request":{"url":"https://api.example.com/v1/chat/completions?key=secret","method":"POST",
         "provider":"openai","body":{"model":"%s","messages":[]}},
       "response":{"status":200,"response_time":25,
         "body":{"usage":{"prompt_tokens":3,"completion_tokens":4}}},
       "metadata":{"trace_id":"%s","_user":"ada"}}\
      """;

  @TempDir static Path folder;
  private static LocalCatalog catalog;
  private static String research;
  private static String key;
  private static String other;

  @BeforeAll
  static void start() throws Exception {
    catalog = LocalCatalog.in(folder, Map.of());
    research = catalog.workspace("Research");
    key = key(research);
    other = key(catalog.workspace("Other"));
    send(key, "POST", "/v1/logs", CALL.formatted("gpt-4o", "t1")).expect(200);
    send(
            key,
            "POST",
            "/v1/logs",
            "[" + CALL.formatted("o3", "t2") + "," + CALL.formatted("o3", "t3") + "]")
        .expect(200);
    send(other, "POST", "/v1/logs", CALL.formatted("o3", "t4")).expect(200);
  }

  @AfterAll
  static void stop() {
    catalog.close();
  }

  private static String key(String workspace) {
    return (String)
        catalog
            .create(
                "/v1/api-keys/workspace/service",
                """
                {"name":"app","workspace_id":"%s",
                 "scopes":["logs.write","logs.view","logs.list","logs.export"]}\
                """
                    .formatted(workspace))
            .at("key");
  }

  private static Answer send(String key, String method, String path, String body) {
    return catalog.send(catalog.request(key, method, path, body).build());
  }

  private static Answer fetch(Answer signed) {
    return catalog.send(
        HttpRequest.newBuilder(URI.create((String) signed.at("signed_url"))).build());
  }

  private static String drafted(String key, String body) {
    return "/v1/logs/exports/" + send(key, "POST", "/v1/logs/exports", body).expect(200).at("id");
  }

  @Test
  void whatWasAddedIsShownLikeACall() {
    Answer log = send(key, "GET", "/v1/logs/t1", "").expect(200);

    assertThat(log.at("metrics.ai_org")).isEqualTo("openai");
    assertThat(log.at("metrics.ai_model")).isEqualTo("gpt-4o");
    assertThat(log.at("metrics.total_units")).isEqualTo(7);
    assertThat(log.at("metrics.response_time")).isEqualTo(25);
    assertThat(log.at("metrics.outcome")).isEqualTo("custom");
    assertThat(log.at("request.url")).isEqualTo("/v1/chat/completions");
    assertThat(log.at("metadata")).isEqualTo(Map.of("_user", "ada"));
    assertThat(send(other, "GET", "/v1/logs/t1", "").status()).isEqualTo(404);
  }

  @Test
  void anExportIsDraftedStartedAndDownloadedOnce() {
    String path =
        drafted(
            key,
            """
            {"description":"for Ann","filters":{"ai_org_model":["openai__o3"],
              "metadata":{"_user":"ada"}},"requested_data":["trace_id","ai_model","cost"]}\
            """);
    assertThat(send(key, "GET", path, "").expect(200).at("status")).isEqualTo("draft");
    assertThat(send(key, "GET", path + "/download", "").status()).isEqualTo(400);

    send(key, "POST", path + "/start", "").expect(200);

    Answer shown = send(key, "GET", path, "").expect(200);
    assertThat(shown.at("status")).isEqualTo("success");
    assertThat(shown.at("total_records")).isEqualTo(2);
    assertThat(shown.at("requested_data")).isEqualTo(List.of("trace_id", "ai_model", "cost"));
    Answer signed = send(key, "GET", path + "/download", "").expect(200);
    Answer file = fetch(signed).expect(200);
    assertThat(file.body().lines())
        .containsExactlyInAnyOrder(
            "{\"trace_id\":\"t3\",\"ai_model\":\"o3\",\"cost\":0}",
            "{\"trace_id\":\"t2\",\"ai_model\":\"o3\",\"cost\":0}");
    assertThat(file.headers().firstValue("content-disposition").orElse("")).contains(".jsonl");
    assertThat(fetch(signed).status()).isEqualTo(403);
  }

  @Test
  void aLinkThatWasTamperedWithOpensNothing() {
    String path = drafted(key, "{}");
    send(key, "POST", path + "/start", "").expect(200);
    String url = (String) send(key, "GET", path + "/download", "").expect(200).at("signed_url");
    String another = drafted(key, "{}");

    for (String tampered :
        List.of(
            url.replaceAll("expires=\\d+", "expires=9999999999999"),
            url.replaceAll("signature=.", "signature="),
            url.replaceAll("link=[^&]+", "link=" + another.substring(17)),
            url.replaceAll("exports/[^/]+", another.substring(9)),
            url.replaceAll("\\?.*", ""))) {
      assertThat(catalog.send(HttpRequest.newBuilder(URI.create(tampered)).build()).status())
          .as(tampered)
          .isEqualTo(403);
    }
    assertThat(catalog.send(HttpRequest.newBuilder(URI.create(url)).build()).status())
        .isEqualTo(200);
  }

  @Test
  void whatIsNotADraftCannotBeChangedAndWhatWasStoppedNotDownloaded() {
    String path = drafted(key, "{}");
    send(key, "PUT", path, "{\"filters\":{\"trace_id\":\"t1\"}}").expect(200);
    send(key, "POST", path + "/start", "").expect(200);
    assertThat(send(key, "GET", path, "").at("total_records")).isEqualTo(1);
    Answer signed = send(key, "GET", path + "/download", "").expect(200);

    assertThat(send(key, "PUT", path, "{\"filters\":{}}").status()).isEqualTo(400);
    assertThat(send(key, "POST", path + "/start", "").status()).isEqualTo(400);
    send(key, "POST", path + "/cancel", "").expect(200);

    assertThat(send(key, "GET", path, "").at("status")).isEqualTo("stopped");
    assertThat(fetch(signed).status()).isEqualTo(403);
    assertThat(send(key, "GET", path + "/download", "").status()).isEqualTo(400);
  }

  @Test
  void anotherWorkspacesExportIsUnknown() {
    String path = drafted(key, "{}");

    for (String each : List.of(path, path + "/download")) {
      assertThat(send(other, "GET", each, "").status()).isEqualTo(404);
    }
    assertThat(send(other, "POST", path + "/start", "").status()).isEqualTo(404);
    assertThat(send(other, "PUT", path, "{}").status()).isEqualTo(404);
    assertThat(send(other, "GET", "/v1/logs/exports", "").expect(200).body())
        .doesNotContain(path.substring(17));
    assertThat(send(key, "GET", "/v1/logs/exports?", "").expect(200).body())
        .contains(path.substring(17));
  }

  @Test
  void theOrganizationExportsAllItsWorkspaces() {
    String path = drafted(LocalCatalog.ADMIN, "{\"filters\":{\"trace_id\":\"t1,t4\"}}");
    send(LocalCatalog.ADMIN, "POST", path + "/start", "").expect(200);

    Answer file = fetch(send(LocalCatalog.ADMIN, "GET", path + "/download", ""));

    assertThat(file.expect(200).body().lines()).hasSize(2);
    assertThat(file.body()).contains("\"workspace_slug\":\"" + research + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"requested_data\":[\"secrets\"]}",
        "{\"filters\":{\"cost_min\":\"many\"}}",
        "{\"filters\":[]}",
        "{\"workspace_id\":7}",
      })
  void refusesADraftThatBreaksARule(String body) {
    assertThat(send(key, "POST", "/v1/logs/exports", body).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "7",
        "{}",
        "{\"response\":{\"status\":7}}",
        "{\"request\":{},\"metadata\":{\"a\":\"%s\"}}",
      })
  void refusesALogThatBreaksARule(String body) {
    assertThat(send(key, "POST", "/v1/logs", body.formatted("x".repeat(129))).status())
        .isEqualTo(400);
  }
}
