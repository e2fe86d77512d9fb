package io.modelcatalog.application.signin;

import static io.modelcatalog.application.TestCatalog.administrator;
import static io.modelcatalog.application.TestCatalog.memberWith;
import static io.modelcatalog.application.TestCatalog.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.modelcatalog.application.TestCatalog;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.access.Authority;
import io.modelcatalog.application.apikey.ApiKeyUseCases;
import io.modelcatalog.application.person.CancelInvite;
import io.modelcatalog.application.person.ChangeUser;
import io.modelcatalog.application.person.DeleteUser;
import io.modelcatalog.application.person.InviteUser;
import io.modelcatalog.application.person.PeopleWorld;
import io.modelcatalog.application.person.ResendInvite;
import io.modelcatalog.application.port.persistence.InMemoryAttemptStore;
import io.modelcatalog.application.port.persistence.InMemoryPasswordStore;
import io.modelcatalog.application.port.persistence.InMemorySessionStore;
import io.modelcatalog.application.port.persistence.InMemorySetupLinkStore;
import io.modelcatalog.application.port.secret.FakePasswords;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.fixtures.Fixtures;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignInUseCasesTest {
  private static final String PASSWORD = "correct horse battery";
  private static final Client HERE = new Client("192.0.2.1", "a browser");

  private final PeopleWorld world = new PeopleWorld();
  private final TestCatalog catalog = world.catalog;
  private final FakePasswords passwords = new FakePasswords();
  private final InMemoryPasswordStore hashes = new InMemoryPasswordStore(catalog.store);
  private final InMemorySessionStore sessions = new InMemorySessionStore(catalog.store);
  private final SignInUseCases useCases = useCases();
  private final User mia = withPassword(world.user("mia", OrganizationRole.MEMBER));

  @Test
  void whoKnowsThePasswordComesIn() {
    SignedIn in = in(signIn("MIA@example.com ", PASSWORD));

    KnownSession known = useCases.know().handle(token(in)).orElseThrow();
    assertThat(known.user()).isEqualTo(mia);
    assertThat(known.actor().kind()).isEqualTo(Actor.Kind.USER);
    assertThat(known.actor().person()).contains(mia.id().toString());
    assertThat(in.toString()).doesNotContain(token(in));
  }

  @Test
  void eachSignInHasATokenOfItsOwn() {
    assertThat(token(in(signIn("mia@example.com", PASSWORD))))
        .isNotEqualTo(token(in(signIn("mia@example.com", PASSWORD))));
    assertThat(useCases.know().handle("a-token-somebody-made-up")).isEmpty();
  }

  @Test
  void anUnknownAddressAnswersLikeAWrongPasswordAndCostsTheSame() {
    Result<SignedIn, SignInRefusal> wrong = signIn("mia@example.com", "something else");
    Result<SignedIn, SignInRefusal> unknown = signIn("nobody@example.com", PASSWORD);
    Result<SignedIn, SignInRefusal> malformed = signIn("nobody", PASSWORD);

    assertThat(wrong).isEqualTo(Result.err(new SignInRefusal.Wrong()));
    assertThat(unknown).isEqualTo(wrong);
    assertThat(malformed).isEqualTo(wrong);
    assertThat(passwords.compared)
        .containsExactly(
            hashes.find(mia.id()).orElseThrow(), passwords.ofNobody(), passwords.ofNobody());
  }

  @Test
  void somebodyInSeveralOrganizationsNamesTheirs() {
    User elsewhere = withPassword(world.user(Fixtures.OTHERS, "mia", OrganizationRole.MEMBER));

    assertThat(signIn("mia@example.com", PASSWORD))
        .isEqualTo(Result.err(new SignInRefusal.Wrong()));
    assertThat(
            in(useCases
                    .signIn()
                    .handle(
                        new SignIn.Command(
                            "mia@example.com",
                            PASSWORD,
                            Optional.of(Fixtures.OTHERS.toString()),
                            HERE)))
                .user())
        .isEqualTo(elsewhere);
  }

  @Test
  void anAccountIsClosedToGuessesForAWhileWhetherItExistsOrNot() {
    for (String email : List.of("mia@example.com", "nobody@example.com")) {
      for (int i = 0; i < SignInHandler.MOST_FOR_AN_ACCOUNT; i++) {
        assertThat(signIn(email, "guess " + i)).isEqualTo(Result.err(new SignInRefusal.Wrong()));
      }
      int compared = passwords.compared.size();
      assertThat(signIn(email, PASSWORD)).isInstanceOf(Result.Err.class);
      assertThat(refusal(signIn(email, PASSWORD)))
          .isInstanceOfSatisfying(
              SignInRefusal.TooMany.class, many -> assertThat(many.retryAfter()).isPositive());
      assertThat(passwords.compared).hasSize(compared);
    }
    catalog.pass(Duration.ofMinutes(15));
    in(signIn("mia@example.com", PASSWORD));
  }

  @Test
  void anAddressIsClosedToGuessesAtManyAccounts() {
    for (int i = 0; i < SignInHandler.MOST_FROM_AN_ADDRESS; i++) {
      signIn("nobody" + i + "@example.com", PASSWORD);
    }

    assertThat(refusal(signIn("mia@example.com", PASSWORD)))
        .isInstanceOf(SignInRefusal.TooMany.class);
  }

  @Test
  void comingInForgivesEarlierGuesses() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < SignInHandler.MOST_FOR_AN_ACCOUNT - 1; i++) {
        signIn("mia@example.com", "guess");
      }
      in(signIn("mia@example.com", PASSWORD));
    }
  }

  @Test
  void aHashOfAnotherCostIsRenewed() {
    passwords.cost = 7;

    in(signIn("mia@example.com", PASSWORD));

    assertThat(hashes.find(mia.id()).orElseThrow()).startsWith("hash:7:");
    in(signIn("mia@example.com", PASSWORD));
  }

  @Test
  void aSessionEndsWhenNothingIsDoneOrItsTimeIsUp() {
    String idle = token(in(signIn("mia@example.com", PASSWORD)));
    catalog.pass(Duration.ofMinutes(119));
    assertThat(useCases.know().handle(idle)).isPresent();
    catalog.pass(Duration.ofMinutes(119));
    assertThat(useCases.know().handle(idle)).isPresent();
    catalog.pass(Duration.ofMinutes(120));
    assertThat(useCases.know().handle(idle)).isEmpty();

    String old = token(in(signIn("mia@example.com", PASSWORD)));
    for (int hour = 0; hour < 23; hour++) {
      catalog.pass(Duration.ofHours(1));
      assertThat(useCases.know().handle(old)).isPresent();
    }
    catalog.pass(Duration.ofHours(1));
    assertThat(useCases.know().handle(old)).isEmpty();
  }

  @Test
  void aDeletedUsersSessionDiesAtOnce() {
    String token = token(in(signIn("mia@example.com", PASSWORD)));

    ok(
        world
            .useCases
            .users()
            .delete()
            .handle(administrator(), new DeleteUser.Command(mia.id().toString())));

    assertThat(useCases.know().handle(token)).isEmpty();
    assertThat(signIn("mia@example.com", PASSWORD))
        .isEqualTo(Result.err(new SignInRefusal.Wrong()));
  }

  @Test
  void aChangedRoleCountsAtOnce() {
    String token = token(in(signIn("mia@example.com", PASSWORD)));
    assertThat(actor(token).may("virtual_keys.list")).isFalse();

    world.join(world.research, mia, WorkspaceRole.MEMBER);
    assertThat(actor(token).may("virtual_keys.list", world.research.id())).isTrue();
    assertThat(actor(token).isOrganizationWide()).isFalse();

    role("admin");
    assertThat(actor(token).may("organisation_users.delete", Optional.empty())).isTrue();
    assertThat(actor(token).may(Scope.OWNERS)).isFalse();

    role("member");
    assertThat(actor(token).may("organisation_users.delete")).isFalse();
  }

  @Test
  void aUserKeyAdministersNoMoreThanItsOwnerMay() {
    Actor key = userKey("virtual_keys.create", "virtual_keys.list", "completions.write");

    assertThat(useCases.narrow().handle(key).may("virtual_keys.list")).isFalse();
    world.join(world.research, mia, WorkspaceRole.MEMBER);
    Actor narrowed = useCases.narrow().handle(key);
    assertThat(narrowed.may("virtual_keys.list", world.research.id())).isTrue();
    assertThat(narrowed.may("virtual_keys.create")).isFalse();
    assertThat(narrowed.may("logs.list")).isFalse();
    // A key is never given more than it has: one of a user sees what is its owner's alone.
    assertThat(narrowed.may(Scope.DATA_OF_OTHERS)).isFalse();
  }

  @Test
  void keysOfServicesAndOfPeopleNotKnownHereKeepWhatTheyHave() {
    Actor service = memberWith(world.research, "virtual_keys.create");
    Actor strange =
        new Actor(
            service.id(),
            service.kind(),
            service.organization(),
            service.authority(),
            Optional.of("jdoe"),
            Optional.empty());

    assertThat(useCases.narrow().handle(service)).isEqualTo(service);
    assertThat(useCases.narrow().handle(strange)).isEqualTo(strange);
  }

  @Test
  void aNewPasswordEndsTheOtherSessions() {
    String here = token(in(signIn("mia@example.com", PASSWORD)));
    String there = token(in(signIn("mia@example.com", PASSWORD)));
    KnownSession known = useCases.know().handle(here).orElseThrow();

    assertThat(
            refusal(
                useCases
                    .changePassword()
                    .handle(known, new ChangePassword.Command("wrong", "a new long one!"))))
        .isInstanceOf(SignInRefusal.Refused.class);
    assertThat(
            refusal(
                useCases
                    .changePassword()
                    .handle(known, new ChangePassword.Command(PASSWORD, "too short"))))
        .isInstanceOf(SignInRefusal.Refused.class);
    assertThat(useCases.know().handle(there)).isPresent();

    assertThat(
            useCases
                .changePassword()
                .handle(known, new ChangePassword.Command(PASSWORD, "a new long one!")))
        .isEqualTo(Result.ok(mia));
    assertThat(useCases.know().handle(here)).isPresent();
    assertThat(useCases.know().handle(there)).isEmpty();
    in(signIn("mia@example.com", "a new long one!"));
  }

  @Test
  void oneEndsOnesOwnSessionsAlone() {
    User bob = withPassword(world.user("bob", OrganizationRole.MEMBER));
    KnownSession mias =
        useCases.know().handle(token(in(signIn("mia@example.com", PASSWORD)))).orElseThrow();
    KnownSession bobs =
        useCases.know().handle(token(in(signIn("bob@example.com", PASSWORD)))).orElseThrow();

    EndSession.Command bobsOwn = new EndSession.Command(bobs.session().id().toString());
    assertThat(useCases.end().handle(mias, bobsOwn)).isInstanceOf(Result.Err.class);
    assertThat(useCases.list().handle(bobs)).hasSize(1);
    assertThat(useCases.end().handle(bobs, bobsOwn)).isInstanceOf(Result.Ok.class);
    assertThat(sessions.of(bob.id())).isEmpty();
  }

  @Test
  void anInviteMakesTheirAccountMembershipsAndKeysAndSignsIn() {
    InviteUser.Invited invited =
        world.invited(
            administrator(),
            new InviteUser.Command(
                "new@example.com",
                "member",
                List.of(new InviteUser.Place(world.research.id().toString(), "manager")),
                List.of("completions.write")));

    AcceptInvite.Accepted accepted = came(accept(secret(invited.token()), PASSWORD));

    User user = accepted.signedIn().user();
    assertThat(user.email().value()).isEqualTo("new@example.com");
    assertThat(user.firstName()).isEqualTo("New");
    assertThat(world.memberships.of(List.of(user.id())))
        .extracting(Membership::workspace, Membership::role)
        .containsExactly(tuple(world.research.id(), WorkspaceRole.MANAGER));
    assertThat(accepted.keys()).hasSize(1);
    assertThat(accepted.keys().getFirst().key().type()).isEqualTo(KeyType.WORKSPACE_USER);
    assertThat(accepted.keys().getFirst().key().user()).contains(user.id().toString());
    assertThat(accepted.keys().getFirst().key().scopes()).containsExactly("completions.write");
    assertThat(useCases.know().handle(token(accepted.signedIn()))).isPresent();
    in(signIn("new@example.com", PASSWORD));
    assertThat(accept(secret(invited.token()), PASSWORD)).isInstanceOf(Result.Err.class);
  }

  @Test
  void anInviteWithoutWorkspacesLeadsToTheDefaultOne() {
    Workspace home =
        catalog.save(Fixtures.aWorkspace().named("Shared Team Workspace").asDefault().build());
    InviteUser.Invited invited = invited();

    User user = came(accept(secret(invited.token()), PASSWORD)).signedIn().user();

    assertThat(world.memberships.find(home.id(), user.id()).orElseThrow().role())
        .isEqualTo(WorkspaceRole.MEMBER);
  }

  @Test
  void aLinkThatWasCancelledReplacedOrHasExpiredOpensNothing() {
    InviteUser.Invited cancelled = invited();
    ok(
        world
            .useCases
            .invites()
            .cancel()
            .handle(administrator(), new CancelInvite.Command(cancelled.invite().id().toString())));
    InviteUser.Invited replaced = invited();
    InviteUser.Invited renewed =
        ok(
            world
                .useCases
                .invites()
                .resend()
                .handle(
                    administrator(), new ResendInvite.Command(replaced.invite().id().toString())));

    for (SecretText token : List.of(cancelled.token(), replaced.token())) {
      assertThat(refusal(accept(secret(token), PASSWORD))).isEqualTo(Arrivals.deadLink());
    }
    assertThat(refusal(accept("nonsense", PASSWORD))).isEqualTo(Arrivals.deadLink());
    catalog.pass(Duration.ofDays(7));
    assertThat(refusal(accept(secret(renewed.token()), PASSWORD))).isEqualTo(Arrivals.deadLink());
  }

  @Test
  void aShortPasswordLeavesTheInviteAsItWas() {
    InviteUser.Invited invited = invited();

    assertThat(refusal(accept(secret(invited.token()), "eleven char")))
        .isInstanceOf(SignInRefusal.Refused.class);
    came(accept(secret(invited.token()), "twelve chars"));
  }

  @Test
  void theFirstOwnerComesByTheLatestLinkOnce() {
    String dead = secret(useCases.offerSetup().handle().orElseThrow());
    String link = secret(useCases.offerSetup().handle().orElseThrow());

    assertThat(refusal(setUp(dead))).isEqualTo(Arrivals.deadLink());
    SignedIn in = in(setUp(link));

    assertThat(in.user().role()).isEqualTo(OrganizationRole.OWNER);
    assertThat(in.user().organization()).isEqualTo(Fixtures.ACME);
    assertThat(refusal(setUp(link))).isEqualTo(Arrivals.deadLink());
  }

  @Test
  void theFirstOwnerOfNothingMakesTheOrganization() {
    catalog.store.organizations.clear();
    catalog.store.workspaces.clear();
    String link = secret(useCases.offerSetup().handle().orElseThrow());

    SignedIn in = in(setUp(link));

    assertThat(catalog.organizations.find(in.user().organization()).orElseThrow().name())
        .isEqualTo("New Org");
    KnownSession known = useCases.know().handle(token(in)).orElseThrow();
    assertThat(known.memberships()).hasSize(1);
    assertThat(known.memberships().getFirst().workspace().isDefault()).isTrue();
    assertThat(known.actor().may(Scope.OWNERS)).isTrue();
    assertThat(useCases.offerSetup().handle()).isEmpty();
  }

  private Result<SignedIn, SignInRefusal> setUp(String token) {
    return useCases
        .setUp()
        .handle(
            new SetUp.Command(
                token, "New Org", "boss@example.com", new NewPerson("B", "O", PASSWORD), HERE));
  }

  private InviteUser.Invited invited() {
    return world.invited(
        administrator(), new InviteUser.Command("new@example.com", "member", List.of(), List.of()));
  }

  private Result<AcceptInvite.Accepted, SignInRefusal> accept(String token, String password) {
    return useCases
        .accept()
        .handle(new AcceptInvite.Command(token, new NewPerson("New", "One", password), HERE));
  }

  private Result<SignedIn, SignInRefusal> signIn(String email, String password) {
    return useCases.signIn().handle(new SignIn.Command(email, password, Optional.empty(), HERE));
  }

  private void role(String role) {
    ok(
        world
            .useCases
            .users()
            .change()
            .handle(
                administrator(),
                new ChangeUser.Command(
                    mia.id().toString(), Optional.of(role), Optional.empty(), Optional.empty())));
  }

  private Actor actor(String token) {
    return useCases.know().handle(token).orElseThrow().actor();
  }

  private Actor userKey(String... scopes) {
    Actor service = memberWith(world.research, scopes);
    return new Actor(
        service.id(),
        Actor.Kind.API_KEY,
        service.organization(),
        Authority.in(world.research.id(), Set.of(scopes)),
        Optional.of(mia.id().toString()),
        Optional.empty());
  }

  private User withPassword(User user) {
    hashes.save(user.id(), passwords.hash(SecretText.of(PASSWORD)), catalog.instant());
    return user;
  }

  private SignInUseCases useCases() {
    return SignInUseCases.of(
        new SignInUseCases.People(
            world.users,
            world.memberships,
            world.invites,
            hashes,
            sessions,
            new InMemoryAttemptStore(catalog.store),
            new InMemorySetupLinkStore(catalog.store)),
        new SignInUseCases.Ports(
            catalog.organizations,
            catalog.workspaces,
            passwords,
            world.tokens,
            catalog.unitOfWork,
            catalog.events,
            catalog.ids,
            catalog),
        new SessionRules(Duration.ofHours(2), Duration.ofHours(24)),
        ApiKeyUseCases.of(
                catalog.keys,
                catalog.workspaces,
                world.users,
                world.memberships,
                catalog.configs,
                catalog.secrets,
                catalog.usage,
                catalog.unitOfWork,
                catalog.events,
                catalog.ids,
                catalog)
            .issue());
  }

  private static String token(SignedIn in) {
    return secret(in.token());
  }

  private static String secret(SecretText token) {
    return token.reveal(new SecretAccess("test"));
  }

  private static SignedIn in(Result<SignedIn, SignInRefusal> result) {
    assertThat(result).isInstanceOf(Result.Ok.class);
    return ((Result.Ok<SignedIn, SignInRefusal>) result).value();
  }

  private static AcceptInvite.Accepted came(Result<AcceptInvite.Accepted, SignInRefusal> result) {
    assertThat(result).isInstanceOf(Result.Ok.class);
    return ((Result.Ok<AcceptInvite.Accepted, SignInRefusal>) result).value();
  }

  private static <T> SignInRefusal refusal(Result<T, SignInRefusal> result) {
    assertThat(result).isInstanceOf(Result.Err.class);
    return ((Result.Err<T, SignInRefusal>) result).error();
  }
}
