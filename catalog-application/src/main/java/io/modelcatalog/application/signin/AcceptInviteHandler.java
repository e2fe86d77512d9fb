package io.modelcatalog.application.signin;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.access.Authority;
import io.modelcatalog.application.apikey.IssueApiKey;
import io.modelcatalog.application.port.persistence.InviteRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.Tokens;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class AcceptInviteHandler implements AcceptInvite {
  static final int MOST_FROM_AN_ADDRESS = 30;

  private static final String MAKE_KEYS = "workspace_user_api_keys.create";

  private final InviteRepository invites;
  private final WorkspaceRepository workspaces;
  private final Tokens tokens;
  private final Arrivals arrivals;
  private final IssueApiKey issueKey;
  private final Attempts attempts;
  private final UnitOfWork unitOfWork;
  private final InstantSource clock;

  AcceptInviteHandler(
      InviteRepository invites,
      WorkspaceRepository workspaces,
      Tokens tokens,
      Arrivals arrivals,
      IssueApiKey issueKey,
      Attempts attempts,
      UnitOfWork unitOfWork,
      InstantSource clock) {
    this.invites = invites;
    this.workspaces = workspaces;
    this.tokens = tokens;
    this.arrivals = arrivals;
    this.issueKey = issueKey;
    this.attempts = attempts;
    this.unitOfWork = unitOfWork;
    this.clock = clock;
  }

  @Override
  public Result<Accepted, SignInRefusal> handle(Command command) {
    Optional<Duration> wait =
        attempts.take(Map.of("link:" + command.client().address(), MOST_FROM_AN_ADDRESS));
    if (wait.isPresent()) {
      return Result.err(new SignInRefusal.TooMany(wait.get()));
    }
    // Looked at first, lest anybody have passwords hashed as they please.
    return unitOfWork
        .read(() -> pending(command))
        .then(found -> arrivals.hashed(command.person()))
        .then(
            hash ->
                unitOfWork.execute(
                    () -> pending(command).then(invite -> accept(invite, command, hash))));
  }

  private Result<Invite, SignInRefusal> pending(Command command) {
    return invites
        .findByDigest(tokens.digest(command.token()))
        .filter(invite -> invite.statusAt(clock.instant()) == Invite.Status.PENDING)
        .<Result<Invite, SignInRefusal>>map(Result::ok)
        .orElseGet(() -> Result.err(Arrivals.deadLink()));
  }

  private Result<Accepted, SignInRefusal> accept(Invite invite, Command command, String hash) {
    Instant now = clock.instant();
    Result<User, CatalogError> made =
        invites
            .save(invite.ended(Invite.Status.ACCEPTED, now))
            .mapError(conflict -> StoreRefusal.of("invite", conflict))
            .then(
                ended ->
                    arrivals.settle(
                        invite.organization(),
                        invite.email(),
                        invite.role(),
                        command.person(),
                        hash,
                        places(invite)));
    return made.then(user -> keys(invite, user).map(keys -> new Made(user, keys)))
        .<SignInRefusal>mapError(SignInRefusal.Refused::new)
        .map(
            all ->
                new Accepted(arrivals.sessions().open(all.user(), command.client()), all.keys()));
  }

  private record Made(User user, List<Key> keys) {}

  /** Workspaces that are gone by now are left out. */
  private List<Invite.Place> places(Invite invite) {
    if (invite.workspaces().isEmpty()) {
      return workspaces.all(invite.organization()).stream()
          .filter(Workspace::isDefault)
          .map(found -> new Invite.Place(found.id(), WorkspaceRole.MEMBER))
          .toList();
    }
    return invite.workspaces().stream()
        .filter(place -> workspaces.find(place.workspace()).isPresent())
        .toList();
  }

  /** Whoever invited has been found to have these scopes; the person gets them by that. */
  private Result<List<Key>, CatalogError> keys(Invite invite, User user) {
    List<Key> keys = new ArrayList<>();
    Result<Boolean, CatalogError> sofar = Result.ok(true);
    if (!invite.keyScopes().isEmpty() && !invite.workspaces().isEmpty()) {
      Set<String> permissions = new HashSet<>(invite.keyScopes());
      permissions.add(MAKE_KEYS);
      for (Invite.Place place : places(invite)) {
        Actor actor = Standing.actor(user, Authority.in(place.workspace(), permissions));
        sofar =
            sofar
                .then(ok -> issueKey.handle(actor, order(invite, user, place)))
                .map(issued -> keys.add(new Key(issued.key(), issued.secret())));
      }
    }
    return sofar.map(ok -> keys);
  }

  private static IssueApiKey.Command order(Invite invite, User user, Invite.Place place) {
    return new IssueApiKey.Command(
        KeyType.WORKSPACE_USER,
        Optional.of(place.workspace().toString()),
        Optional.of(user.id().toString()),
        "Key of " + user.email().value(),
        Optional.empty(),
        invite.keyScopes().stream().sorted().toList(),
        LimitsChange.NONE,
        Settings.NONE,
        List.of(),
        Optional.empty(),
        Optional.empty());
  }
}
