package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.integration.GrantId;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.provider.ProviderId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;
import java.util.Optional;

/** AI providers. Slugs are unique in a workspace, and only there. */
public interface ProviderRepository {
  Optional<AiProvider> find(ProviderId id);

  Optional<AiProvider> findBySlug(WorkspaceId workspace, Slug slug);

  /** All providers of this slug in an organization, in whatever workspace, oldest first. */
  List<AiProvider> withSlug(OrganizationId organization, Slug slug);

  /** Lists an organization's providers, or those of one workspace, oldest first. */
  Page<AiProvider> list(
      OrganizationId organization, Optional<WorkspaceId> workspace, Page.Request page);

  /** All providers of a workspace, oldest first. */
  List<AiProvider> in(WorkspaceId workspace);

  /** All providers on a grant, oldest first. */
  List<AiProvider> on(GrantId grant);

  /** All providers of an integration, in every workspace, oldest first. */
  List<AiProvider> of(IntegrationId integration);

  /**
   * Inserts an object of version 0, else updates the stored one of the same version.
   *
   * @return the object as stored, its version one higher
   */
  Result<AiProvider, StoreConflict> save(AiProvider provider);

  /** Deletes a provider; false if there was none. */
  boolean delete(ProviderId id);
}
