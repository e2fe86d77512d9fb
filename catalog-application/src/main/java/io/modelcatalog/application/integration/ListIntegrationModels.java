package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.integration.IntegrationModel;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;

/**
 * Lists the models of an integration: those the directory knows of its upstream, by name, then
 * those that its upstream listed itself, then those only the integration speaks of.
 */
public interface ListIntegrationModels {

  /** A page of them. */
  Result<Models, CatalogError> handle(Actor actor, Query query);

  /**
   * Of which integration.
   *
   * @param ref slug or UUID
   * @param page which part
   */
  record Query(String ref, Page.Request page) {}

  /**
   * The model list of an integration.
   *
   * @param models this page of models
   * @param allowAll whether models that are not listed pass
   * @param enablesNew whether models that the upstream gets later may be called at once
   */
  record Models(Page<ListedModel> models, boolean allowAll, boolean enablesNew) {}

  /**
   * A model and what people call it.
   *
   * @param name for people
   * @param model what the integration says of it
   * @param listed whether the upstream listed it when it was asked last; empty if it was never
   *     asked
   */
  record ListedModel(String name, IntegrationModel model, Optional<Boolean> listed) {}
}
