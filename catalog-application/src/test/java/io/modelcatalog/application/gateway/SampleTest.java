package io.modelcatalog.application.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SampleTest {

  @Test
  void readsWhatAModelWroteOfEventsEvenIfTheyAreCutOff() {
    Sample sample = new Sample();
    sample.add(bytes("data: {\"id\":\"c1\",\"choices\":[{\"delta\":{\"role\":\"assistant\","));
    sample.add(
        bytes("\"content\":\"a \\\"b\\\"\"}}]}\n\ndata: {\"delta\" : \"c\",\"text\":\"cut o"));

    assertThat(sample.texts()).isEqualTo("a \\\"b\\\"\nc\ncut o\n");
  }

  @Test
  void readsEveryTextOfAPromptButNoPictures() {
    byte[] body =
        "{\"model\":\"m\",\"a\":[{\"content\":\"hi\"},{\"url\":\"data:image/png;base64,AA\"}]}"
            .getBytes(StandardCharsets.UTF_8);

    assertThat(Sample.texts(body, body.length, false)).isEqualTo("m\nhi\n");
  }

  @Test
  void keepsTheBeginningOnlyAndConsumesNothing() {
    Sample sample = new Sample();
    ByteBuffer much = ByteBuffer.allocate(3_000);

    for (int i = 0; i < 5; i++) {
      sample.add(much);
    }

    assertThat(sample.length()).isEqualTo(4_096);
    assertThat(much.remaining()).isEqualTo(3_000);
  }

  @Test
  void comesToAnEndWhateverItIsGiven() {
    for (String odd : new String[] {"", "\"", "\"\\", "\"a\":", "\"content\":\"\\\"", "\u0000"}) {
      byte[] bytes = odd.getBytes(StandardCharsets.UTF_8);
      assertThat(Sample.texts(bytes, bytes.length, true)).isNotNull();
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
