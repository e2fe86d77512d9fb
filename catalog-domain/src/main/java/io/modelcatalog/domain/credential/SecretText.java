package io.modelcatalog.domain.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * A secret in memory. It prints as asterisks, compares in constant time, and gives its text only
 * against a {@link SecretAccess}.
 */
public final class SecretText {
  private final String text;

  private SecretText(String text) {
    this.text = text;
  }

  /** Wraps a secret as it comes in; the text may not be empty. */
  public static SecretText of(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("secret: empty");
    }
    return new SecretText(text);
  }

  /** The text itself, for the reason given. */
  public String reveal(SecretAccess access) {
    Objects.requireNonNull(access, "access");
    return text;
  }

  /** A hint that people recognise: the first two and the last three characters of a longer text. */
  public String masked() {
    return text.length() < 12
        ? "*****"
        : text.substring(0, 2) + "*****" + text.substring(text.length() - 3);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretText that
        && MessageDigest.isEqual(
            text.getBytes(StandardCharsets.UTF_8), that.text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return "SecretText(****)";
  }
}
