package io.modelcatalog.adapters.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.adapters.providers.transport.TransportSettings;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamKind;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Result.Err;
import io.modelcatalog.domain.shared.Result.Ok;
import io.modelcatalog.domain.shared.Settings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderUpstreamsTest {
  private static final String HOST = "configurations.custom_host";

  private final UpstreamsOverSockets sockets = new UpstreamsOverSockets();
  private final ProviderUpstreams factory =
      sockets.factory(TransportSettings.DEFAULT, "localhost:11434", "10.0.0.5:8000");

  @AfterEach
  void close() {
    sockets.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai",
        "groq",
        "deepseek",
        "mistral-ai",
        "together-ai",
        "openrouter",
        "x-ai",
        "fireworks-ai",
        "perplexity-ai",
        "ollama"
      })
  void knowsVendorsThatNeedNoHost(String kind) {
    assertThat(check(kind, Map.of())).isInstanceOf(Ok.class);
    assertThat(prepare(kind, Map.of(), "sk-123456")).isInstanceOf(Ok.class);
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic, ''",
    "bedrock, aws_secret_access_key",
    "sagemaker, aws_secret_access_key",
    "vertex-ai, vertex_service_account_json",
    "google, ''",
    "cohere, ''",
    "azure-ai, azure_entra_client_secret",
    "workers-ai, ''",
    "huggingface, ''",
    "snowflake, ''"
  })
  void letsVendorsBeAdministeredThatItCannotCallYet(String kind, String secret) {
    UpstreamKind known = ((Ok<UpstreamKind, UpstreamProblem>) check(kind, Map.of())).value();

    assertThat(known.callable()).isFalse();
    assertThat(known.secretSettings()).isEqualTo(secret.isEmpty() ? Set.of() : Set.of(secret));
    assertThat(prepare(kind, Map.of(), "sk-123456"))
        .isEqualTo(
            problem("ai_provider_id", "\"" + kind + "\" cannot be called yet by this version"));
  }

  @Test
  void checksTheHostOfVendorsThatItCannotCallYet() {
    assertThat(check("anthropic", Map.of("custom_host", "https://a.example.com")))
        .isInstanceOf(Ok.class);
    assertThat(check("anthropic", Map.of("custom_host", "https://169.254.169.254")))
        .isInstanceOf(Err.class);
  }

  @Test
  void knowsTwoWaysToTreatAnAnswerWhoseClientHasGone() {
    String host = "https://a.example.com";
    for (String way : List.of("cancel", "drain")) {
      assertThat(check("openai", Map.of("custom_host", host, "on_disconnect", way)))
          .isInstanceOf(Ok.class);
    }
    assertThat(check("openai", Map.of("custom_host", host, "on_disconnect", "wait")))
        .isEqualTo(problem("configurations.on_disconnect", "must be cancel or drain"));
  }

  @Test
  void takesAnyOtherVendorWithAHost() {
    assertThat(check("my-cloud", Map.of("custom_host", "https://models.example.com/v1")))
        .isEqualTo(Result.ok(new UpstreamKind("my-cloud", "my-cloud", Set.of(), false, true)));
    assertThat(check("my-cloud", Map.of()))
        .isEqualTo(
            problem(
                "ai_provider_id",
                "\"my-cloud\" is not known; give configurations.custom_host for a host that speaks"
                    + " OpenAI's API"));
    assertThat(prepare("my-cloud", Map.of(), "k")).isInstanceOf(Err.class);
  }

  @Test
  void asksCustomIntegrationsForAHost() {
    assertThat(check("custom", Map.of())).isEqualTo(problem(HOST, "is required for \"custom\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://localhost:8080/v1|localhost:8080 is a private or special address",
        "https://127.0.0.1/v1|127.0.0.1:443 is a private or special address",
        "http://10.0.0.5:8001/v1|10.0.0.5:8001 is a private or special address",
        "https://[::1]/v1|[0:0:0:0:0:0:0:1]:443 is a private or special address",
        "https://169.254.169.254/latest|169.254.169.254:443 is a private or special address",
        "http://models.example.com/v1|must begin with https://"
      })
  void refusesAHostThatOnlyAnOperatorCouldAllow(String host, String rule) {
    String allowed = rule.startsWith("must") ? "models.example.com:80" : rule.split(" ")[0];

    for (String kind : List.of("custom", "openai", "groq", "azure-openai", "my-cloud")) {
      assertThat(check(kind, Map.of("custom_host", host)))
          .isEqualTo(
              problem(
                  HOST,
                  rule + "; an operator can allow it with CATALOG_UPSTREAM_ALLOW=" + allowed));
    }
  }

  @Test
  void takesAPrivateHostThatTheOperatorAllowed() {
    assertThat(check("custom", Map.of("custom_host", "http://10.0.0.5:8000/v1")))
        .isInstanceOf(Ok.class);
    assertThat(check("ollama", Map.of())).isInstanceOf(Ok.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "models.example.com",
        "https://user:secret@models.example.com",
        "https://models.example.com/v1?x=y",
        "https://models.example.com/../v1",
        "https://127.1/v1",
        "https://models.example.com#@good.com"
      })
  void namesTheRuleThatAHostBreaks(String host) {
    Result<UpstreamKind, UpstreamProblem> checked = check("custom", Map.of("custom_host", host));

    assertThat(checked).isInstanceOf(Err.class);
    UpstreamProblem problem = ((Err<UpstreamKind, UpstreamProblem>) checked).error();
    assertThat(problem.field()).isEqualTo(HOST);
    assertThat(problem.rule()).startsWith("must").doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "httpbin.org#|must be 1-64",
        "a.b|must be 1-64",
        "-a|must be 1-64",
        "evil.com/|must be 1-64",
        "Upper|must be 1-64",
        "a@b|must be 1-64"
      })
  void buildsAzureAddressesFromPlainResourceNamesOnly(String resource, String rule) {
    assertThat(check("azure-openai", Map.of("azure_resource_name", resource)).toString())
        .contains("configurations.azure_resource_name")
        .contains(rule);
  }

  @Test
  void checksAzureDeployments() {
    Map<String, Object> deployment = Map.of("azure_deployment_name", "a/../b");
    Map<String, Object> version =
        Map.of("azure_deployment_name", "a", "azure_api_version", "2024-10-21&x=y");

    assertThat(azure(Map.of("azure_deployment_config", List.of(deployment))).toString())
        .contains("configurations.azure_deployment_config[0].azure_deployment_name");
    assertThat(azure(Map.of("azure_deployment_config", List.of(version))).toString())
        .contains("configurations.azure_deployment_config[0].azure_api_version");
    assertThat(azure(Map.of("azure_api_version", "latest please")).toString())
        .contains("configurations.azure_api_version");
    assertThat(azure(Map.of("azure_deployment_name", "gpt 4o")).toString())
        .contains("configurations.azure_deployment_name");
    assertThat(azure(Map.of("azure_api_version", "v1"))).isInstanceOf(Ok.class);
    assertThat(check("azure-openai", Map.of()).toString()).contains("azure_resource_name");
  }

  @Test
  void cannotUseAzureSignInsYet() {
    assertThat(
            prepare(
                "azure-openai",
                Map.of("azure_resource_name", "a", "azure_auth_mode", "entra"),
                "key123"))
        .isEqualTo(
            problem(
                "configurations.azure_auth_mode",
                "\"entra\" cannot be used yet by this version (expected: default)"));
  }

  @Test
  void asksForAKeyWhereTheVendorDoes() {
    assertThat(prepare("openai", Map.of(), null))
        .isEqualTo(problem("key", "is required for \"openai\""));
    assertThat(prepare("ollama", Map.of(), null)).isInstanceOf(Ok.class);
    assertThat(prepare("openai", Map.of("custom_host", "https://x.example.com/v1"), null))
        .isInstanceOf(Ok.class);
    assertThat(
            prepare("openai", Map.of("custom_headers", Map.of("Authorization", "Bearer x")), null))
        .isInstanceOf(Ok.class);
  }

  @Test
  void refusesAKeyThatCannotStandInAHeaderWithoutTellingIt() {
    for (String key : List.of("sk-secret\r\nx: y", "sk-secret\n", " sk-secret", "sk-secr\u0117t")) {
      assertThat(prepare("openai", Map.of(), key).toString())
          .contains("key")
          .contains("must be one line of plain text")
          .doesNotContain("secr");
    }
  }

  @Test
  void refusesHeadersThatCouldBendARequest() {
    List<Map<String, Object>> bad =
        List.of(
            Map.of("Host", "evil.com"),
            Map.of("Content-Length", "0"),
            Map.of("transfer-encoding", "chunked"),
            Map.of("Connection", "close"),
            Map.of("Accept-Encoding", "gzip"),
            Map.of("x y", "z"),
            Map.of("", "z"),
            Map.of("x:", "z"),
            Map.of("x", "a\r\nb: c"),
            Map.of("x", 5L),
            Map.of("x", Map.of()));
    for (Map<String, Object> headers : bad) {
      assertThat(check("openai", Map.of("custom_headers", headers)).toString())
          .as(headers.toString())
          .contains("configurations.custom_headers");
    }
    assertThat(check("openai", Map.of("custom_headers", "x: y")).toString())
        .contains("configurations.custom_headers");
    assertThat(check("openai", Map.of("openai_organization", "a\nb")).toString())
        .contains("configurations.openai_organization");
  }

  @Test
  void takesInProcessKindsFromItsSettings() {
    Upstream echo = (call, subscriber) -> {};
    ProviderUpstreams withEcho =
        new ProviderUpstreams(
            ProviderSettings.of(sockets.loops(), List.of())
                .withInProcess(Map.of("echo", target -> Result.ok(echo))));

    assertThat(withEcho.check("echo", Settings.NONE))
        .isEqualTo(Result.ok(new UpstreamKind("echo", "Echo", Set.of(), false, true)));
    assertThat(withEcho.prepare(UpstreamsOverSockets.target("echo", Map.of())))
        .isEqualTo(Result.ok(echo));
    assertThat(withEcho.kinds()).extracting(UpstreamKind::id).contains("openai", "echo");
    withEcho.close();
  }

  @Test
  void refusesAnAllowListThatIsNotOfHostsAndPorts() {
    assertThatThrownBy(
            () ->
                new ProviderUpstreams(ProviderSettings.of(sockets.loops(), List.of("10.0.0.0/8"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10.0.0.0/8");
  }

  private Result<UpstreamKind, UpstreamProblem> azure(Map<String, Object> more) {
    Settings configuration = Settings.of(Map.of("azure_resource_name", "my-res1"));
    return factory.check("azure-openai", configuration.with(Settings.of(more)));
  }

  private Result<UpstreamKind, UpstreamProblem> check(
      String kind, Map<String, Object> configuration) {
    return factory.check(kind, Settings.of(configuration));
  }

  private Result<Upstream, UpstreamProblem> prepare(
      String kind, Map<String, Object> configuration, String key) {
    return factory.prepare(
        new UpstreamTarget(
            kind,
            Settings.of(configuration),
            key == null ? Credentials.NONE : Credentials.key(SecretText.of(key))));
  }

  private static <T> Result<T, UpstreamProblem> problem(String field, String rule) {
    return Result.err(new UpstreamProblem(field, rule));
  }
}
