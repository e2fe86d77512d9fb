package io.modelcatalog.application.signin;

import io.modelcatalog.application.CatalogError;
import java.time.Duration;

/** Why somebody does not come in. */
public sealed interface SignInRefusal {
  /** The address or the password is wrong; which of them is not told. */
  record Wrong() implements SignInRefusal {}

  /** Too many attempts. */
  record TooMany(Duration retryAfter) implements SignInRefusal {}

  /** Something about the request. */
  record Refused(CatalogError why) implements SignInRefusal {}
}
