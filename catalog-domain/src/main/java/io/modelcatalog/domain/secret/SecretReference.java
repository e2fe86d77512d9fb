package io.modelcatalog.domain.secret;

import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Optional;
import java.util.Set;

/**
 * Where a secret is found outside the catalog. It holds no secret, neither the one it leads to nor
 * those it takes to get there.
 *
 * @param id identity
 * @param organization the tenant
 * @param slug unique in the organization, never changes
 * @param name for people
 * @param description for people
 * @param kind what keeps the secret; never changes
 * @param auth how to get at it, by wire names, less what is secret of that
 * @param credentials where the secret part of {@code auth} is; empty if there is none
 * @param path where the secret is within what keeps it
 * @param key the member of the secret that is meant, if it has members
 * @param allWorkspaces whether every workspace may use it
 * @param allowed the workspaces that may use it otherwise
 * @param tags labels for people: text by name
 * @param audit who made it, and when
 * @param version for optimistic locking; 0 for an object never stored
 */
public record SecretReference(
    SecretReferenceId id,
    OrganizationId organization,
    Slug slug,
    String name,
    Optional<String> description,
    SourceKind kind,
    Settings auth,
    Optional<CredentialRef> credentials,
    String path,
    Optional<String> key,
    boolean allWorkspaces,
    Set<WorkspaceId> allowed,
    Settings tags,
    Audit audit,
    long version) {
  public SecretReference {
    if (name.isBlank() || name.length() > 255) {
      throw new IllegalArgumentException("name: expected 1 to 255 characters");
    }
    allowed = Set.copyOf(allowed);
  }

  /** Whether an integration of the workspace may use it. */
  public boolean allows(WorkspaceId workspace) {
    return allWorkspaces || allowed.contains(workspace);
  }

  /** Whether a reference, a slug or an id, means this one. */
  public boolean isCalled(String ref) {
    return slug.value().equals(ref) || id.toString().equals(ref);
  }
}
