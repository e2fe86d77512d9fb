package io.modelcatalog.application;

import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.util.Optional;

/** Rules of single attributes that several aggregates share. */
public final class AttributeRule {
  private AttributeRule() {}

  /** A name for people: 1 to 255 characters, not only blanks. */
  public static Result<String, CatalogError> name(String name) {
    return name.isBlank() || name.length() > 255
        ? Result.err(new CatalogError.Invalid("name", "1 to 255 characters, not only blanks"))
        : Result.ok(name);
  }

  /** Free text that may be absent, with an upper length. */
  public static Result<Optional<String>, CatalogError> atMost(
      String field, int length, Optional<String> text) {
    return text.isPresent() && text.get().length() > length
        ? Result.err(new CatalogError.Invalid(field, "at most " + length + " characters"))
        : Result.ok(text);
  }

  /**
   * An expiry: in the future when it is set. One that is merely repeated may have passed.
   *
   * @param expiry as it is to be
   * @param current as it is
   */
  public static Result<Optional<Instant>, CatalogError> expiry(
      Optional<Instant> expiry, Optional<Instant> current, Instant now) {
    return expiry.isPresent() && !expiry.equals(current) && !expiry.get().isAfter(now)
        ? Result.err(new CatalogError.Invalid("expires_at", "a time in the future"))
        : Result.ok(expiry);
  }
}
