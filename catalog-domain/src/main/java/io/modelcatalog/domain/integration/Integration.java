package io.modelcatalog.domain.integration;

import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.integration.IntegrationOrigin.CreatedInWorkspace;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;
import java.util.Optional;

/**
 * A connection to an upstream service, made once: credentials, models and the limits that
 * workspaces start from.
 *
 * @param id identity
 * @param organization its owner
 * @param origin who made it, and so who may use it
 * @param slug unique in the organization
 * @param name for people
 * @param description for people
 * @param kind the upstream kind, such as {@code azure-openai}
 * @param configuration non-secret settings by their wire names
 * @param credentials where the secrets are; empty for an upstream that needs none
 * @param models which models may be called, and their prices
 * @param workspaceDefaults what workspaces without a say of their own get
 * @param pool what all workspaces together may use
 * @param extras further attributes kept as given: {@code secret_mappings}, {@code
 *     pricing_adjustments}, {@code tags}
 * @param tags labels for people
 * @param audit who made it and when
 * @param version for optimistic locking; 0 for an object never stored
 */
public record Integration(
    IntegrationId id,
    OrganizationId organization,
    IntegrationOrigin origin,
    Slug slug,
    String name,
    Optional<String> description,
    String kind,
    Settings configuration,
    Optional<CredentialRef> credentials,
    IntegrationModels models,
    WorkspaceDefaults workspaceDefaults,
    IntegrationPool pool,
    Settings extras,
    List<String> tags,
    Audit audit,
    long version) {

  /** The setting that names an upstream host of one's own. */
  public static final String CUSTOM_HOST = "custom_host";

  /** The setting that says what becomes of an answer whose client has gone. */
  public static final String ON_DISCONNECT = "on_disconnect";

  public Integration {
    if (name.isBlank() || name.length() > 255) {
      throw new IllegalArgumentException("name: expected 1 to 255 characters");
    }
    tags = List.copyOf(tags);
  }

  /** The workspace it was made in, if it is not the organization's. */
  public Optional<WorkspaceId> workspace() {
    return origin instanceof CreatedInWorkspace(WorkspaceId workspace)
        ? Optional.of(workspace)
        : Optional.empty();
  }
}
