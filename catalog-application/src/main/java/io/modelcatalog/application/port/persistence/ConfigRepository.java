package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.config.ConfigId;
import io.modelcatalog.domain.config.ConfigVersion;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Optional;
import java.util.Set;

/** Configs and all their versions. Those of a workspace are gone with it. */
public interface ConfigRepository {
  Optional<Config> find(ConfigId id);

  Optional<Config> findBySlug(OrganizationId organization, Slug slug);

  /** Finds a tenant's config by id or slug. */
  default Optional<Config> findByRef(OrganizationId organization, String ref) {
    return ConfigId.parse(ref)
        .flatMap(this::find)
        .filter(config -> config.organization().equals(organization))
        .or(() -> Slug.isValid(ref) ? findBySlug(organization, new Slug(ref)) : Optional.empty());
  }

  /**
   * Finds one and keeps it from being changed or deleted until the running transaction ends; waits
   * for another transaction that has it. For whoever is about to refer to it, and for whoever
   * deletes it.
   */
  Optional<Config> hold(ConfigId id);

  /** The default of a workspace. */
  Optional<Config> defaultOf(WorkspaceId workspace);

  /**
   * Lists configs, oldest first.
   *
   * @param filter which
   * @param page which part
   */
  Page<Config> list(Filter filter, Page.Request page);

  /** Lists the versions of a config, newest first. */
  Page<ConfigVersion> versions(ConfigId id, Page.Request page);

  /**
   * Inserts an object of version 0, else updates the stored one of the same version. A current
   * version that is not stored yet is added to those that are.
   *
   * @return the object as stored, its version one higher; {@link StoreConflict.SlugTaken}, or
   *     {@link StoreConflict.Stale}, also where its workspace has another default already
   */
  Result<Config, StoreConflict> save(Config config);

  /** Deletes a config with its versions; false if there was none. */
  boolean delete(ConfigId id);

  /**
   * Which configs to list.
   *
   * @param organization whose
   * @param workspaces only those of these; empty for all of the organization
   * @param archived whether those that are archived, or those that are not
   */
  record Filter(
      OrganizationId organization, Optional<Set<WorkspaceId>> workspaces, boolean archived) {
    public Filter {
      workspaces = workspaces.map(Set::copyOf);
    }
  }
}
