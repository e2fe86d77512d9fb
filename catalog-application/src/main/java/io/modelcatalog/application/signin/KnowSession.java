package io.modelcatalog.application.signin;

import java.util.Optional;

/**
 * Tells who presents a session's token, and what they may do now: a changed role counts with the
 * next request. Blocking.
 */
public interface KnowSession {

  /**
   * Knows a session again.
   *
   * @param token the token as it was presented
   * @return empty if it is unknown, has ended, or belongs to nobody any more
   */
  Optional<KnownSession> handle(String token);
}
