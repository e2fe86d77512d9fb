package io.modelcatalog.adapters.http.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.http.integration.AdminServer;
import io.modelcatalog.adapters.http.integration.AdminServer.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhoIsCallingTest {
  private static final String PATH = "/v1/integrations";
  private static AdminServer server;

  @BeforeAll
  static void start() {
    server = new AdminServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "x-portkey-api-key, admin-key",
    "x-catalog-api-key, admin-key",
    "x-api-key, admin-key",
    "authorization, Bearer admin-key",
    "authorization, bearer admin-key"
  })
  void takesTheKeyWhereClientsPutIt(String header, String value) {
    assertThat(server.exchange("GET", PATH, null, header, value).status()).isEqualTo(200);
  }

  @Test
  void aPlaceholderInAuthorizationDoesNotHideTheKey() {
    assertThat(
            server
                .exchange(
                    "GET",
                    PATH,
                    null,
                    "authorization",
                    "Bearer OPENAI_API_KEY",
                    "x-portkey-api-key",
                    AdminServer.ADMIN)
                .status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Basic admin-key", "admin-key", "Bearer", "Bearer  ", "Bearer admin-key x"})
  void anAuthorizationThatIsNoBearerKeyIsNone(String value) {
    assertThat(server.exchange("GET", PATH, null, "authorization", value).status()).isEqualTo(401);
  }

  @Test
  void aKeyGivenTwiceIsNone() {
    assertThat(
            server
                .exchange(
                    "GET",
                    PATH,
                    null,
                    "x-portkey-api-key",
                    AdminServer.ADMIN,
                    "x-portkey-api-key",
                    AdminServer.RED)
                .status())
        .isEqualTo(401);
  }

  @Test
  void aKeyInTheQueryIsNone() {
    assertThat(server.exchange("GET", PATH + "?x-portkey-api-key=admin-key", null).status())
        .isEqualTo(401);
  }

  @Test
  void anUnknownKeyIsRefusedWithoutRepeatingIt() {
    Answer refused = server.send("sk-guess", "GET", PATH, null);

    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.at("data.errorCode")).isEqualTo("AB05");
    assertThat(refused.at("data.message")).isEqualTo("invalid API key");
    assertThat(refused.at("error.message")).isEqualTo("invalid API key");
    assertThat(refused.raw().headers().firstValue("www-authenticate")).contains("Bearer");
    assertThat(refused.raw().body()).doesNotContain("sk-guess");
  }

  @Test
  void anExpiredKeyIsToldSo() {
    Answer refused = server.send("expired-key", "GET", PATH, null);

    assertThat(refused.status()).isEqualTo(401);
    assertThat((String) refused.at("detail")).contains("expired");
  }

  @Test
  void aKeyWithoutTheScopeIsForbidden() {
    Answer refused = server.send(AdminServer.POWERLESS, "GET", PATH, null);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.at("data.errorCode")).isEqualTo("AB03");
    assertThat((String) refused.at("detail")).contains("organisation_integrations.list");
  }

  @Test
  void aPreflightNeedsNoKey() {
    assertThat(server.exchange("OPTIONS", PATH, null).status()).isNotEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/integrations", "/v1/policies/nowhere", "/nowhere"})
  void everyAnswerCarriesATraceIdAndSecurityHeaders(String path) {
    for (String key : new String[] {AdminServer.ADMIN, "wrong", "crash-key"}) {
      Answer answer = server.send(key, "GET", path, null);

      assertThat(answer.raw().headers().firstValue("x-portkey-trace-id")).isPresent();
      assertThat(answer.raw().headers().firstValue("x-content-type-options")).contains("nosniff");
      assertThat(answer.raw().headers().firstValue("cache-control")).contains("no-store");
    }
  }

  @Test
  void aSaneTraceIdIsKeptAndAnOddOneReplaced() {
    Answer sane =
        server.exchange(
            "GET",
            PATH,
            null,
            "x-portkey-api-key",
            AdminServer.ADMIN,
            "x-portkey-trace-id",
            "trace:1.a_b-c");
    Answer odd =
        server.exchange(
            "GET",
            PATH,
            null,
            "x-portkey-api-key",
            AdminServer.ADMIN,
            "x-portkey-trace-id",
            "<script> " + "x".repeat(200));

    assertThat(sane.raw().headers().firstValue("x-portkey-trace-id")).contains("trace:1.a_b-c");
    assertThat(odd.raw().headers().firstValue("x-portkey-trace-id").orElseThrow()).hasSize(36);
  }
}
