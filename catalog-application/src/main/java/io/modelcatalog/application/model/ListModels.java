package io.modelcatalog.application.model;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.model.ModelDefinition;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Optional;

/** Lists the models that can be called, each through each provider that lets it pass. */
public interface ListModels {
  Result<List<Item>, CatalogError> list(Query query);

  /**
   * Which models.
   *
   * @param actor who asks
   * @param workspace the workspace by id or slug; empty for the actor's own, or, for an
   *     organization's key, all
   * @param provider only those of this provider, by slug
   * @param kind only those of this kind of upstream
   */
  record Query(
      Actor actor, Optional<String> workspace, Optional<String> provider, Optional<String> kind) {}

  /**
   * One model through one provider.
   *
   * @param workspace the workspace's slug
   * @param provider the provider's slug
   * @param kind the kind of upstream
   * @param model the upstream's name of the model
   * @param custom whether it is the integration's own
   * @param known what the directory knows of it
   * @param price what it costs here
   */
  record Item(
      String workspace,
      String provider,
      String kind,
      String model,
      boolean custom,
      Optional<ModelDefinition> known,
      Optional<ModelPrice> price) {
    /** What a developer writes to call it. */
    public String id() {
      return "@" + provider + "/" + model;
    }
  }
}
