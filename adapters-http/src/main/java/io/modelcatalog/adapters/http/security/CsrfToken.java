package io.modelcatalog.adapters.http.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a page must repeat with each change, which a page of another site cannot know: derived from
 * the session's token, one way, so that nothing more need be kept.
 */
public final class CsrfToken {
  /** The header that carries it. */
  public static final String HEADER = "x-csrf-token";

  private CsrfToken() {}

  /** The one that belongs to a session. */
  public static String of(String sessionToken) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(("csrf of " + sessionToken).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Whether this is the one of the session. */
  static boolean matches(@Nullable String presented, String sessionToken) {
    return presented != null
        && MessageDigest.isEqual(
            presented.getBytes(StandardCharsets.UTF_8),
            of(sessionToken).getBytes(StandardCharsets.UTF_8));
  }
}
