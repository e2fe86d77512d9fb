package io.modelcatalog.domain.shared;

import java.util.regex.Pattern;

/**
 * A name unique within its owner, fixed once given. Case-sensitive; never contains {@code /} or
 * {@code @}, because a model reference {@code @slug/model} is cut at the first slash.
 *
 * @param value the name: 1 to 255 of letters, digits, {@code -}, {@code _} and {@code .}, beginning
 *     with a letter or a digit
 */
public record Slug(String value) implements Comparable<Slug> {
  /** The rule in words, for messages. */
  public static final String RULE =
      "1-255 of A-Z, a-z, 0-9, '-', '_', '.', first a letter or digit";

  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

  public Slug {
    if (!isValid(value)) {
      throw new IllegalArgumentException("slug: \"" + value + "\" (expected: " + RULE + ")");
    }
  }

  /** Whether the text has the shape of a slug. */
  public static boolean isValid(String text) {
    return SHAPE.matcher(text).matches();
  }

  /**
   * The nearest slug to a display name: lower case, runs of other characters become one hyphen.
   *
   * @param name any text
   * @param fallback used when nothing of the name remains
   */
  public static Slug fromName(String name, String fallback) {
    StringBuilder slug = new StringBuilder();
    for (int i = 0; i < name.length() && slug.length() < 200; i++) {
      char c = Character.toLowerCase(name.charAt(i));
      boolean keeps = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (keeps) {
        slug.append(c);
      } else if (!slug.isEmpty() && slug.charAt(slug.length() - 1) != '-') {
        slug.append('-');
      }
    }
    while (!slug.isEmpty() && slug.charAt(slug.length() - 1) == '-') {
      slug.setLength(slug.length() - 1);
    }
    return new Slug(slug.isEmpty() ? fallback : slug.toString());
  }

  /** This slug with a suffix, shortened so that the result is still a slug. */
  public Slug suffixed(String suffix) {
    int room = 255 - suffix.length();
    return new Slug((value.length() > room ? value.substring(0, room) : value) + suffix);
  }

  @Override
  public int compareTo(Slug other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
