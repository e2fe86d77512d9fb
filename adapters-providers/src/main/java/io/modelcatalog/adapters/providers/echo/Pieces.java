package io.modelcatalog.adapters.providers.echo;

/**
 * A text in the pieces it is streamed in. One piece is one token.
 *
 * <p>Prose is cut in words: a word with the white space after it, and for the first word also the
 * white space before it. Machine text is cut every {@value #LETTERS} characters. Every piece is at
 * least a byte long, so a text never has more tokens than bytes.
 *
 * @param text the whole text
 * @param prose whether it is cut in words
 */
record Pieces(String text, boolean prose) {
  private static final int LETTERS = 16;

  /** The tokens of a text in words. */
  static int count(String text) {
    return new Pieces(text, true).count();
  }

  /** Where the piece that begins at {@code from} ends. */
  int end(int from) {
    return prose ? endOfWord(from) : endOfLetters(from);
  }

  private int endOfWord(int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private int endOfLetters(int from) {
    int at = Math.min(text.length(), from + LETTERS);
    boolean inPair =
        at < text.length()
            && Character.isHighSurrogate(text.charAt(at - 1))
            && Character.isLowSurrogate(text.charAt(at));
    return inPair ? at + 1 : at;
  }

  int count() {
    int count = 0;
    for (int at = 0; at < text.length(); at = end(at)) {
      count++;
    }
    return count;
  }

  /** The text up to the end of its first pieces. */
  String first(long pieces) {
    int at = 0;
    for (long i = 0; i < pieces && at < text.length(); i++) {
      at = end(at);
    }
    return text.substring(0, at);
  }
}
