package io.modelcatalog.adapters.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.providers.transport.TransportSettings;
import io.modelcatalog.application.port.upstream.UpstreamFailure.BrokenOff;
import io.modelcatalog.application.port.upstream.UpstreamFailure.Forbidden;
import io.modelcatalog.application.port.upstream.UpstreamFailure.TimedOut;
import io.modelcatalog.application.port.upstream.UpstreamFailure.Unreachable;
import io.modelcatalog.application.port.upstream.UpstreamProbe.Answer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderProbeTest {
  private final UpstreamsOverSockets sockets = new UpstreamsOverSockets();
  private final List<ProviderProbe> probes = new ArrayList<>();
  private final List<RawServer.Request> requests = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    probes.forEach(ProviderProbe::close);
    sockets.close();
  }

  private Answer ask(String kind, String host, Map<String, Object> more, String... allowed) {
    ProviderProbe probe =
        new ProviderProbe(
            new ProviderSettings(
                sockets.loops(),
                sockets::channel,
                List.of(allowed),
                TransportSettings.DEFAULT,
                Map.of()),
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            Duration.ofSeconds(1));
    probes.add(probe);
    Map<String, Object> configuration = new LinkedHashMap<>(more);
    configuration.put("custom_host", host);
    return probe.ask(UpstreamsOverSockets.target(kind, configuration));
  }

  private Answer ask(RawServer.Script script) throws Exception {
    return ask("custom", "/v1", Map.of(), script);
  }

  private Answer ask(String kind, String path, Map<String, Object> more, RawServer.Script script)
      throws Exception {
    try (RawServer server = new RawServer(script)) {
      return ask(kind, "http://" + server.hostAndPort() + path, more, server.hostAndPort());
    }
  }

  private RawServer.Script saying(int status, String type, String body) {
    return peer -> {
      RawServer.Request request = peer.request();
      if (request != null) {
        requests.add(request);
        peer.answer(status, type, body);
      }
    };
  }

  @Test
  void asksForTheListOfModelsOnceWithTheKey() throws Exception {
    Answer answer =
        ask(
            saying(
                200,
                "application/json",
                """
                {"object":"list","data":[{"id":"a/b","x":{"id":"no"}},{"id":"c","y":[1]},{"id":7},
                {"id":"a b"}],"id":"no"}"""));

    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Answered.class, it -> assertThat(it.models()).containsExactly("a/b", "c"));
    assertThat(requests).hasSize(1);
    assertThat(requests.getFirst().head())
        .startsWith("GET /v1/models HTTP/1.1\r\n")
        .contains("authorization: Bearer " + UpstreamsOverSockets.KEY);
  }

  @Test
  void readsABareListOfModelsToo() throws Exception {
    assertThat(ask(saying(200, "application/json", "[{\"id\":\"one\"},{\"id\":\"two\"}]")))
        .isInstanceOfSatisfying(
            Answer.Answered.class, it -> assertThat(it.models()).containsExactly("one", "two"));
  }

  @Test
  void asksAzureWithItsVersionAndHeader() throws Exception {
    Answer answer =
        ask(
            "azure-openai",
            "",
            Map.of("azure_api_version", "2024-10-21"),
            saying(200, "application/json", "{\"data\":[{\"id\":\"gpt-4o\"}]}"));

    assertThat(answer).isInstanceOf(Answer.Answered.class);
    assertThat(requests.getFirst().head())
        .startsWith("GET /openai/models?api-version=2024-10-21 HTTP/1.1\r\n")
        .contains("api-key: " + UpstreamsOverSockets.KEY);
  }

  @Test
  void asksOpenRouterForTheKeyBecauseItsListIsOpenToAll() throws Exception {
    Answer answer =
        ask("openrouter", "/v1", Map.of(), saying(200, "application/json", "{\"data\":{}}"));

    assertThat(answer).isInstanceOf(Answer.Answered.class);
    assertThat(requests.getFirst().head()).startsWith("GET /v1/key HTTP/1.1\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 403, 404, 429, 500, 503})
  void neverAsksTwiceAndTellsTheStatusAlone(int status) throws Exception {
    Answer answer = ask(saying(status, "application/json", "{\"error\":\"words of theirs\"}"));

    if (status == 301) {
      assertThat(answer).isInstanceOf(Answer.Failed.class);
    } else {
      assertThat(answer)
          .isInstanceOfSatisfying(
              Answer.Refused.class, it -> assertThat(it.status()).isEqualTo(status));
    }
    assertThat(answer.toString()).doesNotContain("words of theirs");
    assertThat(requests).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>hello</html>", "{\"data\":{}}", "[{\"id\":\"a\"}", "7", ""})
  void takesNothingElseForAListOfModels(String body) throws Exception {
    assertThat(ask(saying(200, "text/html", body)))
        .isInstanceOfSatisfying(Answer.Refused.class, it -> assertThat(it.status()).isEqualTo(200));
  }

  @Test
  void tellsApartWhyThereIsNoAnswer() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    String nobody = "127.0.0.1:" + port;

    assertThat(failure(ask("custom", "http://" + nobody, Map.of(), nobody)))
        .isInstanceOfSatisfying(
            Unreachable.class, it -> assertThat(it.cause()).isEqualTo(Unreachable.Cause.REFUSED));
    assertThat(failure(ask("custom", "https://does-not-exist.invalid", Map.of())))
        .isInstanceOfSatisfying(
            Unreachable.class, it -> assertThat(it.cause()).isEqualTo(Unreachable.Cause.NAME));
    assertThat(ask("custom", "https://127.0.0.1:" + port, Map.of()))
        .isInstanceOf(Answer.Unprepared.class);
    assertThat(failure(ask("custom", "https://localtest.me", Map.of())))
        .isInstanceOfAny(Forbidden.class, Unreachable.class);
    assertThat(failure(ask(peer -> peer.say("What is this?\r\n\r\n"))))
        .isInstanceOf(BrokenOff.class);
    assertThat(
            failure(
                ask(
                    peer -> {
                      peer.request();
                      Thread.sleep(3_000);
                    })))
        .isInstanceOf(TimedOut.class);
  }

  @Test
  void doesNotWaitLongerThanItMayForAnAnswerThatDrips() throws Exception {
    long begun = System.nanoTime();

    Answer answer =
        ask(
            peer -> {
              peer.request();
              peer.eventStream();
              for (int i = 0; i < 40; i++) {
                peer.chunk(" ");
                Thread.sleep(100);
              }
            });

    assertThat(failure(answer)).isInstanceOf(TimedOut.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
  }

  private static Object failure(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Failed.class);
    return ((Answer.Failed) answer).failure();
  }
}
