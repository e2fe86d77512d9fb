package io.modelcatalog.application.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.upstream.BodyOutline;
import io.modelcatalog.application.port.upstream.BodyOutline.Contents;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.snapshot.CompiledModel;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.money.TokenRates;
import io.modelcatalog.domain.money.UnitPrices;
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
  void eachTextOfAListHasTheWholeContextToItself() {
    CompiledModel small = model(8_000, -1);

    assertThat(Bound.of(Operation.EMBEDDINGS, outline(50_000, -1, 1), small, 1).prompt())
        .isEqualTo(50_000);
    assertThat(Bound.of(Operation.COMPLETIONS, outline(50_000, 5, 3), small, 1).prompt())
        .isEqualTo(24_000);
  }

  @Test
  void searchesFillTheContextAnewAtEachStep() {
    assertThat(chat(with(searching(3)), model(8_000, 300)).prompt()).isEqualTo(4 * 8_000);
    assertThat(chat(with(searching(3)), unknown()).prompt()).isEqualTo(4 * Bound.TOKENS_PER_STEP);
    assertThat(chat(with(searching(-1)), model(8_000, 300)).units().unbounded()).isEqualTo("tools");
  }

  @Test
  void guessesAtTheAnswerAreBilledBeyondItsCap() {
    Contents guessing = new Contents(false, false, 500, 0, 0, 0, null);

    assertThat(chat(with(guessing), model(-1, 300)).output()).isEqualTo(20 + 500);
  }

  @Test
  void picturesAreBoundedByTheirDearestPriceEach() {
    ModelPrice perPicture = unitsOnly(new UnitPrices(40, -1, -1, -1, true));
    ModelPrice perToken =
        ModelPrice.flat(new TokenRates(1_000_000, 0, 0, 2_000_000))
            .with(new UnitPrices(40, -1, -1, -1, false));

    assertThat(cost(Operation.IMAGES, outline(500, -1, 3), perPicture)).isEqualTo(120);
    assertThat(cost(Operation.IMAGES, outline(500, -1, 3), perToken)).isEqualTo(500 + 120);
    assertThat(cost(Operation.IMAGES, outline(500, -1, 3), unitsOnly(UnitPrices.NONE)))
        .isEqualTo(-1);
    assertThat(bound(Operation.IMAGES, outline(500, -1, 3), perToken).output()).isEqualTo(60);
  }

  @Test
  void speechIsBoundedByItsCharactersAndRankingByItsSearchUnits() {
    ModelPrice price = unitsOnly(new UnitPrices(-1, 15, 2_000, -1, true));

    assertThat(cost(Operation.SPEECH, with(new Contents(false, false, 0, 40, 0, 0, null)), price))
        .isEqualTo(600);
    assertThat(cost(Operation.RERANK, with(new Contents(false, false, 0, 0, 250, 0, null)), price))
        .isEqualTo(3 * 2_000);
    assertThat(cost(Operation.CHAT_COMPLETIONS, outline(5, 5, 1), price))
        .as("no price of tokens is not a price of zero")
        .isEqualTo(-1);
  }

  @Test
  void longDocumentsCountAsSeveralSearchUnits() {
    ModelPrice price = unitsOnly(new UnitPrices(-1, -1, 2_000, -1, true));
    Contents two = new Contents(false, false, 0, 0, 2, 0, null);

    assertThat(bound(Operation.RERANK, with(two, 60_000), price).units().calls()).isEqualTo(2);
  }

  @Test
  void feesComeOnTopOfTokens() {
    ModelPrice price =
        ModelPrice.flat(new TokenRates(1_000_000, 0, 0, 2_000_000))
            .with(new UnitPrices(-1, -1, 7, 10, false));

    assertThat(cost(Operation.CHAT_COMPLETIONS, outline(500, 20, 1), price))
        .isEqualTo(500 + 40 + 7);
    assertThat(cost(Operation.RESPONSES, with(searching(2)), price))
        .isEqualTo(3 * Bound.TOKENS_PER_STEP + 40 + 7 + 20);
    assertThat(
            cost(
                Operation.RESPONSES,
                with(searching(2)),
                ModelPrice.flat(new TokenRates(1, 1, 1, 1))))
        .as("searches without a price")
        .isEqualTo(-1);
  }

  @Test
  void whatNoPriceListBoundsHasNoBound() {
    Contents priority = new Contents(false, false, 0, 0, 0, 0, "service_tier");

    assertThat(
            cost(
                Operation.CHAT_COMPLETIONS,
                with(priority),
                ModelPrice.flat(new TokenRates(1, 1, 1, 1))))
        .isEqualTo(-1);
  }

  @Test
  void soundIsBoundedByItsOwnRates() {
    ModelPrice price =
        ModelPrice.flat(new TokenRates(1_000_000, 0, 0, 1_000_000, 0, 3_000_000, 5_000_000));

    assertThat(
            cost(
                Operation.CHAT_COMPLETIONS,
                with(new Contents(true, true, 0, 0, 0, 0, null)),
                price))
        .isEqualTo(500 * 3 + 20 * 5);
    assertThat(cost(Operation.CHAT_COMPLETIONS, outline(500, 20, 1), price)).isEqualTo(520);
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

  private static Contents searching(long searches) {
    return new Contents(false, false, 0, 0, 0, searches, null);
  }

  private static BodyOutline with(Contents contents) {
    return with(contents, 500);
  }

  private static BodyOutline with(Contents contents, long bytes) {
    return new BodyOutline(
        1,
        false,
        "m",
        BodyOutline.Span.NONE,
        false,
        BodyOutline.Span.NONE,
        false,
        20,
        java.util.Map.of(),
        1,
        bytes,
        contents);
  }

  private static ModelPrice unitsOnly(UnitPrices units) {
    return ModelPrice.flat(new TokenRates(0, 0, 0, 0))
        .with(new UnitPrices(units.image(), units.character(), units.call(), units.search(), true));
  }

  private static Bound bound(Operation operation, BodyOutline outline, ModelPrice price) {
    return Bound.of(
        operation,
        outline,
        new CompiledModel(new ModelSlug("m"), null, price, -1, -1, null),
        OPERATOR_CAP);
  }

  private static long cost(Operation operation, BodyOutline outline, ModelPrice price) {
    return bound(operation, outline, price).cost(operation, price);
  }
}
