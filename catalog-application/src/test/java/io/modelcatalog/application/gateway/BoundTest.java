package io.modelcatalog.application.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.upstream.BodyOutline;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.snapshot.CompiledModel;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.money.TokenRates;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundTest {
  private static final long OPERATOR_CAP = 4_096;

  @Test
  void theClientsCapBoundsTheAnswerTimesItsChoices() {
    assertThat(chat(outline(500, 20, 3), unknown())).isEqualTo(new Bound(500, 60, -1));
  }

  @Test
  void theModelsMaximumBoundsAClientsLargerCap() {
    assertThat(chat(outline(500, 1_000, 2), model(-1, 300))).isEqualTo(new Bound(500, 600, -1));
  }

  @Test
  void withoutACapTheModelsMaximumHoldsIfItIsLowerThanTheOperators() {
    assertThat(chat(outline(500, -1, 2), model(-1, 300))).isEqualTo(new Bound(500, 600, -1));
  }

  @Test
  void withoutACapTheOperatorsIsSentUpstream() {
    assertThat(chat(outline(500, -1, 2), unknown())).isEqualTo(new Bound(500, 8_192, 4_096));
    assertThat(chat(outline(500, -1, 1), model(-1, 100_000)))
        .isEqualTo(new Bound(500, 4_096, 4_096));
  }

  @Test
  void theContextWindowBoundsThePromptWithAndWithoutAClientsCap() {
    assertThat(chat(outline(50_000, 10, 1), model(8_000, 300)).prompt()).isEqualTo(8_000);
    assertThat(chat(outline(50_000, -1, 1), model(8_000, 300)).prompt()).isEqualTo(8_000);
    assertThat(chat(outline(50_000, -1, 1), model(8_000, -1)).prompt()).isEqualTo(8_000);
  }

  @Test
  void embeddingsHaveNoAnswerTokens() {
    assertThat(Bound.of(Operation.EMBEDDINGS, outline(500, -1, 1), unknown(), OPERATOR_CAP))
        .isEqualTo(new Bound(500, 0, -1));
  }

  @Test
  void ofOtherCallsNothingIsKnown() {
    assertThat(Bound.of(Operation.PASS_THROUGH, outline(500, 10, 1), unknown(), OPERATOR_CAP))
        .isEqualTo(Bound.NONE);
    assertThat(Bound.of(Operation.CHAT_COMPLETIONS, null, unknown(), OPERATOR_CAP))
        .isEqualTo(Bound.NONE);
  }

  @Test
  void neverWrapsAround() {
    Bound huge = chat(outline(Long.MAX_VALUE / 2, Integer.MAX_VALUE, Integer.MAX_VALUE), unknown());

    assertThat(huge.output()).isPositive();
    assertThat(huge.tokens()).isPositive();
    assertThat(
            ModelPrice.flat(new TokenRates(TokenRates.HIGHEST, 0, 0, TokenRates.HIGHEST))
                .upperBound(huge.prompt(), huge.output())
                .nanos())
        .isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void noUsageThatTheRequestAllowsCostsMoreThanTheBound(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      long bytes = 1 + random.nextInt(200_000);
      long cap = random.nextBoolean() ? -1 : random.nextInt(50_000);
      int choices = 1 + random.nextInt(5);
      long context = random.nextBoolean() ? -1 : 1 + random.nextInt(150_000);
      long maximum = random.nextBoolean() ? -1 : 1 + random.nextInt(20_000);
      ModelPrice price = price(random);
      Bound bound = chat(outline(bytes, cap, choices), model(context, maximum));

      // A tokenizer makes at most a token of each byte, and a model refuses what it cannot hold.
      long mostPrompt = context < 0 ? bytes : Math.min(bytes, context);
      long sentCap = cap >= 0 ? cap : bound.injectedCap();
      long mostOutput = Math.min(sentCap < 0 ? Long.MAX_VALUE : sentCap, unlimited(maximum));
      assertThat(mostOutput).as("every answer is capped by someone").isLessThan(Long.MAX_VALUE);
      long prompt = edge(random, mostPrompt);
      long cached = random.nextLong(prompt + 1);
      long written = random.nextLong(prompt - cached + 1);
      long output = 0;
      for (int choice = 0; choice < choices; choice++) {
        output += edge(random, mostOutput);
      }

      assertThat(prompt + output).isLessThanOrEqualTo(bound.tokens());
      assertThat(price.cost(prompt - cached - written, cached, written, output))
          .isLessThanOrEqualTo(price.upperBound(bound.prompt(), bound.output()));
    }
  }

  private static long edge(Random random, long most) {
    return random.nextInt(3) == 0 ? most : random.nextLong(most + 1);
  }

  private static long unlimited(long maximum) {
    return maximum < 0 ? Long.MAX_VALUE : maximum;
  }

  private static ModelPrice price(Random random) {
    TokenRates rates = rates(random);
    return random.nextBoolean()
        ? ModelPrice.flat(rates)
        : new ModelPrice(
            rates,
            Optional.of(new ModelPrice.LongContext(1 + random.nextInt(200_000), rates(random))));
  }

  private static TokenRates rates(Random random) {
    return new TokenRates(
        random.nextLong(100_000_000_000L),
        random.nextLong(100_000_000_000L),
        random.nextLong(100_000_000_000L),
        random.nextLong(100_000_000_000L));
  }

  private static Bound chat(BodyOutline outline, CompiledModel model) {
    return Bound.of(Operation.CHAT_COMPLETIONS, outline, model, OPERATOR_CAP);
  }

  private static CompiledModel unknown() {
    return model(-1, -1);
  }

  private static CompiledModel model(long context, long maximum) {
    return new CompiledModel(new ModelSlug("m"), null, null, context, maximum, null);
  }

  private static BodyOutline outline(long bytes, long cap, int choices) {
    return new BodyOutline(
        1,
        false,
        "m",
        BodyOutline.Span.NONE,
        false,
        BodyOutline.Span.NONE,
        false,
        cap,
        java.util.Map.of(),
        choices,
        bytes);
  }
}
