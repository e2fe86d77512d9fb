package io.modelcatalog.application.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.upstream.Operation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamedDeltasTest {
  private static final String CHAT =
      """
      : OPENROUTER PROCESSING

      data: {"choices":[{"delta":{"content":"data: {"}}]}

      data:{"choices":[]}\r
      \r
      event: ping
      id: 7
      data: [DONE]

      """;
  private static final String RESPONSES =
      """
      event: response.created
      data: {"type":"response.created"}

      event: response.output_text.delta
      data: {"delta":"event: x.delta"}

      data: {"delta":"x"}
      event: response.function_call_arguments.delta

      event: response.output_text.done
      data: {}

      """;

  @ParameterizedTest
  @CsvSource({"CHAT_COMPLETIONS,2", "COMPLETIONS,2"})
  void countsEventsWithAnObject(Operation operation, long events) {
    assertThat(count(operation, CHAT, 1_000)).isEqualTo(events);
  }

  @Test
  void countsNamedEventsByTheirNames() {
    assertThat(count(Operation.RESPONSES, RESPONSES, 1_000)).isEqualTo(2);
  }

  @Test
  void countsTheSameHoweverTheBytesArrive() {
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      int most = 1 + random.nextInt(20);
      assertThat(count(Operation.CHAT_COMPLETIONS, CHAT, most)).isEqualTo(2);
      assertThat(count(Operation.RESPONSES, RESPONSES, most)).isEqualTo(2);
    }
  }

  private static long count(Operation operation, String stream, int most) {
    StreamedDeltas deltas = new StreamedDeltas(operation);
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; at += most) {
      ByteBuffer piece = ByteBuffer.wrap(bytes, at, Math.min(most, bytes.length - at));
      deltas.scan(piece);
      assertThat(piece.remaining()).as("left for the client").isPositive();
    }
    return deltas.count();
  }
}
