package io.modelcatalog.adapters.providers.openai;

import io.modelcatalog.adapters.providers.usage.OpenAiUsage.Charge;
import io.modelcatalog.adapters.providers.usage.OpenAiUsage.Counting;
import io.modelcatalog.application.port.upstream.Operation;
import org.jspecify.annotations.Nullable;

/**
 * How one vendor's OpenAI-style API differs from the others.
 *
 * @param chatCap the field that caps a chat answer's tokens. Reasoning models of OpenAI refuse
 *     {@code max_tokens}, and most other vendors do not know {@code max_completion_tokens}
 * @param takesStreamOptions whether {@code stream_options} may be sent. Vendors that do not know it
 *     report usage in a stream unasked, or refuse the field
 * @param chatCounting how usage of chat answers is counted
 * @param charge where usage tells what the call costs
 */
public record Dialect(
    String chatCap, boolean takesStreamOptions, Counting chatCounting, Charge charge) {
  /** OpenAI itself and what follows it closely. */
  public static final Dialect OPENAI =
      new Dialect("max_completion_tokens", true, Counting.INCLUSIVE, Charge.NONE);

  /** Compatible servers: the older cap, which all of them know. */
  public static final Dialect COMPATIBLE =
      new Dialect("max_tokens", true, Counting.INCLUSIVE, Charge.NONE);

  /** A compatible server that reports its own charge. */
  public static final Dialect OPENROUTER =
      new Dialect("max_tokens", true, Counting.INCLUSIVE, Charge.USD);

  /** Compatible servers that report usage in streams without being asked. */
  public static final Dialect UNASKED =
      new Dialect("max_tokens", false, Counting.INCLUSIVE, Charge.NONE);

  /** The same, and they report their own charge. */
  public static final Dialect PERPLEXITY =
      new Dialect("max_tokens", false, Counting.INCLUSIVE, Charge.TOTAL);

  /** xAI counts reasoning on top of the completion, and reports its own charge. */
  public static final Dialect X_AI =
      new Dialect("max_completion_tokens", true, Counting.REASONING_EXTRA, Charge.TICKS);

  /** The field that caps the answer's tokens, or null where there is none. */
  @Nullable String capField(Operation operation) {
    return operation == Operation.CHAT_COMPLETIONS ? chatCap : operation.outputCapField();
  }

  /**
   * Whether a cap that the client gave must be given again by the field this vendor knows: a server
   * that has not heard of {@code max_completion_tokens} would pass over it, and the call's
   * reservation would be no bound.
   *
   * @param stands whether the client gave its cap by the field this vendor knows
   */
  boolean mustRepeatCap(Operation operation, boolean stands) {
    return operation == Operation.CHAT_COMPLETIONS && chatCap.equals("max_tokens") && !stands;
  }

  /** Whether a stream of this operation reports usage only when {@code stream_options} asks. */
  boolean asksForUsage(Operation operation) {
    return takesStreamOptions
        && (operation == Operation.CHAT_COMPLETIONS || operation == Operation.COMPLETIONS);
  }

  Counting counting(Operation operation) {
    return operation == Operation.CHAT_COMPLETIONS ? chatCounting : Counting.INCLUSIVE;
  }
}
