package io.modelcatalog.application.gateway;

import io.modelcatalog.application.limit.LimitState;
import io.modelcatalog.domain.limit.Level;
import org.jspecify.annotations.Nullable;

/**
 * A refused call. Nothing was consumed anywhere.
 *
 * @param reason why
 * @param message for people; holds no secret
 * @param level which level refused; null where none is to blame
 * @param limit how the limit stood that refused; null if it was none
 */
public record Denial(
    Reason reason, String message, @Nullable Level level, @Nullable LimitState limit) {

  /** Why a call is refused, in the order in which things are checked. */
  public enum Reason {
    KEY_MISSING,
    KEY_UNKNOWN,
    KEY_EXPIRED,
    SCOPE_MISSING,
    PROVIDER_MISSING,
    PROVIDER_UNKNOWN,
    MODEL_INVALID,
    MODEL_MISSING,
    INTEGRATION_DISABLED,
    PROVIDER_EXPIRED,
    NOT_CALLABLE,
    MODEL_NOT_ALLOWED,
    MODEL_UNPRICED,
    RATE_LIMITED,
    BUDGET_EXHAUSTED,
    UNAVAILABLE
  }

  static Denial of(Reason reason, String message) {
    return new Denial(reason, message, null, null);
  }

  static Denial at(Reason reason, Level level, String message) {
    return new Denial(reason, message, level, null);
  }
}
