package io.modelcatalog.adapters.providers.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.providers.usage.OpenAiUsage.Counting;
import io.modelcatalog.domain.usage.TokenUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiUsageTest {

  @Test
  void takesCachedAndWrittenTokensOutOfThePrompt() {
    assertThat(
            parse(
                """
                {"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,
                 "prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":30,"audio_tokens":0},
                 "completion_tokens_details":{"reasoning_tokens":15,"audio_tokens":null}}\
                """))
        .isEqualTo(new TokenUsage(10, 60, 30, 20, 15));
  }

  @Test
  void readsUsageOfTheResponsesApi() {
    assertThat(
            parse(
                """
                {"input_tokens":50,"input_tokens_details":{"cached_tokens":8,
                 "cache_write_tokens_details":{"ttl_30m_tokens":3}},"output_tokens":9,
                 "output_tokens_details":{"reasoning_tokens":4},"total_tokens":59}\
                """))
        .isEqualTo(new TokenUsage(42, 8, 0, 9, 4));
  }

  @Test
  void readsTheOtherNamesForCachedTokens() {
    assertThat(parse("{\"prompt_tokens\":9,\"completion_tokens\":1,\"cached_tokens\":4}"))
        .isEqualTo(new TokenUsage(5, 4, 0, 1, 0));
    assertThat(parse("{\"prompt_tokens\":9,\"completion_tokens\":1,\"prompt_cache_hit_tokens\":4}"))
        .isEqualTo(new TokenUsage(5, 4, 0, 1, 0));
    assertThat(parse("{\"prompt_tokens\":9,\"completion_tokens\":1,\"num_cached_tokens\":4}"))
        .isEqualTo(new TokenUsage(5, 4, 0, 1, 0));
    assertThat(
            parse(
                "{\"prompt_tokens\":9,\"completion_tokens\":1,\"prompt_token_details\":{\"cached_tokens\":4}}"))
        .isEqualTo(new TokenUsage(5, 4, 0, 1, 0));
  }

  @Test
  void addsReasoningThatXAiCountsOnTop() {
    String onTop =
        "{\"prompt_tokens\":10,\"completion_tokens\":2,\"total_tokens\":312,"
            + "\"completion_tokens_details\":{\"reasoning_tokens\":300}}";

    assertThat(parse(onTop, Counting.REASONING_EXTRA))
        .isEqualTo(new TokenUsage(10, 0, 0, 302, 300));
    assertThat(parse(onTop, Counting.INCLUSIVE)).isEqualTo(new TokenUsage(10, 0, 0, 2, 2));
  }

  @Test
  void believesATotalThatSaysReasoningIsInside() {
    assertThat(
            parse(
                "{\"prompt_tokens\":10,\"completion_tokens\":9,\"total_tokens\":19,"
                    + "\"completion_tokens_details\":{\"reasoning_tokens\":5}}",
                Counting.REASONING_EXTRA))
        .isEqualTo(new TokenUsage(10, 0, 0, 9, 5));
  }

  @Test
  void countsCachedTokensOfXAiOnTopWhenTheyExceedThePrompt() {
    assertThat(
            parse(
                "{\"prompt_tokens\":10,\"completion_tokens\":1,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":40}}",
                Counting.REASONING_EXTRA))
        .isEqualTo(new TokenUsage(10, 40, 0, 1, 0));
  }

  @Test
  void keepsAnExplicitZeroApartFromNothing() {
    assertThat(parse("{\"prompt_tokens\":0,\"completion_tokens\":0}")).isEqualTo(TokenUsage.ZERO);
    assertThat(parse("{}")).isNull();
    assertThat(parse("{\"type\":\"duration\",\"seconds\":3}")).isNull();
  }

  @Test
  void takesATotalAloneAsPrompt() {
    assertThat(parse("{\"total_tokens\":8}")).isEqualTo(TokenUsage.of(8, 0));
    assertThat(parse("{\"prompt_tokens\":8,\"total_tokens\":8}")).isEqualTo(TokenUsage.of(8, 0));
  }

  @Test
  void cutsDetailsToWhatTheyAreAPartOf() {
    assertThat(
            parse(
                "{\"prompt_tokens\":5,\"completion_tokens\":2,\"prompt_tokens_details\":"
                    + "{\"cached_tokens\":50,\"cache_write_tokens\":50},\"reasoning_tokens\":7}"))
        .isEqualTo(new TokenUsage(0, 5, 0, 2, 2));
  }

  @Test
  void leavesOutDetailsThatCannotBe() {
    assertThat(
            parse(
                "{\"prompt_tokens\":5,\"completion_tokens\":2,\"prompt_tokens_details\":"
                    + "{\"cached_tokens\":-1,\"cache_write_tokens\":\"x\"},"
                    + "\"completion_tokens_details\":[1],\"reasoning_tokens\":1e400}"))
        .isEqualTo(TokenUsage.of(5, 2));
  }

  @Test
  void acceptsAWholeNumberWrittenWithAFraction() {
    assertThat(parse("{\"prompt_tokens\":5.0,\"completion_tokens\":2e1}"))
        .isEqualTo(TokenUsage.of(5, 20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"prompt_tokens\":-1,\"completion_tokens\":2}",
        "{\"prompt_tokens\":1.5,\"completion_tokens\":2}",
        "{\"prompt_tokens\":NaN,\"completion_tokens\":2}",
        "{\"prompt_tokens\":1e400,\"completion_tokens\":2}",
        "{\"prompt_tokens\":1e999999999,\"completion_tokens\":2}",
        "{\"prompt_tokens\":\"5\",\"completion_tokens\":2}",
        "{\"prompt_tokens\":1000000001,\"completion_tokens\":2}",
        "{\"prompt_tokens\":99999999999999999999999,\"completion_tokens\":2}",
        "{\"prompt_tokens\":true,\"completion_tokens\":2}",
        "{\"prompt_tokens\":{},\"completion_tokens\":2}",
        "{\"prompt_tokens\":5,\"completion_tokens\":-2}",
        "{\"prompt_tokens\":5,",
        "[]",
        "5",
        ""
      })
  void isNoReportIfANumberCannotBeACountOfTokens(String json) {
    assertThat(parse(json)).isNull();
  }

  private static TokenUsage parse(String json) {
    return parse(json, Counting.INCLUSIVE);
  }

  private static TokenUsage parse(String json, Counting counting) {
    byte[] bytes = json.getBytes(UTF_8);
    return OpenAiUsage.parse(bytes, bytes.length, counting);
  }
}
