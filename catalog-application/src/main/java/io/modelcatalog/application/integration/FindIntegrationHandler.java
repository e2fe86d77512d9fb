package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

final class FindIntegrationHandler implements FindIntegration {
  private final IntegrationRepository integrations;
  private final IntegrationLookup lookup;
  private final UnitOfWork unitOfWork;

  FindIntegrationHandler(
      IntegrationRepository integrations, IntegrationLookup lookup, UnitOfWork unitOfWork) {
    this.integrations = integrations;
    this.lookup = lookup;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Details, CatalogError> handle(Actor actor, Query query) {
    return unitOfWork.read(
        () -> lookup.toRead(actor, query.ref()).map(found -> details(actor, found)));
  }

  private Details details(Actor actor, Integration integration) {
    if (!IntegrationLookup.ownedBy(actor, integration)) {
      return new Details(integration, Optional.empty(), Settings.NONE, 1);
    }
    Map<String, String> masks =
        integration.credentials().<Map<String, String>>map(CredentialRef::masks).orElse(Map.of());
    LinkedHashMap<String, Object> shown =
        new LinkedHashMap<>(SensitiveHeaders.masked(integration.configuration()).values());
    masks.forEach(
        (name, mask) -> {
          if (!name.equals(Credentials.KEY)) {
            shown.put(name, mask);
          }
        });
    int workspaces =
        Math.toIntExact(
            integrations.grantsOf(integration.id()).stream()
                .filter(WorkspaceGrant::enabled)
                .count());
    return new Details(
        integration,
        Optional.ofNullable(masks.get(Credentials.KEY)),
        Settings.of(shown),
        workspaces);
  }
}
