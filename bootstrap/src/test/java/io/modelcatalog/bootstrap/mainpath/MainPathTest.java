package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Create once, provision, derive stricter, call: over real HTTP, with the real database. */
class MainPathTest {
  private static final String HELLO =
      """
      {"model":"%s","messages":[{"role":"user","content":"Hello"}]%s}""";

  @TempDir static Path folder;
  private static LocalCatalog catalog;
  private static String research;
  private static String key;
  private static String otherKey;

  @BeforeAll
  static void start() throws Exception {
    catalog = LocalCatalog.in(folder, Map.of("CATALOG_MAX_BODY_BYTES", "1048576"));
    research = catalog.workspace("Research");
    String support = catalog.workspace("Support");
    catalog.integration("prod", "echo", "");
    catalog.provision(
        "prod",
        research,
        """
        ,"usage_limits":[{"type":"cost","credit_limit":1,"periodic_reset":"monthly"}],
         "rate_limits":[{"type":"requests","unit":"rpm","value":1000}]""");
    catalog.provision("prod", support, "");
    key = catalog.key(research, "");
    otherKey = catalog.key(support, "");
  }

  @AfterAll
  static void stop() {
    catalog.close();
  }

  private static String hello(String model) {
    return HELLO.formatted(model, "");
  }

  private Answer derive(String slug, String limits) {
    return catalog.admin(
        "POST",
        "/v1/providers",
        "{\"name\":\"%s\",\"slug\":\"%s\",\"integration_id\":\"prod\",\"workspace_id\":\"%s\"%s}"
            .formatted(slug, slug, research, limits));
  }

  @Test
  void theFirstCallIsAnsweredAndPriced() {
    Answer answer = catalog.chat(key, hello("@prod/echo")).expect(200);

    assertThat(answer.at("choices.0.message.content")).isEqualTo("Hello");
    assertThat(answer.at("usage.total_tokens")).isEqualTo(2);
    assertThat(answer.headers().firstValue("x-catalog-cost-usd")).hasValue("0.000003");
    assertThat(answer.headers().firstValue("x-portkey-trace-id")).isPresent();
  }

  @Test
  void aStreamedCallComesEventByEventAndEnds() {
    Answer answer =
        catalog.chat(
            key,
            """
            {"model":"@prod/echo","stream":true,
             "messages":[{"role":"user","content":"one two three"}]}""");

    List<String> events =
        answer.expect(200).body().lines().filter(line -> line.startsWith("data: ")).toList();
    assertThat(answer.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(events).hasSizeGreaterThanOrEqualTo(4).last().isEqualTo("data: [DONE]");
    // Asked for by the gateway for its own books, and so not handed on.
    assertThat(answer.body()).doesNotContain("prompt_tokens");
  }

  @Test
  void aDerivedProviderMayBeStricterOnly() {
    derive(
            "strict",
            """
            ,"usage_limits":{"type":"cost","credit_limit":0.5,"periodic_reset":"monthly"}""")
        .expect(200);
    assertThat(catalog.chat(key, hello("@strict/echo")).status()).isEqualTo(200);

    Answer loose =
        derive(
            "loose",
            """
            ,"usage_limits":{"type":"cost","credit_limit":2,"periodic_reset":"monthly"}""");

    assertThat(loose.status()).isEqualTo(400);
    assertThat(loose.body()).contains("usage_limits").contains("1").contains("2");
    assertThat(catalog.chat(key, hello("@loose/echo")).status()).isGreaterThanOrEqualTo(400);
    assertThat(catalog.admin("GET", "/v1/providers/loose?workspace_id=" + research, "").status())
        .isEqualTo(404);
  }

  @Test
  void aModelOutsideTheListIsRefusedWithTheLevelThatRefusesIt() {
    catalog.integration("narrow", "echo", "");
    catalog.provision("narrow", research, "");
    catalog
        .admin(
            "PUT",
            "/v1/integrations/narrow/models",
            "{\"allow_all_models\":false,\"models\":[{\"slug\":\"echo\",\"enabled\":true}]}")
        .expect(200);

    assertThat(catalog.chat(key, hello("@narrow/echo")).status()).isEqualTo(200);
    Answer refused = catalog.chat(key, hello("@narrow/echo-slow"));

    assertThat(refused.status()).isGreaterThanOrEqualTo(400).isLessThan(500);
    assertThat(refused.at("level")).isEqualTo("integration");
    assertThat(refused.body()).contains("echo-slow").contains("narrow");
  }

  @Test
  void switchingAnIntegrationOffRefusesAtOnceAndOnAgainBringsTheSameProviderBack() {
    catalog.integration("switched", "echo", "");
    catalog.provision("switched", research, "");
    String path = "/v1/providers/switched?workspace_id=" + research;
    Object id = catalog.admin("GET", path, "").expect(200).at("id");
    String off = "{\"workspaces\":[{\"id\":\"%s\",\"enabled\":false}]}".formatted(research);

    catalog.admin("PUT", "/v1/integrations/switched/workspaces", off).expect(200);
    Answer refused = catalog.chat(key, hello("@switched/echo"));
    catalog.provision("switched", research, "");

    assertThat(refused.status()).isGreaterThanOrEqualTo(400).isLessThan(500);
    assertThat(catalog.chat(key, hello("@switched/echo")).status()).isEqualTo(200);
    assertThat(catalog.admin("GET", path, "").expect(200).at("id")).isEqualTo(id);
  }

  @Test
  void aRateLimitRefusesTheCallAfterTheLastThatFits() {
    derive(
            "two-an-hour",
            """
            ,"rate_limits":[{"type":"requests","unit":"rph","value":2}]""")
        .expect(200);

    assertThat(catalog.chat(key, hello("@two-an-hour/echo")).status()).isEqualTo(200);
    assertThat(catalog.chat(key, hello("@two-an-hour/echo")).status()).isEqualTo(200);
    Answer refused = catalog.chat(key, hello("@two-an-hour/echo"));

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.at("level")).isEqualTo("provider");
    assertThat(refused.at("limit.value")).isEqualTo(2);
  }

  @Test
  void anotherWorkspacesProviderAnswersLikeOneThatDoesNotExist() {
    derive("only-research", "").expect(200);

    Answer foreign = catalog.chat(otherKey, hello("@only-research/echo"));
    Answer unknown = catalog.chat(otherKey, hello("@no-such-thing/echo"));

    assertThat(foreign.status()).isEqualTo(unknown.status());
    assertThat(
            foreign.body().replace("only-research", "X").replaceAll("\"trace_id\":\"[^\"]+\"", "T"))
        .isEqualTo(
            unknown
                .body()
                .replace("no-such-thing", "X")
                .replaceAll("\"trace_id\":\"[^\"]+\"", "T"));
  }

  @Test
  void theProviderCanBeNamedInAHeaderInstead() {
    for (String header :
        List.of("x-portkey-provider", "x-catalog-provider", "x-portkey-virtual-key")) {
      String value = header.endsWith("virtual-key") ? "prod" : "@prod";
      HttpRequest request =
          catalog
              .request(key, "POST", "/v1/chat/completions", hello("echo"))
              .header(header, value)
              .build();

      assertThat(catalog.send(request).status()).as(header).isEqualTo(200);
    }
  }

  @Test
  void modelsAreListedOnlyWhereTheyCanBeCalled() {
    HttpRequest request = catalog.request(otherKey, "GET", "/v1/models", "").build();

    assertThat(catalog.send(request).expect(200).body())
        .contains("\"@prod/echo\"")
        .doesNotContain("@strict/");
  }

  @Test
  void aListOfNoModelsIsStillAList() {
    String lonely = catalog.key(catalog.workspace("Lonely"), "");

    Answer models = catalog.send(catalog.request(lonely, "GET", "/v1/models", "").build());

    assertThat(models.expect(200).at("data")).isEqualTo(java.util.List.of());
  }

  @Test
  void explainSaysWhatACallWouldMeet() {
    HttpRequest request =
        catalog.request(key, "GET", "/v1/explain?provider=@prod&model=echo", "").build();

    Answer explained = catalog.send(request).expect(200);

    assertThat(explained.at("allowed")).isEqualTo(true);
    assertThat(explained.at("limits.0.level")).isEqualTo("integration_workspace");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"model":                                                | 400 | JSON
          not json                                                 | 400 | JSON
          []                                                       | 400 |
          {"messages":[]}                                          | 400 | model
          {"model":7,"messages":[]}                                | 400 | model
          {"model":"echo","messages":[]}                           | 400 | provider
          {"model":"@prod","messages":[]}                          | 400 | model
          {"model":"@prod/","messages":[]}                         | 400 | model
          {"model":"@nope/echo","messages":[]}                     | 400 | nope
          {"model":"@prod/echo","model":"@prod/x","messages":[]}   | 400 | model
          """)
  void badInputIsRefusedAndNamed(String body, int status, String names) {
    Answer refused = catalog.chat(key, body);

    assertThat(refused.status()).as(refused.toString()).isEqualTo(status);
    assertThat(refused.json()).containsKey("error");
    if (names != null) {
      assertThat(refused.at("error.message").toString()).contains(names);
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedWith413() {
    String large = HELLO.formatted("@prod/echo", ",\"x\":\"" + "a".repeat(2_000_000) + "\"");

    Answer refused = catalog.chat(key, large);

    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.body()).contains("1048576");
  }

  @Test
  void keysThatAreNoneAreRefused() {
    assertThat(catalog.chat("", hello("@prod/echo")).status()).isEqualTo(401);
    assertThat(catalog.chat("sk-unknown", hello("@prod/echo")).status()).isEqualTo(401);
    assertThat(catalog.chat(key + "x", hello("@prod/echo")).status()).isEqualTo(401);
    assertThat(catalog.chat(LocalCatalog.ADMIN, hello("@prod/echo")).status()).isEqualTo(403);
  }

  @Test
  void aDeletedKeyIsRefusedAtOnce() {
    Answer made =
        catalog.create(
            "/v1/api-keys/workspace/service",
            "{\"name\":\"short\",\"workspace_id\":\"%s\",\"scopes\":[\"completions.write\"]}"
                .formatted(research));
    String shortLived = (String) made.at("key");
    catalog.chat(shortLived, hello("@prod/echo")).expect(200);

    catalog.admin("DELETE", "/v1/api-keys/" + made.at("id"), "").expect(200);

    assertThat(catalog.chat(shortLived, hello("@prod/echo")).status()).isEqualTo(401);
  }

  @Test
  void aRefusedIntegrationLeavesNothingBehind() {
    Answer refused =
        catalog.admin(
            "POST",
            "/v1/integrations",
            """
            {"name":"Bad","slug":"bad-host","ai_provider_id":"custom",
             "configurations":{"custom_host":"http://169.254.169.254/latest"}}""");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("configurations.custom_host");
    assertThat(catalog.admin("GET", "/v1/integrations/bad-host", "").status()).isEqualTo(404);
  }
}
