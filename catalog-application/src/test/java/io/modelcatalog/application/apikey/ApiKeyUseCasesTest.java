package io.modelcatalog.application.apikey;

import static io.modelcatalog.application.TestCatalog.administrator;
import static io.modelcatalog.application.TestCatalog.administratorWith;
import static io.modelcatalog.application.TestCatalog.faultyField;
import static io.modelcatalog.application.TestCatalog.memberOf;
import static io.modelcatalog.application.TestCatalog.memberWith;
import static io.modelcatalog.application.TestCatalog.ok;
import static io.modelcatalog.application.TestCatalog.refusal;
import static io.modelcatalog.application.TestCatalog.stranger;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.acme;
import static io.modelcatalog.domain.fixtures.Fixtures.anOrganizationKey;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.TestCatalog;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.persistence.InMemoryMembershipRepository;
import io.modelcatalog.application.port.persistence.InMemoryUserRepository;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.port.usage.UsageView.Status;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.access.RetiringKey;
import io.modelcatalog.domain.access.RotationPeriod;
import io.modelcatalog.domain.access.RotationPolicy;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.fixtures.Fixtures;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyUseCasesTest {
  private final TestCatalog catalog = new TestCatalog();
  private final UserRepository users = new InMemoryUserRepository(catalog.store);
  private final MembershipRepository memberships = new InMemoryMembershipRepository(catalog.store);
  private final ApiKeyUseCases useCases =
      ApiKeyUseCases.of(
          catalog.keys,
          catalog.workspaces,
          users,
          memberships,
          catalog.configs,
          catalog.secrets,
          catalog.usage,
          catalog.unitOfWork,
          catalog.events,
          catalog.ids,
          catalog);
  private final Workspace workspace = catalog.save(aWorkspace().build());

  @BeforeEach
  void registerTheOrganization() {
    catalog.save(acme());
  }

  @Nested
  class Issuing {
    @Test
    void handsOutTheSecretOnceAndKeepsOnlyItsHash() {
      IssueApiKey.Issued issued =
          ok(issue(memberOf(workspace), KeyType.WORKSPACE_SERVICE, "completions.write"));

      String secret = issued.secret().reveal(new SecretAccess("test"));
      assertThat(catalog.keys.findByDigest(catalog.secrets.digest(secret))).contains(issued.key());
      assertThat(issued.key().mask()).isEqualTo(issued.secret().masked());
      assertThat(issued.toString()).doesNotContain(secret);
      assertThat(issued.key().workspace()).contains(workspace.id());
      assertThat(issued.key().scopes()).containsExactly("completions.write");
      assertThat(catalog.announced)
          .containsExactly(CatalogChange.of(workspace.organization(), workspace.id()));
    }

    @Test
    void aKeyOfTheOrganizationTouchesNoWorkspace() {
      IssueApiKey.Issued issued =
          ok(issue(administrator(), KeyType.ORGANISATION_SERVICE, "workspaces.list"));

      assertThat(issued.key().workspace()).isEmpty();
      assertThat(catalog.announced)
          .containsExactly(new CatalogChange(workspace.organization(), Set.of(), true));
    }

    @Test
    void aWorkspaceKeyIsOnlyIssuedToAWorkspaceThatIsNamedOrImplied() {
      assertThat(
              faultyField(issue(administrator(), KeyType.WORKSPACE_SERVICE, "completions.write")))
          .isEqualTo("workspace_id");
      assertThat(
              ok(useCases
                      .issue()
                      .handle(
                          administrator(),
                          aCommand(KeyType.WORKSPACE_SERVICE, List.of("completions.write"))
                              .in(workspace.slug().value())
                              .command()))
                  .key()
                  .workspace())
          .contains(workspace.id());
    }

    @Test
    void anotherTenantsWorkspaceAnswersLikeOneThatDoesNotExist() {
      String id = workspace.id().toString();

      assertThat(
              refusal(
                  useCases
                      .issue()
                      .handle(
                          stranger(),
                          aCommand(KeyType.WORKSPACE_SERVICE, List.of("completions.write"))
                              .in(id)
                              .command())))
          .isEqualTo(new CatalogError.NotFound("workspace", id));
    }

    @Test
    void nobodyHandsOutAScopeThatTheyDoNotHold() {
      Actor clerk = memberWith(workspace, "workspace_service_api_keys.create", "virtual_keys.list");

      assertThat(
              refusal(
                  issue(
                      clerk, KeyType.WORKSPACE_SERVICE, "virtual_keys.list", "completions.write")))
          .isInstanceOfSatisfying(
              CatalogError.NotPermitted.class,
              why -> assertThat(why.rule()).contains("completions.write"));
      assertThat(catalog.store.apiKeys).isEmpty();
      ok(issue(clerk, KeyType.WORKSPACE_SERVICE, "virtual_keys.list"));
    }

    @Test
    void namesScopesThatDoNotExist() {
      assertThat(
              refusal(
                  issue(
                      administrator(), KeyType.ORGANISATION_SERVICE, "workspaces.list", "root.*")))
          .isEqualTo(new CatalogError.Invalid("scopes", "no scope is named root.*"));
    }

    @Test
    void aKeyWithoutScopesIsRefused() {
      assertThat(faultyField(issue(administrator(), KeyType.ORGANISATION_SERVICE)))
          .isEqualTo("scopes");
    }

    @Test
    void eachTypeOfKeyNeedsAScopeOfItsOwn() {
      assertThat(
              refusal(
                  issue(
                      memberWith(workspace, "workspace_user_api_keys.create", "logs.list"),
                      KeyType.WORKSPACE_SERVICE,
                      "logs.list")))
          .isEqualTo(new CatalogError.Forbidden("workspace_service_api_keys.create"));
      assertThat(
              refusal(
                  issue(
                      administratorWith("workspace_service_api_keys.create", "logs.list"),
                      KeyType.ORGANISATION_SERVICE,
                      "logs.list")))
          .isEqualTo(new CatalogError.Forbidden("organisation_service_api_keys.create"));
    }

    @Test
    void aWorkspaceKeyCannotIssueKeysOfTheOrganization() {
      assertThat(
              refusal(issue(memberOf(workspace), KeyType.ORGANISATION_SERVICE, "workspaces.list")))
          .isInstanceOf(CatalogError.NotPermitted.class);
    }

    @Test
    void aUserKeyBelongsToAPersonAndNoOtherKeyDoes() {
      Wish service = aCommand(KeyType.WORKSPACE_SERVICE, List.of("logs.list"));
      Wish personal = aCommand(KeyType.WORKSPACE_USER, List.of("logs.list"));
      Actor member = memberOf(workspace);

      assertThat(faultyField(useCases.issue().handle(member, personal.command())))
          .isEqualTo("user_id");
      assertThat(faultyField(useCases.issue().handle(member, service.ownedBy("ada").command())))
          .isEqualTo("user_id");
      assertThat(
              ok(useCases.issue().handle(member, personal.ownedBy(somebody("ada")).command()))
                  .key()
                  .user())
          .contains(somebody("ada"));
    }

    @Test
    void refusesAnExpiryThatHasPassed() {
      assertThat(
              faultyField(
                  useCases
                      .issue()
                      .handle(
                          memberOf(workspace),
                          aCommand(KeyType.WORKSPACE_SERVICE, List.of("logs.list"))
                              .until(catalog.instant())
                              .command())))
          .isEqualTo("expires_at");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "@host", "name@", "a@b@c", "a b@c"})
    void refusesWhatIsNoAddress(String email) {
      assertThat(
              faultyField(
                  useCases
                      .issue()
                      .handle(
                          memberOf(workspace),
                          aCommand(KeyType.WORKSPACE_SERVICE, List.of("logs.list"))
                              .alerting(email)
                              .command())))
          .isEqualTo("alert_emails[0]");
    }

    @Test
    void checksTheDefaultsOfItsCalls() {
      assertThat(
              faultyField(
                  useCases
                      .issue()
                      .handle(
                          memberOf(workspace),
                          aCommand(KeyType.WORKSPACE_SERVICE, List.of("logs.list"))
                              .startingFrom(Map.of("allow_config_override", "yes"))
                              .command())))
          .isEqualTo("defaults.allow_config_override");
    }
  }

  @Nested
  class Finding {
    private final ApiKey organizationKey = catalog.save(anOrganizationKey().build());
    private final ApiKey serviceKey =
        catalog.save(aKeyOf(workspace).withBudget(dollars(1)).build());
    private final ApiKey userKey = catalog.save(aKeyOf(workspace).ownedBy("ada").build());

    @Test
    void anOrganizationKeySeesAllKeys() {
      assertThat(list(administrator(), Optional.empty()))
          .containsExactlyInAnyOrder(organizationKey, serviceKey, userKey);
      assertThat(list(administrator(), Optional.of(workspace.slug().value())))
          .containsExactlyInAnyOrder(serviceKey, userKey);
    }

    @Test
    void aWorkspaceKeySeesTheKeysOfItsWorkspaceAlone() {
      Workspace other = catalog.save(aWorkspace().named("Other").build());
      catalog.save(aKeyOf(other).build());

      assertThat(list(memberOf(workspace), Optional.empty()))
          .containsExactlyInAnyOrder(serviceKey, userKey);
      assertThat(refusal(find(memberOf(workspace), organizationKey.id().toString())))
          .isInstanceOf(CatalogError.NotFound.class);
    }

    @Test
    void listsOnlyTheTypesThatTheActorMayList() {
      assertThat(list(memberWith(workspace, "workspace_user_api_keys.list"), Optional.empty()))
          .containsExactly(userKey);
      assertThat(list(administratorWith("organisation_service_api_keys.list"), Optional.empty()))
          .containsExactly(organizationKey);
      assertThat(
              refusal(
                  useCases
                      .list()
                      .handle(
                          memberWith(workspace, "logs.list"),
                          new ListApiKeys.Query(
                              Optional.empty(),
                              List.of(),
                              Optional.empty(),
                              Optional.empty(),
                              Page.Request.FIRST))))
          .isEqualTo(new CatalogError.Forbidden("workspace_service_api_keys.list"));
    }

    @Test
    void pagesThroughTheTypesThatTheActorMayList() {
      ApiKey second = catalog.save(aKeyOf(workspace).ownedBy("bob").build());
      Actor actor = memberWith(workspace, "workspace_user_api_keys.list");

      Page<ApiKeyView> first = page(actor, 0);
      Page<ApiKeyView> next = page(actor, 1);
      Page<ApiKeyView> beyond = page(actor, 9);

      assertThat(List.of(first.total(), next.total(), beyond.total())).containsOnly(2L);
      assertThat(List.of(first.items().getFirst().key(), next.items().getFirst().key()))
          .containsExactlyInAnyOrder(userKey, second);
      assertThat(beyond.items()).isEmpty();
    }

    @Test
    void listsJustTheKeysAskedFor() {
      assertThat(
              ok(useCases
                      .list()
                      .handle(
                          administrator(),
                          new ListApiKeys.Query(
                              Optional.empty(),
                              List.of(userKey.id(), new ApiKeyId(new UUID(9, 9))),
                              Optional.empty(),
                              Optional.empty(),
                              Page.Request.FIRST)))
                  .items())
          .extracting(ApiKeyView::key)
          .containsExactly(userKey);
    }

    @Test
    void listsThoseThatStandSo() {
      Instant soon = catalog.instant().plusSeconds(60);
      ApiKey expiring = catalog.save(aKeyOf(workspace).expiringAt(soon).build());
      ApiKey rich = catalog.save(aKeyOf(workspace).withBudget(dollars(9)).build());
      ApiKey poor = catalog.save(aKeyOf(workspace).withBudget(dollars(2)).build());
      for (ApiKey spent : List.of(serviceKey, poor)) {
        catalog.use(
            LimitKey.of(Level.API_KEY, spent.id().value(), spent.limits().budgets().getFirst(), 0),
            dollars(2).amount());
      }
      catalog.moveTo(soon);

      assertThat(standing(Status.EXPIRED)).containsExactly(expiring);
      assertThat(standing(Status.EXHAUSTED)).containsExactlyInAnyOrder(poor, serviceKey);
      assertThat(standing(Status.ACTIVE)).containsExactlyInAnyOrder(rich, userKey, organizationKey);
    }

    private List<ApiKey> standing(Status status) {
      List<ApiKey> all = new ArrayList<>();
      for (int number = 0; number < 3; number++) {
        Page<ApiKeyView> page =
            ok(
                useCases
                    .list()
                    .handle(
                        administrator(),
                        new ListApiKeys.Query(
                            Optional.empty(),
                            List.of(),
                            Optional.empty(),
                            Optional.of(status),
                            new Page.Request(number, 2))));
        page.items().forEach(view -> all.add(view.key()));
        assertThat(page.items()).allMatch(view -> view.status() == status);
        assertThat(page.total()).isBetween((long) all.size(), 3L);
      }
      return all;
    }

    @Test
    void whatIsOutOfReachAnswersLikeWhatDoesNotExist() {
      for (String id : List.of(serviceKey.id().toString(), new UUID(9, 9).toString(), "no-uuid")) {
        assertThat(refusal(find(stranger(), id)))
            .isEqualTo(new CatalogError.NotFound("api-key", id));
      }
    }

    @Test
    void tellsHowAKeyStands() {
      assertThat(ok(find(administrator(), serviceKey.id().toString())).status())
          .isEqualTo(Status.ACTIVE);

      catalog.use(
          LimitKey.of(Level.API_KEY, serviceKey.id().value(), dollars(1), 0), dollars(1).amount());

      assertThat(ok(find(administrator(), serviceKey.id().toString())).status())
          .isEqualTo(Status.EXHAUSTED);
    }

    private Result<ApiKeyView, CatalogError> find(Actor actor, String id) {
      return useCases.find().handle(actor, new FindApiKey.Query(id));
    }

    private List<ApiKey> list(Actor actor, Optional<String> in) {
      return ok(
              useCases
                  .list()
                  .handle(
                      actor,
                      new ListApiKeys.Query(
                          in, List.of(), Optional.empty(), Optional.empty(), Page.Request.FIRST)))
          .items()
          .stream()
          .map(ApiKeyView::key)
          .toList();
    }

    private Page<ApiKeyView> page(Actor actor, int number) {
      return ok(
          useCases
              .list()
              .handle(
                  actor,
                  new ListApiKeys.Query(
                      Optional.empty(),
                      List.of(),
                      Optional.empty(),
                      Optional.empty(),
                      new Page.Request(number, 1))));
    }
  }

  @Nested
  class KeysOfUsers {
    private Workspace lab(Map<String, ?> settings) {
      return catalog.save(aWorkspace().named("Lab").withSettings(Settings.of(settings)).build());
    }

    private Result<IssueApiKey.Issued, CatalogError> give(
        Workspace lab, String person, Instant until) {
      Wish wish =
          aCommand(KeyType.WORKSPACE_USER, List.of("completions.write"))
              .in(lab.slug().value())
              .ownedBy(somebody(person));
      return useCases
          .issue()
          .handle(administrator(), (until == null ? wish : wish.until(until)).command());
    }

    private Instant in(long seconds) {
      return catalog.instant().plusSeconds(seconds);
    }

    @Test
    void liveAsLongAsTheirWorkspaceSays() {
      Workspace lab = lab(Map.of("user_api_key_ttl", 60, "user_api_key_max_ttl", 3600));

      assertThat(ok(give(lab, "ada", null)).key().expiresAt()).contains(in(60));
      assertThat(ok(give(lab, "ada", in(3600))).key().expiresAt()).contains(in(3600));
      assertThat(faultyField(give(lab, "ada", in(3601)))).isEqualTo("expires_at");
      assertThat(ok(give(lab(Map.of("user_api_key_max_ttl", 9)), "ada", null)).key().expiresAt())
          .contains(in(9));
    }

    @Test
    void belongToSomebodyWhoWorksInTheWorkspace() {
      Workspace lab = lab(Map.of());
      String member = person(lab.organization(), "cleo", OrganizationRole.MEMBER);
      String owner = person(lab.organization(), "olga", OrganizationRole.OWNER);
      String stranger = person(Fixtures.OTHERS, "dan", OrganizationRole.OWNER);

      assertThat(faultyField(giveTo(lab, member))).isEqualTo("user_id");
      for (String nobody : List.of("ada", UUID.randomUUID().toString(), stranger)) {
        assertThat(refusal(giveTo(lab, nobody)))
            .isEqualTo(
                new CatalogError.Invalid(
                    "user_id", "expected the id of somebody in the organisation"));
      }
      ok(giveTo(lab, owner));
      assertThat(
              memberships.save(
                  new Membership(
                      lab.organization(),
                      lab.id(),
                      new UserId(UUID.fromString(member)),
                      WorkspaceRole.MEMBER,
                      Audit.created(Fixtures.SOMEONE, catalog.instant()),
                      0)))
          .isInstanceOf(Result.Ok.class);
      assertThat(ok(giveTo(lab, member)).key().user()).contains(member);
      assertThat(faultyField(giveTo(workspace, member))).isEqualTo("user_id");
    }

    private Result<IssueApiKey.Issued, CatalogError> giveTo(Workspace lab, String user) {
      return useCases
          .issue()
          .handle(
              administrator(),
              aCommand(KeyType.WORKSPACE_USER, List.of("completions.write"))
                  .in(lab.slug().value())
                  .ownedBy(user)
                  .command());
    }

    @Test
    void keysOfServicesAreNotConcerned() {
      Workspace lab =
          lab(Map.of("user_api_key_max_ttl", 60, "user_api_key_count", 0, "user_api_key_ttl", 9));

      IssueApiKey.Issued issued =
          ok(
              useCases
                  .issue()
                  .handle(
                      administrator(),
                      aCommand(KeyType.WORKSPACE_SERVICE, List.of("completions.write"))
                          .in(lab.slug().value())
                          .command()));

      assertThat(issued.key().expiresAt()).isEmpty();
    }

    @Test
    void aPersonHasAsManyAsTheirWorkspaceSays() {
      Workspace lab = lab(Map.of("user_api_key_count", 2));
      ok(give(lab, "ada", null));
      ok(give(lab, "ada", null));

      assertThat(refusal(give(lab, "ada", null))).isInstanceOf(CatalogError.NotPermitted.class);
      ok(give(lab, "bob", null));
      Workspace free = lab(Map.of("user_api_key_count", -1));
      ok(give(free, "ada", null));
    }

    @Test
    void anExpiryIsNotPutOffBeyondWhatTheWorkspaceSays() {
      Workspace lab = lab(Map.of("user_api_key_max_ttl", 3600));
      ApiKey key = ok(give(lab, "ada", in(60))).key();

      assertThat(faultyField(expire(key, Change.clear()))).isEqualTo("expires_at");
      assertThat(faultyField(expire(key, Change.set(in(3601))))).isEqualTo("expires_at");
      assertThat(ok(expire(key, Change.keep())).expiresAt()).contains(in(60));
      assertThat(ok(expire(key, Change.set(in(3600)))).expiresAt()).contains(in(3600));
    }

    private Result<ApiKey, CatalogError> expire(ApiKey key, Change<Instant> expiresAt) {
      return useCases
          .change()
          .handle(
              administrator(),
              new ChangeApiKey.Command(
                  key.id().toString(),
                  Optional.empty(),
                  Change.keep(),
                  Change.keep(),
                  LimitsChange.NONE,
                  Change.keep(),
                  Change.keep(),
                  expiresAt,
                  Change.keep(),
                  false));
    }

    @Test
    void startFromWhatTheirWorkspaceGivesThem() {
      Workspace lab = lab(Map.of("user_key_metadata", Map.of("team", "lab", "room", "7")));
      Workspace open =
          lab(
              Map.of(
                  "user_key_metadata", Map.of("team", "lab"), "user_key_metadata_override", true));

      assertThat(metadata(lab)).isEqualTo(Map.of("team", "lab", "room", "7", "app", "ci"));
      assertThat(metadata(open)).isEqualTo(Map.of("team", "own", "app", "ci"));
    }

    private Object metadata(Workspace lab) {
      return ok(useCases
              .issue()
              .handle(
                  administrator(),
                  aCommand(KeyType.WORKSPACE_USER, List.of("completions.write"))
                      .in(lab.slug().value())
                      .ownedBy(somebody("ada"))
                      .startingFrom(Map.of("metadata", Map.of("team", "own", "app", "ci")))
                      .command()))
          .key()
          .defaults()
          .values()
          .get("metadata");
    }
  }

  @Nested
  class Rotating {
    private final ApiKey key = catalog.save(aKeyOf(workspace).build());

    private Result<RotateApiKey.Rotated, CatalogError> rotate(Actor actor, Duration transition) {
      return useCases
          .rotate()
          .handle(
              actor,
              new RotateApiKey.Command(key.id().toString(), Optional.ofNullable(transition)));
    }

    @Test
    void handsOutANewSecretOnceAndKeepsTheOldOneForAWhile() {
      RotateApiKey.Rotated rotated = ok(rotate(memberOf(workspace), Duration.ofHours(2)));

      String secret = rotated.secret().reveal(new SecretAccess("test"));
      assertThat(rotated.key().digest()).isEqualTo(catalog.secrets.digest(secret));
      assertThat(rotated.key().mask()).isEqualTo(rotated.secret().masked());
      assertThat(rotated.key().retiring())
          .contains(new RetiringKey(key.digest(), catalog.instant().plus(Duration.ofHours(2))));
      assertThat(rotated.key().id()).isEqualTo(key.id());
      assertThat(rotated.key().scopes()).isEqualTo(key.scopes());
      assertThat(rotated.toString()).doesNotContain(secret);
      assertThat(catalog.keys.find(key.id())).contains(rotated.key());
      assertThat(catalog.announced)
          .containsExactly(CatalogChange.of(workspace.organization(), workspace.id()));
    }

    @Test
    void theSecretBeforeTheLastOneIsLetInNoLonger() {
      RotateApiKey.Rotated first = ok(rotate(memberOf(workspace), null));
      RotateApiKey.Rotated second = ok(rotate(memberOf(workspace), null));

      assertThat(second.key().retiring())
          .contains(
              new RetiringKey(first.key().digest(), catalog.instant().plus(RotateApiKey.USUAL)));
    }

    @Test
    void noSecretOutlivesItsKey() {
      Instant soon = catalog.instant().plus(Duration.ofHours(1));
      ApiKey ending = catalog.save(aKeyOf(workspace).expiringAt(soon).build());

      RotateApiKey.Rotated rotated =
          ok(
              useCases
                  .rotate()
                  .handle(
                      memberOf(workspace),
                      new RotateApiKey.Command(ending.id().toString(), Optional.empty())));

      assertThat(rotated.key().retiring().orElseThrow().until()).isEqualTo(soon);
      catalog.pass(Duration.ofHours(1));
      assertThat(
              refusal(
                  useCases
                      .rotate()
                      .handle(
                          memberOf(workspace),
                          new RotateApiKey.Command(ending.id().toString(), Optional.empty()))))
          .isInstanceOf(CatalogError.NotPermitted.class);
    }

    @Test
    void aTransitionIsNeitherTooShortNorTooLong() {
      for (Duration wrong :
          List.of(
              RotateApiKey.SHORTEST.minusMillis(1),
              RotateApiKey.LONGEST.plusMillis(1),
              Duration.ZERO)) {
        assertThat(faultyField(rotate(memberOf(workspace), wrong)))
            .isEqualTo("key_transition_period_ms");
      }
      ok(rotate(memberOf(workspace), RotateApiKey.SHORTEST));
      ok(rotate(memberOf(workspace), RotateApiKey.LONGEST));
    }

    @Test
    void needsTheScopeAndTheReach() {
      assertThat(refusal(rotate(memberWith(workspace, "workspace_service_api_keys.update"), null)))
          .isEqualTo(new CatalogError.Forbidden("workspace_service_api_keys.rotate"));
      assertThat(refusal(rotate(stranger(), null)))
          .isEqualTo(new CatalogError.NotFound("api-key", key.id().toString()));
      ok(rotate(memberWith(workspace, "workspace_service_api_keys.rotate"), null));
    }
  }

  /** The clock begins on a Wednesday, the 18th of March 2026. */
  @Nested
  class RotatingByTheClock {
    private static final Instant MONDAY = Instant.parse("2026-03-23T00:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);

    @Test
    void thePresentSecretEndsAndTheNewOneIsMadeForWhoFetchesIt() {
      ApiKey key = rotatedWeekly();
      catalog.moveTo(MONDAY.minusMillis(1));
      assertThat(useCases.beginRotations().handle()).isZero();

      catalog.moveTo(MONDAY);
      assertThat(useCases.beginRotations().handle()).isEqualTo(1);

      ApiKey begun = stored(key);
      Instant end = MONDAY.plus(Duration.ofHours(6));
      assertThat(begun.digest()).isEqualTo(key.digest());
      assertThat(begun.secretEndsAt()).contains(end);
      assertThat(begun.rotation().orElseThrow().next()).isEqualTo(MONDAY.plus(WEEK));
      assertThat(catalog.announced)
          .containsExactly(CatalogChange.of(workspace.organization(), workspace.id()));

      catalog.pass(Duration.ofHours(2));
      RotateApiKey.Rotated fetched = ok(rotate(key, null));

      assertThat(fetched.key().retiring()).contains(new RetiringKey(key.digest(), end));
      assertThat(fetched.key().secretEndsAt()).isEmpty();
      assertThat(fetched.key().digest()).isNotEqualTo(key.digest());
      assertThat(fetched.key().rotation()).isEqualTo(begun.rotation());
    }

    @Test
    void nothingIsBegunTwiceAndWhatWasMissedIsMadeUpOnce() {
      ApiKey key = rotatedWeekly();
      catalog.moveTo(MONDAY.plus(WEEK.multipliedBy(3)).plusSeconds(9));

      assertThat(useCases.beginRotations().handle()).isEqualTo(1);
      assertThat(useCases.beginRotations().handle()).isZero();

      assertThat(stored(key).rotation().orElseThrow().next())
          .isEqualTo(MONDAY.plus(WEEK.multipliedBy(4)));
      assertThat(stored(key).secretEndsAt()).contains(catalog.instant().plus(Duration.ofHours(6)));
    }

    @Test
    void aSecretThatNobodyFetchedIsStillToBeFetchedWhenTheNextIsDue() {
      ApiKey key = rotatedWeekly();
      catalog.moveTo(MONDAY);
      useCases.beginRotations().handle();
      catalog.moveTo(MONDAY.plus(WEEK));

      assertThat(useCases.beginRotations().handle()).isEqualTo(1);

      assertThat(stored(key).secretEndsAt()).contains(MONDAY.plus(Duration.ofHours(6)));
      assertThat(stored(key).rotation().orElseThrow().next())
          .isEqualTo(MONDAY.plus(WEEK.multipliedBy(2)));
      assertThat(status(key)).isEqualTo(Status.EXPIRED);
      ok(rotate(key, null));
      assertThat(status(key)).isEqualTo(Status.ACTIVE);
    }

    @Test
    void onceIsOnce() {
      ApiKey key =
          issued(new RotationWish(Optional.empty(), Optional.of(MONDAY), Optional.empty()));
      catalog.moveTo(MONDAY);
      assertThat(useCases.beginRotations().handle()).isEqualTo(1);
      ok(rotate(key, null));
      catalog.pass(WEEK);

      assertThat(useCases.beginRotations().handle()).isZero();
      assertThat(stored(key).rotation().orElseThrow().over()).isTrue();
    }

    @Test
    void byHandItBeginsAnewButNeverComesNearer() {
      ApiKey key = issued(every(new RotationPeriod.EveryDays(10)));
      catalog.pass(Duration.ofDays(4));
      ok(rotate(key, null));
      assertThat(stored(key).rotation().orElseThrow().next())
          .isEqualTo(Instant.parse("2026-04-01T00:00:00Z"));

      Instant later = Instant.parse("2026-06-01T00:00:00Z");
      ok(
          change(
              key,
              Change.set(
                  new RotationWish(
                      Optional.of(new RotationPeriod.EveryDays(10)),
                      Optional.of(later.plusSeconds(60)),
                      Optional.empty()))));
      ok(rotate(key, null));
      assertThat(stored(key).rotation().orElseThrow().next()).isEqualTo(later);
    }

    @Test
    void aKeyThatHasExpiredIsLeftAlone() {
      ApiKey key = rotatedWeekly();
      ok(expire(key, MONDAY));
      catalog.moveTo(MONDAY.plusSeconds(1));

      assertThat(useCases.beginRotations().handle()).isZero();
      assertThat(stored(key).secretEndsAt()).isEmpty();
    }

    @Test
    void noSecretOutlivesItsKey() {
      ApiKey key = rotatedWeekly();
      ok(expire(key, MONDAY.plusSeconds(60)));
      catalog.moveTo(MONDAY);
      useCases.beginRotations().handle();

      assertThat(stored(key).secretEndsAt()).contains(MONDAY.plusSeconds(60));
    }

    @Test
    void takingThePolicyAwayEndsNoRotationThatHasBegun() {
      ApiKey key = rotatedWeekly();
      catalog.moveTo(MONDAY);
      useCases.beginRotations().handle();

      ok(change(key, Change.clear()));

      assertThat(stored(key).rotation()).isEmpty();
      assertThat(stored(key).secretEndsAt()).isPresent();
    }

    @Test
    void whatIsRepeatedChangesNothing() {
      ApiKey key = rotatedWeekly();
      catalog.moveTo(MONDAY);
      useCases.beginRotations().handle();
      RotationPolicy planned = stored(key).rotation().orElseThrow();
      catalog.pass(WEEK.plusDays(3));

      ok(change(key, Change.set(every(new RotationPeriod.Weekly()))));
      assertThat(stored(key).rotation()).contains(planned);
      ok(
          change(
              key,
              Change.set(
                  new RotationWish(
                      planned.period(), Optional.of(planned.next()), Optional.empty()))));
      assertThat(stored(key).rotation()).contains(planned);
    }

    @Test
    void aTransitionIsShorterThanThePeriod() {
      RotationPeriod daily = new RotationPeriod.EveryDays(1);
      assertThat(issued(every(daily)).rotation().orElseThrow().transition())
          .isEqualTo(Duration.ofHours(12));
      assertThat(issued(every(new RotationPeriod.Monthly())).rotation().orElseThrow().transition())
          .isEqualTo(RotateApiKey.USUAL);
      for (Duration wrong : List.of(Duration.ofDays(1), RotateApiKey.SHORTEST.minusMillis(1))) {
        assertThat(
                faultyField(
                    wish(
                        new RotationWish(
                            Optional.of(daily), Optional.empty(), Optional.of(wrong)))))
            .isEqualTo("rotation_policy.key_transition_period_ms");
      }
    }

    @Test
    void itIsDueAtAMidnightToCome() {
      assertThat(
              faultyField(
                  wish(new RotationWish(Optional.empty(), Optional.empty(), Optional.empty()))))
          .isEqualTo("rotation_policy");
      assertThat(
              faultyField(
                  wish(
                      new RotationWish(
                          Optional.empty(), Optional.of(catalog.instant()), Optional.empty()))))
          .isEqualTo("rotation_policy.next_rotation_at");
      assertThat(
              issued(
                      new RotationWish(
                          Optional.of(new RotationPeriod.Monthly()),
                          Optional.of(catalog.instant().plusSeconds(1)),
                          Optional.empty()))
                  .rotation()
                  .orElseThrow()
                  .next())
          .isEqualTo(Instant.parse("2026-03-19T00:00:00Z"));
    }

    private ApiKey rotatedWeekly() {
      return issued(
          new RotationWish(
              Optional.of(new RotationPeriod.Weekly()),
              Optional.empty(),
              Optional.of(Duration.ofHours(6))));
    }

    private static RotationWish every(RotationPeriod period) {
      return new RotationWish(Optional.of(period), Optional.empty(), Optional.empty());
    }

    private ApiKey issued(RotationWish rotation) {
      ApiKey key = ok(wish(rotation)).key();
      catalog.announced.clear();
      return key;
    }

    private Result<IssueApiKey.Issued, CatalogError> wish(RotationWish rotation) {
      return useCases
          .issue()
          .handle(
              memberOf(workspace),
              aCommand(KeyType.WORKSPACE_SERVICE, List.of("completions.write"))
                  .rotatedBy(rotation)
                  .command());
    }

    private Result<RotateApiKey.Rotated, CatalogError> rotate(ApiKey key, Duration transition) {
      return useCases
          .rotate()
          .handle(
              memberOf(workspace),
              new RotateApiKey.Command(key.id().toString(), Optional.ofNullable(transition)));
    }

    private Result<ApiKey, CatalogError> change(ApiKey key, Change<RotationWish> rotation) {
      return change(key, Change.keep(), rotation);
    }

    private Result<ApiKey, CatalogError> expire(ApiKey key, Instant at) {
      return change(key, Change.set(at), Change.keep());
    }

    private Result<ApiKey, CatalogError> change(
        ApiKey key, Change<Instant> expiresAt, Change<RotationWish> rotation) {
      return useCases
          .change()
          .handle(
              memberOf(workspace),
              new ChangeApiKey.Command(
                  key.id().toString(),
                  Optional.empty(),
                  Change.keep(),
                  Change.keep(),
                  LimitsChange.NONE,
                  Change.keep(),
                  Change.keep(),
                  expiresAt,
                  rotation,
                  false));
    }

    private ApiKey stored(ApiKey key) {
      return catalog.keys.find(key.id()).orElseThrow();
    }

    private Status status(ApiKey key) {
      return ok(useCases
              .find()
              .handle(memberOf(workspace), new FindApiKey.Query(key.id().toString())))
          .status();
    }
  }

  @Nested
  class Changing {
    private final ApiKey key =
        catalog.save(
            aKeyOf(workspace)
                .withScopes("completions.write", "logs.list")
                .withBudget(dollars(5))
                .withRateLimits(requestsPerMinute(10))
                .alerting("ops@example.com")
                .expiringAt(catalog.instant().plus(Duration.ofDays(1)))
                .build());

    @Test
    void keepsWhatIsNotMentioned() {
      ApiKey changed = ok(change(memberOf(workspace), Change.keep(), LimitsChange.NONE, false));

      assertThat(changed.scopes()).isEqualTo(key.scopes());
      assertThat(changed.limits()).isEqualTo(key.limits());
      assertThat(changed.alertEmails()).isEqualTo(key.alertEmails());
      assertThat(changed.expiresAt()).isEqualTo(key.expiresAt());
      assertThat(changed.digest()).isEqualTo(key.digest());
    }

    @Test
    void takesScopesAwayAndGivesThoseTheActorHolds() {
      assertThat(
              ok(change(
                      memberOf(workspace),
                      Change.set(List.of("logs.list", "virtual_keys.read")),
                      LimitsChange.NONE,
                      false))
                  .scopes())
          .containsExactlyInAnyOrder("logs.list", "virtual_keys.read");
    }

    @Test
    void whatTheKeyHasAlreadyNeedsNoHolder() {
      Actor clerk = memberWith(workspace, "workspace_service_api_keys.update");

      ok(
          change(
              clerk,
              Change.set(List.of("completions.write", "logs.list")),
              LimitsChange.NONE,
              false));
      assertThat(
              refusal(
                  change(
                      clerk,
                      Change.set(List.of("completions.write", "virtual_keys.read")),
                      LimitsChange.NONE,
                      false)))
          .isInstanceOf(CatalogError.NotPermitted.class);
    }

    @Test
    void scopesCannotBeCleared() {
      assertThat(faultyField(change(memberOf(workspace), Change.clear(), LimitsChange.NONE, false)))
          .isEqualTo("scopes");
    }

    @Test
    void resettingTheUsageStartsNewCounters() {
      ApiKey changed = ok(change(memberOf(workspace), Change.keep(), LimitsChange.NONE, true));

      assertThat(changed.usageEpoch()).isEqualTo(1);
      assertThat(changed.lastResetAt()).contains(catalog.instant());
    }

    @Test
    void clearsTheBudgetAndKeepsTheRateLimits() {
      ApiKey changed =
          ok(
              change(
                  memberOf(workspace),
                  Change.keep(),
                  new LimitsChange(Change.clear(), Change.keep()),
                  false));

      assertThat(changed.limits().budgets()).isEmpty();
      assertThat(changed.limits().rateLimits()).containsExactly(requestsPerMinute(10));
    }

    @Test
    void needsTheScopeForKeysOfItsType() {
      assertThat(
              refusal(
                  change(
                      memberWith(workspace, "workspace_user_api_keys.update"),
                      Change.keep(),
                      LimitsChange.NONE,
                      false)))
          .isEqualTo(new CatalogError.Forbidden("workspace_service_api_keys.update"));
    }

    @Test
    void deletesItAndAnnouncesIt() {
      ok(delete(memberOf(workspace)));

      assertThat(catalog.store.apiKeys).isEmpty();
      assertThat(catalog.announced)
          .containsExactly(CatalogChange.of(workspace.organization(), workspace.id()));
    }

    @Test
    void othersCanNeitherChangeNorDeleteIt() {
      CatalogError notFound = new CatalogError.NotFound("api-key", key.id().toString());
      Actor other = memberOf(catalog.save(aWorkspace().named("Other").build()));

      assertThat(refusal(delete(stranger()))).isEqualTo(notFound);
      assertThat(refusal(delete(other))).isEqualTo(notFound);
      assertThat(refusal(change(other, Change.keep(), LimitsChange.NONE, true)))
          .isEqualTo(notFound);
      assertThat(catalog.keys.find(key.id())).contains(key);
    }

    private Result<ApiKey, CatalogError> delete(Actor actor) {
      return useCases.delete().handle(actor, new DeleteApiKey.Command(key.id().toString()));
    }

    private Result<ApiKey, CatalogError> change(
        Actor actor, Change<List<String>> scopes, LimitsChange limits, boolean reset) {
      return useCases
          .change()
          .handle(
              actor,
              new ChangeApiKey.Command(
                  key.id().toString(),
                  Optional.empty(),
                  Change.keep(),
                  scopes,
                  limits,
                  Change.keep(),
                  Change.keep(),
                  Change.keep(),
                  Change.keep(),
                  reset));
    }
  }

  /** The id of an admin of the organization, who works in every workspace. */
  private String somebody(String name) {
    return person(workspace.organization(), name, OrganizationRole.ADMIN);
  }

  private String person(OrganizationId organization, String name, OrganizationRole role) {
    EmailAddress email = new EmailAddress(name + "@example.com");
    return users
        .findByEmail(organization, email)
        .map(User::id)
        .orElseGet(
            () -> {
              User person =
                  new User(
                      new UserId(catalog.ids.next()),
                      organization,
                      email,
                      name,
                      "",
                      role,
                      Audit.created(Fixtures.SOMEONE, catalog.instant()),
                      0);
              assertThat(users.save(person)).isInstanceOf(Result.Ok.class);
              return person.id();
            })
        .toString();
  }

  private Result<IssueApiKey.Issued, CatalogError> issue(
      Actor actor, KeyType type, String... scopes) {
    return useCases.issue().handle(actor, aCommand(type, List.of(scopes)).command());
  }

  private static Wish aCommand(KeyType type, List<String> scopes) {
    return new Wish(
        type,
        scopes,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Settings.NONE,
        Optional.empty(),
        Optional.empty());
  }

  /** A key somebody would like to have. */
  private record Wish(
      KeyType type,
      List<String> scopes,
      Optional<String> workspace,
      Optional<String> user,
      List<String> emails,
      Settings defaults,
      Optional<Instant> expiresAt,
      Optional<RotationWish> rotation) {
    Wish in(String ref) {
      return new Wish(type, scopes, Optional.of(ref), user, emails, defaults, expiresAt, rotation);
    }

    Wish ownedBy(String person) {
      return new Wish(
          type, scopes, workspace, Optional.of(person), emails, defaults, expiresAt, rotation);
    }

    Wish alerting(String email) {
      return new Wish(type, scopes, workspace, user, List.of(email), defaults, expiresAt, rotation);
    }

    Wish startingFrom(Map<String, ?> settings) {
      return new Wish(
          type, scopes, workspace, user, emails, Settings.of(settings), expiresAt, rotation);
    }

    Wish until(Instant instant) {
      return new Wish(
          type, scopes, workspace, user, emails, defaults, Optional.of(instant), rotation);
    }

    Wish rotatedBy(RotationWish wish) {
      return new Wish(
          type, scopes, workspace, user, emails, defaults, expiresAt, Optional.of(wish));
    }

    IssueApiKey.Command command() {
      return new IssueApiKey.Command(
          type,
          workspace,
          user,
          "A key",
          Optional.empty(),
          scopes,
          LimitsChange.NONE,
          defaults,
          emails,
          expiresAt,
          rotation);
    }
  }
}
