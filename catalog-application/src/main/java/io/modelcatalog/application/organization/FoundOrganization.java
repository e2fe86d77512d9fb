package io.modelcatalog.application.organization;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.workspace.WorkspaceSlugs;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.organization.SecuritySettings;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** Makes an organization with its default workspace, inside the transaction of a use case. */
public final class FoundOrganization {
  private static final String DEFAULT_WORKSPACE = "Shared Team Workspace";

  private final OrganizationRepository organizations;
  private final WorkspaceRepository workspaces;
  private final CatalogEvents events;
  private final IdSource ids;
  private final InstantSource clock;

  public FoundOrganization(
      OrganizationRepository organizations,
      WorkspaceRepository workspaces,
      CatalogEvents events,
      IdSource ids,
      InstantSource clock) {
    this.organizations = organizations;
    this.workspaces = workspaces;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /** Makes both. */
  public Result<OrganizationId, CatalogError> found(String name) {
    Audit audit = Audit.created(ActorId.SYSTEM, clock.instant());
    Organization organization =
        new Organization(
            new OrganizationId(ids.next()), name, true, false, SecuritySettings.DEFAULT, audit, 0);
    Workspace workspace = defaultWorkspace(ids, organization.id(), audit);
    return organizations
        .save(organization)
        .then(saved -> workspaces.save(workspace))
        .mapError(conflict -> StoreRefusal.of("organization", conflict))
        .map(
            saved -> {
              events.announce(new CatalogChange(organization.id(), Set.of(workspace.id()), true));
              return organization.id();
            });
  }

  /** The workspace that every organization begins with. */
  static Workspace defaultWorkspace(IdSource ids, OrganizationId organization, Audit audit) {
    return new Workspace(
        new WorkspaceId(ids.next()),
        organization,
        WorkspaceSlugs.of(DEFAULT_WORKSPACE, ids.next()),
        DEFAULT_WORKSPACE,
        Optional.empty(),
        Optional.empty(),
        Settings.NONE,
        Limits.NONE,
        true,
        false,
        Settings.NONE,
        SecuritySettings.DEFAULT,
        0,
        Optional.empty(),
        audit,
        0);
  }
}
