package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.upstream.UpstreamProbe;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

final class RefreshModelsHandler implements RefreshModels {
  private static final int ATTEMPTS = 3;

  private final IntegrationRepository integrations;
  private final StoredTargets targets;
  private final UpstreamProbe probe;
  private final ListedModels listed;
  private final UnitOfWork unitOfWork;
  private final InstantSource clock;

  RefreshModelsHandler(
      IntegrationRepository integrations,
      StoredTargets targets,
      UpstreamProbe probe,
      ListedModels listed,
      UnitOfWork unitOfWork,
      InstantSource clock) {
    this.integrations = integrations;
    this.targets = targets;
    this.probe = probe;
    this.listed = listed;
    this.unitOfWork = unitOfWork;
    this.clock = clock;
  }

  @Override
  public int handle() {
    List<IntegrationId> due =
        unitOfWork.read(() -> integrations.dueForListing(clock.instant(), AT_ONCE));
    int changed = 0;
    for (IntegrationId id : due) {
      changed += isTakenOn(id) && hasOthers(id) ? 1 : 0;
    }
    return changed;
  }

  private boolean isTakenOn(IntegrationId id) {
    Instant now = clock.instant();
    Result<Boolean, CatalogError> taken =
        unitOfWork.execute(() -> Result.ok(integrations.takeListing(id, now, now.plus(EVERY))));
    return taken.equals(Result.ok(true));
  }

  /** No transaction is open while the upstream is asked. */
  private boolean hasOthers(IntegrationId id) {
    Optional<UpstreamTarget> target =
        unitOfWork.read(
            () ->
                wanted(id)
                    .map(targets::of)
                    .flatMap(
                        found ->
                            found instanceof Result.Ok<UpstreamTarget, CatalogError>(var there)
                                ? Optional.of(there)
                                : Optional.empty()));
    if (target.isEmpty()
        || !(probe.models(target.get()) instanceof UpstreamProbe.Answer.Answered answer)) {
      return false;
    }
    SequencedSet<ModelSlug> models = ListedModels.named(answer.models());
    return !models.isEmpty() && isKept(id, models);
  }

  /** Once more where someone else got in between. */
  private boolean isKept(IntegrationId id, SequencedSet<ModelSlug> models) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Result<Boolean, CatalogError> kept = unitOfWork.execute(() -> kept(id, models));
      if (kept instanceof Result.Ok<Boolean, CatalogError>(Boolean others)) {
        return others;
      }
    }
    return false;
  }

  private Result<Boolean, CatalogError> kept(IntegrationId id, SequencedSet<ModelSlug> models) {
    return wanted(id)
        .map(found -> listed.keep(found, models).map(news -> !news.isNone()))
        .orElse(Result.ok(false));
  }

  private Optional<Integration> wanted(IntegrationId id) {
    return integrations.find(id).filter(found -> found.enablesNewModels() && !found.archived());
  }
}
