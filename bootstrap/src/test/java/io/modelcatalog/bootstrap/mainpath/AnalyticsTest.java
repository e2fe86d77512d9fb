package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three calls of two users, one of them refused, and what they add up to. */
class AnalyticsTest {
  @TempDir static Path folder;
  private static LocalCatalog catalog;
  private static String research;
  private static String key;

  @BeforeAll
  static void start() throws Exception {
    catalog = LocalCatalog.in(folder, Map.of());
    research = catalog.workspace("Research");
    catalog.integration("prod", "echo", "");
    catalog.provision("prod", research, "");
    key = catalog.key(research, "");
    call("@prod/echo", "ada", "t1").expect(200);
    call("@prod/echo", "bob", "t2").expect(200);
    call("@nowhere/echo", "ada", "t3").expect(400);
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!get("/v1/logs").at("total").equals(3)) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(20);
    }
    give("{\"trace_id\":\"t1\",\"value\":10,\"weight\":0.5,\"metadata\":{\"by\":\"ada\"}}");
    give("[{\"trace_id\":\"t2\",\"value\":-2}]");
    // The organization's key names no workspace: the trace tells.
    catalog.create("/v1/feedback", "{\"trace_id\":\"t3\",\"value\":1}");
  }

  @AfterAll
  static void stop() {
    catalog.close();
  }

  private static Answer call(String model, String user, String trace) {
    HttpRequest request =
        catalog
            .request(
                key,
                "POST",
                "/v1/chat/completions",
                "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"
                    .formatted(model))
            .header("x-portkey-trace-id", trace)
            .header("x-portkey-metadata", "{\"_user\":\"%s\",\"team\":\"red\"}".formatted(user))
            .build();
    return catalog.send(request);
  }

  private static Answer give(String feedback) {
    return catalog.send(catalog.request(key, "POST", "/v1/feedback", feedback).build()).expect(200);
  }

  private static Answer get(String path) {
    return catalog.admin("GET", path, "").expect(200);
  }

  private static double number(Object number) {
    return ((Number) number).doubleValue();
  }

  @ParameterizedTest
  @CsvSource({
    "requests, total, 3",
    "cost, total, 0.0006",
    "cost, avg, 0.0002",
    "tokens, total, 4",
    "tokens, completion, 2",
    "users, total, 2",
    "users/requests, requests, 3",
    "users-requests, avg, 1.5",
    "errors, total, 1",
    "errors/rate, rate, 33.333333",
    "errors-rate, errors, 1",
    "errors/stacks, total, 1",
    "errors-stack, total, 1",
    "errors/status-codes, total, 1",
    "errors-status-code, total, 1",
    "requests/rescued, total, 0",
    "requests-rescued, total, 0",
    "cache/hit-rate, rate, 0",
    "cache-hit-rate, total, 3",
    "cache/latency, avg, 0",
    "cache-latency, avg, 0",
    "feedbacks, total, 3",
    "feedbacks/scores, avg, 3",
    "feedbacks/score, total, 3",
    "feedbacks/weighted, avg, 1.333333",
    "feedbacks/ai-models, total, 3",
  })
  void eachGraphIsThereUnderAllItsNames(String name, String what, double expected) {
    Answer graph = get("/v1/analytics/graphs/" + name);

    assertThat(graph.at("object")).isEqualTo("analytics-graph");
    assertThat(number(graph.at("summary." + what))).isEqualTo(expected);
    assertThat((List<?>) graph.at("data_points")).isNotEmpty();
  }

  @Test
  void pointsFollowOneAnotherThroughTheTimeThatIsAskedFor() {
    Instant now = Instant.now();
    Answer graph =
        get(
            "/v1/analytics/graphs/requests?time_of_generation_min=%s&time_of_generation_max=%s"
                .formatted(now.minusSeconds(3_600), now.plusSeconds(60)));

    List<?> points = (List<?>) graph.at("data_points");
    assertThat(points).hasSizeBetween(61, 63);
    assertThat(points.stream().mapToDouble(point -> number(((Map<?, ?>) point).get("total"))).sum())
        .isEqualTo(3);
    assertThat(
            points.stream()
                .map(point -> Instant.parse((String) ((Map<?, ?>) point).get("timestamp"))))
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void latencyHasItsAverageAndItsSlowEnds() {
    Answer graph = get("/v1/analytics/graphs/latency?status_code=200");

    double median = number(graph.at("summary.p50"));
    assertThat(median).isPositive();
    assertThat(number(graph.at("summary.p90"))).isGreaterThanOrEqualTo(median);
    assertThat(number(graph.at("summary.p99")))
        .isGreaterThanOrEqualTo(number(graph.at("summary.p90")));
    assertThat(number(graph.at("summary.avg"))).isPositive();
  }

  @Test
  void errorsAreToldApart() {
    assertThat(get("/v1/analytics/graphs/errors/stacks").at("data_points.0.stats"))
        .isEqualTo(List.of(Map.of("status_code", 400, "count", 1)));
    assertThat(get("/v1/analytics/graphs/errors/status-codes").at("data_points"))
        .isEqualTo(List.of(Map.of("status_code", 400, "count", 1)));
  }

  @Test
  void filtersHoldForGraphsAndGroups() {
    assertThat(number(get("/v1/analytics/graphs/requests?status_code=400").at("summary.total")))
        .isEqualTo(1);
    assertThat(
            number(
                get("/v1/analytics/graphs/requests?weighted_feedback_min=2").at("summary.total")))
        .isEqualTo(1);
    assertThat(get("/v1/analytics/groups/users?ai_org_model=echo__echo").at("total")).isEqualTo(2);
    assertThat(
            number(
                get("/v1/analytics/graphs/requests?time_of_generation_max=2020-01-01T00:00:00Z")
                    .at("summary.total")))
        .isZero();
  }

  @Test
  void groupsHaveTheColumnsThatAreAskedFor() {
    Answer users = get("/v1/analytics/groups/users");
    assertThat(users.at("object")).isEqualTo("list");
    assertThat(users.at("data.0.user")).isEqualTo("ada");
    assertThat(number(users.at("data.0.requests"))).isEqualTo(2);
    Answer models = get("/v1/analytics/groups/ai-models?columns=success_rate,error_count,cost");
    assertThat(models.at("data.0.ai_org")).isEqualTo("echo");
    assertThat(models.at("data.0.ai_model")).isEqualTo("echo");
    assertThat(number(models.at("data.0.success_rate"))).isEqualTo(100);
    assertThat(number(models.at("data.0.cost"))).isEqualTo(0.0006);
    Answer teams = get("/v1/analytics/groups/metadata/team");
    assertThat(teams.at("data.0.metadata_value")).isEqualTo("red");
    assertThat(number(teams.at("data.0.requests"))).isEqualTo(3);
    Answer status =
        get(
            "/v1/analytics/groups/status_code?columns=requests,avg_latency,p95_latency,last_seen"
                + "&order_by=requests&order_by_type=asc");
    assertThat(status.at("data.0.status_code")).isEqualTo(400);
    assertThat((String) status.at("data.0.last_seen")).endsWith("Z");
    assertThat(get("/v1/analytics/groups/workspace").at("data.0.workspace")).isEqualTo(research);
    assertThat(get("/v1/analytics/groups/workspaces").at("data.0.workspace")).isEqualTo(research);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ai_service", "model", "api_key", "provider"})
  void groupsByAnythingACallHas(String by) {
    Answer groups = get("/v1/analytics/groups/" + by);

    assertThat(groups.at("total")).isEqualTo(1);
    assertThat((String) groups.at("data.0." + by)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"config", "prompt"})
  void whatCallsDoNotHaveYetMakesNoGroups(String by) {
    assertThat(get("/v1/analytics/groups/" + by).at("data")).isEqualTo(List.of());
  }

  @Test
  void theCacheHasSavedNothingYet() {
    Answer summary = get("/v1/analytics/summary/cache");

    assertThat(summary.at("summary.hits")).isEqualTo(0);
    assertThat(number(summary.at("summary.total_requests"))).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/analytics/graphs/nothing, 404",
    "/v1/analytics/groups/nothing, 404",
    "/v1/analytics/groups/model?columns=nothing, 400",
    "/v1/analytics/groups/model?order_by=nothing, 400",
    "/v1/analytics/groups/model?order_by_type=sideways, 400",
    "/v1/analytics/graphs/requests?workspace_slug=nowhere, 404",
    "/v1/analytics/graphs/requests?time_of_generation_min=2001-01-01T00:00:00Z, 400",
  })
  void refusesWhatThereIsNot(String path, int status) {
    assertThat(catalog.admin("GET", path, "").status()).isEqualTo(status);
  }

  @Test
  void analyticsNeedTheScope() {
    assertThat(
            catalog
                .send(catalog.request(key, "GET", "/v1/analytics/graphs/requests", "").build())
                .status())
        .isEqualTo(403);
  }

  @Test
  void feedbackIsChangedByTheWorkspaceItBelongsToAlone() {
    Answer given = give("{\"traceID\":\"elsewhere\",\"value\":1}");
    String path = "/v1/feedback/" + given.at("feedback_ids.0");
    String other = catalog.key(catalog.workspace("Other"), "");

    assertThat(given.at("status")).isEqualTo("success");
    assertThat(
            catalog
                .send(catalog.request(key, "PUT", path, "{\"value\":3,\"weight\":1}").build())
                .expect(200)
                .at("feedback_ids"))
        .isEqualTo(given.at("feedback_ids"));
    assertThat(catalog.send(catalog.request(other, "PUT", path, "{\"value\":0}").build()).status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"value\":1}",
        "{\"trace_id\":\"t\"}",
        "{\"trace_id\":\"t\",\"value\":11}",
        "{\"trace_id\":\"t\",\"value\":1.5}",
        "{\"trace_id\":\"t\",\"value\":1,\"weight\":1.1}",
        "[]",
        "[{\"trace_id\":\"t\",\"value\":1},{\"trace_id\":\"t\",\"value\":11}]",
        "",
      })
  void feedbackThatBreaksARuleIsRefusedWhole(String feedback) {
    Answer answer = catalog.send(catalog.request(key, "POST", "/v1/feedback", feedback).build());

    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void anOrganizationsKeyMustSayWhereATraceBelongsThatNobodyKnows() {
    Answer answer = catalog.admin("POST", "/v1/feedback", "{\"trace_id\":\"unknown\",\"value\":0}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("workspace_id");
  }
}
