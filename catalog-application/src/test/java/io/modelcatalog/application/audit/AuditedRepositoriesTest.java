package io.modelcatalog.application.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.modelcatalog.application.access.Acting;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.audit.AuditEvent;
import io.modelcatalog.application.port.audit.AuditEvent.FieldChange;
import io.modelcatalog.application.port.audit.InMemoryAuditTrail;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.InMemoryApiKeyRepository;
import io.modelcatalog.application.port.persistence.InMemoryConfigRepository;
import io.modelcatalog.application.port.persistence.InMemoryIntegrationRepository;
import io.modelcatalog.application.port.persistence.InMemoryMembershipRepository;
import io.modelcatalog.application.port.persistence.InMemoryOrganizationRepository;
import io.modelcatalog.application.port.persistence.InMemoryPolicyRepository;
import io.modelcatalog.application.port.persistence.InMemoryProviderRepository;
import io.modelcatalog.application.port.persistence.InMemoryStore;
import io.modelcatalog.application.port.persistence.InMemoryUnitOfWork;
import io.modelcatalog.application.port.persistence.InMemoryUserRepository;
import io.modelcatalog.application.port.persistence.InMemoryWorkspaceRepository;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.PolicyRepository;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.RandomAggregates;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.fixtures.Fixtures;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Whatever is saved or deleted is told of, by the repositories themselves. */
class AuditedRepositoriesTest {
  private static final Set<String> NOT_TOLD =
      Set.of("id", "organization", "audit", "version", "lastResetAt", "updatedBy");

  private final InMemoryStore store = new InMemoryStore();
  private final InMemoryAuditTrail trail = new InMemoryAuditTrail();
  private final UnitOfWork unitOfWork = new InMemoryUnitOfWork(store);
  private final AuditLog log =
      new AuditLog(trail, unitOfWork, UUID::randomUUID, InstantSource.fixed(Fixtures.NOON));
  private final AuditedRepositories audited = new AuditedRepositories(log);
  private final PolicyRepository policies = audited.of(new InMemoryPolicyRepository(store));
  private final ConfigRepository configs = audited.of(new InMemoryConfigRepository(store));
  private final OrganizationRepository organizations =
      audited.of(new InMemoryOrganizationRepository(store));
  private final WorkspaceRepository workspaces =
      audited.of(
          new InMemoryWorkspaceRepository(store),
          new AuditedRepositories.OfWorkspaces(() -> policies, () -> configs, this::memberships));
  private final IntegrationRepository integrations =
      audited.of(new InMemoryIntegrationRepository(store));
  private final ProviderRepository providers = audited.of(new InMemoryProviderRepository(store));
  private final ApiKeyRepository keys = audited.of(new InMemoryApiKeyRepository(store));

  private final RandomAggregates random = new RandomAggregates(77);
  private final Organization organization = made(() -> organizations.save(random.organization()));
  private final Workspace workspace =
      made(() -> workspaces.save(random.workspace(organization.id())));

  private <T> T made(Supplier<Result<T, StoreConflict>> save) {
    return switch (unitOfWork.execute(save)) {
      case Result.Ok<T, StoreConflict>(T value) -> value;
      case Result.Err<T, StoreConflict>(StoreConflict conflict) ->
          throw new AssertionError(conflict);
    };
  }

  private AuditEvent last() {
    return trail.events().getLast();
  }

  private ApiKey aKey() {
    return made(() -> keys.save(random.apiKey(organization.id(), Optional.of(workspace.id()))));
  }

  @Test
  void tellsOfEveryObjectThatIsMade() {
    assertThat(trail.events())
        .extracting(AuditEvent::resourceType, AuditEvent::action, AuditEvent::resourceId)
        .containsExactly(
            tuple("organization", "create", organization.id().toString()),
            tuple("workspace", "create", workspace.id().toString()));
    assertThat(last().changes())
        .contains(new FieldChange("name", Optional.empty(), Optional.of(workspace.name())))
        .allSatisfy(change -> assertThat(change.before()).isEmpty());
    assertThat(last().workspace()).contains(workspace.id());
    assertThat(last().actor()).isEqualTo(AuditEvent.Who.SYSTEM);
  }

  @Test
  void tellsOfJustWhatAnUpdateChanges() {
    made(
        () ->
            workspaces.save(
                with(
                    workspace,
                    Map.of(
                        "description",
                        Optional.of("new"),
                        "limits",
                        new Limits(
                            List.of(Fixtures.dollars(25, new ResetPeriod.Monthly())),
                            List.of(Fixtures.requestsPerMinute(60)))))));

    assertThat(last().action()).isEqualTo("update");
    assertThat(last().changes())
        .extracting(FieldChange::field)
        .contains("description", "usage_limits", "rate_limits")
        .doesNotContain("name", "slug");
    assertThat(change("usage_limits").after()).contains("25 USD monthly");
    assertThat(change("rate_limits").after()).contains("60 requests rpm");
    assertThat(change("description").after()).contains("new");
    assertThat(change("description").before()).isEqualTo(workspace.description());
  }

  private FieldChange change(String field) {
    return last().changes().stream()
        .filter(change -> change.field().equals(field))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void doesNotTellOfAChangeOfNothing() {
    int before = trail.events().size();

    made(
        () ->
            workspaces.save(
                with(
                    workspace,
                    Map.of(
                        "audit",
                        workspace.audit().changed(Instant.parse("2027-01-01T00:00:00Z"))))));

    assertThat(trail.events()).hasSize(before);
  }

  @Test
  void aResetAndARotationAreCalledWhatTheyAre() {
    ApiKey key = aKey();
    ApiKey reset =
        made(
            () ->
                keys.save(
                    with(
                        key,
                        Map.of(
                            "usageEpoch",
                            key.usageEpoch() + 1,
                            "lastResetAt",
                            Optional.of(Fixtures.NOON)))));
    assertThat(last().action()).isEqualTo("reset");
    assertThat(last().changes())
        .containsExactly(new FieldChange("reset_usage", Optional.empty(), Optional.of("true")));

    made(
        () ->
            keys.save(
                with(reset, Map.of("digest", new KeyDigest(new byte[32]), "mask", "mc*****xyz"))));
    assertThat(last().action()).isEqualTo("rotate");
    assertThat(last().changes())
        .contains(new FieldChange("key", Optional.of("set"), Optional.of("changed")));
  }

  @Test
  void newCredentialsAreARotationAndNeverShown() {
    Integration integration =
        made(
            () ->
                integrations.save(
                    with(
                        random.integration(organization.id()),
                        Map.of(
                            "credentials",
                            Optional.of(
                                new CredentialRef(new UUID(1, 2), 1, new LinkedHashMap<>()))))));
    assertThat(change("credentials"))
        .isEqualTo(new FieldChange("credentials", Optional.empty(), Optional.of("set")));

    made(
        () ->
            integrations.save(
                with(
                    integration,
                    Map.of(
                        "credentials",
                        integration.credentials().map(old -> old.rotated(Map.of()))))));

    assertThat(last().action()).isEqualTo("rotate");
    assertThat(last().changes())
        .containsExactly(
            new FieldChange("credentials", Optional.of("set"), Optional.of("changed")));
  }

  @Test
  void whatGoesWithAnObjectIsToldOneByOne() {
    Integration integration = made(() -> integrations.save(random.integration(organization.id())));
    WorkspaceGrant grant =
        made(() -> integrations.saveGrant(random.grant(integration, workspace.id())));
    assertThat(last().action()).isEqualTo("provision");
    assertThat(last().resourceName()).isEqualTo(integration.slug().value());
    Policy policy =
        made(() -> policies.save(random.policy(organization.id(), Optional.of(workspace.id()))));
    Config config = made(() -> configs.save(random.config(workspace)));
    AiProvider provider = made(() -> providers.save(random.provider(grant)));
    User member = member();
    int before = trail.events().size();

    made(() -> Result.ok(providers.delete(provider.id())));
    made(() -> Result.ok(providers.delete(provider.id())));
    made(() -> integrations.delete(integration.id()));
    made(() -> workspaces.delete(workspace.id()));

    assertThat(trail.events().subList(before, trail.events().size()))
        .extracting(AuditEvent::action, AuditEvent::resourceId)
        .containsExactlyInAnyOrder(
            tuple("delete", provider.id().toString()),
            tuple("delete", grant.id().toString()),
            tuple("delete", integration.id().toString()),
            tuple("delete", policy.id().toString()),
            tuple("delete", config.id().toString()),
            tuple("delete", member.id().toString()),
            tuple("delete", workspace.id().toString()));
    assertThat(last().changes()).allSatisfy(change -> assertThat(change.after()).isEmpty());
  }

  private MembershipRepository memberships() {
    return audited.of(new InMemoryMembershipRepository(store));
  }

  /** Somebody who works in the workspace. */
  private User member() {
    Audit audit = Audit.created(Fixtures.SOMEONE, Fixtures.NOON);
    User user =
        made(
            () ->
                new InMemoryUserRepository(store)
                    .save(
                        new User(
                            new UserId(UUID.randomUUID()),
                            organization.id(),
                            new EmailAddress("member@example.com"),
                            "",
                            "",
                            OrganizationRole.MEMBER,
                            audit,
                            0)));
    made(
        () ->
            memberships()
                .save(
                    new Membership(
                        organization.id(),
                        workspace.id(),
                        user.id(),
                        WorkspaceRole.MEMBER,
                        audit,
                        0)));
    return user;
  }

  @Test
  void anArchivedPolicyIsADeletedOne() {
    Policy policy =
        made(
            () ->
                policies.save(
                    with(
                        random.policy(organization.id(), Optional.empty()),
                        Map.of("archived", false))));

    made(() -> policies.save(policy.archived(Fixtures.NOON)));

    assertThat(last().action()).isEqualTo("delete");
    assertThat(last().changes())
        .containsExactly(new FieldChange("archived", Optional.of("false"), Optional.of("true")));
  }

  @Test
  void saysWhoDidItAndByWhichRequest() {
    ApiKey admin = aKey();
    Actor actor =
        Actor.of(admin).from(new Actor.Origin("PUT", "/v1/admin/workspaces/x", "r-1", "10.0.0.7"));

    Acting.as(actor, () -> made(() -> workspaces.save(with(workspace, Map.of("name", "Another")))));

    assertThat(last().actor()).isEqualTo(new AuditEvent.Who("api_key", admin.id().toString()));
    assertThat(last().request())
        .contains(new AuditEvent.Request("PUT", "/v1/admin/workspaces/x", "r-1", "10.0.0.7", 200));
  }

  @Test
  void whatIsRolledBackIsNotToldOf() {
    int before = trail.events().size();

    Result<Workspace, String> refused =
        unitOfWork.execute(
            () -> {
              workspaces.save(with(workspace, Map.of("name", "Another")));
              return Result.err("refused after all");
            });

    assertThat(refused).isInstanceOf(Result.Err.class);
    assertThat(trail.events()).hasSize(before);
    assertThat(workspaces.find(workspace.id())).contains(workspace);
  }

  @Test
  void aConflictIsNotToldOf() {
    int before = trail.events().size();

    Result<Workspace, StoreConflict> stale =
        unitOfWork.execute(
            () -> workspaces.save(with(workspace, Map.of("name", "Another", "version", 99L))));

    assertThat(stale).isEqualTo(Result.err(new StoreConflict.Stale()));
    assertThat(trail.events()).hasSize(before);
  }

  @Test
  void writesInTransactionsOnly() {
    Workspace another = random.workspace(organization.id());

    assertThatThrownBy(() -> workspaces.save(another)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void noComponentOfAnObjectIsForgotten() {
    for (long seed = 0; seed < 40; seed++) {
      RandomAggregates a = new RandomAggregates(seed);
      RandomAggregates b = new RandomAggregates(seed + 1_000);
      Integration one = a.integration(organization.id());
      Integration other = b.integration(organization.id());
      each(Kind.ORGANIZATION, a.organization(), b.organization());
      each(Kind.WORKSPACE, a.workspace(organization.id()), b.workspace(organization.id()));
      each(Kind.INTEGRATION, one, other);
      WorkspaceGrant grant = a.grant(one, workspace.id());
      each(Kind.grantOf("slug"), grant, b.grant(other, workspace.id()));
      AiProvider provider = a.provider(grant);
      each(Kind.PROVIDER, provider, b.provider(grant));
      each(
          Kind.API_KEY,
          a.apiKey(organization.id(), Optional.of(workspace.id())),
          b.apiKey(organization.id(), Optional.of(workspace.id())));
      each(Kind.CONFIG, a.config(workspace), b.config(workspace));
      each(Kind.SECRET_REFERENCE, a.secretReference(workspace), b.secretReference(workspace));
      each(
          Kind.POLICY,
          a.policy(organization.id(), Optional.empty()),
          b.policy(organization.id(), Optional.empty()));
    }
  }

  /** With one component after the other taken from the other object. */
  private <T extends Record> void each(Kind<T> kind, T before, T other) {
    for (RecordComponent component : before.getClass().getRecordComponents()) {
      Object theirs = Words.valueOf(other, component);
      if (NOT_TOLD.contains(component.getName())
          || (kind == Kind.PROVIDER && component.getName().equals("grant"))
          || Words.valueOf(before, component).equals(theirs)) {
        continue;
      }
      T after;
      try {
        after = with(before, Map.of(component.getName(), theirs));
      } catch (IllegalArgumentException notWellFormed) {
        continue;
      }
      assertThat(kind.described(before).to(kind.described(after)))
          .as(kind.type() + "." + component.getName() + " of " + before + " and " + other)
          .isNotEmpty();
    }
  }

  @Test
  void noSecretIsEverToldOf() {
    ApiKey key = aKey();

    made(() -> keys.save(with(key, Map.of("digest", new KeyDigest(new byte[32])))));

    assertThat(trail.events().toString())
        .doesNotContain(key.digest().hex())
        .doesNotContain(new KeyDigest(new byte[32]).hex());
    assertThat(
            Described.of(new Account("someone", "s3cret", Map.of("api_key", "s3cret")), Map.of())
                .to(Described.NOTHING)
                .toString())
        .contains("someone")
        .doesNotContain("s3cret");
  }

  /** Something with a secret that is a text. */
  public record Account(String name, String password, Map<String, String> settings) {}

  /** The same but for the named components. */
  @SuppressWarnings("unchecked")
  private static <T extends Record> T with(T original, Map<String, ?> changed) {
    RecordComponent[] components = original.getClass().getRecordComponents();
    Object[] values =
        Arrays.stream(components)
            .map(
                component ->
                    changed.containsKey(component.getName())
                        ? changed.get(component.getName())
                        : Words.valueOf(original, component))
            .toArray();
    try {
      return (T)
          original
              .getClass()
              .getDeclaredConstructor(
                  Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new))
              .newInstance(values);
    } catch (java.lang.reflect.InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new AssertionError(e);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
