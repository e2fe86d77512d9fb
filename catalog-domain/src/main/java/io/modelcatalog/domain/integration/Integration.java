package io.modelcatalog.domain.integration;

import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.integration.IntegrationOrigin.CreatedInWorkspace;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Collectors;

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
 *     pricing_adjustments}, {@link #ARCHIVED}, {@link #ENABLES_NEW_MODELS}
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

  /** The extra attribute that says it takes no calls any more. */
  public static final String ARCHIVED = "archived";

  /** The extra attribute that says models the upstream gets later may be called at once. */
  public static final String ENABLES_NEW_MODELS = "auto_enable_new_models";

  /** The extra attribute that holds what the upstream itself listed when it was asked last. */
  public static final String LISTED_MODELS = "provider_models";

  public Integration {
    if (name.isBlank() || name.length() > 255) {
      throw new IllegalArgumentException("name: expected 1 to 255 characters");
    }
    tags = List.copyOf(tags);
  }

  /** Whether it is put away: it keeps all it has, and refuses calls. */
  public boolean archived() {
    return Boolean.TRUE.equals(extras.values().get(ARCHIVED));
  }

  /** Whether models that its upstream gets later may be called as soon as they are known. */
  public boolean enablesNewModels() {
    return Boolean.TRUE.equals(extras.values().get(ENABLES_NEW_MODELS));
  }

  /**
   * The names of models that its upstream itself listed when it was asked last. They say what there
   * is, not what may be called.
   *
   * @return empty if it was never asked
   */
  public Optional<SequencedSet<ModelSlug>> listedModels() {
    return extras.values().get(LISTED_MODELS) instanceof List<?> names
        ? Optional.of(
            names.stream()
                .map(name -> new ModelSlug(String.valueOf(name)))
                .collect(Collectors.toCollection(LinkedHashSet::new)))
        : Optional.empty();
  }

  /** The workspace it was made in, if it is not the organization's. */
  public Optional<WorkspaceId> workspace() {
    return origin instanceof CreatedInWorkspace(WorkspaceId workspace)
        ? Optional.of(workspace)
        : Optional.empty();
  }
}
