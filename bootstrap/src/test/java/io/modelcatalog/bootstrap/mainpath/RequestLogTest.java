package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls are made, and looked at afterwards. */
class RequestLogTest {
  private static final String HELLO =
      """
      {"model":"%s","messages":[{"role":"user","content":"Hello"}]%s}\
      """;

  @TempDir static Path folder;
  private static LocalCatalog catalog;
  private static String research;
  private static String support;
  private static String key;
  private static String supportKey;

  @BeforeAll
  static void start() throws Exception {
    catalog = LocalCatalog.in(folder, Map.of());
    research = catalog.workspace("Research");
    support = catalog.workspace("Support");
    catalog.integration("prod", "echo", "");
    catalog.provision("prod", research, "");
    catalog.provision("prod", support, "");
    key = catalog.key(research, "");
    supportKey = catalog.key(support, "");
  }

  @AfterAll
  static void stop() {
    catalog.close();
  }

  private static Answer call(String key, String trace, String metadata, String body) {
    HttpRequest.Builder request =
        catalog
            .request(key, "POST", "/v1/chat/completions", body)
            .header("x-portkey-trace-id", trace);
    if (!metadata.isEmpty()) {
      request.header("x-portkey-metadata", metadata);
    }
    return catalog.send(request.build());
  }

  private static String trace() {
    return "trace-" + UUID.randomUUID();
  }

  /** It is written a moment after the answer. */
  private static Answer until(Supplier<Answer> asked, String path, Object expected) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      Answer answer = asked.get();
      if (answer.status() == 200 && (path.isEmpty() || expected.equals(answer.at(path)))) {
        return answer;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("expected " + expected + " at " + path + ", got " + answer);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static Answer log(String id) {
    return until(() -> catalog.admin("GET", "/v1/logs/" + id, ""), "", "");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void aCallIsFoundByItsTraceAndByItsIdWithItsNumbers() {
    String trace = trace();
    Answer answer =
        call(key, trace, "{\"_user\":\"ada\",\"env\":\"prod\"}", HELLO.formatted("@prod/echo", ""))
            .expect(200);

    Answer log = log(trace);

    String id = answer.headers().firstValue("x-catalog-request-id").orElseThrow();
    assertThat(log.at("id")).isEqualTo(id);
    assertThat(log.at("trace_id")).isEqualTo(trace);
    assertThat(log.at("workspace_slug")).isEqualTo(research);
    assertThat(log.at("metadata")).isEqualTo(Map.of("_user", "ada", "env", "prod"));
    assertThat(log.at("request.url")).isEqualTo("/v1/chat/completions");
    assertThat(log.at("response.status")).isEqualTo(200);
    assertThat(log.at("metrics.virtual_key")).isEqualTo("prod");
    assertThat(log.at("metrics.ai_org")).isEqualTo("echo");
    assertThat(log.at("metrics.ai_model")).isEqualTo("echo");
    assertThat(log.at("metrics.request_type")).isEqualTo("chatComplete");
    assertThat(log.at("metrics.user")).isEqualTo("ada");
    assertThat(log.at("metrics.api_key_name")).isEqualTo("app");
    assertThat(log.at("metrics.client_ip")).isEqualTo("127.0.0.1");
    assertThat(log.at("metrics.outcome")).isEqualTo("completed");
    assertThat(log.at("metrics.total_units")).isEqualTo(2);
    assertThat(((Number) log.at("metrics.cost")).doubleValue()).isEqualTo(0.0003);
    double total = ((Number) log.at("metrics.response_time")).doubleValue();
    double upstream = ((Number) log.at("metrics.upstream_response_time")).doubleValue();
    double gateway = ((Number) log.at("metrics.gateway_processing_time")).doubleValue();
    double firstByte = ((Number) log.at("metrics.time_to_first_byte")).doubleValue();
    assertThat(upstream).isPositive().isLessThanOrEqualTo(total);
    assertThat(gateway).isPositive().isLessThan(total);
    assertThat(upstream + gateway).isCloseTo(total, org.assertj.core.data.Offset.offset(0.002));
    assertThat(firstByte).isPositive().isLessThanOrEqualTo(total);
    assertThat(log(id).at("id")).isEqualTo(id);
  }

  @Test
  void aStreamedCallIsLoggedWithItsUsage() {
    String trace = trace();
    call(key, trace, "", HELLO.formatted("@prod/echo", ",\"stream\":true")).expect(200);

    Answer log = log(trace);

    assertThat(log.at("metrics.stream_mode")).isEqualTo(true);
    assertThat(log.at("metrics.total_units")).isEqualTo(2);
    assertThat(log.at("metrics.units_estimated")).isEqualTo(false);
  }

  @Test
  void aRefusedCallIsLoggedWithTheReason() {
    String trace = trace();
    Answer refused = call(key, trace, "", HELLO.formatted("@nowhere/echo", ""));

    Answer log = log(trace);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(log.at("id"))
        .isEqualTo(refused.headers().firstValue("x-catalog-request-id").orElseThrow());
    assertThat(log.at("metrics.outcome")).isEqualTo("refused");
    assertThat(log.at("metrics.reason")).isEqualTo("provider_unknown");
    assertThat(log.at("metrics.response_status_code")).isEqualTo(400);
    assertThat(log.at("metrics.is_success")).isEqualTo(false);
    assertThat(log.at("metrics.ai_model")).isEqualTo("echo");
  }

  @Test
  void aCallOfAnUnknownKeyIsNobodysAndNotLogged() {
    String trace = trace();
    assertThat(call("nobodys-key", trace, "", HELLO.formatted("@prod/echo", "")).status())
        .isEqualTo(401);
    String next = trace();
    call(key, next, "", HELLO.formatted("@prod/echo", "")).expect(200);
    log(next);

    assertThat(catalog.admin("GET", "/v1/logs/" + trace, "").status()).isEqualTo(404);
  }

  @Test
  void theListFiltersAndPages() {
    String mark = UUID.randomUUID().toString();
    for (int i = 0; i < 3; i++) {
      call(
              key,
              trace(),
              "{\"mark\":\"%s\",\"n\":\"%d\"}".formatted(mark, i),
              HELLO.formatted(i == 2 ? "@nowhere/echo" : "@prod/echo", ""))
          .expect(i == 2 ? 400 : 200);
      // Calls of one millisecond stand in any order.
      LockSupport.parkNanos(2_000_000);
    }
    String marked = "/v1/logs?metadata=" + encoded("{\"mark\":\"" + mark + "\"}");
    Answer all = until(() -> catalog.admin("GET", marked, ""), "total", 3);

    assertThat(all.at("object")).isEqualTo("list");
    assertThat(all.at("data.0.metadata.n")).isEqualTo("2");
    assertThat(all.at("data.2.metadata.n")).isEqualTo("0");
    assertThat(count(marked + "&status_code=400")).isEqualTo(1);
    assertThat(count(marked + "&status_code=200,201")).isEqualTo(2);
    assertThat(count(marked + "&cost_min=0.0003&cost_max=0.0003")).isEqualTo(2);
    assertThat(count(marked + "&total_units_min=3")).isZero();
    assertThat(count(marked + "&virtual_keys=prod")).isEqualTo(2);
    assertThat(count(marked + "&ai_org_model=echo__echo")).isEqualTo(2);
    assertThat(count(marked + "&configs=pc-x")).isZero();
    assertThat(count(marked + "&workspace_slug=" + research)).isEqualTo(3);
    assertThat(count(marked + "&workspace_slug=" + support)).isZero();
    assertThat(count(marked + "&time_of_generation_max=2020-01-01T00:00:00Z")).isZero();
    assertThat(count(marked + "&time_of_generation_min=&cost_min=")).isEqualTo(3);
    Answer first = catalog.admin("GET", marked + "&page_size=2", "").expect(200);
    Answer second =
        catalog
            .admin("GET", marked + "&page_size=2&cursor=" + first.at("next_cursor"), "")
            .expect(200);
    assertThat((List<?>) first.at("data")).hasSize(2);
    assertThat((List<?>) second.at("data")).hasSize(1);
    assertThat(second.at("data.0.metadata.n")).isEqualTo("0");
    Answer paged = catalog.admin("GET", marked + "&pageSize=2&currentPage=1", "").expect(200);
    assertThat(paged.at("data.0.metadata.n")).isEqualTo("0");
  }

  private static int count(String path) {
    return (Integer) catalog.admin("GET", path, "").expect(200).at("total");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "time_of_generation_min=yesterday",
        "cost_min=many",
        "cost_min=1e99999999",
        "status_code=ok",
        "metadata=x",
        "cursor=x",
        "page_size=0",
      })
  void aFilterThatBreaksItsRuleIsRefusedByName(String filter) {
    Answer answer = catalog.admin("GET", "/v1/logs?" + filter, "");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains(filter.substring(0, filter.indexOf('=')));
  }

  @Test
  void aWorkspaceKeySeesItsWorkspaceAndNeedsTheScope() {
    String trace = trace();
    call(key, trace, "", HELLO.formatted("@prod/echo", "")).expect(200);
    log(trace);
    String reader = reader(research);
    String other = reader(support);

    assertThat(get(reader, "/v1/logs/" + trace).status()).isEqualTo(200);
    assertThat(get(other, "/v1/logs/" + trace).status()).isEqualTo(404);
    assertThat(get(other, "/v1/logs?trace_id=" + trace).expect(200).at("total")).isEqualTo(0);
    assertThat(get(other, "/v1/logs?workspace_slug=" + research).status()).isEqualTo(404);
    assertThat(get(supportKey, "/v1/logs").status()).isEqualTo(403);
    assertThat(get(supportKey, "/v1/logs/" + trace).status()).isEqualTo(403);
  }

  @Test
  void aUserKeySeesCallsOfItsOwnPersonAlone() {
    String adas = userKey("ada");
    String bobs = userKey("bob");
    String trace = trace();
    call(adas, trace, "", HELLO.formatted("@prod/echo", "")).expect(200);
    log(trace);

    assertThat(get(adas, "/v1/logs/" + trace).status()).isEqualTo(200);
    assertThat(get(bobs, "/v1/logs/" + trace).status()).isEqualTo(404);
    assertThat(get(bobs, "/v1/logs?trace_id=" + trace).expect(200).at("total")).isEqualTo(0);
  }

  @Test
  void whatIsSaidIsKeptOnlyWhereTheWorkspaceWantsItAndTheClientLetsIt() {
    String talkative = catalog.workspace("Talkative");
    catalog.provision("prod", talkative, "");
    String itsKey = catalog.key(talkative, "");
    String said =
        """
        {"model":"@prod/echo","password":"hunter2","ssn":{"number":"1-2"},"stream":%s,
         "messages":[{"role":"user","content":"Hello, use sk-abcdefghijklmnop"}]}\
        """;
    String silent = trace();
    call(itsKey, silent, "", said.formatted("false")).expect(200);
    catalog
        .admin(
            "PUT",
            "/v1/admin/workspaces/" + talkative,
            "{\"settings\":{\"debug_log\":true,\"log_hidden_fields\":[\"ssn\"]}}")
        .expect(200);
    String whole = trace();
    call(itsKey, whole, "", said.formatted("false")).expect(200);
    String streamed = trace();
    call(itsKey, streamed, "", said.formatted("true")).expect(200);
    String asked = trace();
    catalog.send(
        catalog
            .request(itsKey, "POST", "/v1/chat/completions", said.formatted("false"))
            .header("x-portkey-trace-id", asked)
            .header("x-portkey-debug", "false")
            .build());
    String large = trace();
    call(itsKey, large, "", said.formatted("false").replace("Hello", "Hello ".repeat(20_000)))
        .expect(200);

    Answer log = log(whole);
    assertThat((String) log.at("request.body"))
        .contains("\"password\":\"[redacted]\"")
        .contains("\"ssn\":\"[redacted]\"")
        .contains("Hello, use [redacted]")
        .doesNotContain("hunter2")
        .doesNotContain("1-2")
        .doesNotContain("sk-abc");
    assertThat(log.at("request.body_truncated")).isEqualTo(false);
    assertThat((String) log.at("response.body"))
        .contains("chat.completion")
        .doesNotContain("sk-abc");
    assertThat((String) log(streamed).at("response.body")).contains("data: ").contains("[DONE]");
    assertThat(log(large).at("request.body_truncated")).isEqualTo(true);
    assertThat((String) log(large).at("request.body")).hasSizeLessThanOrEqualTo(64 * 1024);
    assertThat(log(silent).body()).doesNotContain("\"body\"");
    assertThat(log(asked).body()).doesNotContain("\"body\"");
    assertThat(get(reader(talkative), "/v1/logs/" + whole).body()).contains("\"body\"");
    String adas = userKey("ada", talkative);
    String own = trace();
    call(adas, own, "", said.formatted("false")).expect(200);
    log(own);
    assertThat(get(adas, "/v1/logs/" + own).expect(200).body()).doesNotContain("\"body\"");
  }

  private static String reader(String workspace) {
    return (String)
        catalog
            .create(
                "/v1/api-keys/workspace/service",
                "{\"name\":\"reader\",\"workspace_id\":\"%s\",\"scopes\":[\"logs.list\",\"logs.view\"]}"
                    .formatted(workspace))
            .at("key");
  }

  private static String userKey(String user) {
    return userKey(user, research);
  }

  private static String userKey(String user, String workspace) {
    return (String)
        catalog
            .create(
                "/v1/api-keys/workspace/user",
                "{\"name\":\"%s\",\"user_id\":\"%s\",\"workspace_id\":\"%s\",\"scopes\":[\"completions.write\",\"logs.list\",\"logs.view\"]}"
                    .formatted(user, catalog.person(user), workspace))
            .at("key");
  }

  private static Answer get(String key, String path) {
    return catalog.send(catalog.request(key, "GET", path, "").build());
  }
}
