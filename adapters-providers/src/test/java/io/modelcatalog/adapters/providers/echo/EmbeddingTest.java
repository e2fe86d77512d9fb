package io.modelcatalog.adapters.providers.echo;

import static io.modelcatalog.adapters.providers.echo.Calls.call;
import static io.modelcatalog.adapters.providers.echo.Calls.heard;
import static io.modelcatalog.adapters.providers.echo.Heard.number;
import static io.modelcatalog.adapters.providers.echo.Heard.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.domain.usage.TokenUsage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingTest {

  @Test
  void embedsEachInputInOrder() throws Exception {
    Heard heard = embed("\"input\":[\"one two\",\"three\"]");

    assertThat(heard.head.status()).isEqualTo(200);
    Json answer = heard.json();
    assertThat(string(answer, "object")).isEqualTo("list");
    assertThat(string(answer, "model")).isEqualTo("echo-embed");
    assertThat(number(answer, "data", 0, "index")).isZero();
    assertThat(number(answer, "data", 1, "index")).isEqualTo(1);
    assertThat(string(answer, "data", 1, "object")).isEqualTo("embedding");
    assertThat(floats(answer, 0)).hasSize(256);
    assertThat(floats(answer, 0)).isNotEqualTo(floats(answer, 1));
    assertThat(number(answer, "usage", "prompt_tokens")).isEqualTo(3);
    assertThat(number(answer, "usage", "total_tokens")).isEqualTo(3);
    assertThat(heard.usage).isEqualTo(TokenUsage.of(3, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 256, 1536, 3072})
  void givesUnitVectorsOfTheAskedLength(int dimensions) throws Exception {
    Random random = new Random(dimensions);
    for (int i = 0; i < 10; i++) {
      String text = "x" + Calls.randomText(random);

      float[] vector =
          floats(
              embed("\"input\":" + new Json.Text(text).text() + ",\"dimensions\":" + dimensions)
                  .json(),
              0);

      assertThat(vector).hasSize(dimensions);
      assertThat(dot(vector, vector)).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void sendsTheSameNumbersAsLittleEndianBase64() throws Exception {
    float[] asNumbers = floats(embed("\"input\":\"good day\",\"dimensions\":9").json(), 0);

    String encoded =
        string(
            embed("\"input\":\"good day\",\"dimensions\":9,\"encoding_format\":\"base64\"").json(),
            "data",
            0,
            "embedding");

    FloatBuffer decoded =
        ByteBuffer.wrap(Base64.getDecoder().decode(encoded))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[] asBytes = new float[decoded.remaining()];
    decoded.get(asBytes);
    assertThat(asBytes).isEqualTo(asNumbers);
  }

  @Test
  void putsTextsThatShareWordsNearEachOther() throws Exception {
    Json answer =
        embed(
                "\"input\":[\"the red fox runs home\",\"the red fox walks home\","
                    + "\"budgets reset every month\"]")
            .json();

    double near = dot(floats(answer, 0), floats(answer, 1));
    double far = dot(floats(answer, 0), floats(answer, 2));

    assertThat(near).isGreaterThan(0.5);
    assertThat(far).isLessThan(near / 2);
  }

  @Test
  void takesTokenIds() throws Exception {
    Heard one = embed("\"input\":[5,6,7]");
    Heard two = embed("\"input\":[[5,6,7],[8]]");

    assertThat(one.usage).isEqualTo(TokenUsage.of(3, 0));
    assertThat(two.usage).isEqualTo(TokenUsage.of(4, 0));
    assertThat(floats(one.json(), 0)).isEqualTo(floats(two.json(), 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"model\":\"x\" | input",
        "\"input\":\"\" | input",
        "\"input\":[] | input",
        "\"input\":[[]] | input[0]",
        "\"input\":[\"a\",7] | input[1]",
        "\"input\":[\"a\",\"\"] | input[1]",
        "\"input\":[1,\"a\"] | input",
        "\"input\":{} | input",
        "\"input\":\"a\",\"dimensions\":0 | dimensions",
        "\"input\":\"a\",\"dimensions\":3073 | dimensions",
        "\"input\":\"a\",\"encoding_format\":\"hex\" | encoding_format",
      })
  void namesTheFieldAtFault(String members, String param) throws Exception {
    Heard heard = embed(members);

    assertThat(heard.head.status()).isEqualTo(400);
    assertThat(string(heard.json(), "error", "param")).isEqualTo(param);
  }

  @Test
  void refusesWhatWouldBecomeAHugeAnswer() throws Exception {
    String many = "\"x\",".repeat(999) + "\"x\"";

    assertThat(embed("\"input\":[" + many + "]").head.status()).isEqualTo(200);
    assertThat(embed("\"input\":[" + many + "],\"dimensions\":3072").head.status()).isEqualTo(400);
    assertThat(embed("\"input\":[" + "\"x\",".repeat(2048) + "\"x\"]").head.status())
        .isEqualTo(400);
    assertThat(embed("\"input\":\"" + "x ".repeat(8192) + "\"").head.status()).isEqualTo(200);
    assertThat(embed("\"input\":\"" + "x ".repeat(8193) + "\"").head.status()).isEqualTo(400);
  }

  @Test
  void embedsOnly() throws Exception {
    Heard heard = heard(call(Operation.CHAT_COMPLETIONS, "echo-embed", Calls.chat("hi", "")));

    assertThat(heard.head.status()).isEqualTo(400);
    assertThat(string(heard.json(), "error", "param")).isEqualTo("model");
  }

  private static Heard embed(String members) throws InterruptedException {
    return heard(call(Operation.EMBEDDINGS, "echo-embed", "{" + members + "}"));
  }

  private static float[] floats(Json answer, int index) {
    List<Json> numbers = ((Json.Arr) Heard.at(answer, "data", index, "embedding")).items();
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Float.parseFloat(((Json.Num) numbers.get(i)).text());
    }
    return vector;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
