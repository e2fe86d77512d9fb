package io.modelcatalog.adapters.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.providers.Calls;
import io.modelcatalog.adapters.providers.CollectingReader;
import io.modelcatalog.adapters.providers.ProviderUpstreams;
import io.modelcatalog.adapters.providers.RawServer;
import io.modelcatalog.adapters.providers.RawServer.Request;
import io.modelcatalog.adapters.providers.UpstreamsOverSockets;
import io.modelcatalog.adapters.providers.transport.TransportSettings;
import io.modelcatalog.application.port.upstream.Header;
import io.modelcatalog.application.port.upstream.UpstreamCall;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes out for a call, seen by the server it goes to. */
class RequestTest {
  private final UpstreamsOverSockets sockets = new UpstreamsOverSockets();
  private final LinkedBlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private RawServer server;

  @BeforeEach
  void open() throws IOException {
    server =
        new RawServer(
            peer -> {
              Request request = peer.request();
              while (request != null) {
                requests.add(request);
                peer.json("{}");
                request = peer.request();
              }
            });
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    sockets.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openai|/chat/completions|max_completion_tokens",
        "openai|/completions|max_tokens",
        "openai|/responses|max_output_tokens",
        "groq|/chat/completions|max_completion_tokens",
        "x-ai|/chat/completions|max_completion_tokens",
        "mistral-ai|/chat/completions|max_tokens",
        "deepseek|/chat/completions|max_tokens",
        "custom|/chat/completions|max_tokens",
        "ollama|/chat/completions|max_tokens"
      })
  void capsTheAnswerInTheFieldThatTheVendorKnows(String kind, String path, String field)
      throws Exception {
    String body = "{\"model\":\"gpt-4o\",\"input\":\"x\"}";

    assertThat(send(kind, Calls.post(path, "gpt-4o", body, 512)).text())
        .isEqualTo("{\"" + field + "\":512,\"model\":\"gpt-4o\",\"input\":\"x\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "custom|{\"max_tokens\":null,\"model\":\"m\"}|{\"max_tokens\":512,\"model\":\"m\"}",
        "openai|{\"model\":\"m\",\"max_completion_tokens\": null }|{\"model\":\"m\",\"max_completion_tokens\": 512 }",
        "custom|{\"model\":\"@a/b\",\"max_tokens\":null,\"stream\":true}|{\"stream_options\":{\"include_usage\":true},\"model\":\"m\",\"max_tokens\":512,\"stream\":true}"
      })
  void putsItsCapInThePlaceOfANull(String kind, String body, String expected) throws Exception {
    assertThat(send(kind, Calls.post("/chat/completions", "m", body, 512)).text())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"max_completion_tokens\":5,\"model\":\"m\"}|{\"max_tokens\":5,\"max_completion_tokens\":5,\"model\":\"m\"}",
        "{\"max_tokens\":null,\"max_completion_tokens\":5,\"model\":\"m\"}|{\"max_tokens\":5,\"max_completion_tokens\":5,\"model\":\"m\"}",
        "{\"max_tokens\":3,\"max_completion_tokens\":5,\"model\":\"m\"}|{\"max_tokens\":3,\"max_completion_tokens\":5,\"model\":\"m\"}"
      })
  void repeatsTheClientsCapWhereTheVendorKnowsOnlyTheOlderField(String body, String expected)
      throws Exception {
    assertThat(send("custom", Calls.post("/chat/completions", "m", body, -1)).text())
        .isEqualTo(expected);
    assertThat(send("openai", Calls.post("/chat/completions", "m", body, -1)).text())
        .isEqualTo(body);
  }

  @Test
  void leavesACapOfTheClientsAndEmbeddingsAlone() throws Exception {
    String capped = "{\"model\":\"gpt-4o\",\"max_tokens\":5}";
    String embed = "{\"model\":\"e\",\"input\":\"x\"}";

    assertThat(send("openai", Calls.post("/chat/completions", "gpt-4o", capped, 512)).text())
        .isEqualTo(capped);
    assertThat(send("openai", Calls.post("/embeddings", "e", embed, 512)).text()).isEqualTo(embed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"model\":\"@a/b\",\"stream\":true}|{\"stream_options\":{\"include_usage\":true},\"model\":\"m\",\"stream\":true}",
        "{ \"stream\" : true , \"model\" : \"@a/b\" }|{\"stream_options\":{\"include_usage\":true},"
            + " \"stream\" : true , \"model\" : \"m\" }",
        "{\"stream\":true,\"stream_options\":{\"include_usage\":true},\"model\":\"@a/b\"}|{\"stream\":true,\"stream_options\":{\"include_usage\":true},\"model\":\"m\"}",
        "{\"stream\":true,\"stream_options\":{\"include_usage\":false},\"model\":\"@a/b\"}|{\"stream\":true,\"stream_options\":{\"include_usage\":true},\"model\":\"m\"}",
        "{\"model\":\"@a/b\",\"stream_options\":{},\"stream\":true}|{\"model\":\"m\",\"stream_options\":{\"include_usage\":true},\"stream\":true}",
        "{\"stream\":true,\"model\":\"m\",\"stream_options\":null}|{\"stream\":true,\"model\":\"m\",\"stream_options\":{\"include_usage\":true}}",
        "{\"stream\":true,\"model\":\"m\",\"stream_options\":{\"include_obfuscation\":false,"
            + " \"x\":[1,{\"y\":\"}\"}]}}|{\"stream\":true,\"model\":\"m\",\"stream_options\":{\"include_obfuscation\":false,\"x\":[1,{\"y\":\"}\"}],\"include_usage\":true}}",
        "{\"stream\":true,\"model\":\"m\",\"stream_options\":5}|{\"stream\":true,\"model\":\"m\",\"stream_options\":5}",
        "{\"stream\":false,\"model\":\"@a/b\"}|{\"stream\":false,\"model\":\"m\"}",
        "{\"stream\":true}|{\"model\":\"m\",\"stream_options\":{\"include_usage\":true},\"stream\":true}",
        "{}|{\"model\":\"m\"}"
      })
  void asksForUsageInStreamsWithoutTouchingTheRest(String body, String expected) throws Exception {
    assertThat(send("openai", Calls.post("/chat/completions", "m", body, -1)).text())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mistral-ai", "perplexity-ai"})
  void doesNotAskVendorsThatReportUsageUnasked(String kind) throws Exception {
    String body = "{\"model\":\"m\",\"stream\":true}";

    assertThat(send(kind, Calls.post("/chat/completions", "m", body, -1)).text()).isEqualTo(body);
  }

  @Test
  void doesNotAskForUsageInResponsesAndOtherPaths() throws Exception {
    String body = "{\"model\":\"m\",\"stream\":true}";

    assertThat(send("openai", Calls.post("/responses", "m", body, -1)).text()).isEqualTo(body);
    assertThat(send("openai", Calls.post("/audio/speech", "m", body, -1)).text()).isEqualTo(body);
  }

  @Test
  void writesModelNamesAsJson() throws Exception {
    String body = "{\"model\":\"x\"}";

    assertThat(
            send("custom", Calls.post("/chat/completions", "a\"b\\c/\u00fc\u4e16", body, -1))
                .text())
        .isEqualTo("{\"model\":\"a\\\"b\\\\c/\u00fc\u4e16\"}");
  }

  @Test
  void sendsALargeBodyWhole() throws Exception {
    String body = "{\"messages\":\"" + "x\u4e16".repeat(2_000_000) + "\",\"model\":\"@a/b\"}";

    assertThat(send("custom", Calls.post("/chat/completions", "m", body, 7)).text())
        .isEqualTo("{\"max_tokens\":7," + body.substring(1).replace("@a/b", "m"));
  }

  @Test
  void sendsWhatIsNoJsonAsItIs() throws Exception {
    UpstreamCall call = Calls.post("/audio/transcriptions", "m", "--b\r\nmodel\r\n--b--", 5);
    call = Calls.with(call, new Header("content-type", "multipart/form-data; boundary=b"));

    Request request = send("openai", call);

    assertThat(request.text()).isEqualTo("--b\r\nmodel\r\n--b--");
    assertThat(request.header("content-type")).isEqualTo("multipart/form-data; boundary=b");
  }

  @Test
  void handsOnHarmlessHeadersOnly() throws Exception {
    UpstreamCall call =
        Calls.with(
            Calls.chat(Calls.CHAT),
            new Header("content-type", "application/json; charset=utf-8"),
            new Header("user-agent", "OpenAI/JS 7"),
            new Header("x-stainless-lang", "js"),
            new Header("openai-beta", "assistants=v2"),
            new Header("openai-organization", "org-of-client"),
            new Header("authorization", "Bearer client"),
            new Header("x-api-key", "client"),
            new Header("api-key", "client"),
            new Header("x-goog-api-key", "client"),
            new Header("cookie", "client"),
            new Header("x-portkey-api-key", "client"),
            new Header("x-catalog-metadata", "client"),
            new Header("host", "evil.com"),
            new Header("content-length", "1"),
            new Header("transfer-encoding", "chunked"),
            new Header("connection", "close"),
            new Header("expect", "100-continue"),
            new Header("te", "trailers"),
            new Header("upgrade", "h2c"),
            new Header("accept-encoding", "gzip"),
            new Header("x-bad", "a\r\nx-injected: 1"),
            new Header("x-worse\r\nx-injected", "1"));

    Request request =
        send(
            "openai",
            call,
            Map.of("openai_organization", "org-1", "custom_headers", Map.of("X-Team", "blue")));

    assertThat(List.of(request.head().split("\r\n")))
        .containsExactly(
            "POST /v1/chat/completions HTTP/1.1",
            "host: " + server.hostAndPort(),
            "accept-encoding: identity",
            "openai-organization: org-1",
            "x-team: blue",
            "authorization: Bearer " + UpstreamsOverSockets.KEY,
            "content-type: application/json; charset=utf-8",
            "user-agent: OpenAI/JS 7",
            "x-stainless-lang: js",
            "openai-beta: assistants=v2",
            "content-length: " + (Calls.CHAT.length() - 3));
  }

  @Test
  void namesItselfAndTheTypeWhereTheClientDoesNot() throws Exception {
    Request post = send("openai", Calls.with(Calls.chat(Calls.CHAT)));
    Request get = send("openai", Calls.get("/models?limit=5"));

    assertThat(post.header("user-agent")).isEqualTo("model-catalog");
    assertThat(post.header("content-type")).isEqualTo("application/json");
    assertThat(get.line()).isEqualTo("GET /v1/models?limit=5 HTTP/1.1");
    assertThat(get.header("content-length")).isNull();
    assertThat(get.header("content-type")).isNull();
  }

  @Test
  void letsACustomHeaderTakeThePlaceOfTheKey() throws Exception {
    Request request =
        send(
            "openai",
            Calls.chat(Calls.CHAT),
            Map.of("custom_headers", Map.of("Authorization", "Basic abc")));

    assertThat(request.header("authorization")).isEqualTo("Basic abc");
    assertThat(request.head()).doesNotContain(UpstreamsOverSockets.KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/../admin", "/files/..%2f..%2fadmin", "/a\r\nx: y", "/%2e%2e/x", "no-slash"})
  void sendsNothingForAPathThatCouldLeaveTheBase(String path) throws Exception {
    CollectingReader reader = CollectingReader.oneByOne();

    upstream("openai", Map.of()).exchange(Calls.get(path), reader);

    assertThat(reader.awaitEnd().head().status()).isEqualTo(400);
    assertThat(reader.text()).contains("\"message\":\"path: must ");
    assertThat(server.connections()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|/v1/chat/completions",
        "/|/v1/chat/completions",
        "/v1|/v1/chat/completions",
        "/proxy/ollama|/proxy/ollama/chat/completions"
      })
  void addsOllamasVersionWhereTheHostHasNoPath(String base, String path) throws Exception {
    CollectingReader reader = CollectingReader.eager();
    UpstreamsOverSockets.make(
            sockets.factory(TransportSettings.DEFAULT, server.hostAndPort()),
            "ollama",
            Map.of("custom_host", "http://" + server.hostAndPort() + base))
        .exchange(Calls.chat(Calls.CHAT), reader);

    assertThat(sent().line()).isEqualTo("POST " + path + " HTTP/1.1");
    reader.awaitEnd();
  }

  private Request send(String kind, UpstreamCall call) throws Exception {
    return send(kind, call, Map.of());
  }

  private Request send(String kind, UpstreamCall call, Map<String, Object> configuration)
      throws Exception {
    CollectingReader reader = CollectingReader.eager();
    upstream(kind, configuration).exchange(call, reader);
    assertThat(reader.awaitEnd().text()).isEqualTo("{}");
    return sent();
  }

  private io.modelcatalog.application.port.upstream.Upstream upstream(
      String kind, Map<String, Object> configuration) {
    ProviderUpstreams factory = sockets.factory(TransportSettings.DEFAULT, server.hostAndPort());
    Map<String, Object> all = new HashMap<>(configuration);
    all.put("custom_host", "http://" + server.hostAndPort() + "/v1");
    return UpstreamsOverSockets.make(factory, kind, all);
  }

  private Request sent() throws InterruptedException {
    return requests.poll(5, TimeUnit.SECONDS);
  }
}
