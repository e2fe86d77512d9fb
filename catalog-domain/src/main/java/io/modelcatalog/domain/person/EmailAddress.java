package io.modelcatalog.domain.person;

import java.util.Locale;
import java.util.Optional;

/**
 * The mail address somebody is known by, in lower case: people do not remember how they once wrote
 * theirs. Checked as far as its shape tells; whether mail arrives only a mail tells.
 *
 * @param value such as {@code ada@example.com}; at most 254 characters
 */
public record EmailAddress(String value) {
  /** What is expected of one. */
  public static final String RULE = "an address such as name@host, of at most 254 characters";

  private static final int LONGEST = 254;

  public EmailAddress {
    if (!isWellFormed(value) || !value.equals(value.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("email: expected " + RULE + ", in lower case");
    }
  }

  /** The address a text means; empty if it cannot be one. */
  public static Optional<EmailAddress> of(String text) {
    String plain = text.strip().toLowerCase(Locale.ROOT);
    return isWellFormed(plain) ? Optional.of(new EmailAddress(plain)) : Optional.empty();
  }

  private static boolean isWellFormed(String text) {
    int at = text.indexOf('@');
    return at > 0
        && at == text.lastIndexOf('@')
        && at < text.length() - 1
        && text.length() <= LONGEST
        && text.chars().noneMatch(c -> c <= ' ' || c == 0x7f || Character.isISOControl(c));
  }

  @Override
  public String toString() {
    return value;
  }
}
