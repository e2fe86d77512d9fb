package io.modelcatalog.application.signin;

import io.modelcatalog.application.AttributeRule;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.organization.FoundOrganization;
import io.modelcatalog.application.port.persistence.SetupLinkStore;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.Tokens;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class SetUpHandler implements SetUp {
  private final SetupLinkStore links;
  private final Ownerless ownerless;
  private final FoundOrganization found;
  private final WorkspaceRepository workspaces;
  private final Tokens tokens;
  private final Arrivals arrivals;
  private final Attempts attempts;
  private final UnitOfWork unitOfWork;

  SetUpHandler(
      SetupLinkStore links,
      Ownerless ownerless,
      FoundOrganization found,
      WorkspaceRepository workspaces,
      Tokens tokens,
      Arrivals arrivals,
      Attempts attempts,
      UnitOfWork unitOfWork) {
    this.links = links;
    this.ownerless = ownerless;
    this.found = found;
    this.workspaces = workspaces;
    this.tokens = tokens;
    this.arrivals = arrivals;
    this.attempts = attempts;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<SignedIn, SignInRefusal> handle(Command command) {
    Optional<Duration> wait =
        attempts.take(
            Map.of("link:" + command.client().address(), AcceptInviteHandler.MOST_FROM_AN_ADDRESS));
    if (wait.isPresent()) {
      return Result.err(new SignInRefusal.TooMany(wait.get()));
    }
    if (!unitOfWork.read(() -> links.is(tokens.digest(command.token())))) {
      return Result.err(Arrivals.deadLink());
    }
    Optional<EmailAddress> email = EmailAddress.of(command.email());
    if (email.isEmpty()) {
      return Result.err(
          new SignInRefusal.Refused(
              new CatalogError.Invalid("email", "expected " + EmailAddress.RULE)));
    }
    return arrivals
        .hashed(command.person())
        .then(hash -> unitOfWork.execute(() -> setUp(command, email.get(), hash)));
  }

  private Result<SignedIn, SignInRefusal> setUp(Command command, EmailAddress email, String hash) {
    if (!links.take(tokens.digest(command.token())) || !ownerless.isThere()) {
      return Result.err(Arrivals.deadLink());
    }
    return organization(command)
        .then(
            organization ->
                arrivals.settle(
                    organization,
                    email,
                    OrganizationRole.OWNER,
                    command.person(),
                    hash,
                    places(organization)))
        .<SignInRefusal>mapError(SignInRefusal.Refused::new)
        .map(user -> arrivals.sessions().open(user, command.client()));
  }

  private Result<OrganizationId, CatalogError> organization(Command command) {
    Optional<Organization> waiting = ownerless.first();
    return waiting.isPresent()
        ? Result.ok(waiting.get().id())
        : AttributeRule.name(command.organization())
            .mapError(
                why ->
                    (CatalogError)
                        new CatalogError.Invalid(
                            "organisation_name", "1 to 255 characters, not only blanks"))
            .then(found::found);
  }

  private List<Invite.Place> places(OrganizationId organization) {
    return workspaces.all(organization).stream()
        .filter(Workspace::isDefault)
        .map(each -> new Invite.Place(each.id(), WorkspaceRole.ADMIN))
        .toList();
  }
}
