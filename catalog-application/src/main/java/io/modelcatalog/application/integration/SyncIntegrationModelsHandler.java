package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.secret.CredentialVault;
import io.modelcatalog.application.port.upstream.UpstreamProbe;
import io.modelcatalog.application.port.upstream.UpstreamProbe.Answer;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationModel;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Collectors;

final class SyncIntegrationModelsHandler implements SyncIntegrationModels {
  private final IntegrationRepository integrations;
  private final CredentialVault vault;
  private final UpstreamProbe probe;
  private final IntegrationLookup lookup;
  private final UnitOfWork unitOfWork;
  private final Attempts attempts;
  private final Announcements announcements;
  private final AskedUpstreams asked;
  private final InstantSource clock;

  SyncIntegrationModelsHandler(
      IntegrationRepository integrations,
      CredentialVault vault,
      UpstreamProbe probe,
      IntegrationLookup lookup,
      UnitOfWork unitOfWork,
      Announcements announcements,
      AskedUpstreams asked,
      InstantSource clock) {
    this.integrations = integrations;
    this.vault = vault;
    this.probe = probe;
    this.lookup = lookup;
    this.unitOfWork = unitOfWork;
    this.attempts = new Attempts(unitOfWork);
    this.announcements = announcements;
    this.asked = asked;
    this.clock = clock;
  }

  /** No transaction is open while the upstream is asked. */
  @Override
  public Result<Synced, CatalogError> handle(Actor actor, Command command) {
    Result<UpstreamTarget, CatalogError> target =
        unitOfWork.read(
            () ->
                lookup
                    .toWrite(actor, command.ref(), "update")
                    .then(found -> TestIntegrationHandler.stored(vault, found)));
    return target
        .then(known -> asked.ask(actor, () -> probe.models(known)))
        .then(answer -> kept(actor, command, answer));
  }

  private Result<Synced, CatalogError> kept(Actor actor, Command command, Answer answer) {
    TestIntegration.Report report = TestIntegrationHandler.report(answer);
    if (!(answer instanceof Answer.Answered(int _, List<String> models, long _))) {
      return Result.ok(new Synced(report, 0, List.of(), List.of(), List.of()));
    }
    SequencedSet<ModelSlug> listed =
        models.stream()
            .filter(ModelSlug::isValid)
            .map(ModelSlug::new)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return attempts.execute(
        actor,
        () ->
            lookup
                .toWrite(actor, command.ref(), "update")
                .then(found -> keep(found, listed, report)));
  }

  private Result<Synced, CatalogError> keep(
      Integration integration, SequencedSet<ModelSlug> listed, TestIntegration.Report report) {
    Optional<SequencedSet<ModelSlug>> before = integration.listedModels();
    List<ModelSlug> added =
        before
            .map(known -> listed.stream().filter(each -> !known.contains(each)).toList())
            .orElse(List.of());
    List<ModelSlug> gone =
        before
            .map(known -> known.stream().filter(each -> !listed.contains(each)).toList())
            .orElse(List.of());
    List<ModelSlug> enabled =
        integration.enablesNewModels() && !integration.models().allowAll()
            ? added.stream().filter(each -> integration.models().find(each).isEmpty()).toList()
            : List.of();
    Synced synced = new Synced(report, listed.size(), added, enabled, gone);
    if (before.isPresent() && List.copyOf(before.get()).equals(List.copyOf(listed))) {
      return Result.ok(synced);
    }
    Integration next =
        Revised.extras(
            Revised.models(
                integration,
                integration
                    .models()
                    .merged(
                        enabled.stream().map(each -> IntegrationModel.listed(each, true)).toList()),
                clock.instant()),
            integration
                .extras()
                .with(
                    Settings.of(
                        Map.of(
                            Integration.LISTED_MODELS,
                            listed.stream().map(ModelSlug::value).toList()))));
    return integrations
        .save(next)
        .mapError(conflict -> StoreRefusal.of("integration", conflict))
        .map(
            saved -> {
              announcements.changed(saved);
              return synced;
            });
  }
}
