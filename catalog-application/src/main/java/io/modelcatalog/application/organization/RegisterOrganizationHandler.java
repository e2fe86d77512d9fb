package io.modelcatalog.application.organization;

import io.modelcatalog.application.AttributeRule;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.ApiKeys;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;

final class RegisterOrganizationHandler implements RegisterOrganization {
  private static final String FIRST_KEY = "First administrator key";

  private final OrganizationRepository organizations;
  private final WorkspaceRepository workspaces;
  private final ApiKeyRepository keys;
  private final ApiKeys secrets;
  private final UnitOfWork unitOfWork;
  private final CatalogEvents events;
  private final IdSource ids;
  private final InstantSource clock;

  RegisterOrganizationHandler(
      OrganizationRepository organizations,
      WorkspaceRepository workspaces,
      ApiKeyRepository keys,
      ApiKeys secrets,
      UnitOfWork unitOfWork,
      CatalogEvents events,
      IdSource ids,
      InstantSource clock) {
    this.organizations = organizations;
    this.workspaces = workspaces;
    this.keys = keys;
    this.secrets = secrets;
    this.unitOfWork = unitOfWork;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Result<Registered, CatalogError> handle(Command command) {
    String presented = command.adminKey().reveal(new SecretAccess("to keep a hash of it"));
    if (!isPresentable(presented) || !secrets.plausible(presented)) {
      return Result.err(
          new CatalogError.Invalid(
              "admin_key",
              "printable ASCII without blanks; one with this product's prefix must be whole"));
    }
    return AttributeRule.name(command.name())
        .then(name -> unitOfWork.execute(() -> register(name, command.adminKey(), presented)));
  }

  private Result<Registered, CatalogError> register(
      String name, SecretText secret, String presented) {
    if (!organizations.all().isEmpty()) {
      return Result.err(
          new CatalogError.NotPermitted("an organization exists already (expected: none)"));
    }
    Audit audit = Audit.created(ActorId.SYSTEM, clock.instant());
    Organization organization =
        new Organization(
            new OrganizationId(ids.next()), name, true, false, SecuritySettings.DEFAULT, audit, 0);
    Workspace workspace = FoundOrganization.defaultWorkspace(ids, organization.id(), audit);
    ApiKey key = firstKey(organization.id(), secret, presented, audit);
    return organizations
        .save(organization)
        .then(saved -> workspaces.save(workspace))
        .then(saved -> keys.save(key))
        .mapError(conflict -> StoreRefusal.of("organization", conflict))
        .map(saved -> announced(organization.id(), workspace.id(), key.id()));
  }

  private ApiKey firstKey(
      OrganizationId organization, SecretText secret, String presented, Audit audit) {
    return new ApiKey(
        new ApiKeyId(ids.next()),
        organization,
        Optional.empty(),
        KeyType.ORGANISATION_SERVICE,
        Optional.empty(),
        FIRST_KEY,
        Optional.empty(),
        secrets.digest(presented),
        secret.masked(),
        Scope.everything(),
        Limits.NONE,
        Settings.NONE,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty(),
        audit,
        0);
  }

  private Registered announced(OrganizationId organization, WorkspaceId workspace, ApiKeyId key) {
    events.announce(new CatalogChange(organization, Set.of(workspace), true));
    return new Registered(organization, workspace, key);
  }

  /** A header carries the key, so it must be text that a header can carry. */
  private static boolean isPresentable(String key) {
    return key.length() <= 512 && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }
}
