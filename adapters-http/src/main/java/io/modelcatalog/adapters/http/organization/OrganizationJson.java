package io.modelcatalog.adapters.http.organization;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.modelcatalog.adapters.http.admin.SecurityJson;
import io.modelcatalog.adapters.http.admin.Times;
import io.modelcatalog.domain.organization.Organization;
import java.util.List;
import java.util.Map;

/**
 * An organization on the wire.
 *
 * @param allowWorkspaceIntegrations whether workspaces may bring credentials of their own
 * @param allowUnpricedModels whether cost budgets let models without a price pass
 * @param securitySettings every toggle as it holds
 * @param workspaceOverrides the sections of toggles that workspaces may set for themselves
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record OrganizationJson(
    String id,
    String name,
    boolean allowWorkspaceIntegrations,
    boolean allowUnpricedModels,
    Map<String, Boolean> securitySettings,
    List<String> workspaceOverrides,
    String createdAt,
    String lastUpdatedAt,
    String object) {

  static OrganizationJson of(Organization organization) {
    return new OrganizationJson(
        organization.id().toString(),
        organization.name(),
        organization.workspacesMayCreateIntegrations(),
        organization.allowUnpricedModels(),
        SecurityJson.effective(organization.security()),
        SecurityJson.opened(organization.security()),
        Times.text(organization.audit().createdAt()),
        Times.text(organization.audit().updatedAt()),
        "organisation");
  }
}
