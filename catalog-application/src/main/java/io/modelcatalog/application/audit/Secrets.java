package io.modelcatalog.application.audit;

import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretText;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells what may not be shown: what a value is, or else what it is called. */
final class Secrets {
  /**
   * Hides what somebody adds later without thinking of this; tokens that are counted are shown. The
   * document of a config may hold any of it.
   */
  private static final Pattern NAMES =
      Pattern.compile(
          ".*(password|secret|digest|hash|credential|private_?key|api_?key|access_?key|token|authorization|cookie|document)$",
          Pattern.CASE_INSENSITIVE);

  private Secrets() {}

  /** Whether only its presence, and that it changed, may be told. */
  static boolean hides(String name, @Nullable Object value) {
    return switch (value) {
      case KeyDigest digest -> true;
      case CredentialRef reference -> true;
      case Credentials credentials -> true;
      case SecretText text -> true;
      case Optional<?> optional -> optional.isPresent() && hides(name, optional.get());
      case String text -> NAMES.matcher(name).matches();
      case byte[] bytes -> true;
      case null, default -> false;
    };
  }
}
