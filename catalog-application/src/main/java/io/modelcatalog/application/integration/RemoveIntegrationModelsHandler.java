package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.shared.Result;
import java.time.InstantSource;
import java.util.List;

final class RemoveIntegrationModelsHandler implements RemoveIntegrationModels {
  private final IntegrationRepository integrations;
  private final IntegrationLookup lookup;
  private final Attempts attempts;
  private final Announcements announcements;
  private final InstantSource clock;

  RemoveIntegrationModelsHandler(
      IntegrationRepository integrations,
      IntegrationLookup lookup,
      Attempts attempts,
      Announcements announcements,
      InstantSource clock) {
    this.integrations = integrations;
    this.lookup = lookup;
    this.attempts = attempts;
    this.announcements = announcements;
    this.clock = clock;
  }

  @Override
  public Result<Integration, CatalogError> handle(Actor actor, Command command) {
    return attempts.execute(
        actor,
        () ->
            lookup
                .toWrite(actor, command.ref(), "update")
                .then(found -> remove(found, command.models())));
  }

  private Result<Integration, CatalogError> remove(Integration integration, List<String> names) {
    if (names.isEmpty()) {
      return Result.err(new CatalogError.Invalid("slugs", "expected at least one model"));
    }
    List<ModelSlug> models = names.stream().filter(ModelSlug::isValid).map(ModelSlug::new).toList();
    return integrations
        .save(Revised.models(integration, integration.models().without(models), clock.instant()))
        .mapError(conflict -> StoreRefusal.of("integration", conflict))
        .map(
            saved -> {
              announcements.changed(saved);
              return saved;
            });
  }
}
