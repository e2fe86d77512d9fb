package io.modelcatalog.adapters.http.gateway;

import static io.modelcatalog.adapters.http.gateway.GatewayServer.KEY;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static io.modelcatalog.domain.fixtures.Fixtures.tokens;
import static io.modelcatalog.domain.fixtures.Fixtures.tokensPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.gateway.Denial;
import io.modelcatalog.application.gateway.ScriptedUpstream.Exchange;
import io.modelcatalog.application.port.upstream.AnswerHead;
import io.modelcatalog.application.port.upstream.Header;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.domain.fixtures.ProviderBuilder;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.RateUnit;
import io.modelcatalog.domain.limit.RateWindow;
import io.modelcatalog.domain.limit.ResetPeriod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients learn of the limits of their calls, over real sockets. */
class LimitHeadersTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String AUTH = "x-portkey-api-key: " + KEY;
  private static final List<String> OURS =
      List.of(
          "ratelimit",
          "ratelimit-policy",
          "x-ratelimit-limit-requests",
          "x-ratelimit-remaining-requests",
          "x-ratelimit-reset-requests",
          "x-ratelimit-limit-tokens",
          "x-ratelimit-remaining-tokens",
          "x-ratelimit-reset-tokens");

  private GatewayServer server = new GatewayServer();

  @AfterEach
  void nothingIsLeftOver() {
    server.close();
  }

  @Test
  void anAnswerTellsTheLimitsNearestToEmptyAndEachOne() {
    provider(
        "limited",
        builder -> builder.withRateLimit(requestsPerMinute(100)).withBudget(dollars(5, monthly())));
    server.world.put(
        aKeyOf(server.workspace)
            .withRateLimits(
                requestsPerMinute(3),
                new RateLimit(RateUnit.REQUESTS, RateWindow.DAY, 3),
                tokensPerMinute(1_000)),
        "mine");
    server.world.changed(server.workspace);
    server.world.clock.advance(Duration.ofMillis(20_500));
    answering(exchange -> exchange.head(200).body("{}").complete());

    try (Wire client = server.connect()) {
      Wire.Answer answer = call(client, "mine", "limited");

      assertThat(answer.header("x-ratelimit-limit-requests")).isEqualTo("3");
      assertThat(answer.header("x-ratelimit-remaining-requests")).isEqualTo("2");
      // Of two with the same left, the one that takes longer: the day's.
      assertThat(answer.header("x-ratelimit-reset-requests")).isEqualTo("11h59m40s");
      assertThat(answer.header("x-ratelimit-limit-tokens")).isEqualTo("1000");
      assertThat(Integer.parseInt(answer.header("x-ratelimit-remaining-tokens")))
          .isBetween(500, 989);
      assertThat(answer.header("x-ratelimit-reset-tokens")).isEqualTo("40s");
      assertThat(answer.header("ratelimit-policy").split(", "))
          .containsExactlyInAnyOrder(
              "\"provider:requests/rpm\";q=100;w=60",
              "\"provider:cost/monthly\";q=5000000;w=2678400;qu=\"micro-usd\"",
              "\"api_key:requests/rpm\";q=3;w=60",
              "\"api_key:requests/rpd\";q=3;w=86400",
              "\"api_key:tokens/rpm\";q=1000;w=60;qu=\"tokens\"");
      assertThat(answer.header("ratelimit"))
          .contains("\"provider:requests/rpm\";r=99;t=40")
          .contains("\"api_key:requests/rpd\";r=2;t=43180")
          .containsPattern("\"provider:cost/monthly\";r=4999\\d\\d\\d;t=\\d+");

      assertThat(call(client, "mine", "limited").header("x-ratelimit-remaining-requests"))
          .isEqualTo("1");
    }
  }

  @Test
  void aBudgetThatWaitsForAResetThatWasNamedHasNoLengthOfWindowYet() {
    provider(
        "limited",
        builder ->
            builder.withBudget(
                new Budget(
                    BudgetUnit.TOKENS,
                    1_000,
                    OptionalLong.empty(),
                    monthly(),
                    Optional.of(Instant.parse("2026-03-20T00:00:00Z")))));
    answering(exchange -> exchange.head(200).body("{}").complete());
    try (Wire client = server.connect()) {
      Wire.Answer before = call(client, KEY, "limited");

      assertThat(before.header("ratelimit-policy"))
          .isEqualTo("\"provider:tokens/monthly\";q=1000;qu=\"tokens\"");
      assertThat(before.header("ratelimit")).endsWith(";t=129600");

      server.world.clock.advance(Duration.ofDays(2));

      assertThat(call(client, KEY, "limited").header("ratelimit-policy"))
          .isEqualTo("\"provider:tokens/monthly\";q=1000;w=1036800;qu=\"tokens\"");
    }
  }

  @Test
  void aStreamTellsThemInItsHead() {
    provider("limited", builder -> builder.withRateLimit(requestsPerMinute(100)));
    try (Wire client = server.connect()) {
      client.post(CHAT, body("limited"), AUTH);
      Exchange exchange = server.upstream.next().streamHead();

      assertThat(client.head().header("x-ratelimit-remaining-requests")).isEqualTo("99");

      exchange.body("data: [DONE]\n\n").complete();
      assertThat(client.chunks(9)).isEqualTo("data: [DONE]\n\n");
    }
  }

  @Test
  void anUpstreamsFailureTellsThemToo() {
    provider("limited", builder -> builder.withRateLimit(requestsPerMinute(100)));
    answering(exchange -> exchange.fail(new UpstreamFailure.Unreachable("gone")));
    try (Wire client = server.connect()) {
      Wire.Answer answer = call(client, KEY, "limited");

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.header("x-ratelimit-remaining-requests")).isEqualTo("99");
    }
  }

  @Test
  void theUpstreamsOwnLimitsAreNotTakenForTheCatalogs() {
    provider("limited", builder -> builder.withRateLimit(requestsPerMinute(100)));
    answering(
        exchange ->
            exchange
                .head(
                    new AnswerHead(
                        200,
                        List.of(
                            new Header("x-ratelimit-remaining-requests", "7"),
                            new Header("x-ratelimit-remaining-tokens", "8"),
                            new Header("ratelimit", "\"theirs\";r=1"),
                            new Header("x-request-id", "r1")),
                        -1,
                        false))
                .complete());
    try (Wire client = server.connect()) {
      Wire.Answer limited = call(client, KEY, "limited");
      assertThat(limited.header("x-ratelimit-remaining-requests")).isEqualTo("99");
      assertThat(limited.header("x-ratelimit-remaining-tokens")).isNull();
      assertThat(limited.header("ratelimit")).isEqualTo("\"provider:requests/rpm\";r=99;t=60");
      assertThat(limited.header("x-request-id")).isEqualTo("r1");

      Wire.Answer free = call(client, KEY, "openai-prod");
      assertThat(free.header("x-ratelimit-remaining-requests")).isEqualTo("7");
      assertThat(free.header("ratelimit-policy")).isNull();
    }
  }

  @Test
  void aRefusalTellsThemAndWhenToComeBack() {
    provider(
        "limited",
        builder -> builder.withRateLimit(requestsPerMinute(1)).withBudget(dollars(5, monthly())));
    answering(exchange -> exchange.head(200).complete());
    try (Wire client = server.connect()) {
      call(client, KEY, "limited");
      server.world.clock.advance(Duration.ofMillis(59_999));

      Wire.Answer refused = call(client, KEY, "limited");

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("retry-after")).isEqualTo("1");
      assertThat(refused.header("x-ratelimit-limit-requests")).isEqualTo("1");
      assertThat(refused.header("x-ratelimit-remaining-requests")).isEqualTo("0");
      assertThat(refused.header("x-ratelimit-reset-requests")).isEqualTo("1s");
      assertThat(refused.header("x-ratelimit-limit-tokens")).isNull();
      assertThat(refused.header("ratelimit"))
          .contains("\"provider:requests/rpm\";r=0;t=1")
          .contains("\"provider:cost/monthly\";r=");
    }
  }

  @Test
  void aFullBudgetThatStartsOverSaysWhen() {
    provider("poor", builder -> builder.withBudget(tokens(1_000, new ResetPeriod.EveryDays(1))));
    try (Wire client = server.connect()) {
      client.post(CHAT, "{\"model\":\"@poor/gpt-4o\",\"max_tokens\":500}", AUTH);
      Exchange first = server.upstream.next();
      try (Wire other = server.connect()) {
        Wire.Answer refused =
            other.post(CHAT, "{\"model\":\"@poor/gpt-4o\",\"max_tokens\":500}", AUTH).answer();
        assertThat(refused.status()).isEqualTo(412);
        assertThat(refused.header("retry-after")).isEqualTo("43200");
        assertThat(refused.body()).contains("\"ask\":\"workspace_admins\"");
      }
      first.head(200).complete();
      client.answer();
    }
  }

  @Test
  void aCallLargerThanItsLimitIsNotToldToComeBack() {
    provider("small", builder -> builder.withRateLimit(tokensPerMinute(20)));
    try (Wire client = server.connect()) {
      Wire.Answer refused = call(client, KEY, "small");

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("retry-after")).isNull();
      assertThat(refused.body()).contains("waiting does not help");
    }
  }

  @Test
  void aRefusalForTheWholeServiceIsToldToComeBackSoon() {
    server.world.journal.accept(false);
    try (Wire client = server.connect()) {
      Wire.Answer refused = call(client, KEY, "openai-prod");

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("retry-after")).isEqualTo("2");
    }
  }

  @Test
  void aStoreOfLimitsOutOfReachHasACodeOfItsOwn() {
    Refusal refusal =
        Refusal.of(Denial.of(Denial.Reason.LEASE_UNAVAILABLE, "The limit store cannot be reached"));

    assertThat(refusal.status()).isEqualTo(503);
    assertThat(refusal.retryAfterSeconds(0)).isEqualTo(2);
    assertThat(new String(refusal.body("t"), StandardCharsets.UTF_8))
        .contains("\"code\":\"limit_store_unavailable\"");
  }

  @Test
  void theOperatorCanSwitchThemOff() {
    server.close();
    server = new GatewayServer(new GatewayOptions(GatewayServer.MAX_BODY, false));
    provider("limited", builder -> builder.withRateLimit(requestsPerMinute(1)));
    answering(exchange -> exchange.head(200).complete());
    try (Wire client = server.connect()) {
      for (Wire.Answer answer :
          List.of(call(client, KEY, "limited"), call(client, KEY, "limited"))) {
        assertThat(OURS).allSatisfy(name -> assertThat(answer.header(name)).isNull());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"SECOND, 1s", "MINUTE, 1m0s", "HOUR, 1h0m0s", "DAY, 12h0m0s"})
  void resetsAreWrittenAsOpenAiWritesThem(RateWindow window, String reset) {
    provider(
        "limited", builder -> builder.withRateLimit(new RateLimit(RateUnit.REQUESTS, window, 9)));
    answering(exchange -> exchange.head(200).complete());
    try (Wire client = server.connect()) {
      assertThat(call(client, KEY, "limited").header("x-ratelimit-reset-requests"))
          .isEqualTo(reset);
    }
  }

  private static Wire.Answer call(Wire client, String key, String provider) {
    return client.post(CHAT, body(provider), "x-portkey-api-key: " + key).answer();
  }

  private static String body(String provider) {
    return "{\"model\":\"@" + provider + "/gpt-4o\",\"max_tokens\":10}";
  }

  private static ResetPeriod monthly() {
    return new ResetPeriod.Monthly();
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
}
