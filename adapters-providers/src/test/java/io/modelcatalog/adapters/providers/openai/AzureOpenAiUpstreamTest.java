package io.modelcatalog.adapters.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.providers.Calls;
import io.modelcatalog.adapters.providers.CollectingReader;
import io.modelcatalog.adapters.providers.RawServer;
import io.modelcatalog.adapters.providers.RawServer.Request;
import io.modelcatalog.adapters.providers.UpstreamsOverSockets;
import io.modelcatalog.adapters.providers.transport.TransportSettings;
import io.modelcatalog.application.port.upstream.Upstream;
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

class AzureOpenAiUpstreamTest {
  private static final List<Map<String, Object>> DEPLOYMENTS =
      List.of(
          Map.of("azure_deployment_name", "dep-old", "azure_api_version", "2024-02-01"),
          Map.of(
              "alias",
              "gpt-4o",
              "azure_deployment_name",
              "dep-4o",
              "azure_api_version",
              "2025-04-01-preview"),
          Map.of("alias", "dep-old", "azure_deployment_name", "dep-new"),
          Map.of("alias", "next", "azure_deployment_name", "dep-v1", "azure_api_version", "v1"));

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
                peer.json("{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}");
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
  @CsvSource({
    "gpt-4o, /openai/deployments/dep-4o/chat/completions?api-version=2025-04-01-preview, dep-4o",
    "dep-4o, /openai/deployments/dep-4o/chat/completions?api-version=2025-04-01-preview, dep-4o",
    "dep-old, /openai/deployments/dep-new/chat/completions?api-version=2024-10-21, dep-new",
    "next, /openai/v1/chat/completions, dep-v1"
  })
  void findsTheDeploymentByAliasThenByName(String model, String path, String named)
      throws Exception {
    Request request =
        send(Map.of("azure_deployment_config", DEPLOYMENTS), post("/chat/completions", model));

    assertThat(request.line()).isEqualTo("POST " + path + " HTTP/1.1");
    assertThat(request.text()).contains("\"model\":\"" + named + "\"");
    assertThat(request.header("api-key")).isEqualTo(UpstreamsOverSockets.KEY);
    assertThat(request.header("authorization")).isNull();
  }

  @Test
  void takesTheDefaultDeploymentForEveryOtherModel() throws Exception {
    Map<String, Object> standard = Map.of("azure_deployment_name", "dep-std", "is_default", true);

    Request request =
        send(
            Map.of("azure_deployment_config", List.of(DEPLOYMENTS.getFirst(), standard)),
            post("/embeddings", "whatever"));

    assertThat(request.line())
        .isEqualTo("POST /openai/deployments/dep-std/embeddings?api-version=2024-10-21 HTTP/1.1");
  }

  @Test
  void refusesAModelThatIsNoDeployment() throws Exception {
    CollectingReader reader = CollectingReader.idle();

    azure(Map.of("azure_deployment_config", DEPLOYMENTS))
        .exchange(post("/chat/completions", "gpt-\"5"), reader);
    assertThat(reader.awaitHead().signals()).containsExactly("subscribe", "head");
    reader.subscription().request(1);

    assertThat(reader.awaitEnd().head().status()).isEqualTo(400);
    assertThat(reader.text())
        .isEqualTo(
            """
            {"error":{"message":"model: no deployment of the integration has \\"gpt-\\"5\\" as its \
            alias or name, and none is the default","type":"invalid_request_error",\
            "param":"model","code":"deployment_not_found"}}\
            """);
    assertThat(reader.head().contentLength()).isEqualTo(reader.bytes().length);
    assertThat(server.connections()).isZero();
  }

  @Test
  void takesModelsForDeploymentsWhereNoneIsConfigured() throws Exception {
    assertThat(send(Map.of(), post("/chat/completions", "my-gpt/4")).line())
        .isEqualTo(
            "POST /openai/deployments/my-gpt%2F4/chat/completions?api-version=2024-10-21"
                + " HTTP/1.1");
    assertThat(send(Map.of("azure_api_version", "v1"), post("/chat/completions", "a")).line())
        .isEqualTo("POST /openai/v1/chat/completions HTTP/1.1");
  }

  @Test
  void neverLetsAModelOutOfItsPathSegment() throws Exception {
    CollectingReader reader = CollectingReader.eager();

    azure(Map.of()).exchange(post("/chat/completions", ".."), reader);

    assertThat(reader.awaitEnd().head().status()).isEqualTo(400);
    assertThat(server.connections()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "/images/generations, /openai/deployments/d/images/generations?api-version=2024-10-21",
    "/audio/speech, /openai/deployments/d/audio/speech?api-version=2024-10-21",
    "/responses, /openai/responses?api-version=2024-10-21",
    "/files?purpose=x&api-version=2020-01-01&limit=2,"
        + " /openai/files?api-version=2024-10-21&purpose=x&limit=2"
  })
  void putsOnlyModelOperationsBelowTheDeployment(String path, String expected) throws Exception {
    assertThat(send(Map.of("azure_deployment_name", "d"), post(path, "m")).line())
        .isEqualTo("POST " + expected + " HTTP/1.1");
  }

  @Test
  void passesACallWithoutAModelToTheResource() throws Exception {
    assertThat(send(Map.of("azure_deployment_config", DEPLOYMENTS), Calls.get("/models")).line())
        .isEqualTo("GET /openai/models?api-version=2024-10-21 HTTP/1.1");
  }

  private static UpstreamCall post(String path, String model) {
    return Calls.post(path, model, "{\"model\":\"@az/x\",\"input\":1}", -1);
  }

  private Request send(Map<String, Object> configuration, UpstreamCall call) throws Exception {
    CollectingReader reader = CollectingReader.eager();
    azure(configuration).exchange(call, reader);
    assertThat(reader.awaitEnd().failure()).isNull();
    assertThat(reader.usage()).hasSize(1);
    return requests.poll(5, TimeUnit.SECONDS);
  }

  private Upstream azure(Map<String, Object> configuration) {
    Map<String, Object> all = new HashMap<>(configuration);
    all.put("custom_host", "http://" + server.hostAndPort());
    return UpstreamsOverSockets.make(
        sockets.factory(TransportSettings.DEFAULT, server.hostAndPort()), "azure-openai", all);
  }
}
