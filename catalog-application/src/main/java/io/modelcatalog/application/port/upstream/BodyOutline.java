package io.modelcatalog.application.port.upstream;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one pass over a JSON request body found at its top level, with byte offsets, so that a value
 * can be replaced without rewriting the body.
 *
 * @param firstMember offset just after the opening brace: where a member can be put in
 * @param empty whether the object has no member
 * @param model the text of {@code model}; null if absent
 * @param modelAt where the value of {@code model} stands, quotes included; {@link Span#NONE}
 * @param stream whether {@code stream} is true
 * @param streamOptionsAt where the value of {@code stream_options} stands; {@link Span#NONE}
 * @param includesUsage whether {@code stream_options.include_usage} is true
 * @param outputCap the largest cap the client put on the answer's tokens by a field of the
 *     operation ({@code max_tokens}, {@code max_completion_tokens}, {@code max_output_tokens}); -1
 *     if none
 * @param capsAt where the values of those fields stand, {@code null} values too, by the fields'
 *     names
 * @param choices how many answers are asked for: {@code n} (or {@code best_of} if larger), times
 *     the prompts where a list is given; 1 if absent
 * @param textBytes bytes of the body that can become prompt tokens, an upper bound of their number
 * @param contents what else in the body decides on the call's price
 */
public record BodyOutline(
    int firstMember,
    boolean empty,
    @Nullable String model,
    Span modelAt,
    boolean stream,
    Span streamOptionsAt,
    boolean includesUsage,
    long outputCap,
    Map<String, Span> capsAt,
    int choices,
    long textBytes,
    Contents contents) {
  public BodyOutline {
    capsAt = Map.copyOf(capsAt);
  }

  /** A body of text alone, that asks for nothing out of the ordinary. */
  public BodyOutline(
      int firstMember,
      boolean empty,
      @Nullable String model,
      Span modelAt,
      boolean stream,
      Span streamOptionsAt,
      boolean includesUsage,
      long outputCap,
      Map<String, Span> capsAt,
      int choices,
      long textBytes) {
    this(
        firstMember,
        empty,
        model,
        modelAt,
        stream,
        streamOptionsAt,
        includesUsage,
        outputCap,
        capsAt,
        choices,
        textBytes,
        Contents.TEXT);
  }

  /**
   * What in a body decides on the price of the call besides the length of its text.
   *
   * @param sound whether the prompt may hold sound
   * @param soundAsked whether the answer may hold sound
   * @param guessedTokens answer tokens that are billed beyond the cap: guesses at the answer that
   *     the model did not take
   * @param characters characters of the text that is to be spoken
   * @param documents documents to be ranked
   * @param searches most searches of the web the model may make; {@link #UNCOUNTED} if the body
   *     sets no bound, 0 if it may make none
   * @param unbounded the member of the body that makes the cost of the call unforeseeable, for a
   *     message; null if there is none
   */
  public record Contents(
      boolean sound,
      boolean soundAsked,
      long guessedTokens,
      long characters,
      int documents,
      long searches,
      @Nullable String unbounded) {
    /** A number that nothing bounds. */
    public static final long UNCOUNTED = -1;

    /** Text and nothing else. */
    public static final Contents TEXT = new Contents(false, false, 0, 0, 0, 0, null);
  }

  /**
   * Bytes {@code start} (inclusive) to {@code end} (exclusive) of the body.
   *
   * @param start first byte
   * @param end byte after the last
   */
  public record Span(int start, int end) {
    /** Not there. */
    public static final Span NONE = new Span(-1, -1);

    /** Whether there is something. */
    public boolean present() {
      return start >= 0;
    }
  }
}
