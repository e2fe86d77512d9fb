package io.modelcatalog.adapters.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.providers.Calls;
import io.modelcatalog.adapters.providers.CollectingReader;
import io.modelcatalog.adapters.providers.RawServer;
import io.modelcatalog.adapters.providers.RawServer.Request;
import io.modelcatalog.adapters.providers.UpstreamsOverSockets;
import io.modelcatalog.application.port.upstream.Header;
import io.modelcatalog.domain.usage.TokenUsage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenAiCompatibleUpstreamTest {
  private static final String ANSWER =
      "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
          + "\"A \\\"usage\\\": {\\\"prompt_tokens\\\": 99} in text\"}}],"
          + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15,"
          + "\"prompt_tokens_details\":{\"cached_tokens\":4}}}";

  private final UpstreamsOverSockets upstreams = new UpstreamsOverSockets();
  private final LinkedBlockingQueue<Request> requests = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    upstreams.close();
  }

  private RawServer server(RawServer.Script answer) throws Exception {
    return new RawServer(
        peer -> {
          Request request = peer.request();
          while (request != null) {
            requests.add(request);
            answer.run(peer);
            request = peer.request();
          }
        });
  }

  private Request sent() throws InterruptedException {
    return requests.poll(5, TimeUnit.SECONDS);
  }

  @Test
  void handsOnAnAnswerByteForByteAndReportsItsUsage() throws Exception {
    try (RawServer server = server(peer -> peer.json(ANSWER))) {
      CollectingReader reader = CollectingReader.eager();

      upstreams.to(server).exchange(Calls.chat(Calls.CHAT), reader);

      assertThat(reader.awaitEnd().text()).isEqualTo(ANSWER);
      assertThat(reader.head().status()).isEqualTo(200);
      assertThat(reader.head().contentLength()).isEqualTo(ANSWER.length());
      assertThat(reader.head().headers())
          .containsExactly(new Header("content-type", "application/json"));
      assertThat(reader.usage()).containsExactly(new TokenUsage(6, 4, 0, 5, 0));
      assertThat(reader.signals()).containsExactly("subscribe", "head", "usage", "complete");
    }
  }

  @Test
  void sendsTheBodyWithOnlyTheModelReplaced() throws Exception {
    try (RawServer server = server(peer -> peer.json(ANSWER))) {
      CollectingReader reader = CollectingReader.eager();

      upstreams.to(server).exchange(Calls.chat(Calls.CHAT), reader);

      reader.awaitEnd();
      Request request = sent();
      assertThat(request.text()).isEqualTo(Calls.CHAT.replace("@a/gpt-4o", "gpt-4o"));
      assertThat(request.line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
      assertThat(request.header("host")).isEqualTo(server.hostAndPort());
      assertThat(request.header("authorization")).isEqualTo("Bearer " + UpstreamsOverSockets.KEY);
      assertThat(request.header("accept-encoding")).isEqualTo("identity");
    }
  }

  @Test
  void asksForUsageInAStreamAndTakesItOutAgain() throws Exception {
    String first =
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}],\"usage\":null}\n\n";
    String usage =
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}}\n\n";
    String done = "data: [DONE]\n\n";
    try (RawServer server =
        server(peer -> peer.eventStream().chunk(first).chunk(usage).chunk(done).say("0\r\n\r\n"))) {
      CollectingReader reader = CollectingReader.oneByOne();

      upstreams.to(server).exchange(Calls.chat(Calls.CHAT_STREAM), reader);

      assertThat(reader.awaitEnd().text()).isEqualTo(first + done);
      assertThat(reader.usage()).containsExactly(TokenUsage.of(7, 2));
      assertThat(reader.head().streamed()).isTrue();
      assertThat(sent().text())
          .isEqualTo(
              Calls.CHAT_STREAM
                  .replace("@a/gpt-4o", "gpt-4o")
                  .replaceFirst("\\{", "{\"stream_options\":{\"include_usage\":true},"));
    }
  }
}
