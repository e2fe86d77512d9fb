package io.modelcatalog.application.organization;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;

/**
 * Makes the first organization of an empty installation, with its default workspace and one key
 * that may do everything.
 */
public interface RegisterOrganization {

  /** Makes all three or nothing. {@link CatalogError.NotPermitted} where an organization exists. */
  Result<Registered, CatalogError> handle(Command command);

  /**
   * What to make.
   *
   * @param name the organization's name
   * @param adminKey the key its administrator will present; only a hash of it is kept
   */
  record Command(String name, SecretText adminKey) {}

  /**
   * What was made.
   *
   * @param organization the organization
   * @param workspace its default workspace
   * @param key its first key
   */
  record Registered(OrganizationId organization, WorkspaceId workspace, ApiKeyId key) {}
}
