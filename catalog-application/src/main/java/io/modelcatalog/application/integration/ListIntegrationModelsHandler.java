package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.model.ModelDirectory;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationModel;
import io.modelcatalog.domain.integration.IntegrationModels;
import io.modelcatalog.domain.model.ModelDefinition;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.shared.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

final class ListIntegrationModelsHandler implements ListIntegrationModels {
  private final ModelDirectory directory;
  private final IntegrationLookup lookup;
  private final UnitOfWork unitOfWork;

  ListIntegrationModelsHandler(
      ModelDirectory directory, IntegrationLookup lookup, UnitOfWork unitOfWork) {
    this.directory = directory;
    this.lookup = lookup;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Models, CatalogError> handle(Actor actor, Query query) {
    return unitOfWork
        .read(() -> lookup.toRead(actor, query.ref()))
        .map(
            found ->
                new Models(
                    Pages.of(list(actor, found), query.page()),
                    found.models().allowAll(),
                    found.enablesNewModels()));
  }

  private List<ListedModel> list(Actor actor, Integration integration) {
    IntegrationModels said = integration.models();
    Optional<SequencedSet<ModelSlug>> byUpstream = integration.listedModels();
    List<ListedModel> list = new ArrayList<>();
    Set<ModelSlug> known = new HashSet<>();
    for (ModelDefinition model : directory.of(integration.kind())) {
      known.add(model.slug());
      list.add(
          new ListedModel(
              model.displayName(),
              shown(
                  actor,
                  integration,
                  said.find(model.slug())
                      .orElseGet(() -> IntegrationModel.listed(model.slug(), said.allowAll()))),
              byUpstream.map(all -> all.contains(model.slug()))));
    }
    for (ModelSlug slug : byUpstream.orElseGet(LinkedHashSet::new)) {
      if (known.add(slug)) {
        list.add(
            new ListedModel(
                slug.value(),
                shown(
                    actor,
                    integration,
                    said.find(slug)
                        .orElseGet(() -> IntegrationModel.listed(slug, said.allowAll()))),
                Optional.of(true)));
      }
    }
    for (IntegrationModel model : said.models().values()) {
      if (!known.contains(model.slug())) {
        list.add(
            new ListedModel(
                model.slug().value(),
                shown(actor, integration, model),
                byUpstream.map(all -> false)));
      }
    }
    return list;
  }

  /** A model's own host and headers are for those who administer it. */
  private static IntegrationModel shown(
      Actor actor, Integration integration, IntegrationModel model) {
    return new IntegrationModel(
        model.slug(),
        model.enabled(),
        model.custom(),
        model.finetune(),
        model.base(),
        IntegrationLookup.ownedBy(actor, integration)
            ? SensitiveHeaders.masked(model.configuration())
            : io.modelcatalog.domain.shared.Settings.NONE,
        model.price(),
        model.pricing());
  }
}
