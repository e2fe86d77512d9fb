package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.secret.ApiKeys;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.RotationPolicy;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.shared.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

final class RotateApiKeyHandler implements RotateApiKey {
  private final ApiKeyRepository keys;
  private final ApiKeys secrets;
  private final KeyLookup lookup;
  private final UnitOfWork unitOfWork;
  private final KeyEvents events;
  private final InstantSource clock;

  RotateApiKeyHandler(
      ApiKeyRepository keys,
      ApiKeys secrets,
      KeyLookup lookup,
      UnitOfWork unitOfWork,
      KeyEvents events,
      InstantSource clock) {
    this.keys = keys;
    this.secrets = secrets;
    this.lookup = lookup;
    this.unitOfWork = unitOfWork;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public Result<Rotated, CatalogError> handle(Actor actor, Command command) {
    return unitOfWork.execute(
        actor,
        () ->
            lookup
                .find(actor, command.id(), "rotate")
                .then(
                    found ->
                        transition(found, command).then(transition -> rotate(found, transition))));
  }

  private static Result<Duration, CatalogError> transition(ApiKey found, Command command) {
    Duration transition =
        command
            .transition()
            .or(() -> found.rotation().map(RotationPolicy::transition))
            .orElse(USUAL);
    return transition.compareTo(SHORTEST) >= 0 && transition.compareTo(LONGEST) <= 0
        ? Result.ok(transition)
        : Result.err(
            new CatalogError.Invalid(
                "key_transition_period_ms",
                "expected " + SHORTEST.toMillis() + " to " + LONGEST.toMillis()));
  }

  private Result<Rotated, CatalogError> rotate(ApiKey found, Duration transition) {
    Instant now = clock.instant();
    if (found.expiredAt(now)) {
      return Result.err(
          new CatalogError.NotPermitted("the key has expired: give it another expires_at first"));
    }
    SecretText secret = secrets.generate(found.type());
    ApiKey rotated =
        found.rotated(
            secrets.digest(secret.reveal(new SecretAccess("to keep a hash of it"))),
            secret.masked(),
            now.plus(transition),
            now);
    events.changed(rotated);
    return keys.save(rotated)
        .mapError(conflict -> StoreRefusal.of("api-key", conflict))
        .map(saved -> new Rotated(saved, secret));
  }
}
