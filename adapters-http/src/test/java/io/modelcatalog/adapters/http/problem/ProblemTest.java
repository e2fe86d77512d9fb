package io.modelcatalog.adapters.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.http.integration.AdminServer;
import io.modelcatalog.adapters.http.integration.AdminServer.Answer;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.Loosened;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProblemTest {
  private static AdminServer server;

  @BeforeAll
  static void start() {
    server = new AdminServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void oneBodyServesOldClientsRfc9457AndOpenAiClients() {
    Answer refused = server.get("/v1/integrations/nothing");

    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.raw().headers().firstValue("content-type")).contains("application/json");
    assertThat(refused.body())
        .containsEntry("success", false)
        .containsEntry(
            "data", Map.of("message", "integration \"nothing\" not found", "errorCode", "AB02"))
        .containsEntry("type", "urn:model-catalog:error:AB02")
        .containsEntry("title", "Not Found")
        .containsEntry("status", 404)
        .containsEntry("detail", "integration \"nothing\" not found")
        .containsEntry("instance", "/v1/integrations/nothing")
        .containsEntry("errors", List.of())
        .containsEntry("message", "integration \"nothing\" not found")
        .doesNotContainKey("ok");
    assertThat(refused.at("error.message")).isEqualTo("integration \"nothing\" not found");
    assertThat(refused.at("error.type")).isEqualTo("invalid_request_error");
    assertThat(refused.at("error.code")).isEqualTo("AB02");
    assertThat(refused.at("error.param")).isNull();
  }

  @Test
  void anUnknownPathAnswersInTheSameShape() {
    Answer refused = server.get("/nowhere");

    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.at("ok")).isEqualTo(false);
    assertThat(refused.at("data.errorCode")).isEqualTo("AB02");
    assertThat(refused.at("message")).isEqualTo("there is no such path");
  }

  @Test
  void aWrongMethodAnswersInTheSameShape() {
    Answer refused = server.send(AdminServer.ADMIN, "PATCH", "/v1/integrations", "{}");

    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.at("success")).isEqualTo(false);
  }

  @Test
  void aCrashTellsNoDetails() {
    Answer crashed = server.send("crash-key", "GET", "/v1/integrations", null);

    assertThat(crashed.status()).isEqualTo(500);
    assertThat(crashed.at("data.errorCode")).isEqualTo("AB04");
    assertThat(crashed.at("error.type")).isEqualTo("server_error");
    assertThat(crashed.raw().body()).doesNotContain("secret detail").doesNotContain("Exception");
  }

  @Test
  void everyRefusalHasItsStatusAndCode() {
    assertThat(ProblemMapper.toProblem(new CatalogError.Invalid("a[0].b", "must be")))
        .satisfies(
            problem -> {
              assertThat(problem.status()).isEqualTo(400);
              assertThat(problem.detail()).isEqualTo("a[0].b: must be");
              assertThat(problem.errors())
                  .containsExactly(new Problem.FieldError("/a/0/b", "must be"));
              assertThat(problem.error().param()).isEqualTo("/a/0/b");
            });
    expect(new CatalogError.NotFound("provider", "x"), 404, "AB02");
    expect(new CatalogError.Forbidden("logs.list"), 403, "AB03");
    expect(new CatalogError.NotPermitted("not here"), 403, "AB03");
    expect(new CatalogError.SlugTaken("slug", "x"), 409, "AB07");
    expect(new CatalogError.InUse("workspace", "2 providers"), 409, "AB07");
    expect(new CatalogError.Stale("provider"), 409, "AB07");
  }

  @Test
  void aLooseningNamesBothValuesAndTheLevel() {
    Problem problem =
        ProblemMapper.toProblem(
            new CatalogError.LoosensParent(
                new Loosened(
                    "usage_limits.credit_limit", "200 USD", "100 USD monthly", Level.GRANT)));

    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.detail())
        .contains("200 USD")
        .contains("100 USD monthly")
        .contains("integration_workspace");
    assertThat(problem.errors().getFirst().pointer()).isEqualTo("/usage_limits/credit_limit");
  }

  private static void expect(CatalogError error, int status, String code) {
    Problem problem = ProblemMapper.toProblem(error);
    assertThat(problem.status()).isEqualTo(status);
    assertThat(problem.data().errorCode()).isEqualTo(code);
    assertThat(problem.data().message()).isEqualTo(problem.detail()).isNotBlank();
  }
}
