package io.modelcatalog.adapters.providers.echo;

import io.modelcatalog.domain.usage.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * What the model answers, the same for every choice and every way of telling it.
 *
 * @param id the request's id, of which the ids in the answer are made
 * @param model the model's name as the upstream was asked for it
 * @param created when, in seconds of Unix time
 * @param tool the name of the function that is called, null if the answer is text
 * @param pieces the text, or the arguments of the call
 * @param kept how many pieces the client's cap left
 * @param finish why the answer ends: {@code stop}, {@code length} or {@code tool_calls}
 * @param choices how many times the answer is given
 * @param promptTokens tokens of the request
 * @param pauseMillis how long each piece takes
 * @param breaks whether the answer breaks off half way
 */
record Reply(
    String id,
    String model,
    long created,
    @Nullable String tool,
    Pieces pieces,
    long kept,
    String finish,
    int choices,
    long promptTokens,
    long pauseMillis,
    boolean breaks) {
  private static final long SLOW_MILLIS = 200;

  /**
   * The reply to a conversation: a call of the tool, unless a tool has just answered; else the text
   * to repeat.
   */
  static Reply to(
      Conversation conversation,
      @Nullable OfferedTool tool,
      long cap,
      Asked asked,
      int choices,
      EchoModel.Kind kind) {
    long promptTokens = conversation.promptTokens();
    String answered = kind == EchoModel.Kind.TOOLS ? conversation.toolAnswer() : null;
    if (tool != null && answered == null) {
      Pieces arguments = new Pieces(ToolArguments.of(tool.parameters()), false);
      return within(cap, asked, tool.name(), arguments, choices, promptTokens, kind);
    }
    Pieces text = new Pieces(answered == null ? conversation.last() : answered, true);
    return within(cap, asked, null, text, choices, promptTokens, kind);
  }

  /** A reply within a cap; {@code cap} is the number of tokens a choice may have. */
  static Reply within(
      long cap,
      Asked asked,
      @Nullable String tool,
      Pieces pieces,
      int choices,
      long promptTokens,
      EchoModel.Kind kind) {
    int all = pieces.count();
    // The name of a called function is a token of its own.
    long room = tool == null ? cap : cap - 1;
    long kept = Math.min(all, room);
    String whole = tool == null ? "stop" : "tool_calls";
    return new Reply(
        asked.id(),
        asked.model(),
        asked.created(),
        tool,
        pieces,
        kept,
        kept < all ? "length" : whole,
        choices,
        promptTokens,
        kind == EchoModel.Kind.SLOW ? SLOW_MILLIS : 0,
        kind == EchoModel.Kind.CUT);
  }

  /**
   * A request as far as every operation has it.
   *
   * @param id the request's id
   * @param model the model's name
   * @param created when, in seconds of Unix time
   */
  record Asked(String id, String model, long created) {}

  /** The text, or the arguments, that the client gets. */
  String text() {
    return pieces.first(kept);
  }

  /** How many pieces are streamed before the answer breaks off; all, if it does not. */
  long told() {
    return breaks ? kept / 2 : kept;
  }

  /** The tokens of all choices. */
  long outputTokens() {
    return choices * (tool == null ? kept : kept + 1);
  }

  TokenUsage usage() {
    return TokenUsage.of(promptTokens, outputTokens());
  }

  /** How long the whole answer takes. */
  long wholeMillis() {
    return pauseMillis * kept;
  }
}
