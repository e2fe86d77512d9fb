package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.InviteRepository;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.person.InviteId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

final class InviteUserHandler implements InviteUser {
  private static final int MOST_WORKSPACES = 1000;

  private final InviteRepository invites;
  private final UserRepository users;
  private final WorkspaceLookup workspaces;
  private final Links links;
  private final UnitOfWork unitOfWork;
  private final IdSource ids;
  private final InstantSource clock;

  InviteUserHandler(
      InviteRepository invites,
      UserRepository users,
      WorkspaceLookup workspaces,
      Links links,
      UnitOfWork unitOfWork,
      IdSource ids,
      InstantSource clock) {
    this.invites = invites;
    this.users = users;
    this.workspaces = workspaces;
    this.links = links;
    this.unitOfWork = unitOfWork;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Result<Invited, CatalogError> handle(Actor actor, Command command) {
    Optional<EmailAddress> email = EmailAddress.of(command.email());
    return RoleRules.inOrganization(actor, SCOPE)
        .then(
            may ->
                email.isPresent()
                    ? RoleRules.organizationRole(command.role())
                    : Result.err(
                        new CatalogError.Invalid("email", "expected " + EmailAddress.RULE)))
        .then(role -> RoleRules.mayGive(actor, role).map(may -> role))
        .then(
            role ->
                unitOfWork.execute(actor, () -> invite(actor, command, email.orElseThrow(), role)));
  }

  private Result<Invited, CatalogError> invite(
      Actor actor, Command command, EmailAddress email, OrganizationRole role) {
    return places(actor, command.workspaces())
        .then(
            places ->
                RoleRules.scopes(
                        actor,
                        "workspace_api_key_details.scopes",
                        command.keyScopes(),
                        places.stream().map(Invite.Place::workspace).toList())
                    .then(scopes -> free(actor, email).map(free -> scopes))
                    .then(scopes -> save(actor, email, role, places, scopes)));
  }

  private Result<List<Invite.Place>, CatalogError> places(Actor actor, List<Place> asked) {
    if (asked.size() > MOST_WORKSPACES) {
      return Result.err(new CatalogError.Invalid("workspaces", "at most " + MOST_WORKSPACES));
    }
    List<Invite.Place> places = new ArrayList<>();
    Set<Object> seen = new HashSet<>();
    Result<Boolean, CatalogError> sofar = Result.ok(true);
    for (int i = 0; i < asked.size(); i++) {
      Place place = asked.get(i);
      String field = "workspaces[" + i + "]";
      sofar =
          sofar
              .then(ok -> RoleRules.workspaceRole(field + ".role", place.role()))
              .then(
                  role ->
                      workspaces
                          .find(actor, AddMembers.SCOPE, place.ref())
                          .map(found -> new Invite.Place(found.id(), role)))
              .then(
                  found ->
                      seen.add(found.workspace())
                          ? Result.ok(places.add(found))
                          : Result.err(
                              new CatalogError.Invalid(
                                  field + ".id", "expected each workspace once")));
    }
    return sofar.map(ok -> List.copyOf(places));
  }

  /** An address is free once its invite has expired. */
  private Result<Boolean, CatalogError> free(Actor actor, EmailAddress email) {
    if (users.findByEmail(actor.organization(), email).isPresent()) {
      return Result.err(
          new CatalogError.Conflict("email: a user of the organisation has this address already"));
    }
    Instant now = clock.instant();
    Optional<Invite> pending = invites.findPending(actor.organization(), email);
    if (pending.isEmpty()) {
      return Result.ok(true);
    }
    return pending.get().statusAt(now) == Invite.Status.PENDING
        ? Result.err(Pending.error())
        : invites
            .save(pending.get().ended(Invite.Status.EXPIRED, now))
            .map(saved -> true)
            .mapError(Pending::of);
  }

  private Result<Invited, CatalogError> save(
      Actor actor,
      EmailAddress email,
      OrganizationRole role,
      List<Invite.Place> places,
      Set<String> scopes) {
    Links.Link link = links.next();
    Invite invite =
        new Invite(
            new InviteId(ids.next()),
            actor.organization(),
            email,
            role,
            places,
            scopes,
            link.digest(),
            Invite.Status.PENDING,
            link.expiresAt(),
            Optional.empty(),
            Audit.created(actor.id(), clock.instant()),
            0);
    return invites
        .save(invite)
        .mapError(Pending::of)
        .map(saved -> new Invited(saved, link.token()));
  }

  /** The refusal of a second invite. */
  static final class Pending {
    private Pending() {}

    static CatalogError error() {
      return new CatalogError.Conflict(
          "email: an invite is pending for this address; resend or cancel that one");
    }

    static CatalogError of(StoreConflict conflict) {
      return conflict instanceof StoreConflict.SlugTaken
          ? error()
          : new CatalogError.Stale("invite");
    }
  }
}
