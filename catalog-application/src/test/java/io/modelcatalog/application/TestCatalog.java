package io.modelcatalog.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.CountingIdSource;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.InMemoryApiKeyRepository;
import io.modelcatalog.application.port.persistence.InMemoryConfigRepository;
import io.modelcatalog.application.port.persistence.InMemoryIntegrationRepository;
import io.modelcatalog.application.port.persistence.InMemoryOrganizationRepository;
import io.modelcatalog.application.port.persistence.InMemoryPolicyRepository;
import io.modelcatalog.application.port.persistence.InMemoryProviderRepository;
import io.modelcatalog.application.port.persistence.InMemoryStore;
import io.modelcatalog.application.port.persistence.InMemoryUnitOfWork;
import io.modelcatalog.application.port.persistence.InMemoryWorkspaceRepository;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.PolicyRepository;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.FakeApiKeys;
import io.modelcatalog.application.port.secret.InMemoryCredentialVault;
import io.modelcatalog.application.port.usage.UsageView;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.fixtures.Fixtures;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.Window;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A whole catalog in memory for tests of use cases: every port, a clock that stands still until it
 * is moved, and what was announced.
 */
public final class TestCatalog implements InstantSource {
  public final InMemoryStore store = new InMemoryStore();
  public final UnitOfWork unitOfWork = new InMemoryUnitOfWork(store);
  public final OrganizationRepository organizations = new InMemoryOrganizationRepository(store);
  public final WorkspaceRepository workspaces = new InMemoryWorkspaceRepository(store);
  public final IntegrationRepository integrations = new InMemoryIntegrationRepository(store);
  public final ProviderRepository providers = new InMemoryProviderRepository(store);
  public final ApiKeyRepository keys = new InMemoryApiKeyRepository(store);
  public final PolicyRepository policies = new InMemoryPolicyRepository(store);
  public final ConfigRepository configs = new InMemoryConfigRepository(store);
  public final FakeApiKeys secrets = new FakeApiKeys();
  public final IdSource ids = new CountingIdSource();
  public final InMemoryCredentialVault vault = new InMemoryCredentialVault(store, ids);
  public final List<CatalogChange> announced = new ArrayList<>();
  public final CatalogEvents events = change -> unitOfWork.afterCommit(() -> announced.add(change));
  private final Map<LimitKey, Long> used = new HashMap<>();
  public final UsageView usage = this::used;
  private Instant now = Fixtures.NOON;

  @Override
  public Instant instant() {
    return now;
  }

  /** Lets time pass. */
  public void pass(Duration time) {
    now = now.plus(time);
  }

  /** Has it be another time. */
  public void moveTo(Instant instant) {
    now = instant;
  }

  /** Counts usage for a limit, in whatever window. */
  public void use(LimitKey key, long amount) {
    used.merge(key, amount, Long::sum);
  }

  public Organization save(Organization organization) {
    return stored(organizations.save(organization));
  }

  public Workspace save(Workspace workspace) {
    return stored(workspaces.save(workspace));
  }

  public Integration save(Integration integration) {
    return stored(integrations.save(integration));
  }

  public WorkspaceGrant save(WorkspaceGrant grant) {
    return stored(integrations.saveGrant(grant));
  }

  public AiProvider save(AiProvider provider) {
    return stored(providers.save(provider));
  }

  public ApiKey save(ApiKey key) {
    return stored(keys.save(key));
  }

  /** An organization's key with every scope. */
  public static Actor administrator() {
    return administratorOf(Fixtures.ACME);
  }

  /** Another organization's key with every scope. */
  public static Actor stranger() {
    return administratorOf(Fixtures.OTHERS);
  }

  /** An organization's key with these scopes alone. */
  public static Actor administratorWith(String... scopes) {
    return Actor.serviceKey(
        new ActorId("some-admin"), Fixtures.ACME, Optional.empty(), Set.of(scopes));
  }

  /** A workspace's key with every scope. */
  public static Actor memberOf(Workspace workspace) {
    return memberWith(workspace, Scope.everything().toArray(String[]::new));
  }

  /** A workspace's key with these scopes alone. */
  public static Actor memberWith(Workspace workspace, String... scopes) {
    return Actor.serviceKey(
        new ActorId("member"),
        workspace.organization(),
        Optional.of(workspace.id()),
        Set.of(scopes));
  }

  /** The value of a use case that must not refuse. */
  public static <T> T ok(Result<T, CatalogError> result) {
    assertThat(result).isInstanceOf(Result.Ok.class);
    return ((Result.Ok<T, CatalogError>) result).value();
  }

  /** The refusal of a use case that must refuse. */
  public static <T> CatalogError refusal(Result<T, CatalogError> result) {
    assertThat(result).isInstanceOf(Result.Err.class);
    return ((Result.Err<T, CatalogError>) result).error();
  }

  /** The field that a use case must find fault with. */
  public static <T> String faultyField(Result<T, CatalogError> result) {
    CatalogError error = refusal(result);
    assertThat(error).isInstanceOf(CatalogError.Invalid.class);
    return ((CatalogError.Invalid) error).field();
  }

  private static Actor administratorOf(OrganizationId organization) {
    return Actor.serviceKey(
        new ActorId("admin"), organization, Optional.empty(), Scope.everything());
  }

  private OptionalLong used(LimitKey key, Window window) {
    Long amount = used.get(key);
    return amount == null ? OptionalLong.empty() : OptionalLong.of(amount);
  }

  private static <T> T stored(Result<T, StoreConflict> result) {
    assertThat(result).isInstanceOf(Result.Ok.class);
    return ((Result.Ok<T, StoreConflict>) result).value();
  }
}
