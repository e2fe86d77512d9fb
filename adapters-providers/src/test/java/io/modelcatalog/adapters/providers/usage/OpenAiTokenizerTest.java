package io.modelcatalog.adapters.providers.usage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenAiTokenizerTest {
  private final OpenAiTokenizer tokenizer = new OpenAiTokenizer();

  @Test
  void countsAsTheTokenizerOfNewerModelsDoes() {
    assertThat(tokenizer.count("")).isZero();
    assertThat(tokenizer.count("hello world")).isEqualTo(2);
    assertThat(tokenizer.count("tiktoken is great!")).isEqualTo(6);
  }

  @Test
  void takesSpecialTokensForOrdinaryText() {
    assertThat(tokenizer.count("<|endoftext|>")).isGreaterThan(1);
  }

  @Test
  void neverCountsMoreTokensThanThereAreBytes() {
    String odd = "żółć 😀 \u0000 \ud800 日本語 ".repeat(200);

    assertThat(tokenizer.count(odd))
        .isLessThanOrEqualTo(odd.getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
  }
}
