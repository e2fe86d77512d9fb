package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.upstream.UpstreamProbe;
import io.modelcatalog.application.port.upstream.UpstreamProbe.Answer;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.domain.shared.Result;
import java.util.List;

final class SyncIntegrationModelsHandler implements SyncIntegrationModels {
  private final StoredTargets targets;
  private final UpstreamProbe probe;
  private final IntegrationLookup lookup;
  private final UnitOfWork unitOfWork;
  private final Attempts attempts;
  private final ListedModels listed;
  private final AskedUpstreams asked;

  SyncIntegrationModelsHandler(
      StoredTargets targets,
      UpstreamProbe probe,
      IntegrationLookup lookup,
      UnitOfWork unitOfWork,
      ListedModels listed,
      AskedUpstreams asked) {
    this.targets = targets;
    this.probe = probe;
    this.lookup = lookup;
    this.unitOfWork = unitOfWork;
    this.attempts = new Attempts(unitOfWork);
    this.listed = listed;
    this.asked = asked;
  }

  /** No transaction is open while the upstream is asked. */
  @Override
  public Result<Synced, CatalogError> handle(Actor actor, Command command) {
    Result<UpstreamTarget, CatalogError> target =
        unitOfWork.read(() -> lookup.toWrite(actor, command.ref(), "update").then(targets::of));
    return target
        .then(known -> asked.ask(actor, () -> probe.models(known)))
        .then(answer -> kept(actor, command, answer));
  }

  private Result<Synced, CatalogError> kept(Actor actor, Command command, Answer answer) {
    TestIntegration.Report report = TestIntegrationHandler.report(answer);
    if (!(answer instanceof Answer.Answered(int _, List<String> models, long _))) {
      return Result.ok(new Synced(report, 0, List.of(), List.of(), List.of()));
    }
    return attempts
        .execute(
            actor,
            () ->
                lookup
                    .toWrite(actor, command.ref(), "update")
                    .then(found -> listed.keep(found, ListedModels.named(models))))
        .map(news -> new Synced(report, news.listed(), news.added(), news.enabled(), news.gone()));
  }
}
