package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** API keys. Digests are unique among all organizations. */
public interface ApiKeyRepository {
  Optional<ApiKey> find(ApiKeyId id);

  Optional<ApiKey> findByDigest(KeyDigest digest);

  /** Lists an organization's keys, the newest first. */
  Page<ApiKey> list(Filter filter, Page.Request page);

  /** All keys of a workspace. */
  List<ApiKey> in(WorkspaceId workspace);

  /** All keys of the organization itself, in no workspace. */
  List<ApiKey> ofOrganization(OrganizationId organization);

  /**
   * Inserts an object of version 0, else updates the stored one of the same version.
   *
   * @return the object as stored, its version one higher
   */
  Result<ApiKey, StoreConflict> save(ApiKey key);

  /**
   * Keys that are due for a rotation by the clock, the longest due first; without those that have
   * expired.
   *
   * @param now due by then
   * @param most how many at most
   */
  List<ApiKeyId> dueForRotation(Instant now, int most);

  /** Deletes a key; false if there was none. */
  boolean delete(ApiKeyId id);

  /**
   * When keys were last used for calls of models, to the minute; without those that never were.
   *
   * @param ids which keys
   */
  Map<ApiKeyId, Instant> lastUsed(Collection<ApiKeyId> ids);

  /**
   * Which keys to list.
   *
   * @param organization whose
   * @param workspace only those of this workspace; empty for all
   * @param ids only these; empty for all
   * @param types only those of these types
   * @param person only those that are nobody's, and of those that are somebody's, this person's;
   *     empty for all
   * @param life only those that are expired at an instant, or are not; empty for all
   * @param budgeted only those with a budget of their own
   * @param except all but these
   */
  record Filter(
      OrganizationId organization,
      Optional<WorkspaceId> workspace,
      List<ApiKeyId> ids,
      Set<KeyType> types,
      Optional<String> person,
      Optional<Life> life,
      boolean budgeted,
      Set<ApiKeyId> except) {
    public Filter {
      ids = List.copyOf(ids);
      types = Set.copyOf(types);
      except = Set.copyOf(except);
    }

    /** Those, however they stand. */
    public Filter(
        OrganizationId organization,
        Optional<WorkspaceId> workspace,
        List<ApiKeyId> ids,
        Set<KeyType> types,
        Optional<String> person) {
      this(organization, workspace, ids, types, person, Optional.empty(), false, Set.of());
    }

    /** All of an organization. */
    public static Filter of(OrganizationId organization) {
      return new Filter(
          organization,
          Optional.empty(),
          List.of(),
          EnumSet.allOf(KeyType.class),
          Optional.empty());
    }

    /** Those of them that are expired at an instant, or are not. */
    public Filter at(Instant now, boolean expired) {
      return new Filter(
          organization,
          workspace,
          ids,
          types,
          person,
          Optional.of(new Life(now, expired)),
          budgeted,
          except);
    }

    /** Those of them with a budget of their own. */
    public Filter withBudget() {
      return new Filter(organization, workspace, ids, types, person, life, true, except);
    }

    /** All of them but these. */
    public Filter without(Collection<ApiKeyId> some) {
      return new Filter(
          organization, workspace, ids, types, person, life, budgeted, Set.copyOf(some));
    }

    /** Whether a key is listed. */
    public boolean matches(ApiKey key) {
      return key.organization().equals(organization)
          && (workspace.isEmpty() || key.workspace().equals(workspace))
          && (ids.isEmpty() || ids.contains(key.id()))
          && types.contains(key.type())
          && (person.isEmpty() || key.user().isEmpty() || key.user().equals(person))
          && (life.isEmpty() || key.endedAt(life.get().at()) == life.get().expired())
          && !(budgeted && key.limits().budgets().isEmpty())
          && !except.contains(key.id());
    }
  }

  /**
   * Whether a key has come to its end.
   *
   * @param at at which instant
   * @param expired whether it has
   */
  record Life(Instant at, boolean expired) {}
}
