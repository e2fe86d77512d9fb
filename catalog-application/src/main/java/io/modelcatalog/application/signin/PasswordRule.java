package io.modelcatalog.application.signin;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.shared.Result;

/** What a password must be: long. Nothing else makes one harder to guess for long. */
final class PasswordRule {
  private static final int SHORTEST = 12;
  private static final int LONGEST = 1024;

  private PasswordRule() {}

  static Result<SecretText, CatalogError> check(String field, String password) {
    int length = password.codePointCount(0, password.length());
    return length < SHORTEST || length > LONGEST
        ? Result.err(
            new CatalogError.Invalid(
                field, "expected " + SHORTEST + " to " + LONGEST + " characters"))
        : Result.ok(SecretText.of(password));
  }
}
