package io.modelcatalog.adapters.providers.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.providers.usage.OpenAiUsage.Charge;
import io.modelcatalog.adapters.providers.usage.OpenAiUsage.Counting;
import io.modelcatalog.domain.usage.TokenUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @Test
  void countsSoundApartFromText() {
    assertThat(
            parse(
                "{\"prompt_tokens\":100,\"completion_tokens\":50,\"prompt_tokens_details\":"
                    + "{\"cached_tokens\":30,\"audio_tokens\":60},"
                    + "\"completion_tokens_details\":{\"audio_tokens\":40,\"text_tokens\":10}}"))
        .isEqualTo(new TokenUsage(70, 30, 0, 50, 0, 0, 60, 40));
    assertThat(
            parse(
                "{\"type\":\"tokens\",\"input_tokens\":14,\"output_tokens\":45,"
                    + "\"input_token_details\":{\"text_tokens\":0,\"audio_tokens\":99}}"))
        .isEqualTo(new TokenUsage(14, 0, 0, 45, 0, 0, 14, 0));
  }

  @Test
  void countsCacheWritesThatAreKeptForLong() {
    assertThat(
            parse(
                "{\"input_tokens\":100,\"output_tokens\":1,\"input_tokens_details\":{"
                    + "\"cache_write_tokens\":80,\"cache_write_tokens_details\":"
                    + "{\"ttl_30m_tokens\":50,\"ttl_12h_tokens\":30}}}"))
        .isEqualTo(new TokenUsage(20, 0, 80, 1, 0, 30, 0, 0));
  }

  @Test
  void countsAnthropicsCacheTokensOnTopOfItsInput() {
    assertThat(
            parse(
                "{\"input_tokens\":7,\"cache_creation_input_tokens\":100,"
                    + "\"cache_read_input_tokens\":2000,\"cache_creation\":"
                    + "{\"ephemeral_5m_input_tokens\":60,\"ephemeral_1h_input_tokens\":40},"
                    + "\"output_tokens\":9,\"output_tokens_details\":{\"thinking_tokens\":4}}"))
        .isEqualTo(new TokenUsage(7, 2000, 100, 9, 4, 40, 0, 0));
  }

  @Test
  void aReportWithoutThePromptIsCompletedByTheOneBefore() {
    OpenAiUsage usage = new OpenAiUsage(Counting.INCLUSIVE, Charge.NONE);
    take(
        usage,
        "{\"input_tokens\":43,\"cache_read_input_tokens\":5,"
            + "\"cache_creation_input_tokens\":0,\"output_tokens\":1}");

    assertThat(take(usage, "{\"output_tokens\":20}")).isEqualTo(new TokenUsage(43, 5, 0, 20, 0));
    assertThat(
            take(
                usage,
                "{\"input_tokens\":61,\"cache_read_input_tokens\":5,"
                    + "\"cache_creation_input_tokens\":0,\"output_tokens\":30}"))
        .as("the prompt's count at the end is the final one")
        .isEqualTo(new TokenUsage(61, 5, 0, 30, 0));
    assertThat(
            take(
                usage,
                "{\"input_tokens\":61,\"cache_read_input_tokens\":5,"
                    + "\"cache_creation_input_tokens\":0,\"output_tokens\":1}"))
        .as("a beginning told once more adds nothing and takes nothing away")
        .isEqualTo(new TokenUsage(61, 5, 0, 30, 0));
  }

  @Test
  void aLaterReportTakesThePlaceOfAnEarlierOne() {
    OpenAiUsage usage = new OpenAiUsage(Counting.INCLUSIVE, Charge.NONE);
    take(usage, "{\"prompt_tokens\":10,\"completion_tokens\":50}");

    assertThat(take(usage, "{\"prompt_tokens\":10,\"completion_tokens\":20}"))
        .isEqualTo(TokenUsage.of(10, 20));
    assertThat(take(usage, "{\"prompt_tokens\":-1}")).isNull();
    assertThat(take(usage, "{\"prompt_tokens\":10,\"completion_tokens\":20}"))
        .as("a duplicate")
        .isEqualTo(TokenUsage.of(10, 20));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "USD|\"cost\":0.00014|140000",
        "USD|\"cost\":1e-12|1",
        "USD|\"cost\":0|0",
        "USD|\"cost\":0.00014,\"is_byok\":false|140000",
        "USD|\"cost\":0.00014,\"is_byok\":true|-1",
        "USD|\"cost\":{\"total_cost\":1}|-1",
        "USD|\"cost_in_usd_ticks\":7|-1",
        "TOTAL|\"cost\":{\"input_tokens_cost\":5,\"request_cost\":6,\"total_cost\":0.006}|6000000",
        "TOTAL|\"cost\":0.006|-1",
        "TICKS|\"cost_in_usd_ticks\":37756000|3775600",
        "TICKS|\"cost_in_usd_ticks\":1|1",
        "NONE|\"cost\":0.00014|-1",
        "USD|\"cost\":-0.1|-1",
        "USD|\"cost\":\"0.1\"|-1",
        "USD|\"cost\":null|-1",
        "USD|\"cost\":1000001|-1",
        "USD|\"cost\":1e400|-1",
        "USD|\"cost\":1e-400|1",
        "TICKS|\"cost_in_usd_ticks\":1e-2147483640|-1",
        "USD|\"cost\":NaN|-1",
      })
  void readsTheChargeOfThoseWhoReportTheirs(Charge charge, String member, long nanos) {
    OpenAiUsage usage = new OpenAiUsage(Counting.INCLUSIVE, charge);
    take(usage, "{\"prompt_tokens\":10,\"completion_tokens\":20," + member + "}");

    assertThat(usage.charged()).isEqualTo(nanos);
  }

  private static TokenUsage take(OpenAiUsage usage, String json) {
    byte[] bytes = json.getBytes(UTF_8);
    return usage.take(bytes, bytes.length);
  }

  private static TokenUsage parse(String json) {
    return parse(json, Counting.INCLUSIVE);
  }

  private static TokenUsage parse(String json, Counting counting) {
    byte[] bytes = json.getBytes(UTF_8);
    return OpenAiUsage.parse(bytes, bytes.length, counting);
  }
}
