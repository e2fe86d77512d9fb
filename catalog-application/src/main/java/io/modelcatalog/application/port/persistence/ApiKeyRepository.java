package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;
import java.util.Optional;

/** API keys. Digests are unique among all organizations. */
public interface ApiKeyRepository {
  Optional<ApiKey> find(ApiKeyId id);

  Optional<ApiKey> findByDigest(KeyDigest digest);

  /**
   * Lists an organization's keys, oldest first.
   *
   * @param workspace only those of this workspace; empty for all
   * @param ids only these; empty for all
   */
  Page<ApiKey> list(
      OrganizationId organization,
      Optional<WorkspaceId> workspace,
      List<ApiKeyId> ids,
      Page.Request page);

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

  /** Deletes a key; false if there was none. */
  boolean delete(ApiKeyId id);
}
