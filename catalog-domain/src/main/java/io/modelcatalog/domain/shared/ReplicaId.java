package io.modelcatalog.domain.shared;

import java.util.regex.Pattern;

/**
 * The name of one process among those that serve the same catalog. Kept over restarts, because what
 * a process took of shared limits before a crash is settled under its name afterwards.
 *
 * @param value 1 to 64 of lower-case letters, digits, {@code -}, {@code _} and {@code .}, beginning
 *     with a letter or a digit
 */
public record ReplicaId(String value) implements Comparable<ReplicaId> {
  /** The rule in words, for messages. */
  public static final String RULE = "1-64 of a-z, 0-9, '-', '_', '.', first a letter or digit";

  private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  public ReplicaId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("replica: \"" + value + "\" (expected: " + RULE + ")");
    }
  }

  /** Whether the text has the shape of a replica's name. */
  public static boolean isValid(String text) {
    return SHAPE.matcher(text).matches();
  }

  @Override
  public int compareTo(ReplicaId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
