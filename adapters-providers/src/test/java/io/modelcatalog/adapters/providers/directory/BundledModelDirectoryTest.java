package io.modelcatalog.adapters.providers.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.modelcatalog.domain.model.Capability;
import io.modelcatalog.domain.model.ModelDefinition;
import io.modelcatalog.domain.model.ModelMode;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.money.PeakHours;
import io.modelcatalog.domain.money.TokenRates;
import io.modelcatalog.domain.money.UnitPrices;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundledModelDirectoryTest {
  private static final BundledModelDirectory DIRECTORY = BundledModelDirectory.load();

  @Test
  void knowsEveryVendorOfTheFirstDay() {
    assertThat(DIRECTORY.vendors())
        .contains(
            "anthropic",
            "azure-ai",
            "azure-openai",
            "bedrock",
            "cohere",
            "deepseek",
            "echo",
            "fireworks-ai",
            "google",
            "groq",
            "mistral-ai",
            "ollama",
            "openai",
            "openrouter",
            "perplexity-ai",
            "together-ai",
            "vertex-ai",
            "x-ai");
  }

  @Test
  void findsWhatIsKnownOfAModel() {
    ModelDefinition model = find("openai", "gpt-4o").orElseThrow();

    assertThat(model.vendor()).isEqualTo("openai");
    assertThat(model.displayName()).isEqualTo("GPT-4o");
    assertThat(model.mode()).isEqualTo(ModelMode.CHAT);
    assertThat(model.contextWindow()).isEqualTo(OptionalLong.of(128_000));
    assertThat(model.maxOutputTokens()).isEqualTo(OptionalLong.of(16_384));
    assertThat(model.capabilities()).contains(Capability.VISION, Capability.TOOLS);
    assertThat(model.price())
        .contains(
            ModelPrice.flat(
                    new TokenRates(2_500_000_000L, 1_250_000_000L, 2_500_000_000L, 10_000_000_000L))
                .with(new UnitPrices(-1, -1, -1, 10_000_000L, false)));
  }

  @Test
  void readsFractionsOfACentExactly() {
    TokenRates nova = rates("bedrock", "amazon.nova-micro-v1:0");
    TokenRates gemini = rates("openrouter", "google/gemini-3.5-flash");

    assertThat(nova.cachedInput()).isEqualTo(8_750_000L);
    assertThat(gemini.cacheWrite()).isEqualTo(83_333_000L);
  }

  @Test
  void growsTheCachePricesOfLongPromptsWithTheirInputPrice() {
    ModelPrice price = find("openai", "gpt-6-astra").orElseThrow().price().orElseThrow();

    assertThat(price.rates())
        .isEqualTo(
            new TokenRates(10_000_000_000L, 1_000_000_000L, 12_500_000_000L, 50_000_000_000L));
    assertThat(price.longContext())
        .contains(
            new ModelPrice.LongContext(
                272_000,
                new TokenRates(20_000_000_000L, 2_000_000_000L, 25_000_000_000L, 75_000_000_000L)));
  }

  @Test
  void hasNoPriceRatherThanZeroWhereNoneIsKnown() {
    assertThat(find("ollama", "llama3.2").orElseThrow().price()).isEmpty();
    assertThat(find("x-ai", "grok-imagine-image").orElseThrow().price()).isEmpty();
    assertThat(find("perplexity-ai", "sonar-deep-research").orElseThrow().price()).isEmpty();
  }

  @Test
  void pricesWhatIsNotCountedInTokensByItsDearestUnit() {
    assertThat(units("openai", "dall-e-3"))
        .isEqualTo(new UnitPrices(120_000_000L, -1, -1, -1, true));
    assertThat(units("openai", "gpt-image-1"))
        .isEqualTo(new UnitPrices(250_000_000L, -1, -1, -1, false));
    assertThat(units("openai", "tts-1")).isEqualTo(new UnitPrices(-1, 15_000L, -1, -1, true));
    assertThat(units("cohere", "rerank-v3.5"))
        .isEqualTo(new UnitPrices(-1, -1, 2_000_000L, -1, true));
    assertThat(units("perplexity-ai", "sonar-pro"))
        .isEqualTo(new UnitPrices(-1, -1, 14_000_000L, 0, false));
  }

  @Test
  void knowsThatSoundAndLongCacheWritesCostMore() {
    assertThat(rates("openai", "gpt-audio").audioInput()).isEqualTo(32_000_000_000L);
    assertThat(rates("openai", "gpt-audio").audioOutput()).isEqualTo(64_000_000_000L);
    assertThat(rates("anthropic", "claude-opus-5").cacheWriteLong()).isEqualTo(10_000_000_000L);
    assertThat(rates("openai", "gpt-4o").audioInput()).isEqualTo(2_500_000_000L);
  }

  @Test
  void knowsTheHoursAtWhichAModelCostsMore() {
    PeakHours peak =
        find("deepseek", "deepseek-v4-pro")
            .orElseThrow()
            .price()
            .orElseThrow()
            .peak()
            .orElseThrow();

    assertThat(peak.spans())
        .containsExactly(new PeakHours.Span(1, 5, 60, 240), new PeakHours.Span(1, 5, 360, 600));
    assertThat(peak.rates())
        .isEqualTo(new TokenRates(1_320_000_000L, 44_000_000L, 1_320_000_000L, 3_960_000_000L));
  }

  @Test
  void pricesSoundAndPicturesByTheDearestToken() {
    assertThat(rates("openai", "gpt-realtime").input()).isEqualTo(32_000_000_000L);
    assertThat(rates("google", "gemini-3-pro-image").output()).isEqualTo(120_000_000_000L);
    assertThat(rates("google", "gemini-2.5-flash").input()).isEqualTo(300_000_000L);
  }

  @ParameterizedTest
  @CsvSource({
    "openai, gpt-4o-2024-08-06, gpt-4o",
    "openai, gpt-4o-20240806, gpt-4o",
    "openai, gpt-4o-latest, gpt-4o",
    "anthropic, claude-sonnet-4-5, claude-sonnet-4-5-20250929",
    "anthropic, claude-sonnet-4-5-latest, claude-sonnet-4-5-20250929",
    "vertex-ai, claude-haiku-4-5, claude-haiku-4-5@20251001",
    "mistral-ai, mistral-medium-latest, mistral-medium-2604",
    "mistral-ai, codestral-latest, codestral-2508",
  })
  void takesAnUnknownNameForAnotherOfTheSameModel(String vendor, String asked, String found) {
    assertThat(find(vendor, asked).orElseThrow().slug()).isEqualTo(new ModelSlug(found));
  }

  @ParameterizedTest
  @CsvSource({
    "openai, gpt-4o-2024",
    "openai, gpt-4o-2024-8-6",
    "openai, gpt-4o-19990101",
    "openai, gpt-4",
    "openai, GPT-4o",
    "anthropic, claude-sonnet-4-5-20240101",
    "mistral-ai, mistral-medium",
    "nobody, gpt-4o",
  })
  void guessesNoFurther(String vendor, String asked) {
    assertThat(find(vendor, asked)).isEmpty();
  }

  @Test
  void prefersTheExactName() {
    assertThat(find("anthropic", "claude-sonnet-4-20250514").orElseThrow().slug())
        .isEqualTo(new ModelSlug("claude-sonnet-4-20250514"));
    assertThat(rates("azure-openai", "gpt-5.6-sol").input()).isEqualTo(5_000_000_000L);
  }

  @Test
  void looksForAzuresModelsAtOpenAiToo() {
    assertThat(DIRECTORY.of("azure-openai"))
        .extracting(model -> model.slug().value())
        .doesNotContain("gpt-3.5-turbo");

    ModelDefinition model = find("azure-openai", "gpt-3.5-turbo-2024-01-25").orElseThrow();

    assertThat(model.vendor()).isEqualTo("azure-openai");
    assertThat(model.price()).isEqualTo(find("openai", "gpt-3.5-turbo").orElseThrow().price());
  }

  @Test
  void listsAVendorsModelsByName() {
    assertThat(DIRECTORY.of("openai")).hasSizeGreaterThan(50);
    assertThat(DIRECTORY.of("openai")).extracting(ModelDefinition::slug).isSorted();
    assertThat(DIRECTORY.of("nobody")).isEmpty();
  }

  @Test
  void pricesTheEchoModelsForPretence() {
    TokenRates pretend =
        new TokenRates(1_000_000_000L, 1_000_000_000L, 1_000_000_000L, 2_000_000_000L);

    for (String name : List.of("echo", "echo-slow", "echo-tools", "echo-cut")) {
      ModelDefinition model = find("echo", name).orElseThrow();
      assertThat(model.price()).contains(ModelPrice.flat(pretend));
      assertThat(model.maxOutputTokens()).isEqualTo(OptionalLong.of(4096));
    }
    assertThat(DIRECTORY.of("echo"))
        .allSatisfy(model -> assertThat(model.displayName()).contains("pretend"));
    ModelDefinition embed = find("echo", "echo-embed").orElseThrow();
    assertThat(embed.mode()).isEqualTo(ModelMode.EMBEDDING);
    assertThat(embed.price().orElseThrow().rates())
        .isEqualTo(new TokenRates(100_000_000L, 100_000_000L, 100_000_000L, 0));
  }

  @Test
  void makesSenseOfEveryModel() {
    for (String vendor : DIRECTORY.vendors()) {
      assertThat(DIRECTORY.of(vendor)).isNotEmpty();
      for (ModelDefinition model : DIRECTORY.of(vendor)) {
        assertThat(find(vendor, model.slug().value())).contains(model);
        assertThat(model.vendor()).isEqualTo(vendor);
        assertThat(model.displayName()).isNotBlank();
        model.deprecation().ifPresent(LocalDate::parse);
        model
            .price()
            .ifPresent(
                price -> {
                  assertThat(price.rates().cachedInput())
                      .as("%s %s", vendor, model.slug())
                      .isLessThanOrEqualTo(price.rates().input());
                  price
                      .longContext()
                      .ifPresent(
                          tier ->
                              assertThat(tier.rates().input())
                                  .isGreaterThanOrEqualTo(price.rates().input()));
                });
      }
    }
  }

  @Test
  void keepsEveryPriceOfTheFilesToTheLastDigit() throws IOException {
    int prices = 0;
    for (String vendor : DIRECTORY.vendors()) {
      for (Map.Entry<String, Map<String, String>> model : writtenPrices(vendor).entrySet()) {
        ModelPrice read = find(vendor, model.getKey()).orElseThrow().price().orElseThrow();
        Map<String, String> written = model.getValue();
        for (Map.Entry<String, String> price : written.entrySet()) {
          assertThat(BigDecimal.valueOf(nanos(read, price.getKey()), 9))
              .as("%s %s %s", vendor, model.getKey(), price.getKey())
              .isEqualByComparingTo(price.getValue());
          prices++;
        }
      }
    }
    assertThat(prices).isGreaterThan(500);
  }

  @Test
  void isReadyInATenthOfASecond() {
    BundledModelDirectory.load();
    long start = System.nanoTime();

    BundledModelDirectory.load();

    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"usd_per_million\":{\"input\":\"0.0000000001\",\"output\":\"1\"}",
        "\"usd_per_million\":{\"input\":0.5,\"output\":\"1\"}",
        "\"usd_per_million\":{\"input\":\"1\"}",
        "\"usd_per_million\":{\"input\":\"-1\",\"output\":\"1\"}",
        "\"usd_per_million\":{\"input\":\"1\",\"output\":\"1\",\"long_context\":{\"input\":\"1\"}}",
        "\"usd_per_million\":{\"input\":\"1\",\"output\":\"1\","
            + "\"long_context\":{\"input\":\"1\",\"output\":\"1\"}}",
        "\"usd_per_million\":{\"input\":\"1\",\"output\":\"1\","
            + "\"peak\":{\"input\":\"1\",\"output\":\"1\"}}",
        "\"usd_per_million\":{\"input\":\"1\",\"output\":\"1\","
            + "\"peak\":{\"hours\":[\"at night\"],\"input\":\"1\",\"output\":\"1\"}}",
        "\"usd_per\":{\"image\":0.1}",
        "\"context\":0",
        "\"context\":1.5",
        "\"mode\":\"chatty\"",
        "\"can\":[\"fly\"]",
        "\"can\":\"vision\"",
        "\"name\":7",
        "\"model\":\"two words\"",
      })
  void refusesAFileThatCannotBe(String members) {
    String file =
        "{\"vendor\":\"v\",\"models\":[{\"model\":\"m\",\"name\":\"M\",\"mode\":\"chat\","
            + members
            + "}]}";

    assertThatThrownBy(() -> DirectoryFile.models(stream(file)))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .containsAnyOf("line 1: ", "model: ", "nano-USD");
  }

  @Test
  void roundsADerivedPriceUp() throws IOException {
    String file =
        """
        {"vendor":"v","comment":["skipped",{}],"models":[{"model":"m","name":"M","mode":"chat",
          "usd_per_million":{"input":"0.000000003","cached_input":"0.000000001","output":"1",
            "long_context":{"from":1000,"input":"0.000000004","output":"2"}}}]}
        """;

    ModelPrice price = DirectoryFile.models(stream(file)).getFirst().price().orElseThrow();

    assertThat(price.longContext().orElseThrow().rates())
        .isEqualTo(new TokenRates(4, 2, 4, 2_000_000_000L));
  }

  private static Optional<ModelDefinition> find(String vendor, String model) {
    return DIRECTORY.find(vendor, new ModelSlug(model));
  }

  private static TokenRates rates(String vendor, String model) {
    return find(vendor, model).orElseThrow().price().orElseThrow().rates();
  }

  private static UnitPrices units(String vendor, String model) {
    return find(vendor, model).orElseThrow().price().orElseThrow().units();
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static long nanos(ModelPrice price, String name) {
    TokenRates rates =
        name.startsWith("long_context.")
            ? price.longContext().orElseThrow().rates()
            : name.startsWith("peak.") ? price.peak().orElseThrow().rates() : price.rates();
    return switch (name.replaceFirst("^(long_context|peak)\\.", "")) {
      case "input" -> rates.input();
      case "cached_input" -> rates.cachedInput();
      case "cache_write" -> rates.cacheWrite();
      case "output" -> rates.output();
      case "cache_write_long" -> rates.cacheWriteLong();
      case "audio_input" -> rates.audioInput();
      case "audio_output" -> rates.audioOutput();
      default -> throw new AssertionError(name);
    };
  }

  /** Every price text in a vendor's file, by model and place. */
  private static Map<String, Map<String, String>> writtenPrices(String vendor) throws IOException {
    Map<String, Map<String, String>> prices = new HashMap<>();
    try (InputStream file =
            BundledModelDirectory.class.getResourceAsStream(
                "/model-directory/" + vendor + ".json");
        JsonParser json = new JsonFactory().createParser(file)) {
      String model = "";
      String prefix = "";
      boolean inPrice = false;
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        String name = json.currentName();
        if (token == JsonToken.START_OBJECT && "usd_per_million".equals(name)) {
          inPrice = true;
        } else if (token == JsonToken.START_OBJECT && "long_context".equals(name)) {
          prefix = "long_context.";
        } else if (token == JsonToken.START_OBJECT && "peak".equals(name)) {
          prefix = "peak.";
        } else if (token == JsonToken.END_OBJECT && !prefix.isEmpty()) {
          prefix = "";
        } else if (token == JsonToken.END_OBJECT && inPrice) {
          inPrice = false;
        } else if (token == JsonToken.VALUE_STRING && "model".equals(name)) {
          model = json.getText();
        } else if (token == JsonToken.VALUE_STRING && inPrice && name != null) {
          prices.computeIfAbsent(model, any -> new HashMap<>()).put(prefix + name, json.getText());
        }
      }
    }
    return prices;
  }
}
