package io.modelcatalog.application.signin;

import io.modelcatalog.application.port.persistence.PasswordStore;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.port.secret.Passwords;
import io.modelcatalog.application.port.secret.Tokens;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.shared.Result;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

final class SignInHandler implements SignIn {
  static final int MOST_FOR_AN_ACCOUNT = 10;
  static final int MOST_FROM_AN_ADDRESS = 100;

  private static final Duration SOON = Duration.ofSeconds(5);

  private final UserRepository users;
  private final PasswordStore hashes;
  private final Passwords passwords;
  private final Tokens tokens;
  private final Attempts attempts;
  private final Sessions sessions;
  private final UnitOfWork unitOfWork;
  private final InstantSource clock;

  SignInHandler(
      UserRepository users,
      PasswordStore hashes,
      Passwords passwords,
      Tokens tokens,
      Attempts attempts,
      Sessions sessions,
      UnitOfWork unitOfWork,
      InstantSource clock) {
    this.users = users;
    this.hashes = hashes;
    this.passwords = passwords;
    this.tokens = tokens;
    this.attempts = attempts;
    this.sessions = sessions;
    this.unitOfWork = unitOfWork;
    this.clock = clock;
  }

  /** Somebody with the hash of their password, or nobody with a hash of nobody's. */
  private record Candidate(Optional<User> user, String hash) {}

  @Override
  public Result<SignedIn, SignInRefusal> handle(Command command) {
    // Digests, because what people type as their address may be anything, their password included.
    String account =
        "account:" + tokens.digest(command.email().strip().toLowerCase(Locale.ROOT)).hex();
    String address = "address:" + command.client().address();
    Optional<Duration> wait =
        attempts.take(Map.of(account, MOST_FOR_AN_ACCOUNT, address, MOST_FROM_AN_ADDRESS));
    if (wait.isPresent()) {
      return Result.err(new SignInRefusal.TooMany(wait.get()));
    }
    Candidate candidate = unitOfWork.read(() -> candidate(command));
    try {
      // An empty password is nobody's, and no secret.
      SecretText password = SecretText.of(command.password().isEmpty() ? " " : command.password());
      boolean right = passwords.matches(password, candidate.hash());
      if (!right || candidate.user().isEmpty()) {
        return Result.err(new SignInRefusal.Wrong());
      }
      Optional<String> renewed =
          passwords.isOutdated(candidate.hash())
              ? Optional.of(passwords.hash(password))
              : Optional.empty();
      return unitOfWork.execute(
          () ->
              enter(candidate.user().get(), candidate.hash(), renewed, command, account, address));
    } catch (Passwords.Busy e) {
      return Result.err(new SignInRefusal.TooMany(SOON));
    }
  }

  private Candidate candidate(Command command) {
    List<User> found =
        EmailAddress.of(command.email()).map(users::withEmail).orElse(List.of()).stream()
            .filter(
                user ->
                    command.organization().isEmpty()
                        || command.organization().get().equals(user.organization().toString()))
            .toList();
    // Of several nobody is meant: to compare with each would tell, by the time, that there are.
    Optional<User> user = found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    Optional<String> hash = user.flatMap(one -> hashes.find(one.id()));
    return new Candidate(
        hash.isPresent() ? user : Optional.empty(), hash.orElse(passwords.ofNobody()));
  }

  /** Looks again, for they may have been deleted or have changed their password meanwhile. */
  private Result<SignedIn, SignInRefusal> enter(
      User known,
      String hash,
      Optional<String> renewed,
      Command command,
      String account,
      String address) {
    Optional<User> user = users.find(known.id());
    if (user.isEmpty() || !hashes.find(known.id()).equals(Optional.of(hash))) {
      return Result.err(new SignInRefusal.Wrong());
    }
    renewed.ifPresent(better -> hashes.save(known.id(), better, clock.instant()));
    attempts.succeeded(account, address);
    return Result.ok(sessions.open(user.get(), command.client()));
  }
}
