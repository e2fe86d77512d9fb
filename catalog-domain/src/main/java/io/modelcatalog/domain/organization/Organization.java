package io.modelcatalog.domain.organization;

import io.modelcatalog.domain.shared.Audit;

/**
 * The tenant.
 *
 * @param id identity
 * @param name for people
 * @param workspacesMayCreateIntegrations whether workspaces may bring credentials of their own
 * @param allowUnpricedModels whether a cost budget lets a model without a known price pass, counted
 *     as free; otherwise such a call is refused
 * @param security what managers and members of workspaces may do
 * @param audit who made it and when
 * @param version for optimistic locking; 0 for an object never stored
 */
public record Organization(
    OrganizationId id,
    String name,
    boolean workspacesMayCreateIntegrations,
    boolean allowUnpricedModels,
    SecuritySettings security,
    Audit audit,
    long version) {
  public Organization {
    if (name.isBlank() || name.length() > 255) {
      throw new IllegalArgumentException("name: expected 1 to 255 characters");
    }
  }
}
