package io.modelcatalog.domain.config;

import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * How calls of a workspace are routed.
 *
 * @param id identity
 * @param organization the tenant
 * @param workspace whose it is
 * @param slug unique in the organization, never changes
 * @param name for people
 * @param current the version that counts
 * @param isDefault whether it is the one config of its workspace that is offered first
 * @param archived whether it is kept but no longer offered
 * @param updatedBy who changed it last
 * @param audit who made it, and when
 * @param version for optimistic locking; 0 for an object never stored
 */
public record Config(
    ConfigId id,
    OrganizationId organization,
    WorkspaceId workspace,
    Slug slug,
    String name,
    ConfigVersion current,
    boolean isDefault,
    boolean archived,
    ActorId updatedBy,
    Audit audit,
    long version) {
  public Config {
    if (name.isBlank() || name.length() > 255) {
      throw new IllegalArgumentException("name: expected 1 to 255 characters");
    }
    if (isDefault && archived) {
      throw new IllegalArgumentException("isDefault: an archived config is no default");
    }
  }

  /** Whether a reference, a slug or an id, means this one. */
  public boolean isCalled(String ref) {
    return slug.value().equals(ref) || id.toString().equals(ref);
  }

  /**
   * The config after a change.
   *
   * @param newName its name from now on
   * @param document its document from now on; empty, or the same as before, makes no new version
   * @param versionId the identity of a new version
   * @param by who changes it
   */
  public Config changed(
      String newName,
      Optional<String> document,
      boolean nowDefault,
      boolean nowArchived,
      UUID versionId,
      ActorId by,
      Instant at) {
    boolean same = document.isEmpty() || document.get().equals(current.document());
    return new Config(
        id,
        organization,
        workspace,
        slug,
        newName,
        same ? current : new ConfigVersion(versionId, current.number() + 1, document.get(), by, at),
        nowDefault,
        nowArchived,
        by,
        audit.changed(at),
        version);
  }
}
