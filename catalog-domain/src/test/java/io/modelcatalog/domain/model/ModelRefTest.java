package io.modelcatalog.domain.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.domain.shared.Slug;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRefTest {

  @ParameterizedTest
  @CsvSource({
    "@openai-prod/gpt-4o, openai-prod, gpt-4o",
    "@together/meta-llama/Llama-3, together, meta-llama/Llama-3",
    "@bedrock-us/us.anthropic.claude-3-5:0, bedrock-us, us.anthropic.claude-3-5:0",
    "@a/b, a, b",
    "@a//b, a, /b",
    "@a/@cf/meta/llama, a, @cf/meta/llama",
    "@a/@other/model, a, @other/model",
    "@A.b_c/x, A.b_c, x",
    "@cfx/llama, cfx, llama",
    "@CF/llama, CF, llama"
  })
  void isCutAtTheFirstSlash(String text, String provider, String model) {
    assertThat(ModelRef.parse(text))
        .contains(new ModelRef(new Slug(provider), new ModelSlug(model)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"@cf/meta/llama-3", "@hf/thebloke/model", "@cf/a", "@hf/a", "@cf/", "@cf/@a/b"})
  void leavesVendorsOwnNamesAlone(String text) {
    assertThat(ModelRef.parse(text)).isEmpty();
    assertThat(ModelRef.isVendorName(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "@/",
        "@a",
        "@a/",
        "@/model",
        "gpt-4o",
        "openai/gpt-4o",
        "a@b/c",
        " @a/b",
        "@a b/c",
        "@a/b c",
        "@a/b\n",
        "@-a/b",
        "@ä/b",
        "@@a/b",
        "@a/\u0000",
        "@a/\u00a0"
      })
  void anythingElseIsNoReference(String text) {
    assertThat(ModelRef.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatItPrintsReadsBackTheSame(long seed) {
    Random random = new Random(seed);
    String alphabet = "abcXYZ019-_.:/@#+ü";
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder("@");
      for (int n = random.nextInt(12); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }

      ModelRef.parse(text.toString())
          .ifPresent(
              ref -> {
                assertThat(ref).hasToString(text.toString());
                assertThat(ModelRef.parse(ref.toString())).contains(ref);
              });
    }
  }

  @Test
  void aModelNameIsOpaqueAndKeepsItsCase() {
    assertThat(new ModelSlug("Meta-Llama/LLaMA:3.1@x").value()).isEqualTo("Meta-Llama/LLaMA:3.1@x");
    assertThat(new ModelSlug("GPT-4o")).isNotEqualTo(new ModelSlug("gpt-4o"));
    assertThat(ModelSlug.isValid("m".repeat(255))).isTrue();
    assertThat(ModelSlug.isValid("m".repeat(256))).isFalse();
    assertThatThrownBy(() -> new ModelSlug("two words"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(ModelSlug.RULE);
  }
}
