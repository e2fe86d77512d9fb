package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.domain.shared.Result;
import java.util.List;

/** Rules of a key's attributes. */
final class KeyRules {
  private static final int MOST_EMAILS = 50;
  private static final int LONGEST_EMAIL = 254;

  private KeyRules() {}

  /** Checks addresses as far as their shape tells. */
  static Result<List<String>, CatalogError> emails(List<String> emails) {
    if (emails.size() > MOST_EMAILS) {
      return Result.err(new CatalogError.Invalid("alert_emails", "at most " + MOST_EMAILS));
    }
    for (int i = 0; i < emails.size(); i++) {
      if (!looksLikeAnAddress(emails.get(i))) {
        return Result.err(
            new CatalogError.Invalid("alert_emails[" + i + "]", "an address such as name@host"));
      }
    }
    return Result.ok(emails);
  }

  private static boolean looksLikeAnAddress(String text) {
    int at = text.indexOf('@');
    return at > 0
        && at == text.lastIndexOf('@')
        && at < text.length() - 1
        && text.length() <= LONGEST_EMAIL
        && text.chars().allMatch(c -> c > ' ' && c != 0x7f);
  }
}
