package io.modelcatalog.domain.model;

/**
 * A vendor's own name for a model: opaque, case kept, slashes, colons and dots allowed ({@code
 * us.anthropic.claude-3-5:0}, {@code org/model}).
 *
 * @param value 1 to 255 characters without control characters or spaces
 */
public record ModelSlug(String value) implements Comparable<ModelSlug> {
  /** The rule in words, for messages. */
  public static final String RULE = "1-255 characters, no spaces or control characters";

  public ModelSlug {
    if (!isValid(value)) {
      throw new IllegalArgumentException("model: not a model name (expected: " + RULE + ")");
    }
  }

  /** Whether the text can name a model. */
  public static boolean isValid(String text) {
    if (text.isEmpty() || text.length() > 255) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || Character.isISOControl(c) || isSpace(c)) {
        return false;
      }
    }
    return true;
  }

  /** Spaces that break a line and spaces that do not. */
  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  @Override
  public int compareTo(ModelSlug other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
