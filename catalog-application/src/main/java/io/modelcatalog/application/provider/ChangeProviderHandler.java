package io.modelcatalog.application.provider;

import io.modelcatalog.application.AttributeRule;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

final class ChangeProviderHandler implements ChangeProvider {
  private final ProviderRepository providers;
  private final IntegrationRepository integrations;
  private final ProviderLookup lookup;
  private final UnitOfWork unitOfWork;
  private final CatalogEvents events;
  private final InstantSource clock;

  ChangeProviderHandler(
      ProviderRepository providers,
      IntegrationRepository integrations,
      ProviderLookup lookup,
      UnitOfWork unitOfWork,
      CatalogEvents events,
      InstantSource clock) {
    this.providers = providers;
    this.integrations = integrations;
    this.lookup = lookup;
    this.unitOfWork = unitOfWork;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public Result<AiProvider, CatalogError> handle(Actor actor, Command command) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return unitOfWork.execute(
        actor,
        () ->
            lookup
                .find(actor, SCOPE, command.workspace(), command.ref())
                .then(found -> change(found, command)));
  }

  private Result<AiProvider, CatalogError> change(AiProvider found, Command command) {
    Instant now = clock.instant();
    Integration integration = integrations.find(found.integration()).orElseThrow();
    WorkspaceGrant grant = integrations.findGrant(found.grant()).orElseThrow();
    Optional<String> note = command.note().applyTo(found.note());
    Optional<Instant> expiresAt = command.expiresAt().applyTo(found.expiresAt());
    return AttributeRule.name(command.name().orElse(found.name()))
        .then(name -> AttributeRule.atMost("note", 1000, note))
        .then(checked -> AttributeRule.expiry(expiresAt, found.expiresAt(), now))
        .then(
            checked ->
                ProviderLimits.changed(command.limits(), found.limits(), grant, integration, now))
        .then(limits -> save(changed(found, command, note, limits, expiresAt, now)));
  }

  private static AiProvider changed(
      AiProvider found,
      Command command,
      Optional<String> note,
      Limits limits,
      Optional<Instant> expiresAt,
      Instant now) {
    return new AiProvider(
        found.id(),
        found.organization(),
        found.workspace(),
        found.integration(),
        found.grant(),
        found.slug(),
        command.name().orElse(found.name()),
        note,
        found.origin(),
        limits,
        found.models(),
        expiresAt,
        command.resetUsage() ? found.usageEpoch() + 1 : found.usageEpoch(),
        command.resetUsage() ? Optional.of(now) : found.lastResetAt(),
        found.audit().changed(now),
        found.version());
  }

  private Result<AiProvider, CatalogError> save(AiProvider provider) {
    events.announce(CatalogChange.of(provider.organization(), provider.workspace()));
    return providers.save(provider).mapError(conflict -> StoreRefusal.of("provider", conflict));
  }
}
