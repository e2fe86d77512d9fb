package io.modelcatalog.application.audit;

import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.StoreConflict;
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

final class AuditedIntegrationRepository implements IntegrationRepository {
  private final IntegrationRepository integrations;
  private final AuditLog log;

  AuditedIntegrationRepository(IntegrationRepository integrations, AuditLog log) {
    this.integrations = integrations;
    this.log = log;
  }

  @Override
  public Optional<Integration> find(IntegrationId id) {
    return integrations.find(id);
  }

  @Override
  public List<Integration> findAll(Collection<IntegrationId> ids) {
    return integrations.findAll(ids);
  }

  @Override
  public Optional<Integration> findBySlug(OrganizationId organization, Slug slug) {
    return integrations.findBySlug(organization, slug);
  }

  @Override
  public Page<Integration> list(OrganizationId organization, Filter filter, Page.Request page) {
    return integrations.list(organization, filter, page);
  }

  @Override
  public List<Integration> all(OrganizationId organization) {
    return integrations.all(organization);
  }

  @Override
  public Result<Integration, StoreConflict> save(Integration integration) {
    return log.saved(
        Kind.INTEGRATION,
        integration,
        integration.version() == 0,
        () -> integrations.find(integration.id()),
        () -> integrations.save(integration));
  }

  /** Grants of an integration are gone with it. */
  @Override
  public Result<Boolean, StoreConflict> delete(IntegrationId id) {
    List<WorkspaceGrant> gone = integrations.grantsOf(id);
    String slug = slugOf(id);
    return log.deleted(
        Kind.INTEGRATION,
        () -> integrations.find(id),
        () -> {
          Result<Boolean, StoreConflict> result = integrations.delete(id);
          if (AuditLog.done(result)) {
            gone.forEach(
                grant -> log.noteChange(Kind.grantOf(slug), Optional.of(grant), Optional.empty()));
          }
          return result;
        },
        AuditLog::done);
  }

  @Override
  public List<IntegrationId> dueForListing(Instant now, int most) {
    return integrations.dueForListing(now, most);
  }

  @Override
  public boolean takeListing(IntegrationId id, Instant now, Instant next) {
    return integrations.takeListing(id, now, next);
  }

  @Override
  public Optional<WorkspaceGrant> findGrant(GrantId id) {
    return integrations.findGrant(id);
  }

  @Override
  public Optional<WorkspaceGrant> findGrant(IntegrationId integration, WorkspaceId workspace) {
    return integrations.findGrant(integration, workspace);
  }

  @Override
  public List<WorkspaceGrant> grantsOf(IntegrationId integration) {
    return integrations.grantsOf(integration);
  }

  @Override
  public List<WorkspaceGrant> grantsTo(WorkspaceId workspace) {
    return integrations.grantsTo(workspace);
  }

  @Override
  public Result<WorkspaceGrant, StoreConflict> saveGrant(WorkspaceGrant grant) {
    return log.saved(
        Kind.grantOf(slugOf(grant.integration())),
        grant,
        grant.version() == 0,
        () -> integrations.findGrant(grant.id()),
        () -> integrations.saveGrant(grant));
  }

  @Override
  public Result<Boolean, StoreConflict> deleteGrant(GrantId id) {
    String slug = integrations.findGrant(id).map(grant -> slugOf(grant.integration())).orElse("");
    return log.deleted(
        Kind.grantOf(slug),
        () -> integrations.findGrant(id),
        () -> integrations.deleteGrant(id),
        AuditLog::done);
  }

  private String slugOf(IntegrationId id) {
    return integrations.find(id).map(found -> found.slug().value()).orElse(id.toString());
  }
}
