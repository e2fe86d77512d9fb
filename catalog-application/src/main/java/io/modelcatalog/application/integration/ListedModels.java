package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
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

/** Keeps what an upstream listed, and enables what is new on it where that is wanted. */
final class ListedModels {
  private final IntegrationRepository integrations;
  private final Announcements announcements;
  private final InstantSource clock;

  ListedModels(
      IntegrationRepository integrations, Announcements announcements, InstantSource clock) {
    this.integrations = integrations;
    this.announcements = announcements;
    this.clock = clock;
  }

  /**
   * What is different.
   *
   * @param listed how many are listed now
   * @param added those that were not listed before
   * @param enabled those of them that may be called from now on and could not be before
   * @param gone those that were listed before and are no more
   */
  record News(int listed, List<ModelSlug> added, List<ModelSlug> enabled, List<ModelSlug> gone) {
    boolean isNone() {
      return added.isEmpty() && enabled.isEmpty() && gone.isEmpty();
    }
  }

  /** The names that can be names here. */
  static SequencedSet<ModelSlug> named(List<String> models) {
    return models.stream()
        .filter(ModelSlug::isValid)
        .map(ModelSlug::new)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Keeps a list; in another order than before, it is the same. */
  Result<News, CatalogError> keep(Integration integration, SequencedSet<ModelSlug> listed) {
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
    News news = new News(listed.size(), added, enabled, gone);
    if (before.isPresent() && news.isNone()) {
      return Result.ok(news);
    }
    return integrations
        .save(revised(integration, listed, enabled))
        .mapError(conflict -> StoreRefusal.of("integration", conflict))
        .map(
            saved -> {
              announcements.changed(saved);
              return news;
            });
  }

  private Integration revised(
      Integration integration, SequencedSet<ModelSlug> listed, List<ModelSlug> enabled) {
    return Revised.extras(
        Revised.models(
            integration,
            integration
                .models()
                .merged(enabled.stream().map(each -> IntegrationModel.listed(each, true)).toList()),
            clock.instant()),
        integration
            .extras()
            .with(
                Settings.of(
                    Map.of(
                        Integration.LISTED_MODELS,
                        listed.stream().map(ModelSlug::value).toList()))));
  }
}
