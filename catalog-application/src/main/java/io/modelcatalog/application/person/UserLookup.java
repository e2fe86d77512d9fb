package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/** Finds the person a request speaks of. Somebody of another tenant answers like nobody. */
final class UserLookup {
  private final UserRepository users;

  UserLookup(UserRepository users) {
    this.users = users;
  }

  /** By id. */
  Result<User, CatalogError> find(Actor actor, String id) {
    return byId(actor, id)
        .<Result<User, CatalogError>>map(Result::ok)
        .orElseGet(() -> Result.err(new CatalogError.NotFound("user", id)));
  }

  /** By id or mail address, named in a field of a request. */
  Result<User, CatalogError> named(Actor actor, String field, String ref) {
    return byId(actor, ref)
        .or(
            () ->
                EmailAddress.of(ref)
                    .flatMap(email -> users.findByEmail(actor.organization(), email)))
        .<Result<User, CatalogError>>map(Result::ok)
        .orElseGet(
            () ->
                Result.err(
                    new CatalogError.Invalid(field, "no user of the organisation has this id")));
  }

  private Optional<User> byId(Actor actor, String id) {
    return WorkspaceLookup.uuid(id)
        .flatMap(uuid -> users.find(new UserId(uuid)))
        .filter(user -> user.organization().equals(actor.organization()));
  }
}
