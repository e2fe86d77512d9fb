package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.integration.GrantId;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Integrations and their grants. Slugs are unique in an organization; a grant is unique per pair.
 */
public interface IntegrationRepository {

  /**
   * Which integrations to list.
   *
   * @param owner whose
   * @param workspace only what this workspace can use: those made in it, and those of the
   *     organization that are switched on for it; empty for no restriction
   */
  record Filter(Owner owner, Optional<WorkspaceId> workspace) {
    /** Whose integrations. */
    public enum Owner {
      ORGANIZATION,
      WORKSPACE,
      ALL
    }
  }

  Optional<Integration> find(IntegrationId id);

  /** Those of these that exist, in one question, in no certain order. */
  List<Integration> findAll(Collection<IntegrationId> ids);

  Optional<Integration> findBySlug(OrganizationId organization, Slug slug);

  /** Lists an organization's integrations, oldest first. */
  Page<Integration> list(OrganizationId organization, Filter filter, Page.Request page);

  /** All integrations of an organization, oldest first. */
  List<Integration> all(OrganizationId organization);

  /**
   * Inserts an object of version 0, else updates the stored one of the same version.
   *
   * @return the object as stored, its version one higher
   */
  Result<Integration, StoreConflict> save(Integration integration);

  /**
   * Deletes an integration with its grants; {@link StoreConflict.StillUsed} while providers hang on
   * it.
   */
  Result<Boolean, StoreConflict> delete(IntegrationId id);

  /**
   * Integrations that enable new models, and whose upstream is to be asked for its models again;
   * the longest due first. Those that are put away are among them.
   *
   * @param now due by then
   * @param most how many at most
   */
  List<IntegrationId> dueForListing(Instant now, int most);

  /**
   * Takes it on to ask an integration's upstream for its models; of several that try at once one
   * does.
   *
   * @param now due by then, else there is nothing to take on
   * @param next when it is due again, whatever comes of it
   * @return whether it was taken on here
   */
  boolean takeListing(IntegrationId id, Instant now, Instant next);

  Optional<WorkspaceGrant> findGrant(GrantId id);

  Optional<WorkspaceGrant> findGrant(IntegrationId integration, WorkspaceId workspace);

  /** All grants of an integration, oldest first. */
  List<WorkspaceGrant> grantsOf(IntegrationId integration);

  /** All grants to a workspace, oldest first. */
  List<WorkspaceGrant> grantsTo(WorkspaceId workspace);

  /**
   * Inserts an object of version 0, else updates the stored one of the same version.
   *
   * @return the object as stored, its version one higher
   */
  Result<WorkspaceGrant, StoreConflict> saveGrant(WorkspaceGrant grant);

  /** Deletes a grant; {@link StoreConflict.StillUsed} while providers hang on it. */
  Result<Boolean, StoreConflict> deleteGrant(GrantId id);
}
