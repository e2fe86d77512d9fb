package io.modelcatalog.adapters.persistence.usage;

/** Texts of usage as they can be stored, whatever they contain. */
public final class StoredText {
  private static final int LONGEST_MODEL = 1024;
  private static final int LONGEST_COUNTER = 255;

  private StoredText() {}

  static String model(String name) {
    return storable(name, LONGEST_MODEL);
  }

  static String counter(String key) {
    return storable(key, LONGEST_COUNTER);
  }

  /** The text without zero characters and halves of surrogate pairs, cut to a length. */
  public static String storable(String text, int longest) {
    boolean plain = text.length() <= longest;
    for (int i = 0; plain && i < text.length(); i++) {
      plain = text.charAt(i) != 0 && !Character.isSurrogate(text.charAt(i));
    }
    if (plain) {
      return text;
    }
    // Counted in UTF-16 units, as H2 does; PostgreSQL counts characters, which are never more.
    StringBuilder kept = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
      if (c != 0 && !half && kept.length() + Character.charCount(c) <= longest) {
        kept.appendCodePoint(c);
      }
    }
    return kept.toString();
  }
}
