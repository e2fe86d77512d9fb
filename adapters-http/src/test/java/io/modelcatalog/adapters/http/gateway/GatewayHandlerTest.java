package io.modelcatalog.adapters.http.gateway;

import static io.modelcatalog.adapters.http.gateway.GatewayServer.KEY;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.gateway.ScriptedUpstream.Exchange;
import io.modelcatalog.application.port.upstream.AnswerHead;
import io.modelcatalog.application.port.upstream.Header;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.domain.fixtures.ProviderBuilder;
import io.modelcatalog.domain.usage.Outcome;
import io.modelcatalog.domain.usage.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway over real sockets; each test ends with no buffer, call or reservation left over. */
class GatewayHandlerTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String AUTH = "x-portkey-api-key: " + KEY;
  private static final String JSON = "content-type: application/json";
  private static final String BODY = "{\"model\":\"@openai-prod/gpt-4o\",\"max_tokens\":10}";

  private final GatewayServer server = new GatewayServer();

  @AfterEach
  void nothingIsLeftOver() {
    server.close();
  }

  @Test
  void passesAnAnswerThroughWithItsCostAndItsOrigin() {
    answering(
        exchange -> exchange.head(200).body("{\"a\":1}").usage(TokenUsage.of(10, 5)).complete());
    try (Wire client = server.connect()) {
      Wire.Answer answer = client.post(CHAT, BODY, AUTH, "x-portkey-trace-id: t-1").answer();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"a\":1}");
      assertThat(answer.header("content-type")).isEqualTo("application/json");
      assertThat(answer.header("content-length")).isEqualTo("7");
      assertThat(answer.header("x-portkey-trace-id")).isEqualTo("t-1");
      assertThat(answer.header("x-catalog-provider")).isEqualTo("@openai-prod");
      assertThat(answer.header("x-portkey-provider")).isEqualTo("openai");
      assertThat(answer.header("x-portkey-last-used-option-index")).isEqualTo("config");
      assertThat(answer.header("x-portkey-retry-attempt-count")).isEqualTo("0");
      assertThat(answer.header("x-portkey-cache-status")).isEqualTo("DISABLED");
      assertThat(answer.header("x-catalog-cost-usd")).isEqualTo("0.00002");
      assertThat(answer.header("x-catalog-request-id")).isNotBlank();
      assertThat(answer.header("x-portkey-gateway-exception")).isNull();
      assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }
  }

  @Test
  void handsTheUpstreamTheBodyAndNothingSecret() {
    answering(exchange -> exchange.head(200).complete());
    try (Wire client = server.connect()) {
      client
          .post(
              CHAT + "?a=b",
              BODY,
              AUTH,
              JSON,
              "authorization: Bearer other",
              "x-api-key: third",
              "cookie: c",
              "openai-beta: assistants=v2",
              "x-portkey-metadata: {}")
          .answer();
    }

    Exchange exchange = server.upstream.next();
    assertThat(exchange.call().operation()).isEqualTo(Operation.CHAT_COMPLETIONS);
    assertThat(exchange.call().path()).isEqualTo("/chat/completions?a=b");
    assertThat(new String(exchange.call().body(), StandardCharsets.UTF_8)).isEqualTo(BODY);
    assertThat(exchange.call().headers())
        .containsExactly(
            new Header("content-type", "application/json"),
            new Header("openai-beta", "assistants=v2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-portkey-api-key: key-1",
        "x-catalog-api-key: key-1",
        "authorization: Bearer key-1",
        "authorization: bearer   key-1",
        "x-api-key: key-1",
        "api-key: key-1",
        "x-portkey-api-key: key-1\r\nauthorization: Bearer placeholder",
        "x-catalog-api-key: key-1\r\nx-portkey-api-key: wrong",
      })
  void takesTheKeyFromEveryPlaceClientsPutIt(String header) {
    answering(exchange -> exchange.head(200).complete());
    try (Wire client = server.connect()) {
      assertThat(client.post(CHAT, BODY, header).answer().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x-portkey-provider: @openai-prod|gpt-4o",
        "x-catalog-provider: @openai-prod|gpt-4o",
        "x-portkey-virtual-key: openai-prod|gpt-4o",
        "x-portkey-virtual-key: @openai-prod|gpt-4o",
        "x-portkey-provider: @openai-prod/ignored|gpt-4o",
        "x-portkey-provider: @openai-prod|@elsewhere/gpt-4o",
        "x-portkey-provider: @openai-prod|@openai-prod/gpt-4o",
        "x-none: |@openai-prod/gpt-4o",
      })
  void takesTheProviderFromEveryPlaceClientsPutIt(String header, String model) {
    answering(exchange -> exchange.head(200).complete());
    try (Wire client = server.connect()) {
      assertThat(client.post(CHAT, "{\"model\":\"" + model + "\"}", AUTH, header).answer().status())
          .isEqualTo(200);
    }
    assertThat(server.upstream.next().call().model().value()).isEqualTo("gpt-4o");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "two words", "\u00e9"})
  void givesATraceIdOfItsOwnInPlaceOfOneUnfitToRepeat(String given) {
    answering(exchange -> exchange.head(200).complete());
    try (Wire client = server.connect()) {
      String trace =
          client
              .post(CHAT, BODY, AUTH, "x-portkey-trace-id: " + given)
              .answer()
              .header("x-portkey-trace-id");
      assertThat(trace).isNotBlank().matches("[!-~]{1,128}");
      assertThat(trace.equals("x")).isEqualTo(given.equals("x"));
    }
  }

  @Test
  void streamsEventByEvent() {
    try (Wire client = server.connect()) {
      client.post(CHAT, BODY, AUTH);
      Exchange exchange = server.upstream.next().streamHead();
      Wire.Answer head = client.head();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("content-type")).isEqualTo("text/event-stream");
      assertThat(head.header("transfer-encoding")).isEqualTo("chunked");

      for (int i = 0; i < 5; i++) {
        exchange.body("data: " + i + "\n\n");
        assertThat(client.chunks(1)).isEqualTo("data: " + i + "\n\n");
      }
      exchange.body("data: [DONE]\n\n").complete();
      assertThat(client.chunks(9)).isEqualTo("data: [DONE]\n\n");

      answering(next -> next.head(200).complete());
      assertThat(client.post(CHAT, BODY, AUTH).answer().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 1_000_000})
  void passesAnswersOfAnySizeWholeWithAndWithoutAKnownLength(int size) {
    String text = "x".repeat(size);
    for (long length : new long[] {-1, size}) {
      answering(
          exchange -> {
            exchange.head(new AnswerHead(200, List.of(), length, false));
            for (int at = 0; at < size; at += 10_000) {
              exchange.body(text.substring(at, Math.min(size, at + 10_000)));
            }
            exchange.complete();
          });
      try (Wire client = server.connect()) {
        assertThat(client.post(CHAT, BODY, AUTH).answer().body()).isEqualTo(text);
        assertThat(client.post(CHAT, BODY, AUTH).answer().body()).isEqualTo(text);
      }
    }
  }

  @Test
  void passesErrorsOfTheUpstreamThrough() {
    answering(exchange -> exchange.head(429).body("{\"error\":{\"message\":\"slow\"}}").complete());
    try (Wire client = server.connect()) {
      Wire.Answer answer = client.post(CHAT, BODY, AUTH).answer();

      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.body()).isEqualTo("{\"error\":{\"message\":\"slow\"}}");
      assertThat(answer.header("x-portkey-trace-id")).isNotBlank();
      assertThat(answer.header("x-portkey-gateway-exception")).isNull();
      assertThat(answer.header("x-catalog-cost-usd")).isEqualTo("0");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void passesAnswersWithoutABody(int status) {
    answering(exchange -> exchange.head(status).complete());
    try (Wire client = server.connect()) {
      Wire.Answer answer = client.post(CHAT, BODY, AUTH).answer();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.header("content-length")).isNull();
      assertThat(client.post(CHAT, BODY, AUTH).answer().status()).isEqualTo(status);
    }
  }

  @Test
  void refusesInTheShapesOpenAiAndPortkeyClientsParse() {
    try (Wire client = server.connect()) {
      Wire.Answer answer =
          client.post(CHAT, BODY, "x-portkey-api-key: no", "x-portkey-trace-id: t").answer();

      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("x-portkey-gateway-exception")).isEqualTo("true");
      assertThat(answer.header("content-type")).isEqualTo("application/json");
      assertThat(answer.body())
          .isEqualTo(
              "{\"status\":\"failure\",\"message\":\"Invalid API key. Error Code: 03\","
                  + "\"error\":{\"message\":\"Invalid API key. Error Code: 03\","
                  + "\"type\":\"authentication_error\",\"param\":null,\"code\":\"03\"},"
                  + "\"trace_id\":\"t\"}");
    }
  }

  @Test
  void refusesWithTheProtocolsStatusAndCodes() {
    provider("old", builder -> builder.expiringAt(server.world.clock.instant()));
    provider("narrow", builder -> builder.allowing("other"));
    provider("broke", builder -> builder.withBudget(dollars(0)));
    provider("slow", builder -> builder.withRateLimit(requestsPerMinute(0)));
    server.world.put(aKeyOf(server.workspace).withScopes("logs.list"), "blind");
    server.world.put(aKeyOf(server.workspace).expiringAt(server.world.clock.instant()), "expired");
    server.world.put(aKeyOf(server.workspace).withRateLimits(requestsPerMinute(0)), "limited");
    server.world.put(aKeyOf(server.workspace).withBudget(dollars(0)), "poor");
    server.world.changed(server.workspace);

    assertRefused("", "openai-prod", 401, "authentication_error", "\"code\":\"03\"");
    assertRefused("expired", "openai-prod", 401, "authentication_error", "\"code\":\"01\"");
    assertRefused("blind", "openai-prod", 403, "permission_error", "\"code\":\"033\"");
    assertRefused(KEY, "nobody", 400, "invalid_request_error", "nobody");
    assertRefused(KEY, "old", 401, "virtual_key_expired_error", "\"code\":\"01\"");
    assertRefused(KEY, "narrow", 412, "model_not_allowed_error", "\"level\":\"provider\"");
    assertRefused(KEY, "broke", 412, "virtual_key_exhaust_error", "\"code\":\"04\"");
    assertRefused(KEY, "slow", 429, "virtual_key_rate_limit_error", "\"code\":null");
    assertRefused("limited", "openai-prod", 429, "api_key_rate_limit_error", "\"code\":\"05\"");
    assertRefused("poor", "openai-prod", 412, "api_key_exhaust_error", "\"code\":\"04\"");
    server.world.journal.accept(false);
    assertRefused(KEY, "openai-prod", 503, "service_unavailable_error", "\"code\":null");
    assertThat(server.upstream.calls()).isZero();
  }

  private void assertRefused(String key, String provider, int status, String type, String part) {
    try (Wire client = server.connect()) {
      Wire.Answer answer =
          client
              .post(
                  CHAT,
                  "{\"model\":\"@" + provider + "/gpt-4o\",\"max_tokens\":1}",
                  "x-portkey-api-key: " + key)
              .answer();
      assertThat(answer.status()).as(answer.body()).isEqualTo(status);
      assertThat(answer.body()).contains("\"type\":\"" + type + "\"").contains(part);
      assertThat(answer.header("x-portkey-gateway-exception")).isEqualTo("true");
      // The connection goes on: a refusal is an answer like any other.
      client.post(CHAT, BODY, "x-portkey-api-key: no");
      assertThat(client.answer().status()).isEqualTo(401);
    }
  }

  @Test
  void tellsWhichLimitRefusedHowItStandsAndWhenItStartsOver() {
    provider("slow", builder -> builder.withRateLimit(requestsPerMinute(1)));
    provider("broke", builder -> builder.withBudget(dollars(0)));
    answering(exchange -> exchange.head(200).complete());
    String slow = "{\"model\":\"@slow/gpt-4o\",\"max_tokens\":1}";
    try (Wire client = server.connect()) {
      client.post(CHAT, slow, AUTH).answer();
      server.world.clock.advance(java.time.Duration.ofMillis(20_500));

      Wire.Answer limited = client.post(CHAT, slow, AUTH).answer();
      assertThat(limited.header("retry-after")).isEqualTo("40");
      assertThat(limited.body())
          .contains(
              "\"limit\":{\"level\":\"provider\",\"limit\":\"requests/rpm\","
                  + "\"kind\":\"rate_limit\",\"unit\":\"requests\",\"value\":1,\"used\":1,"
                  + "\"reserved\":0,\"requested\":1,\"reset_at\":\"2026-03-18T12:01:00Z\"}")
          .contains("\"level\":\"provider\",\"owner\":\"slow\",\"ask\":\"workspace_admins\"")
          .contains(
              "Rate limit of the provider slow reached (requests/rpm); it starts over at"
                  + " 2026-03-18T12:01:00Z, a workspace admin can raise it");

      Wire.Answer broke =
          client.post(CHAT, "{\"model\":\"@broke/gpt-4o\",\"max_tokens\":1}", AUTH).answer();
      assertThat(broke.header("retry-after")).isNull();
      assertThat(broke.body())
          .contains("\"kind\":\"budget\",\"unit\":\"usd\",\"value\":0,")
          .contains("waiting does not help, a workspace admin can raise it")
          .contains("\"reset_at\":null");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x-portkey-config: {}|inline_config_blocked|config",
        "x-portkey-config: pc-1|inline_config_blocked|config",
        "x-portkey-custom-host: http://a|inline_custom_host_blocked|custom-host",
        "x-catalog-custom-host: http://a|inline_custom_host_blocked|custom-host",
        "x-portkey-forward-headers: a|inline_forward_headers_blocked|forward-headers",
        "x-portkey-provider: openai|inline_provider_blocked|provider",
      })
  void refusesInlineForms(String header, String code, String field) {
    try (Wire client = server.connect()) {
      Wire.Answer answer = client.post(CHAT, BODY, AUTH, header).answer();

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body())
          .contains("\"code\":\"" + code + "\"")
          .contains("\"param\":\"" + field + "\"");
    }
    assertThat(server.upstream.calls()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{|null|body",
        "[]|null|body",
        "{\"model\":1}|\"model\"|model",
        "{\"model\":\"a\",\"model\":\"b\"}|\"model\"|given twice",
        "{\"model\":\"@openai-prod/a\",\"max_tokens\":\"x\"}|\"max_tokens\"|whole number",
        "{}|null|provider",
        "{\"model\":\"@openai-prod/\"}|\"model\"|model",
      })
  void namesTheFieldAndTheRuleOfABadBody(String body, String param, String words) {
    try (Wire client = server.connect()) {
      Wire.Answer answer = client.post(CHAT, body, AUTH).answer();

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body())
          .contains("\"param\":" + param)
          .containsIgnoringCase(words)
          .contains("invalid_request_error");
    }
  }

  @Test
  void answersABodyNestedTooDeep() {
    try (Wire client = server.connect()) {
      Wire.Answer answer =
          client.post(CHAT, "{\"model\":\"a\",\"x\":" + "[".repeat(50_000), AUTH).answer();

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains("nested");
    }
  }

  @Test
  void refusesACompressedBody() {
    try (Wire client = server.connect()) {
      assertThat(client.post(CHAT, BODY, AUTH, "content-encoding: gzip").answer().status())
          .isEqualTo(415);
      answering(exchange -> exchange.head(200).complete());
      assertThat(client.post(CHAT, BODY, AUTH, "content-encoding: identity").answer().status())
          .isEqualTo(200);
    }
  }

  @Test
  void takesNoCallsWhenClosed() {
    server.traffic.setOpen(false);
    try (Wire client = server.connect()) {
      assertThat(client.post(CHAT, BODY, AUTH).answer().status()).isEqualTo(503);
      server.traffic.setOpen(true);
      answering(exchange -> exchange.head(200).complete());
      assertThat(client.post(CHAT, BODY, AUTH).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void refusesABodyDeclaredTooLargeAndTheClientGetsToReadIt() {
    try (Wire client = server.connect()) {
      client.send("POST " + CHAT + " HTTP/1.1\r\nhost: h\r\ncontent-length: 50000000\r\n\r\n");
      client.send("x".repeat(10_000));
      Wire.Answer answer = client.answer();

      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.body()).contains("200000");
      assertThat(answer.header("connection")).isEqualTo("close");
    }
  }

  @Test
  void aClientThatSendsAllOfAnOversizedBodyFirstStillGetsTheAnswer() {
    String body = "x".repeat(3_000_000);
    try (Wire client = server.connect()) {
      Wire.Answer answer = client.post(CHAT, body, AUTH).answer();

      assertThat(answer.status()).isEqualTo(413);
      assertThat(client.isClosedWithin(2_000)).isTrue();
    }
  }

  @Test
  void refusesAChunkedBodyThatGrowsTooLarge() {
    try (Wire client = server.connect()) {
      client.send("POST " + CHAT + " HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n");
      for (int i = 0; i < 30; i++) {
        client.send("2710\r\n" + "x".repeat(10_000) + "\r\n");
      }
      Wire.Answer answer = client.answer();

      assertThat(answer.status()).isEqualTo(413);
      client.send("0\r\n\r\n");
      assertThat(client.isClosedWithin(2_000)).isTrue();
    }
  }

  @Test
  void takesABodyOfExactlyTheLargestSize() {
    answering(exchange -> exchange.head(200).complete());
    String start = "{\"model\":\"@openai-prod/gpt-4o\",\"x\":\"";
    String body = start + "x".repeat(GatewayServer.MAX_BODY - start.length() - 2) + "\"}";
    try (Wire client = server.connect()) {
      assertThat(client.post(CHAT, body, AUTH).answer().status()).isEqualTo(200);
      assertThat(client.post(CHAT, body + " ", AUTH).answer().status()).isEqualTo(413);
    }
    assertThat(server.upstream.next().call().body()).hasSize(GatewayServer.MAX_BODY);
  }

  @Test
  void asksForABodyThatTheClientHoldsBack() {
    answering(exchange -> exchange.head(200).complete());
    try (Wire client = server.connect()) {
      client.send(
          "POST "
              + CHAT
              + " HTTP/1.1\r\nhost: h\r\n"
              + AUTH
              + "\r\nexpect: 100-continue\r\ncontent-length: "
              + BODY.length()
              + "\r\n\r\n");
      assertThat(client.head().status()).isEqualTo(100);
      client.send(BODY);
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(client.post(CHAT, BODY, AUTH).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void asksForNoBodyThatIsTooLarge() {
    try (Wire client = server.connect()) {
      client.send(
          "POST "
              + CHAT
              + " HTTP/1.1\r\n"
              + "host: h\r\n"
              + "expect: 100-continue\r\n"
              + "content-length: 999999999\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(413);
    }
  }

  @Test
  void usesAConnectionAgainAndAgain() {
    answering(exchange -> exchange.head(200).body("{}").complete());
    try (Wire client = server.connect()) {
      for (int i = 0; i < 200; i++) {
        assertThat(client.post(CHAT, BODY, AUTH).answer().status()).isEqualTo(200);
        assertThat(client.send(Wire.request("GET", "/v1/providers", "")).answer().body())
            .isEqualTo("/v1/providers 0");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 30})
  void answersPipelinedRequestsInTheirOrderWhoeverAnswersThem(long delay) {
    server.frameworkDelay = delay;
    answering(
        exchange ->
            exchange
                .head(200)
                .body(new String(exchange.call().body(), StandardCharsets.UTF_8))
                .complete());
    Random random = new Random(delay);
    try (Wire client = server.connect()) {
      List<String> expected = new ArrayList<>();
      java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
      for (int i = 0; i < 40; i++) {
        switch (random.nextInt(4)) {
          case 0 -> {
            String body = "{\"model\":\"@openai-prod/gpt-4o\",\"user\":\"" + i + "\"}";
            all.writeBytes(Wire.request("POST", CHAT, body, AUTH));
            expected.add(body);
          }
          case 1 -> {
            all.writeBytes(Wire.request("POST", "/v1/integrations/" + i, "12345", AUTH));
            expected.add("/v1/integrations/" + i + " 5");
          }
          case 2 -> {
            all.writeBytes(Wire.request("GET", "/v1/api-keys/" + i, ""));
            expected.add("/v1/api-keys/" + i + " 0");
          }
          default -> {
            all.writeBytes(Wire.request("POST", CHAT, "{}", AUTH));
            expected.add("failure");
          }
        }
      }
      client.send(all.toByteArray());

      for (String body : expected) {
        assertThat(client.answer().body()).contains(body);
      }
    }
  }

  @Test
  void holdsBackARequestBehindACallThatIsUnderWay() {
    try (Wire client = server.connect()) {
      client.send(Wire.request("POST", CHAT, BODY, AUTH));
      client.send(Wire.request("GET", "/v1/providers", ""));
      Exchange exchange = server.upstream.next();
      assertThat(client.isSilentFor(150)).isTrue();
      assertThat(server.elsewhere).isEmpty();

      exchange.head(200).body("first").complete();

      assertThat(client.answer().body()).isEqualTo("first");
      assertThat(client.answer().body()).isEqualTo("/v1/providers 0");
    }
  }

  @Test
  void answersAnHttp10ClientWithoutChunksAndHangsUp() {
    answering(
        exchange -> exchange.streamHead().body("data: 1\n\n").body("data: [DONE]\n\n").complete());
    try (Wire client = server.connect()) {
      client.send(
          "POST "
              + CHAT
              + " HTTP/1.0\r\n"
              + AUTH
              + "\r\ncontent-length: "
              + BODY.length()
              + "\r\n\r\n"
              + BODY);
      Wire.Answer answer = client.answer();

      assertThat(answer.header("transfer-encoding")).isNull();
      assertThat(answer.body()).isEqualTo("data: 1\n\ndata: [DONE]\n\n");
    }
  }

  @Test
  void keepsAnHttp10ConnectionOnlyIfAsked() {
    answering(exchange -> exchange.head(200).body("{}").complete());
    String request =
        "POST " + CHAT + " HTTP/1.0\r\n" + AUTH + "\r\ncontent-length: " + BODY.length() + "\r\n";
    try (Wire client = server.connect()) {
      client.send(request + "connection: keep-alive\r\n\r\n" + BODY);
      Wire.Answer kept = client.answer();
      assertThat(kept.header("connection")).isEqualTo("keep-alive");
      assertThat(kept.body()).isEqualTo("{}");

      client.send(request + "\r\n" + BODY);
      assertThat(client.answer().body()).isEqualTo("{}");
      assertThat(client.isClosedWithin(2_000)).isTrue();
    }
  }

  @Test
  void hangsUpWhenTheClientAsksForIt() {
    answering(exchange -> exchange.head(200).body("{}").complete());
    try (Wire client = server.connect()) {
      Wire.Answer answer = client.post(CHAT, BODY, AUTH, "connection: close").answer();

      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(client.isClosedWithin(2_000)).isTrue();
    }
  }

  @Test
  void passesReadsThrough() {
    try (Wire client = server.connect()) {
      client.send(
          Wire.request("GET", "/v1/files?limit=2", "", AUTH, "x-portkey-provider: @openai-prod"));
      Exchange get = server.upstream.next();
      assertThat(get.call().method()).isEqualTo("GET");
      assertThat(get.call().path()).isEqualTo("/files?limit=2");
      assertThat(get.call().body()).isEmpty();
      get.head(200).body("[]").complete();
      assertThat(client.answer().body()).isEqualTo("[]");

      client.send(
          Wire.request("HEAD", "/v1/files/1", "", AUTH, "x-portkey-provider: @openai-prod"));
      server.upstream.next().head(new AnswerHead(200, List.of(), 1_234, false)).complete();
      Wire.Answer head = client.answer("HEAD");
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("content-length")).isEqualTo("1234");

      client.send(
          Wire.request("DELETE", "/v1/files/1", "", AUTH, "x-portkey-provider: @openai-prod"));
      server.upstream.next().head(204).complete();
      assertThat(client.answer().status()).isEqualTo(204);
    }
  }

  @Test
  void aRefusedHeadRequestHasNoBody() {
    answering(exchange -> exchange.head(200).body("{}").complete());
    try (Wire client = server.connect()) {
      client.send(Wire.request("HEAD", "/v1/files/1", "", AUTH));
      assertThat(client.answer("HEAD").status()).isEqualTo(400);
      assertThat(client.post(CHAT, BODY, AUTH).answer().body()).isEqualTo("{}");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/v1/chat/completions/,CHAT_COMPLETIONS",
    "POST,/v1/Chat/Completions;v=1,CHAT_COMPLETIONS",
    "POST,/v1/chat//completions,CHAT_COMPLETIONS",
    "POST,/v1/chat/%63ompletions,CHAT_COMPLETIONS",
    "POST,/v1/chat%2fcompletions,CHAT_COMPLETIONS",
    "POST,/v1/proxy/chat/completions,CHAT_COMPLETIONS",
    "POST,/v1/embeddings/?x=/y,EMBEDDINGS",
    "POST,/v1/responses,RESPONSES",
    "POST,/v1/completions,COMPLETIONS",
    "POST,/v1/images/generations,IMAGES",
    "POST,/v1/audio/speech,SPEECH",
    "POST,/v1/rerank/,RERANK",
    "POST,/v1/moderations,MODERATIONS",
    "POST,/v1/images/edits,PASS_THROUGH",
    "GET,/v1/chat/completions,PASS_THROUGH",
  })
  void knowsAnOperationHoweverItsPathIsWritten(String method, String path, Operation operation) {
    answering(exchange -> exchange.head(200).complete());
    try (Wire client = server.connect()) {
      client.send(Wire.request(method, path, BODY, AUTH, JSON, "x-portkey-provider: @openai-prod"));
      assertThat(client.answer().status()).isEqualTo(200);
    }
    assertThat(server.upstream.next().call().operation()).isEqualTo(operation);
  }

  @Test
  void seesTheModelOfABodyThatIsCalledSomethingOtherThanJson() {
    provider("narrow", builder -> builder.allowing("gpt-4o"));
    try (Wire client = server.connect()) {
      Wire.Answer answer =
          client
              .post(
                  "/v1/images/generations",
                  " {\"model\":\"dall-e-3\"}",
                  AUTH,
                  "content-type: text/plain",
                  "x-portkey-provider: @narrow")
              .answer();

      assertThat(answer.status()).isEqualTo(412);
    }
    assertThat(server.upstream.calls()).isZero();
  }

  @Test
  void passesABodyThatIsNoJsonThrough() {
    answering(exchange -> exchange.head(200).complete());
    String form = "--b\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\nx\r\n--b--\r\n";
    try (Wire client = server.connect()) {
      assertThat(
              client
                  .post(
                      "/v1/files",
                      form,
                      AUTH,
                      "content-type: multipart/form-data; boundary=b",
                      "x-portkey-provider: @openai-prod")
                  .answer()
                  .status())
          .isEqualTo(200);
    }
    assertThat(new String(server.upstream.next().call().body(), StandardCharsets.UTF_8))
        .isEqualTo(form);
  }

  @Test
  void takesARequestSplitAtEveryByte() {
    answering(
        exchange ->
            exchange
                .head(200)
                .body(new String(exchange.call().body(), StandardCharsets.UTF_8))
                .complete());
    StringBuilder chunks = new StringBuilder();
    for (int at = 0; at < BODY.length(); at += 7) {
      String piece = BODY.substring(at, Math.min(BODY.length(), at + 7));
      chunks.append(Integer.toHexString(piece.length())).append(";ext=1\r\n");
      chunks.append(piece).append("\r\n");
    }
    byte[] request =
        ("POST "
                + CHAT
                + " HTTP/1.1\r\nhost: h\r\n"
                + AUTH
                + "\r\ntransfer-encoding: chunked\r\n\r\n"
                + chunks
                + "0\r\ntrailer: x\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8);
    try (Wire client = server.connect()) {
      assertThat(client.sendInPieces(request, 1).answer().body()).isEqualTo(BODY);
      for (int cut = 1; cut < request.length; cut++) {
        client.send(java.util.Arrays.copyOf(request, cut));
        client.send(java.util.Arrays.copyOfRange(request, cut, request.length));
        assertThat(client.answer().body()).as("cut at %d", cut).isEqualTo(BODY);
      }
    }
  }

  @Test
  void cancelsTheUpstreamWhenTheClientLeavesBeforeTheAnswer() {
    Wire client = server.connect();
    client.post(CHAT, BODY, AUTH);
    Exchange exchange = server.upstream.next();

    client.close();

    assertThat(exchange.cancelledWithin(1_000)).isTrue();
    assertOutcome(Outcome.CANCELLED);
  }

  @Test
  void cancelsTheUpstreamWhenTheClientLeavesInMidStream() {
    Wire client = server.connect();
    client.post(CHAT, BODY, AUTH);
    Exchange exchange = server.upstream.next().streamHead().body("data: 1\n\n");
    client.head();
    client.chunks(1);

    client.reset();

    assertThat(exchange.cancelledWithin(1_000)).isTrue();
    assertOutcome(Outcome.CANCELLED);
    exchange.body("data: 2\n\n").complete();
  }

  @Test
  void settlesACallWhoseUpstreamWasAtWorkBeforeItSaidSo() {
    server.upstream.subscribingLater();
    Wire client = server.connect();
    client.post(CHAT, BODY, AUTH);
    Exchange exchange = server.upstream.next();
    client.reset();
    for (int i = 0; i < 200 && server.traffic.inFlight() > 0; i++) {
      Thread.onSpinWait();
      assertThat(client.isClosedWithin(1)).isTrue();
    }

    exchange.subscribe();

    assertThat(exchange.cancelledWithin(1_000)).isTrue();
    assertOutcome(Outcome.CANCELLED);
    assertThat(server.world.journal.allSettled().getLast().estimated()).isTrue();
  }

  @Test
  void aClientThatLeavesWhileItSendsStartsNoCall() throws Exception {
    Wire client = server.connect();
    client.send("POST " + CHAT + " HTTP/1.1\r\nhost: h\r\ncontent-length: 1000\r\n\r\n{\"mod");
    Thread.sleep(50);
    client.reset();

    for (int i = 0; i < 100 && server.traffic.inFlight() > 0; i++) {
      Thread.sleep(10);
    }
    assertThat(server.traffic.inFlight()).isZero();
    assertThat(server.upstream.calls()).isZero();
  }

  @Test
  void asksTheUpstreamForNoMoreThanTheClientTakes() throws Exception {
    byte[] event = ("data: " + "x".repeat(16_000) + "\n\n").getBytes(StandardCharsets.UTF_8);
    try (Wire client = Wire.to(server.port(), 8 * 1024)) {
      client.post(CHAT, BODY, AUTH);
      Exchange exchange = server.upstream.next().streamHead();
      long sent = 0;
      long quiet = System.nanoTime();
      while (System.nanoTime() - quiet < 500_000_000L && sent < 10_000) {
        if (exchange.requested() > sent) {
          exchange.body(event);
          sent++;
          quiet = System.nanoTime();
        } else {
          Thread.sleep(5);
        }
      }

      assertThat(sent * event.length)
          .as("passed on to a reader that does not read")
          .isLessThan(8_000_000);
      assertThat(server.buffered()).isLessThan(512 * 1024);

      client.head();
      String read = client.chunks((int) sent);
      assertThat(read).hasSize((int) sent * event.length);
      for (int i = 0; i < 200 && exchange.requested() == sent; i++) {
        Thread.sleep(10);
      }
      assertThat(exchange.requested()).isGreaterThan(sent);
      exchange.complete();
      assertThat(client.chunks(1)).isEmpty();
    }
  }

  @Test
  void endsAStreamBeyondItsReservationInAnErrorEventOfItsOwn() {
    provider("metered", builder -> builder.withBudget(dollars(1)));
    server.world.changed(server.workspace);
    try (Wire client = server.connect()) {
      client.post(CHAT, "{\"model\":\"@metered/gpt-4o\",\"max_tokens\":1}", AUTH);
      Exchange exchange = server.upstream.next().streamHead();
      assertThat(client.head().status()).isEqualTo(200);
      exchange.body("data: {}\n\n".repeat(67));

      assertThat(client.chunks(99))
          .contains("\"type\":\"reservation_exceeded_error\"")
          .contains("\"code\":\"reservation_exceeded\"")
          .doesNotContain("[DONE]");
      assertThat(exchange.isCancelled()).isTrue();
    }
    assertOutcome(Outcome.CUT);
  }

  @Test
  void endsAStreamThatBreaksOffInAnErrorEventAndNotInDone() {
    try (Wire client = server.connect()) {
      client.post(CHAT, BODY, AUTH);
      server
          .upstream
          .next()
          .streamHead()
          .body("data: {\"x\"")
          .fail(new UpstreamFailure.BrokenOff("connection reset", true));
      client.head();
      String stream = client.chunks(99);

      assertThat(stream).startsWith("data: {\"x\"\n\n").endsWith("\n\n").doesNotContain("[DONE]");
      assertThat(stream.substring(stream.lastIndexOf("data: ")))
          .startsWith("data: {\"error\":{")
          .contains("\"type\":\"upstream_error\"")
          .contains("connection reset");
      assertOutcome(Outcome.BROKEN_OFF);

      answering(exchange -> exchange.head(200).complete());
      assertThat(client.post(CHAT, BODY, AUTH).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void turnsAnAnswerThatBreaksOffIntoACleanError() {
    try (Wire client = server.connect()) {
      client.post(CHAT, BODY, AUTH);
      server
          .upstream
          .next()
          .head(200)
          .body("{\"half")
          .fail(new UpstreamFailure.BrokenOff("reset", true));
      Wire.Answer answer = client.answer();

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.body()).contains("upstream_error").doesNotContain("half");
      assertThat(answer.header("x-portkey-gateway-exception")).isEqualTo("true");
    }
  }

  @Test
  void hangsUpOnALargeAnswerThatBreaksOffSoThatItIsNotTakenForWhole() {
    for (long length : new long[] {-1, 1_000_000}) {
      try (Wire client = server.connect()) {
        client.post(CHAT, BODY, AUTH);
        server
            .upstream
            .next()
            .head(new AnswerHead(200, List.of(), length, false))
            .body("x".repeat(100_000))
            .fail(new UpstreamFailure.BrokenOff("reset", true));
        assertThat(client.head().status()).isEqualTo(200);
        assertThat(client.rest()).doesNotContain("\r\n0\r\n");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FORBIDDEN,502,upstream_forbidden_error",
    "UNREACHABLE,502,upstream_unreachable_error",
    "TIMED_OUT,504,timeout_error",
    "BROKEN_OFF,502,upstream_error",
    "BUG,502,upstream_error",
  })
  void answersEveryFailureOfAnUpstream(String failure, int status, String type) {
    answering(
        exchange -> {
          switch (failure) {
            case "FORBIDDEN" -> exchange.fail(new UpstreamFailure.Forbidden("private"));
            case "UNREACHABLE" -> exchange.fail(new UpstreamFailure.Unreachable("refused"));
            case "TIMED_OUT" ->
                exchange.fail(
                    new UpstreamFailure.TimedOut(UpstreamFailure.TimedOut.Phase.FIRST_BYTE, 1_000));
            case "BROKEN_OFF" -> exchange.fail(new UpstreamFailure.BrokenOff("reset", true));
            default -> exchange.crash(new IllegalStateException("secret detail"));
          }
        });
    try (Wire client = server.connect()) {
      Wire.Answer answer = client.post(CHAT, BODY, AUTH).answer();

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.body())
          .contains("\"type\":\"" + type + "\"")
          .doesNotContain("secret detail");
    }
  }

  @Test
  void answersAnUpstreamThatEndsWithoutAHead() {
    answering(exchange -> exchange.complete());
    try (Wire client = server.connect()) {
      assertThat(client.post(CHAT, BODY, AUTH).answer().status()).isEqualTo(502);
    }
  }

  @Test
  void answersWhenTheUpstreamCodeFailsAtOnce() {
    answering(
        exchange -> {
          throw new IllegalStateException("bug");
        });
    try (Wire client = server.connect()) {
      Wire.Answer answer = client.post(CHAT, BODY, AUTH).answer();

      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body()).contains("\"status\":\"failure\"").doesNotContain("bug");
    }
  }

  @Test
  void keepsTheClientsOwnDeadline() {
    try (Wire client = server.connect()) {
      client.post(CHAT, BODY, AUTH, "x-portkey-request-timeout: 100");
      Exchange exchange = server.upstream.next();
      Wire.Answer answer = client.answer();

      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.body()).contains("\"type\":\"timeout_error\"");
      assertThat(exchange.cancelledWithin(1_000)).isTrue();
      assertOutcome(Outcome.CANCELLED);

      answering(next -> next.head(200).complete());
      assertThat(client.post(CHAT, BODY, AUTH).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void aDeadlineEndsWithTheFirstByteOfAStream() throws Exception {
    try (Wire client = server.connect()) {
      client.post(CHAT, BODY, AUTH, "x-portkey-request-timeout: 100");
      Exchange exchange = server.upstream.next().streamHead();
      client.head();
      Thread.sleep(250);
      exchange.body("data: 1\n\n").complete();

      assertThat(client.chunks(9)).isEqualTo("data: 1\n\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-5", "1e3", "99999999999999999999", ""})
  void ignoresADeadlineThatIsNone(String timeout) {
    answering(exchange -> exchange.head(200).complete());
    try (Wire client = server.connect()) {
      assertThat(
              client
                  .post(CHAT, BODY, AUTH, "x-portkey-request-timeout: " + timeout)
                  .answer()
                  .status())
          .isEqualTo(200);
    }
  }

  /** Clients that come, go and misbehave at random leave nothing behind. */
  @Test
  void survivesClientsAndUpstreamsThatMisbehave() throws Exception {
    Random random = new Random(4);
    for (int i = 0; i < 150; i++) {
      Wire client = server.connect();
      client.post(CHAT, BODY, AUTH);
      Exchange exchange = server.upstream.next();
      if (random.nextInt(4) > 0) {
        if (random.nextBoolean()) {
          exchange.streamHead();
        } else {
          exchange.head(200);
        }
        for (int n = random.nextInt(4); n > 0; n--) {
          exchange.body("x".repeat(random.nextInt(50_000)));
        }
      }
      if (random.nextBoolean()) {
        client.reset();
      }
      switch (random.nextInt(3)) {
        case 0 -> exchange.complete();
        case 1 -> exchange.fail(new UpstreamFailure.BrokenOff("cut", true));
        default -> client.close();
      }
      client.reset();
    }
    for (int i = 0; i < 300 && server.traffic.inFlight() > 0; i++) {
      Thread.sleep(10);
    }
    assertThat(server.traffic.inFlight()).isZero();
  }

  private void answering(Consumer<Exchange> script) {
    server.upstream.answering(script);
  }

  private void provider(String slug, Consumer<ProviderBuilder> has) {
    ProviderBuilder builder = aProvider(server.grant).withSlug(slug);
    has.accept(builder);
    server.world.put(builder.build());
    server.world.changed(server.workspace);
  }

  private void assertOutcome(Outcome outcome) {
    try {
      for (int i = 0; i < 200 && server.world.journal.allSettled().isEmpty(); i++) {
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(server.world.journal.allSettled().getLast().outcome()).isEqualTo(outcome);
  }
}
