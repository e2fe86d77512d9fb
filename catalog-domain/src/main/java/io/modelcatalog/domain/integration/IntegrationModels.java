package io.modelcatalog.domain.integration;

import io.modelcatalog.domain.limit.ModelAccess;
import io.modelcatalog.domain.model.ModelSlug;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The model list of an integration. With {@code allowAll} everything passes that is not switched
 * off; without it only what is switched on.
 *
 * @param allowAll whether unlisted models pass
 * @param models what is said of single models, by name, in the order first given
 */
public record IntegrationModels(
    boolean allowAll, SequencedMap<ModelSlug, IntegrationModel> models) {
  /** Everything, with nothing said of any model. */
  public static final IntegrationModels ALL = new IntegrationModels(true, new LinkedHashMap<>());

  public IntegrationModels {
    models = java.util.Collections.unmodifiableSequencedMap(new LinkedHashMap<>(models));
  }

  /** The same list with each given model in its place, others kept. */
  public IntegrationModels merged(Collection<IntegrationModel> changes) {
    LinkedHashMap<ModelSlug, IntegrationModel> merged = new LinkedHashMap<>(models);
    changes.forEach(model -> merged.put(model.slug(), model));
    return new IntegrationModels(allowAll, merged);
  }

  /** The same list less the named models. */
  public IntegrationModels without(Collection<ModelSlug> slugs) {
    LinkedHashMap<ModelSlug, IntegrationModel> rest = new LinkedHashMap<>(models);
    slugs.forEach(rest::remove);
    return new IntegrationModels(allowAll, rest);
  }

  /** The same list under another rule for unlisted models. */
  public IntegrationModels allowingAll(boolean all) {
    return new IntegrationModels(all, models);
  }

  /** What is said of a model. */
  public Optional<IntegrationModel> find(ModelSlug slug) {
    return Optional.ofNullable(models.get(slug));
  }

  /** Which models pass. */
  public ModelAccess access() {
    Set<ModelSlug> named = new LinkedHashSet<>();
    models.values().stream()
        .filter(model -> model.enabled() != allowAll)
        .forEach(model -> named.add(model.slug()));
    return allowAll ? new ModelAccess.AllExcept(named) : new ModelAccess.Only(named);
  }
}
