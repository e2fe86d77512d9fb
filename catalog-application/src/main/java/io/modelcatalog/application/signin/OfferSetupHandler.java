package io.modelcatalog.application.signin;

import io.modelcatalog.application.port.persistence.SetupLinkStore;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.secret.Tokens;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.shared.Result;
import java.time.InstantSource;
import java.util.Optional;

final class OfferSetupHandler implements OfferSetup {
  private final SetupLinkStore links;
  private final Ownerless ownerless;
  private final Tokens tokens;
  private final UnitOfWork unitOfWork;
  private final InstantSource clock;

  OfferSetupHandler(
      SetupLinkStore links,
      Ownerless ownerless,
      Tokens tokens,
      UnitOfWork unitOfWork,
      InstantSource clock) {
    this.links = links;
    this.ownerless = ownerless;
    this.tokens = tokens;
    this.unitOfWork = unitOfWork;
    this.clock = clock;
  }

  @Override
  public Optional<SecretText> handle() {
    if (!unitOfWork.read(ownerless::isThere)) {
      return Optional.empty();
    }
    SecretText token = tokens.generate();
    unitOfWork.execute(
        () -> {
          links.replace(
              tokens.digest(token.reveal(new SecretAccess("to keep a hash of it"))),
              clock.instant());
          return Result.ok(true);
        });
    return Optional.of(token);
  }
}
