package io.modelcatalog.application.signin;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.persistence.PasswordStore;
import io.modelcatalog.application.port.persistence.SessionStore;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.secret.Passwords;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.shared.Result;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

final class ChangePasswordHandler implements ChangePassword {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final PasswordStore hashes;
  private final SessionStore sessions;
  private final Passwords passwords;
  private final Attempts attempts;
  private final UnitOfWork unitOfWork;
  private final InstantSource clock;

  ChangePasswordHandler(
      PasswordStore hashes,
      SessionStore sessions,
      Passwords passwords,
      Attempts attempts,
      UnitOfWork unitOfWork,
      InstantSource clock) {
    this.hashes = hashes;
    this.sessions = sessions;
    this.passwords = passwords;
    this.attempts = attempts;
    this.unitOfWork = unitOfWork;
    this.clock = clock;
  }

  @Override
  public Result<User, SignInRefusal> handle(KnownSession by, Command command) {
    return PasswordRule.check("new_password", command.next())
        .<SignInRefusal>mapError(SignInRefusal.Refused::new)
        .then(next -> change(by, command, next));
  }

  private Result<User, SignInRefusal> change(KnownSession by, Command command, SecretText next) {
    Optional<Duration> wait =
        attempts.take(Map.of("password:" + by.user().id(), SignInHandler.MOST_FOR_AN_ACCOUNT));
    if (wait.isPresent()) {
      return Result.err(new SignInRefusal.TooMany(wait.get()));
    }
    String hash = unitOfWork.read(() -> hashes.find(by.user().id())).orElse(passwords.ofNobody());
    try {
      SecretText current = SecretText.of(command.current().isEmpty() ? " " : command.current());
      if (!passwords.matches(current, hash)) {
        return Result.err(
            new SignInRefusal.Refused(
                new CatalogError.Invalid("current_password", "is not your password")));
      }
      String better = passwords.hash(next);
      return unitOfWork.execute(by.actor(), () -> save(by, hash, better));
    } catch (Passwords.Busy e) {
      return Result.err(new SignInRefusal.TooMany(SOON));
    }
  }

  private Result<User, SignInRefusal> save(KnownSession by, String old, String better) {
    if (!hashes.find(by.user().id()).equals(Optional.of(old))) {
      return Result.err(new SignInRefusal.Refused(new CatalogError.Stale("password")));
    }
    hashes.save(by.user().id(), better, clock.instant());
    sessions.endAll(by.user().id(), Optional.of(by.session().id()));
    return Result.ok(by.user());
  }
}
