package io.modelcatalog.adapters.providers.echo;

import static io.modelcatalog.adapters.providers.echo.Calls.call;
import static io.modelcatalog.adapters.providers.echo.Calls.chat;
import static io.modelcatalog.adapters.providers.echo.Calls.heard;
import static io.modelcatalog.adapters.providers.echo.Heard.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.upstream.Header;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.port.upstream.UpstreamException;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EchoFaultsTest {

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 408, 409, 422, 429, 499, 500, 502, 503, 529, 599})
  void answersWithTheStatusInTheModelsName(int status) throws Exception {
    Heard heard = heard(call(Operation.CHAT_COMPLETIONS, "echo-error-" + status, chat("hi", "")));

    assertThat(heard.head.status()).isEqualTo(status);
    assertThat(string(heard.json(), "error", "message")).contains(Integer.toString(status));
    assertThat(string(heard.json(), "error", "type")).isNotBlank();
    assertThat(heard.at("error", "param")).isNotNull();
    assertThat(heard.at("error", "code")).isNotNull();
    assertThat(heard.usage).isNull();
    assertThat(heard.head.headers().contains(new Header("retry-after", "1")))
        .isEqualTo(status == 429);
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void answersWithTheStatusWhateverIsAsked(Operation operation) throws Exception {
    assertThat(heard(call(operation, "echo-error-503", "{}")).head.status()).isEqualTo(503);
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo-error-", "echo-error-200", "echo-error-600", "echo-error-x"})
  void knowsNoOtherStatus(String model) throws Exception {
    Heard heard = heard(call(Operation.CHAT_COMPLETIONS, model, chat("hi", "")));

    assertThat(heard.head.status()).isEqualTo(404);
    assertThat(string(heard.json(), "error", "code")).isEqualTo("model_not_found");
  }

  @Test
  void breaksAStreamOffHalfWay() throws Exception {
    Heard heard =
        heard(call(Operation.CHAT_COMPLETIONS, "echo-cut", chat("a b c d", ",\"stream\":true")));

    assertThat(heard.events())
        .extracting(event -> string(event.json(), "choices", 0, "delta", "content"))
        .containsExactly("", "a ", "b ");
    assertBrokenOff(heard);
  }

  @Test
  void breaksAWholeAnswerOffHalfWay() throws Exception {
    byte[] whole = heard(call(Operation.CHAT_COMPLETIONS, "echo", chat("a b c d", ""))).bytes();

    Heard heard = heard(call(Operation.CHAT_COMPLETIONS, "echo-cut", chat("a b c d", "")));

    int length = (int) heard.head.contentLength();
    assertThat(heard.head.status()).isEqualTo(200);
    assertThat(length).isEqualTo(whole.length + "-cut".length());
    assertThat(heard.bytes()).hasSize(length / 2);
    assertBrokenOff(heard);
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"COMPLETIONS", "EMBEDDINGS", "RESPONSES"})
  void breaksOffWhateverIsAsked(Operation operation) throws Exception {
    assertBrokenOff(heard(call(operation, "echo-cut", "{\"prompt\":\"a b\",\"input\":\"a b\"}")));
  }

  @Test
  void listsItsModels() throws Exception {
    Heard heard = heard(Calls.get("/models?limit=5"));

    assertThat(heard.head.status()).isEqualTo(200);
    assertThat(string(heard.json(), "object")).isEqualTo("list");
    List<Json> models = ((Json.Arr) heard.at("data")).items();
    assertThat(models)
        .extracting(model -> string(model, "id"))
        .contains("echo", "echo-slow", "echo-tools", "echo-embed", "echo-cut");
    assertThat(models).allSatisfy(model -> assertThat(string(model, "object")).isEqualTo("model"));
  }

  @Test
  void knowsNoOtherPath() throws Exception {
    Heard posted = heard(call(Operation.PASS_THROUGH, null, "{}"));
    Heard got = heard(Calls.get("/responses/resp_1"));

    assertThat(posted.head.status()).isEqualTo(404);
    assertThat(string(posted.json(), "error", "message")).contains("POST /v1/files");
    assertThat(string(posted.json(), "error", "type")).isEqualTo("invalid_request_error");
    assertThat(got.head.status()).isEqualTo(404);
  }

  @Test
  void isMadeForItsOwnKindOnly() {
    EchoUpstreams upstreams = new EchoUpstreams(() -> null, InstantSource.fixed(Calls.NOON));

    assertThat(upstreams.prepare(new UpstreamTarget("openai", Settings.NONE, Credentials.NONE)))
        .isEqualTo(Result.err(new UpstreamProblem("ai_provider_id", "must be \"echo\"")));
    assertThat(EchoUpstreams.kind().needsKey()).isFalse();
    assertThat(EchoUpstreams.kind().callable()).isTrue();
  }

  @Test
  void givesTheSameAnswerToTheSameCall() throws Exception {
    byte[] once = heard(call(Operation.CHAT_COMPLETIONS, "echo", chat("hi", ""))).bytes();
    byte[] twice = heard(call(Operation.CHAT_COMPLETIONS, "echo", chat("hi", ""))).bytes();

    assertThat(new String(once, StandardCharsets.UTF_8))
        .isEqualTo(new String(twice, StandardCharsets.UTF_8));
  }

  private static void assertBrokenOff(Heard heard) {
    assertThat(heard.signals).endsWith("error").doesNotContain("usage", "complete");
    assertThat(((UpstreamException) heard.error).failure().dispatched()).isTrue();
  }
}
