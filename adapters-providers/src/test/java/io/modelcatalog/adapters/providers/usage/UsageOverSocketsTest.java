package io.modelcatalog.adapters.providers.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.providers.Calls;
import io.modelcatalog.adapters.providers.CollectingReader;
import io.modelcatalog.adapters.providers.RawServer;
import io.modelcatalog.adapters.providers.UpstreamsOverSockets;
import io.modelcatalog.adapters.providers.transport.TransportSettings;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.domain.usage.TokenUsage;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shapes in which vendors tell usage and cost, read off a real socket. */
class UsageOverSocketsTest {
  private final UpstreamsOverSockets upstreams = new UpstreamsOverSockets();

  @AfterEach
  void close() {
    upstreams.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void readsBothEndsOfAnAnthropicStreamHoweverItIsCutInPieces(long seed) throws Exception {
    String stream =
        """
        event: message_start
        data: {"type":"message_start","message":{"id":"m","usage":{"input_tokens":43,"cache_creation_input_tokens":0,"cache_read_input_tokens":7,"output_tokens":1}}   }

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{\\"usage\\":{\\"output_tokens\\":9999}}"}}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":20}}

        event: message_stop
        data: {"type":"message_stop"}

        """;

    CollectingReader reader = streamed("custom", stream, new Random(seed));

    assertThat(reader.text()).isEqualTo(stream);
    assertThat(reader.usage().getLast()).isEqualTo(new TokenUsage(43, 7, 0, 20, 0));
  }

  @Test
  void takesTheLastOfCumulativeReportsAndNeverTheirSum() throws Exception {
    StringBuilder stream = new StringBuilder();
    for (int i = 1; i <= 50; i++) {
      stream
          .append("data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}],\"usage\":")
          .append("{\"prompt_tokens\":9,\"completion_tokens\":" + i + "}}\n\n");
    }
    String last =
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":50}}\n\n";
    stream.append(last).append(last).append("data: [DONE]\n\n");

    CollectingReader reader = streamed("custom", stream.toString(), new Random(4));

    assertThat(reader.usage().getLast()).isEqualTo(TokenUsage.of(9, 50));
  }

  @Test
  void readsTheChargeOfOpenRouterXAiAndPerplexity() throws Exception {
    String counts = "\"prompt_tokens\":9,\"completion_tokens\":5";

    assertThat(
            answered("openrouter", "{" + counts + ",\"cost\":0.00095,\"is_byok\":false}").signals())
        .containsExactly("subscribe", "head", "usage", "cost 950000", "complete");
    assertThat(answered("x-ai", "{" + counts + ",\"cost_in_usd_ticks\":37756000}").signals())
        .contains("cost 3775600");
    assertThat(
            answered(
                    "perplexity-ai",
                    "{" + counts + ",\"cost\":{\"request_cost\":0.005,\"total_cost\":0.00517}}")
                .signals())
        .contains("cost 5170000");
  }

  @Test
  void believesNoChargeOfAHostThatIsNotKnownToReportIts() throws Exception {
    assertThat(
            answered("custom", "{\"prompt_tokens\":9,\"completion_tokens\":5,\"cost\":0}")
                .signals())
        .containsExactly("subscribe", "head", "usage", "complete");
  }

  private CollectingReader answered(String kind, String usage) throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.json("{\"choices\":[],\"usage\":" + usage + "}");
            })) {
      CollectingReader reader = CollectingReader.eager();
      upstream(kind, server).exchange(Calls.chat(Calls.CHAT), reader);
      return reader.awaitEnd();
    }
  }

  private CollectingReader streamed(String kind, String stream, Random random) throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.eventStream();
              for (int at = 0; at < stream.length(); ) {
                int end = Math.min(stream.length(), at + 1 + random.nextInt(90));
                peer.chunk(stream.substring(at, end));
                at = end;
              }
              peer.say("0\r\n\r\n");
            })) {
      CollectingReader reader = CollectingReader.eager();
      upstream(kind, server).exchange(Calls.chat(Calls.CHAT), reader);
      return reader.awaitEnd();
    }
  }

  private Upstream upstream(String kind, RawServer server) {
    return UpstreamsOverSockets.make(
        upstreams.factory(TransportSettings.DEFAULT, server.hostAndPort()),
        kind,
        Map.of("custom_host", "http://" + server.hostAndPort() + "/v1"));
  }
}
