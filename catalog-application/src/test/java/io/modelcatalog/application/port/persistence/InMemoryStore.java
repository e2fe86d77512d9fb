package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.config.ConfigVersion;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.Session;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The tables behind the in-memory fakes. All fakes of one test share one store, so that a unit of
 * work can roll all of them back; its monitor guards it.
 */
public final class InMemoryStore {
  /** Where credentials belong and what they are. */
  public record StoredCredentials(
      OrganizationId organization, IntegrationId integration, Credentials credentials) {}

  /** Who works where. */
  public record MembershipKey(UUID workspace, UUID user) {}

  /** A row of credentials. */
  public record CredentialKey(UUID id, int version) {}

  /** Organizations by id. */
  public final Map<UUID, Organization> organizations = new HashMap<>();

  /** Workspaces by id. */
  public final Map<UUID, Workspace> workspaces = new HashMap<>();

  /** Integrations by id. */
  public final Map<UUID, Integration> integrations = new HashMap<>();

  /** Grants by id. */
  public final Map<UUID, WorkspaceGrant> grants = new HashMap<>();

  /** Providers by id. */
  public final Map<UUID, AiProvider> providers = new HashMap<>();

  /** API keys by id. */
  public final Map<UUID, ApiKey> apiKeys = new HashMap<>();

  /** When keys were last used, by their ids. */
  public final Map<UUID, java.time.Instant> lastUsed = new HashMap<>();

  /** When upstreams are to be asked for their models again, by the ids of integrations. */
  public final Map<UUID, java.time.Instant> listings = new HashMap<>();

  /** Policies by id. */
  public final Map<UUID, Policy> policies = new HashMap<>();

  /** Configs by id. */
  public final Map<UUID, Config> configs = new HashMap<>();

  /** Versions of configs by the id of their config, oldest first. */
  public final Map<UUID, List<ConfigVersion>> configVersions = new HashMap<>();

  /** People by id. */
  public final Map<UUID, User> users = new HashMap<>();

  /** Memberships by workspace and person. */
  public final Map<MembershipKey, Membership> memberships = new HashMap<>();

  /** Invites by id. */
  public final Map<UUID, Invite> invites = new HashMap<>();

  /** Secret references by id. */
  public final Map<UUID, SecretReference> secretReferences = new HashMap<>();

  /** Hashes of passwords by person. */
  public final Map<UUID, String> passwords = new HashMap<>();

  /** Sessions by id. */
  public final Map<UUID, Session> sessions = new HashMap<>();

  /** Attempts by subject and window. */
  public final Map<String, Integer> attempts = new HashMap<>();

  /** The link of the first owner. */
  public final Map<String, KeyDigest> setupLinks = new HashMap<>();

  /** Credentials by id and version. */
  public final Map<CredentialKey, StoredCredentials> credentials = new HashMap<>();

  /** What it holds now, to be put back later. */
  Runnable savepoint() {
    List<Runnable> restores = new ArrayList<>();
    for (Map<?, ?> table :
        List.of(
            organizations,
            workspaces,
            integrations,
            grants,
            providers,
            apiKeys,
            policies,
            configs,
            configVersions,
            users,
            memberships,
            invites,
            secretReferences,
            passwords,
            sessions,
            attempts,
            setupLinks,
            credentials)) {
      restores.add(restoreOf(table));
    }
    return () -> restores.forEach(Runnable::run);
  }

  /** Rows that match, oldest first, and by id where they are of one age. */
  static <T> List<T> oldestFirst(
      Collection<T> rows, Predicate<T> matching, Function<T, Audit> audit, Function<T, ?> id) {
    return rows.stream()
        .filter(matching)
        .sorted(
            Comparator.comparing((T row) -> audit.apply(row).createdAt())
                .thenComparing(row -> String.valueOf(id.apply(row))))
        .toList();
  }

  /** One page of a list. */
  static <T> Page<T> page(List<T> all, Page.Request request) {
    int from = (int) Math.min(request.offset(), all.size());
    int to = Math.min(from + request.size(), all.size());
    return new Page<>(all.subList(from, to), all.size());
  }

  private static <K, V> Runnable restoreOf(Map<K, V> table) {
    Map<K, V> copy = new HashMap<>(table);
    return () -> {
      table.clear();
      table.putAll(copy);
    };
  }
}
