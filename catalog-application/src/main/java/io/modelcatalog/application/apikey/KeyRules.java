package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.domain.access.RotationPolicy;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

  /** Checks when a new key is to get other secrets. */
  static Result<Optional<RotationPolicy>, CatalogError> rotation(
      Optional<RotationWish> wish, Instant now) {
    return wish.isPresent()
        ? wish.get().applyTo(Optional.empty(), now).map(Optional::of)
        : Result.ok(Optional.empty());
  }

  /** Checks when a key is to get other secrets instead of when it did. */
  static Result<Optional<RotationPolicy>, CatalogError> rotation(
      Change<RotationWish> wish, Optional<RotationPolicy> current, Instant now) {
    return switch (wish) {
      case Change.Keep<RotationWish>() -> Result.ok(current);
      case Change.Clear<RotationWish>() -> Result.ok(Optional.empty());
      case Change.Set<RotationWish>(RotationWish asked) ->
          asked.applyTo(current, now).map(Optional::of);
    };
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
