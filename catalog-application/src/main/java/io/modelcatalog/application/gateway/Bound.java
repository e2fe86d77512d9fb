package io.modelcatalog.application.gateway;

import io.modelcatalog.application.port.upstream.BodyOutline;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.snapshot.CompiledModel;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.money.UnitPrices;
import io.modelcatalog.domain.usage.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * The most a call can use. A token of a byte-level tokenizer stands for at least one byte, so the
 * bytes of the body bound its prompt tokens, and so does the model's context window; the answer is
 * bounded by the client's cap, the model's maximum or the operator's cap, times the choices asked
 * for. What is not counted in tokens is counted in the units it is priced by.
 *
 * @param prompt most prompt tokens
 * @param output most tokens of all choices together
 * @param injectedCap the cap to send upstream because neither client nor model sets one; -1 for
 *     none
 * @param units what is not counted in tokens
 */
record Bound(long prompt, long output, long injectedCap, Units units) {
  /** A call that uses no tokens that are known of. */
  static final Bound NONE = new Bound(0, 0, -1);

  /** Documents that a search unit of a ranking covers. */
  static final int DOCUMENTS_PER_UNIT = 100;

  /** Tokens from which a document counts as two: shorter ones of it count one by one. */
  static final int TOKENS_PER_DOCUMENT = 500;

  /** Prompt tokens of a step whose context has no known size: more than any model takes at once. */
  static final long TOKENS_PER_STEP = 2_000_000;

  private static final long SATURATED = Long.MAX_VALUE / 4;

  /**
   * What is priced otherwise than by text tokens.
   *
   * @param soundIn whether the prompt may hold sound
   * @param soundOut whether the answer may hold sound
   * @param images pictures asked for
   * @param characters characters to be spoken
   * @param calls search units of a ranking; 1 for any other call
   * @param searches most searches of the web
   * @param unbounded what makes the call's use unforeseeable; null if nothing does
   */
  record Units(
      boolean soundIn,
      boolean soundOut,
      long images,
      long characters,
      long calls,
      long searches,
      @Nullable String unbounded) {
    /** Text and nothing else. */
    static final Units TEXT = new Units(false, false, 0, 0, 1, 0, null);
  }

  Bound(long prompt, long output, long injectedCap) {
    this(prompt, output, injectedCap, Units.TEXT);
  }

  static Bound of(
      Operation operation,
      @Nullable BodyOutline outline,
      @Nullable CompiledModel model,
      long operatorCap) {
    if (outline == null) {
      return NONE;
    }
    return switch (operation) {
      case CHAT_COMPLETIONS, COMPLETIONS, RESPONSES -> ofText(outline, model, operatorCap);
      // Each text of a list has the model's whole context, so the window does not bound their sum.
      case EMBEDDINGS, MODERATIONS -> new Bound(outline.textBytes(), 0, -1, units(outline));
      case IMAGES -> ofImages(outline, model);
      case SPEECH -> new Bound(outline.textBytes(), 0, -1, units(outline));
      case RERANK -> ofRanking(outline);
      case PASS_THROUGH -> NONE;
    };
  }

  private static Bound ofText(
      BodyOutline outline, @Nullable CompiledModel model, long operatorCap) {
    BodyOutline.Contents contents = outline.contents();
    long context = model == null ? -1 : model.contextWindow();
    long prompt = outline.textBytes();
    if (contents.searches() != 0) {
      // What was found is read as prompt, and each search is a step that reads everything anew.
      long steps = contents.searches() < 0 ? 1 : contents.searches() + 1;
      prompt = Math.max(prompt, times(context < 0 ? TOKENS_PER_STEP : context, steps));
    } else if (context >= 0) {
      // Of a list of prompts each has the whole window.
      prompt = Math.min(prompt, times(context, outline.choices()));
    }
    Units units = units(outline);
    long modelMaximum = model == null || model.maxOutput() < 0 ? Long.MAX_VALUE : model.maxOutput();
    long asked = outline.outputCap();
    if (asked >= 0) {
      return new Bound(prompt, output(Math.min(asked, modelMaximum), outline), -1, units);
    }
    long cap = Math.min(modelMaximum, operatorCap);
    return new Bound(prompt, output(cap, outline), cap < modelMaximum ? cap : -1, units);
  }

  private static long output(long cap, BodyOutline outline) {
    return sum(times(cap, outline.choices()), outline.contents().guessedTokens());
  }

  /** Pictures have tokens too, where a model is priced by them: as many as the price is worth. */
  private static Bound ofImages(BodyOutline outline, @Nullable CompiledModel model) {
    long each = 0;
    ModelPrice price = model == null ? null : model.price();
    if (price != null && price.units().image() > 0 && price.rates().output() > 0) {
      each =
          Math.ceilDiv(
              ModelPrice.ofUnits(price.units().image(), 1_000_000L), price.rates().output());
    }
    return new Bound(
        outline.textBytes(),
        times(each, outline.choices()),
        -1,
        new Units(false, false, outline.choices(), 0, 1, 0, outline.contents().unbounded()));
  }

  /** A query is read anew with each document, and a long document counts as several. */
  private static Bound ofRanking(BodyOutline outline) {
    int documents = outline.contents().documents();
    long pieces = documents + outline.textBytes() / TOKENS_PER_DOCUMENT;
    return new Bound(
        times(outline.textBytes(), documents + 1L),
        0,
        -1,
        new Units(
            false,
            false,
            0,
            0,
            Math.max(1, Math.ceilDiv(pieces, (long) DOCUMENTS_PER_UNIT)),
            0,
            outline.contents().unbounded()));
  }

  private static Units units(BodyOutline outline) {
    BodyOutline.Contents contents = outline.contents();
    return contents == BodyOutline.Contents.TEXT
        ? Units.TEXT
        : new Units(
            contents.sound(),
            contents.soundAsked(),
            0,
            contents.characters(),
            1,
            Math.max(0, contents.searches()),
            contents.searches() < 0 ? "tools" : contents.unbounded());
  }

  /**
   * The most the call can cost, in nano-dollars.
   *
   * @return -1 if the price does not bound it
   */
  long cost(Operation operation, ModelPrice price) {
    if (units.unbounded() != null) {
      return -1;
    }
    long cost =
        switch (operation) {
          case CHAT_COMPLETIONS, COMPLETIONS, RESPONSES, EMBEDDINGS, MODERATIONS ->
              tokenCost(price);
          case IMAGES -> imageCost(price);
          case SPEECH -> each(units.characters(), price.units().character());
          case RERANK ->
              price.units().call() >= 0
                  ? each(units.calls(), price.units().call())
                  : tokenCost(price);
          case PASS_THROUGH -> -1;
        };
    return cost < 0 ? -1 : cost;
  }

  private long tokenCost(ModelPrice price) {
    if (price.units().only() || (units.searches() > 0 && price.units().search() < 0)) {
      return -1;
    }
    long tokens = price.upperBound(prompt, output, units.soundIn(), units.soundOut()).nanos();
    return sum(tokens, fees(price));
  }

  /** What is charged beside tokens: for the call itself, and for its searches. */
  long fees(ModelPrice price) {
    return sum(
        Math.max(0, price.units().call()),
        units.searches() == 0
            ? 0
            : ModelPrice.ofUnits(units.searches(), Math.max(0, price.units().search())));
  }

  private long imageCost(ModelPrice price) {
    long pictures = each(units.images(), price.units().image());
    return pictures < 0
        ? -1
        : sum(pictures, price.units().only() ? 0 : price.upperBound(prompt, 0).nanos());
  }

  /**
   * What a call has cost that was billed, in nano-dollars. Units that no upstream reports are
   * counted as the request asked for them.
   *
   * @param usage what was used; nothing used costs nothing, except where units are billed
   * @param fromMillis when it began
   * @param toMillis when it ended
   */
  long spent(
      Operation operation, ModelPrice price, TokenUsage usage, long fromMillis, long toMillis) {
    boolean tokens = !price.units().only() && usage.total() > 0;
    return switch (operation) {
      case IMAGES ->
          tokens
              ? price.cost(usage.priced(), fromMillis, toMillis).nanos()
              : Math.max(0, each(units.images(), price.units().image()));
      case SPEECH -> Math.max(0, each(units.characters(), price.units().character()));
      case RERANK ->
          price.units().call() >= 0
              ? each(units.calls(), price.units().call())
              : price.cost(usage.priced(), fromMillis, toMillis).nanos();
      case CHAT_COMPLETIONS, COMPLETIONS, RESPONSES, EMBEDDINGS, MODERATIONS, PASS_THROUGH ->
          tokens ? sum(price.cost(usage.priced(), fromMillis, toMillis).nanos(), fees(price)) : 0;
    };
  }

  private static long each(long count, long price) {
    return price == UnitPrices.UNKNOWN ? -1 : ModelPrice.ofUnits(count, price);
  }

  long tokens() {
    return sum(prompt, output);
  }

  TokenUsage usage() {
    return TokenUsage.of(prompt, output);
  }

  /** The same without a cap to send upstream. */
  Bound uncapped() {
    return injectedCap < 0 ? this : new Bound(prompt, output, -1, units);
  }

  private static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? SATURATED : Math.min(sum, SATURATED);
  }

  private static long times(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    long low = a * b;
    return high != 0 || low < 0 ? SATURATED : Math.min(low, SATURATED);
  }
}
