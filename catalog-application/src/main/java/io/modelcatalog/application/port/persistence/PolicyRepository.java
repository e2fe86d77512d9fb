package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;
import java.util.Optional;

/**
 * Policies. One that no longer counts is archived, not deleted; those of a workspace are gone with
 * it.
 */
public interface PolicyRepository {
  Optional<Policy> find(PolicyId id);

  /**
   * Lists policies, oldest first.
   *
   * @param filter which
   * @param page which part
   */
  Page<Policy> list(Filter filter, Page.Request page);

  /** Those that count calls of a workspace: its own, and those of its whole organization. */
  List<Policy> active(OrganizationId organization, WorkspaceId workspace);

  /**
   * Inserts an object of version 0, else updates the stored one of the same version.
   *
   * @return the object as stored, its version one higher
   */
  Result<Policy, StoreConflict> save(Policy policy);

  /**
   * Which policies to list.
   *
   * @param organization whose
   * @param workspace only those of this workspace; empty for all, those of the whole organization
   *     included
   * @param rates whether rate limits or budgets
   * @param unit only those that count this, by its wire name such as {@code cost}; empty for all
   * @param archived whether those that are archived, or those that are not
   */
  record Filter(
      OrganizationId organization,
      Optional<WorkspaceId> workspace,
      boolean rates,
      Optional<String> unit,
      boolean archived) {}
}
