package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.shared.Result;
import java.time.Duration;
import java.util.Optional;

/**
 * Gives a key another secret, be it the actor's own; needs the {@code rotate} scope of its type.
 * The secret it had is let in for a while yet. One that was retiring from an earlier rotation is
 * let in no longer.
 *
 * <p>Where a rotation by the clock has begun, this is how its secret is fetched.
 */
public interface RotateApiKey {
  /** The shortest time that both secrets are let in. */
  Duration SHORTEST = Duration.ofMinutes(30);

  /** The longest. */
  Duration LONGEST = Duration.ofDays(365);

  /** Without a word on it. */
  Duration USUAL = Duration.ofDays(1);

  Result<Rotated, CatalogError> handle(Actor actor, Command command);

  /**
   * Which one.
   *
   * @param id its id as it was asked for
   * @param transition how long the present secret is let in yet; empty for what the key's rotation
   *     policy says, or without one {@link #USUAL}. Where a rotation by the clock has begun, its
   *     end stays what it is
   */
  record Command(String id, Optional<Duration> transition) {}

  /**
   * What came of it.
   *
   * @param key the key's record, which knows until when the secret it had is let in
   * @param secret the new secret, to be shown this once
   */
  record Rotated(ApiKey key, SecretText secret) {}
}
