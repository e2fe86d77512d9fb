package io.modelcatalog.domain.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlugTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "7", "openai-prod", "OpenAI_prod.v2", "0-.", "cf"})
  void acceptsLettersDigitsHyphenUnderscoreAndDot(String text) {
    assertThat(Slug.isValid(text)).isTrue();
    assertThat(new Slug(text).toString()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-a", "_a", ".a", "@a", "a/b", "a b", "a\n", "ä", "a\u0000", "a%2fb", "а"})
  void refusesWhatWouldNotSurviveAModelReference(String text) {
    assertThat(Slug.isValid(text)).isFalse();
    assertThatThrownBy(() -> new Slug(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Slug.RULE);
  }

  @Test
  void isAtMost255CharactersLong() {
    assertThat(Slug.isValid("a".repeat(255))).isTrue();
    assertThat(Slug.isValid("a".repeat(256))).isFalse();
  }

  @Test
  void tellsUpperFromLowerCase() {
    assertThat(new Slug("Prod")).isNotEqualTo(new Slug("prod"));
  }

  @ParameterizedTest
  @CsvSource({
    "OpenAI production, openai-production",
    "'  spaces  around  ', spaces-around",
    "a--b__c, a-b-c",
    "Ünïcode, n-code",
    "研究, provider",
    "'', provider",
    "'---', provider",
    "🚀 launch, launch"
  })
  void comesFromANameAsCloseAsItCan(String name, String slug) {
    assertThat(Slug.fromName(name, "provider").value()).isEqualTo(slug);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void comesFromAnyNameWhatsoever(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      String name =
          random
              .ints(random.nextInt(400), 0, random.nextBoolean() ? 128 : 0x3000)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();

      Slug slug = Slug.fromName(name, "fallback");

      assertThat(slug.value()).hasSizeLessThanOrEqualTo(200).doesNotEndWith("-");
    }
  }

  @Test
  void aSuffixShortensRatherThanOverflows() {
    assertThat(new Slug("a").suffixed("-2").value()).isEqualTo("a-2");
    assertThat(new Slug("a".repeat(255)).suffixed("-123456").value())
        .hasSize(255)
        .endsWith("a-123456");
  }
}
