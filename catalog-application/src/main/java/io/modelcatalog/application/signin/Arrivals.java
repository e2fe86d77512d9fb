package io.modelcatalog.application.signin;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Acting;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.access.Authority;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.PasswordStore;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.port.secret.Passwords;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Makes people known who come by a link. */
final class Arrivals {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final UserRepository users;
  private final MembershipRepository memberships;
  private final PasswordStore hashes;
  private final Passwords passwords;
  private final Sessions sessions;
  private final IdSource ids;
  private final InstantSource clock;

  Arrivals(
      UserRepository users,
      MembershipRepository memberships,
      PasswordStore hashes,
      Passwords passwords,
      Sessions sessions,
      IdSource ids,
      InstantSource clock) {
    this.users = users;
    this.memberships = memberships;
    this.hashes = hashes;
    this.passwords = passwords;
    this.sessions = sessions;
    this.ids = ids;
    this.clock = clock;
  }

  Sessions sessions() {
    return sessions;
  }

  /** What is said to whoever has a link that opens nothing, for whatever reason. */
  static SignInRefusal deadLink() {
    return new SignInRefusal.Refused(
        new CatalogError.NotPermitted(
            "token: the link is not valid: it was used, replaced or cancelled, or has expired"));
  }

  /** Checks what somebody says of themselves, and hashes their password. Slow. */
  Result<String, SignInRefusal> hashed(NewPerson person) {
    if (person.firstName().length() > 255 || person.lastName().length() > 255) {
      return Result.err(
          new SignInRefusal.Refused(
              new CatalogError.Invalid("first_name", "at most 255 characters, as last_name")));
    }
    try {
      return PasswordRule.check("password", person.password())
          .<SignInRefusal>mapError(SignInRefusal.Refused::new)
          .map(passwords::hash);
    } catch (Passwords.Busy e) {
      return Result.err(new SignInRefusal.TooMany(SOON));
    }
  }

  /** Makes somebody known, in their own name. To be called in a transaction. */
  Result<User, CatalogError> settle(
      OrganizationId organization,
      EmailAddress email,
      OrganizationRole role,
      NewPerson person,
      String hash,
      List<Invite.Place> places) {
    UserId id = new UserId(ids.next());
    Audit audit = Audit.created(new ActorId(id.toString()), clock.instant());
    User user =
        new User(id, organization, email, person.firstName(), person.lastName(), role, audit, 0);
    Actor themselves = Standing.actor(user, Authority.NONE);
    return Acting.as(themselves, () -> save(user, hash, places, audit));
  }

  private Result<User, CatalogError> save(
      User user, String hash, List<Invite.Place> places, Audit audit) {
    Result<User, StoreConflict> saved = users.save(user);
    for (Invite.Place place : places) {
      saved =
          saved.then(
              known ->
                  memberships
                      .save(
                          new Membership(
                              user.organization(),
                              place.workspace(),
                              user.id(),
                              place.role(),
                              audit,
                              0))
                      .map(joined -> known));
    }
    return saved
        .mapError(
            conflict ->
                conflict instanceof StoreConflict.SlugTaken
                    ? new CatalogError.Conflict(
                        "email: a user of the organisation has this address already")
                    : StoreRefusal.of("user", conflict))
        .map(
            known -> {
              hashes.save(known.id(), hash, clock.instant());
              return known;
            });
  }
}
