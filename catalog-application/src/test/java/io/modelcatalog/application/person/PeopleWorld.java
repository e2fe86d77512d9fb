package io.modelcatalog.application.person;

import static io.modelcatalog.application.TestCatalog.ok;

import io.modelcatalog.application.TestCatalog;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.access.Authority;
import io.modelcatalog.application.port.persistence.InMemoryInviteRepository;
import io.modelcatalog.application.port.persistence.InMemoryMembershipRepository;
import io.modelcatalog.application.port.persistence.InMemoryUserRepository;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.application.port.secret.FakeTokens;
import io.modelcatalog.application.workspace.WorkspaceUseCases;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.access.Permissions;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.fixtures.Fixtures;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.organization.SecuritySettings;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.Optional;

/** A catalog with people in it, for tests. */
public final class PeopleWorld {
  public final TestCatalog catalog = new TestCatalog();
  public final InMemoryUserRepository users = new InMemoryUserRepository(catalog.store);
  public final InMemoryMembershipRepository memberships =
      new InMemoryMembershipRepository(catalog.store);
  public final InMemoryInviteRepository invites = new InMemoryInviteRepository(catalog.store);
  public final FakeTokens tokens = new FakeTokens();
  public final Workspace research;
  public final PersonUseCases useCases;

  public PeopleWorld() {
    catalog.save(Fixtures.acme());
    catalog.save(Fixtures.anOrganization().withId(Fixtures.OTHERS).named("Others").build());
    research = catalog.save(Fixtures.aWorkspace().named("Research").build());
    useCases =
        PersonUseCases.of(
            new PersonUseCases.Ports(
                users,
                memberships,
                invites,
                catalog.organizations,
                catalog.workspaces,
                catalog.keys,
                tokens,
                catalog.unitOfWork,
                catalog.events,
                catalog.ids,
                catalog),
            WorkspaceUseCases.of(
                    catalog.organizations,
                    catalog.workspaces,
                    catalog.providers,
                    catalog.keys,
                    catalog.integrations,
                    catalog.configs,
                    catalog.vault,
                    (workspace, by) -> {},
                    catalog.unitOfWork,
                    catalog.events,
                    catalog.ids,
                    catalog)
                .create());
  }

  /** Somebody of the organization. */
  public User user(String name, OrganizationRole role) {
    return user(Fixtures.ACME, name, role);
  }

  /** Somebody of an organization. */
  public User user(OrganizationId organization, String name, OrganizationRole role) {
    return stored(
        users.save(
            new User(
                new UserId(catalog.ids.next()),
                organization,
                new EmailAddress(name + "@example.com"),
                name,
                "Tester",
                role,
                Audit.created(Fixtures.SOMEONE, catalog.instant()),
                0)));
  }

  /** Makes somebody a member of the workspace. */
  public Membership join(Workspace workspace, User user, WorkspaceRole role) {
    return stored(
        memberships.save(
            new Membership(
                workspace.organization(),
                workspace.id(),
                user.id(),
                role,
                Audit.created(Fixtures.SOMEONE, catalog.instant()),
                0)));
  }

  /** The person, signed in, with what their role in the organization lets them do. */
  public Actor signedIn(User user) {
    return person(
        user, Authority.everywhere(Permissions.of(user.role(), SecuritySettings.DEFAULT)));
  }

  /** The person, signed in, with what a role in the workspace lets them do. */
  public Actor signedIn(User user, Workspace workspace, WorkspaceRole role) {
    return person(
        user, Authority.in(workspace.id(), Permissions.of(role, SecuritySettings.DEFAULT)));
  }

  /** Invites somebody as the actor. */
  public InviteUser.Invited invited(Actor actor, InviteUser.Command command) {
    return ok(useCases.invites().invite().handle(actor, command));
  }

  private static Actor person(User user, Authority authority) {
    return new Actor(
        new ActorId(user.id().toString()),
        Actor.Kind.USER,
        user.organization(),
        authority,
        Optional.of(user.id().toString()),
        Optional.empty());
  }

  private static <T> T stored(Result<T, StoreConflict> result) {
    return switch (result) {
      case Result.Ok<T, StoreConflict>(T value) -> value;
      case Result.Err<T, StoreConflict>(StoreConflict why) -> throw new AssertionError(why);
    };
  }
}
