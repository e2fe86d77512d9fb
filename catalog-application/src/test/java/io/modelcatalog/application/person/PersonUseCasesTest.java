package io.modelcatalog.application.person;

import static io.modelcatalog.application.TestCatalog.administrator;
import static io.modelcatalog.application.TestCatalog.administratorWith;
import static io.modelcatalog.application.TestCatalog.faultyField;
import static io.modelcatalog.application.TestCatalog.memberOf;
import static io.modelcatalog.application.TestCatalog.ok;
import static io.modelcatalog.application.TestCatalog.refusal;
import static io.modelcatalog.application.TestCatalog.stranger;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.workspace.CreateWorkspace;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.fixtures.Fixtures;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.person.Member;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonUseCasesTest {
  private final PeopleWorld world = new PeopleWorld();
  private final User olga = world.user("olga", OrganizationRole.OWNER);
  private final User adam = world.user("adam", OrganizationRole.ADMIN);
  private final User mia = world.user("mia", OrganizationRole.MEMBER);

  @Test
  void listsPeopleWithTheirWorkspaces() {
    world.join(world.research, mia, WorkspaceRole.MEMBER);

    Page<UserView> all = ok(list(administrator(), Optional.empty(), Optional.empty()));

    assertThat(all.total()).isEqualTo(3);
    assertThat(all.items())
        .contains(new UserView(olga, List.of()), new UserView(mia, List.of(world.research.id())));
    assertThat(ok(list(administrator(), Optional.of("admin"), Optional.empty())).items())
        .containsExactly(new UserView(adam, List.of()));
    assertThat(
            ok(list(administrator(), Optional.empty(), Optional.of(" MIA@example.com "))).items())
        .hasSize(1);
    assertThat(ok(list(administrator(), Optional.empty(), Optional.of("nobody"))).items())
        .isEmpty();
    assertThat(faultyField(list(administrator(), Optional.of("boss"), Optional.empty())))
        .isEqualTo("role");
  }

  @Test
  void anAdminMakesAdminsButNoOwners() {
    Actor admin = world.signedIn(adam);

    ok(change(admin, mia, "admin"));

    assertThat(stored(mia).role()).isEqualTo(OrganizationRole.ADMIN);
    assertThat(refusal(change(admin, mia, "owner"))).isInstanceOf(CatalogError.NotPermitted.class);
    assertThat(refusal(change(admin, olga, "member")))
        .isInstanceOf(CatalogError.NotPermitted.class);
    assertThat(refusal(delete(admin, olga))).isInstanceOf(CatalogError.NotPermitted.class);
  }

  @Test
  void noKeyMakesOrUnmakesOwners() {
    assertThat(refusal(change(administrator(), mia, "owner")))
        .isInstanceOf(CatalogError.NotPermitted.class);
    assertThat(refusal(delete(administrator(), olga)))
        .isInstanceOf(CatalogError.NotPermitted.class);
    assertThat(stored(olga).role()).isEqualTo(OrganizationRole.OWNER);
  }

  @Test
  void aKeyThatMayLessThanAdminsMakesNone() {
    Actor weak = administratorWith("organisation_users.update", "organisation_users.create");

    assertThat(refusal(change(weak, mia, "admin"))).isInstanceOf(CatalogError.NotPermitted.class);
    assertThat(refusal(invite(weak, "new@example.com", "admin")))
        .isInstanceOf(CatalogError.NotPermitted.class);
    ok(invite(weak, "new@example.com", "member"));
  }

  @Test
  void theLastOwnerCanBeNeitherDemotedNorDeleted() {
    Actor owner = world.signedIn(olga);

    assertThat(refusal(change(owner, olga, "member"))).isInstanceOf(CatalogError.Conflict.class);
    assertThat(refusal(delete(owner, olga))).isInstanceOf(CatalogError.Conflict.class);
    ok(change(owner, adam, "owner"));
    ok(change(owner, olga, "member"));
    assertThat(refusal(delete(world.signedIn(stored(adam)), adam)))
        .isInstanceOf(CatalogError.Conflict.class);
  }

  @Test
  void ofTwoOwnersUnmadeAtTheSameTimeOneStays() throws Exception {
    for (int round = 0; round < 20; round++) {
      PeopleWorld fresh = new PeopleWorld();
      User one = fresh.user("one", OrganizationRole.OWNER);
      User two = fresh.user("two", OrganizationRole.OWNER);
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        List<Future<?>> both = new ArrayList<>();
        both.add(
            threads.submit(
                () ->
                    fresh
                        .useCases
                        .users()
                        .change()
                        .handle(
                            fresh.signedIn(two),
                            new ChangeUser.Command(
                                one.id().toString(),
                                Optional.of("member"),
                                Optional.empty(),
                                Optional.empty()))));
        both.add(
            threads.submit(
                () ->
                    fresh
                        .useCases
                        .users()
                        .delete()
                        .handle(fresh.signedIn(one), new DeleteUser.Command(two.id().toString()))));
        for (Future<?> each : both) {
          each.get();
        }
      }
      assertThat(fresh.users.lockedOwners(Fixtures.ACME)).hasSize(1);
    }
  }

  @Test
  void namesAreChangedWithoutTheRole() {
    ok(
        world
            .useCases
            .users()
            .change()
            .handle(
                administrator(),
                new ChangeUser.Command(
                    olga.id().toString(),
                    Optional.of("owner"),
                    Optional.of("Olga"),
                    Optional.of("O."))));

    assertThat(stored(olga).firstName()).isEqualTo("Olga");
    assertThat(stored(olga).lastName()).isEqualTo("O.");
    assertThat(stored(olga).role()).isEqualTo(OrganizationRole.OWNER);
  }

  @Test
  void deletingSomebodyTakesTheirOwnKeysAndLeavesOthers() {
    ApiKey own = key(KeyType.WORKSPACE_USER, Optional.of(mia.id().toString()));
    ApiKey others = key(KeyType.WORKSPACE_USER, Optional.of(adam.id().toString()));
    ApiKey service = key(KeyType.WORKSPACE_SERVICE, Optional.empty());

    ok(delete(administrator(), mia));

    assertThat(world.users.find(mia.id())).isEmpty();
    assertThat(world.catalog.keys.find(own.id())).isEmpty();
    assertThat(world.catalog.keys.find(others.id())).isPresent();
    assertThat(world.catalog.keys.find(service.id())).isPresent();
    assertThat(world.catalog.announced)
        .containsExactly(new CatalogChange(Fixtures.ACME, Set.of(world.research.id()), false));
  }

  @Test
  void whoActsForAWorkspaceDoesNotSeeThePeopleOfTheOrganization() {
    Actor key = memberOf(world.research);

    assertThat(refusal(list(key, Optional.empty(), Optional.empty())))
        .isEqualTo(new CatalogError.Forbidden("organisation_users.list"));
    assertThat(refusal(delete(key, mia)))
        .isEqualTo(new CatalogError.Forbidden("organisation_users.delete"));
    assertThat(refusal(invite(key, "new@example.com", "member")))
        .isEqualTo(new CatalogError.Forbidden("organisation_users.create"));
  }

  @Test
  void anotherTenantsPeopleAreUnknown() {
    String id = mia.id().toString();
    CatalogError unknown = new CatalogError.NotFound("user", id);
    PersonUseCases.Users users = world.useCases.users();

    assertThat(refusal(users.find().handle(stranger(), new FindUser.Query(id)))).isEqualTo(unknown);
    assertThat(refusal(change(stranger(), mia, "member"))).isEqualTo(unknown);
    assertThat(refusal(delete(stranger(), mia))).isEqualTo(unknown);
    assertThat(ok(list(stranger(), Optional.empty(), Optional.empty())).items()).isEmpty();
  }

  @Test
  void anotherTenantsPeopleCannotBeMadeMembers() {
    User foreign = world.user(Fixtures.OTHERS, "eve", OrganizationRole.MEMBER);

    for (String ref : List.of(foreign.id().toString(), "eve@example.com", "nobody")) {
      assertThat(faultyField(add(administrator(), new NewMember(ref, "member"))))
          .isEqualTo("users[0].id");
    }
  }

  @Test
  void membersAreAddedByIdOrAddressAllOrNone() {
    ok(
        add(
            administrator(),
            new NewMember(mia.id().toString(), "manager"),
            new NewMember("ADAM@example.com", "member")));

    assertThat(roleOf(mia)).contains(WorkspaceRole.MANAGER);
    assertThat(roleOf(adam)).contains(WorkspaceRole.MEMBER);
    assertThat(
            faultyField(
                add(
                    administrator(),
                    new NewMember(olga.id().toString(), "member"),
                    new NewMember(mia.id().toString(), "chief"))))
        .isEqualTo("users[1].role");
    assertThat(roleOf(olga)).isEmpty();
  }

  @Test
  void addingAMemberAgainGivesThemTheRoleNamed() {
    ok(add(administrator(), new NewMember(mia.id().toString(), "member")));
    ok(add(administrator(), new NewMember(mia.id().toString(), "member")));
    ok(add(administrator(), new NewMember(mia.id().toString(), "admin")));

    assertThat(roleOf(mia)).contains(WorkspaceRole.ADMIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"manager", "admin"})
  void managersDealWithMembersAlone(String role) {
    User max = world.user("max", OrganizationRole.MEMBER);
    Actor manager = world.signedIn(max, world.research, WorkspaceRole.MANAGER);
    world.join(world.research, adam, WorkspaceRole.of(role).orElseThrow());

    assertThat(refusal(add(manager, new NewMember(mia.id().toString(), role))))
        .isInstanceOf(CatalogError.NotPermitted.class);
    assertThat(refusal(add(manager, new NewMember(adam.id().toString(), "member"))))
        .isInstanceOf(CatalogError.NotPermitted.class);
    assertThat(refusal(changeMember(manager, adam, "member")))
        .isInstanceOf(CatalogError.NotPermitted.class);
    assertThat(refusal(remove(manager, adam))).isInstanceOf(CatalogError.NotPermitted.class);

    ok(add(manager, new NewMember(mia.id().toString(), "member")));
    assertThat(refusal(changeMember(manager, mia, role)))
        .isInstanceOf(CatalogError.NotPermitted.class);
    ok(remove(manager, mia));
    assertThat(roleOf(mia)).isEmpty();
  }

  @Test
  void anAdminOfTheWorkspaceGivesEveryRoleThere() {
    Actor admin = world.signedIn(mia, world.research, WorkspaceRole.ADMIN);

    ok(add(admin, new NewMember(adam.id().toString(), "manager")));
    ok(changeMember(admin, adam, "admin"));
    ok(remove(admin, adam));
  }

  @Test
  void aMemberOfTheWorkspaceDealsWithNobody() {
    Actor member = world.signedIn(mia, world.research, WorkspaceRole.MEMBER);

    assertThat(refusal(add(member, new NewMember(adam.id().toString(), "member"))))
        .isEqualTo(new CatalogError.Forbidden("workspace_users.create"));
  }

  @Test
  void membersAreListedWithWhatTheyMayDo() {
    Membership manages = world.join(world.research, mia, WorkspaceRole.MANAGER);
    world.join(world.research, adam, WorkspaceRole.MEMBER);

    Page<MemberView> managers =
        ok(
            world
                .useCases
                .members()
                .list()
                .handle(
                    administrator(),
                    new ListMembers.Query(
                        world.research.slug().value(),
                        Optional.of("manager"),
                        Optional.empty(),
                        Page.Request.FIRST)));

    assertThat(managers.total()).isEqualTo(1);
    assertThat(managers.items().getFirst().member()).isEqualTo(new Member(mia, manages));
    assertThat(managers.items().getFirst().permissions())
        .contains("workspace_users.create", "completions.write")
        .doesNotContain("policies.create", "data.of_others");
  }

  @Test
  void removingAMemberTakesTheirKeysInThatWorkspace() {
    Workspace other = world.catalog.save(Fixtures.aWorkspace().named("Other").build());
    world.join(world.research, mia, WorkspaceRole.MEMBER);
    ApiKey here = key(KeyType.WORKSPACE_USER, Optional.of(mia.id().toString()));
    ApiKey there = key(other, KeyType.WORKSPACE_USER, Optional.of(mia.id().toString()));

    ok(remove(administrator(), mia));

    assertThat(world.catalog.keys.find(here.id())).isEmpty();
    assertThat(world.catalog.keys.find(there.id())).isPresent();
    assertThat(world.catalog.announced)
        .containsExactly(CatalogChange.of(Fixtures.ACME, world.research.id()));
    assertThat(refusal(remove(administrator(), mia))).isInstanceOf(CatalogError.NotFound.class);
  }

  @Test
  void aWorkspaceIsMadeWithItsMembersOrNotAtAll() {
    int before = world.catalog.store.workspaces.size();

    assertThat(faultyField(create(new NewMember("nobody", "member")))).isEqualTo("users[0].id");
    assertThat(world.catalog.store.workspaces).hasSize(before);

    Workspace made = ok(create(new NewMember(mia.id().toString(), "admin")));
    assertThat(world.memberships.find(made.id(), mia.id()).orElseThrow().role())
        .isEqualTo(WorkspaceRole.ADMIN);
  }

  @Test
  void anInviteKeepsADigestOfItsLinkAlone() {
    InviteUser.Invited invited = ok(invite(administrator(), "New@Example.com", "member"));

    assertThat(invited.invite().email().value()).isEqualTo("new@example.com");
    assertThat(invited.invite().expiresAt())
        .isEqualTo(world.catalog.instant().plus(Duration.ofDays(7)));
    assertThat(world.invites.findByDigest(world.tokens.digest(token(invited))))
        .contains(invited.invite());
    assertThat(invited.toString()).doesNotContain(token(invited));
  }

  @Test
  void anAddressIsInvitedOnceAtATime() {
    InviteUser.Invited first = ok(invite(administrator(), "new@example.com", "member"));

    assertThat(refusal(invite(administrator(), "NEW@example.com", "member")))
        .isInstanceOf(CatalogError.Conflict.class);
    assertThat(refusal(invite(administrator(), "mia@example.com", "member")))
        .isInstanceOf(CatalogError.Conflict.class);
    world.catalog.pass(Duration.ofDays(7));
    ok(invite(administrator(), "new@example.com", "member"));
    assertThat(world.invites.find(first.invite().id()).orElseThrow().status())
        .isEqualTo(Invite.Status.EXPIRED);
  }

  @ParameterizedTest
  @EnumSource(OrganizationRole.class)
  void onlyOwnersInviteOwners(OrganizationRole role) {
    Result<InviteUser.Invited, CatalogError> byAdmin =
        invite(world.signedIn(adam), "a@example.com", role.wireName());
    Result<InviteUser.Invited, CatalogError> byOwner =
        invite(world.signedIn(olga), "b@example.com", role.wireName());

    assertThat(byAdmin instanceof Result.Ok).isEqualTo(role != OrganizationRole.OWNER);
    ok(byOwner);
  }

  @Test
  void aResentInviteHasANewLinkAndALaterEnd() {
    InviteUser.Invited first = ok(invite(administrator(), "new@example.com", "member"));
    world.catalog.pass(Duration.ofDays(30));

    InviteUser.Invited second = ok(resend(administrator(), first.invite()));

    assertThat(token(second)).isNotEqualTo(token(first));
    assertThat(world.invites.findByDigest(world.tokens.digest(token(first)))).isEmpty();
    assertThat(second.invite().statusAt(world.catalog.instant())).isEqualTo(Invite.Status.PENDING);
  }

  @Test
  void aCancelledInviteStaysSo() {
    InviteUser.Invited first = ok(invite(administrator(), "new@example.com", "member"));

    Invite cancelled = ok(cancel(administrator(), first.invite()));

    assertThat(cancelled.status()).isEqualTo(Invite.Status.CANCELLED);
    assertThat(ok(cancel(administrator(), first.invite()))).isEqualTo(cancelled);
    assertThat(refusal(resend(administrator(), first.invite())))
        .isInstanceOf(CatalogError.Conflict.class);
  }

  @Test
  void anotherTenantsInvitesAndWorkspacesAreUnknown() {
    Invite invite = ok(invite(administrator(), "new@example.com", "member")).invite();
    CatalogError unknown = new CatalogError.NotFound("invite", invite.id().toString());

    assertThat(refusal(cancel(stranger(), invite))).isEqualTo(unknown);
    assertThat(refusal(resend(stranger(), invite))).isEqualTo(unknown);
    assertThat(
            refusal(
                world
                    .useCases
                    .invites()
                    .find()
                    .handle(stranger(), new FindInvite.Query(invite.id().toString()))))
        .isEqualTo(unknown);
    assertThat(refusal(inviteTo(stranger(), world.research.id().toString(), List.of())))
        .isEqualTo(new CatalogError.NotFound("workspace", world.research.id().toString()));
  }

  @Test
  void anInviteHandsOutNoScopeThatTheInviterLacks() {
    Actor weak =
        administratorWith("organisation_users.create", "workspace_users.create", "logs.list");
    String workspace = world.research.id().toString();

    assertThat(
            refusal(inviteTo(administratorWith("organisation_users.create"), workspace, List.of())))
        .isEqualTo(new CatalogError.Forbidden("workspace_users.create"));

    assertThat(refusal(inviteTo(weak, workspace, List.of("completions.write"))))
        .isInstanceOf(CatalogError.NotPermitted.class);
    assertThat(faultyField(inviteTo(weak, workspace, List.of("nonsense"))))
        .isEqualTo("workspace_api_key_details.scopes");
    Invite invite = ok(inviteTo(weak, workspace, List.of("logs.list"))).invite();
    assertThat(invite.keyScopes()).containsExactly("logs.list");
    assertThat(invite.workspaces())
        .containsExactly(new Invite.Place(world.research.id(), WorkspaceRole.MEMBER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nobody", "a@", "@b", "a@b@c", "a b@c"})
  void anInviteNeedsAnAddress(String email) {
    assertThat(faultyField(invite(administrator(), email, "member"))).isEqualTo("email");
  }

  private Result<Page<UserView>, CatalogError> list(
      Actor actor, Optional<String> role, Optional<String> email) {
    return world
        .useCases
        .users()
        .list()
        .handle(actor, new ListUsers.Query(role, email, Page.Request.FIRST));
  }

  private Result<User, CatalogError> change(Actor actor, User user, String role) {
    return world
        .useCases
        .users()
        .change()
        .handle(
            actor,
            new ChangeUser.Command(
                user.id().toString(), Optional.of(role), Optional.empty(), Optional.empty()));
  }

  private Result<User, CatalogError> delete(Actor actor, User user) {
    return world
        .useCases
        .users()
        .delete()
        .handle(actor, new DeleteUser.Command(user.id().toString()));
  }

  private Result<List<Membership>, CatalogError> add(Actor actor, NewMember... members) {
    return world
        .useCases
        .members()
        .add()
        .handle(actor, new AddMembers.Command(world.research.id().toString(), List.of(members)));
  }

  private Result<Membership, CatalogError> changeMember(Actor actor, User user, String role) {
    return world
        .useCases
        .members()
        .change()
        .handle(
            actor,
            new ChangeMember.Command(world.research.id().toString(), user.id().toString(), role));
  }

  private Result<Membership, CatalogError> remove(Actor actor, User user) {
    return world
        .useCases
        .members()
        .remove()
        .handle(
            actor, new RemoveMember.Command(world.research.id().toString(), user.id().toString()));
  }

  private Result<Workspace, CatalogError> create(NewMember... members) {
    return world
        .useCases
        .members()
        .createWorkspace()
        .handle(
            administrator(),
            new CreateStaffedWorkspace.Command(
                new CreateWorkspace.Command(
                    "Staffed", Optional.empty(), Settings.NONE, LimitsChange.NONE),
                List.of(members)));
  }

  private Result<InviteUser.Invited, CatalogError> invite(Actor actor, String email, String role) {
    return world
        .useCases
        .invites()
        .invite()
        .handle(actor, new InviteUser.Command(email, role, List.of(), List.of()));
  }

  private Result<InviteUser.Invited, CatalogError> inviteTo(
      Actor actor, String workspace, List<String> scopes) {
    return world
        .useCases
        .invites()
        .invite()
        .handle(
            actor,
            new InviteUser.Command(
                "new@example.com",
                "member",
                List.of(new InviteUser.Place(workspace, "member")),
                scopes));
  }

  private Result<InviteUser.Invited, CatalogError> resend(Actor actor, Invite invite) {
    return world
        .useCases
        .invites()
        .resend()
        .handle(actor, new ResendInvite.Command(invite.id().toString()));
  }

  private Result<Invite, CatalogError> cancel(Actor actor, Invite invite) {
    return world
        .useCases
        .invites()
        .cancel()
        .handle(actor, new CancelInvite.Command(invite.id().toString()));
  }

  private Optional<WorkspaceRole> roleOf(User user) {
    return world.memberships.find(world.research.id(), user.id()).map(Membership::role);
  }

  private User stored(User user) {
    return world.users.find(user.id()).orElseThrow();
  }

  private static String token(InviteUser.Invited invited) {
    return invited.token().reveal(new SecretAccess("test"));
  }

  private ApiKey key(KeyType type, Optional<String> user) {
    return key(world.research, type, user);
  }

  private ApiKey key(Workspace workspace, KeyType type, Optional<String> user) {
    ApiKeyId id = new ApiKeyId(world.catalog.ids.next());
    return world.catalog.save(
        new ApiKey(
            id,
            Fixtures.ACME,
            Optional.of(workspace.id()),
            type,
            user,
            "key",
            Optional.empty(),
            world.catalog.secrets.digest(id.toString()),
            "mc*****key",
            Set.of("completions.write"),
            Limits.NONE,
            Settings.NONE,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Audit.created(Fixtures.SOMEONE, world.catalog.instant()),
            0));
  }
}
