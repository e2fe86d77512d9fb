package io.modelcatalog.application.gateway;

import io.modelcatalog.application.port.upstream.BodyOutline;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.snapshot.CompiledModel;
import io.modelcatalog.domain.usage.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * The most a call can use. A token of a byte-level tokenizer stands for at least one byte, so the
 * bytes of the body bound its prompt tokens, and so does the model's context window; the answer is
 * bounded by the client's cap, the model's maximum or the operator's cap, times the choices asked
 * for.
 *
 * @param prompt most prompt tokens
 * @param output most tokens of all choices together
 * @param injectedCap the cap to send upstream because neither client nor model sets one; -1 for
 *     none
 */
record Bound(long prompt, long output, long injectedCap) {
  /** A call that uses no tokens that are known of. */
  static final Bound NONE = new Bound(0, 0, -1);

  static Bound of(
      Operation operation,
      @Nullable BodyOutline outline,
      @Nullable CompiledModel model,
      long operatorCap) {
    if (outline == null || operation == Operation.PASS_THROUGH) {
      return NONE;
    }
    long prompt =
        model == null || model.contextWindow() < 0
            ? outline.textBytes()
            : Math.min(outline.textBytes(), model.contextWindow());
    if (operation.outputCapField() == null) {
      return new Bound(prompt, 0, -1);
    }
    long modelMaximum = model == null || model.maxOutput() < 0 ? Long.MAX_VALUE : model.maxOutput();
    long asked = outline.outputCap();
    if (asked >= 0) {
      return new Bound(prompt, times(Math.min(asked, modelMaximum), outline.choices()), -1);
    }
    long cap = Math.min(modelMaximum, operatorCap);
    return new Bound(prompt, times(cap, outline.choices()), cap < modelMaximum ? cap : -1);
  }

  long tokens() {
    long sum = prompt + output;
    return sum < 0 ? Long.MAX_VALUE / 4 : Math.min(sum, Long.MAX_VALUE / 4);
  }

  TokenUsage usage() {
    return TokenUsage.of(prompt, output);
  }

  private static long times(long tokens, int choices) {
    long high = Math.multiplyHigh(tokens, choices);
    long low = tokens * choices;
    return high != 0 || low < 0 ? Long.MAX_VALUE / 4 : low;
  }
}
