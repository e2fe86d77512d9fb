package io.modelcatalog.application.secret;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.secret.SecretSource;
import io.modelcatalog.application.port.secret.SecretSource.Failure;
import io.modelcatalog.application.port.secret.SecretSource.Payload;
import io.modelcatalog.application.port.secret.SecretSource.Place;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

final class TestSecretReferenceHandler implements TestSecretReference {
  private final ReferenceLookup lookup;
  private final ReferenceAuth auth;
  private final SecretSource source;
  private final UnitOfWork unitOfWork;

  TestSecretReferenceHandler(
      ReferenceLookup lookup, ReferenceAuth auth, SecretSource source, UnitOfWork unitOfWork) {
    this.lookup = lookup;
    this.auth = auth;
    this.source = source;
    this.unitOfWork = unitOfWork;
  }

  private record Read(SecretReference reference, Credentials secrets) {}

  /** The transaction has ended before the secret is asked for, which may take seconds. */
  @Override
  public Result<Outcome, CatalogError> handle(Actor actor, Command command) {
    Result<Read, CatalogError> read =
        unitOfWork.read(
            () ->
                lookup
                    .find(actor, command.ref(), "read")
                    .map(found -> new Read(found, auth.secretsOf(found))));
    return read.map(found -> outcome(found, command));
  }

  private Outcome outcome(Read read, Command command) {
    SecretReference reference = read.reference();
    Place place = new Place(reference.kind(), reference.auth(), reference.path());
    return switch (source.fetch(place, read.secrets())) {
      case Result.Ok<Payload, Failure>(Payload payload) ->
          payload.value(command.key().or(reference::key)).isPresent()
              ? new Outcome(true, Optional.empty())
              : new Outcome(false, Optional.of("has no member of the name that secret_key gives"));
      case Result.Err<Payload, Failure>(Failure failure) ->
          new Outcome(false, Optional.of(failure.reason()));
    };
  }
}
