package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.integration.IntegrationModel;
import io.modelcatalog.domain.shared.Result;

/**
 * Lists the models of an integration: those the directory knows of its upstream, by name, then
 * those only the integration speaks of.
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
   */
  record Models(Page<ListedModel> models, boolean allowAll) {}

  /**
   * A model and what people call it.
   *
   * @param name for people
   * @param model what the integration says of it
   */
  record ListedModel(String name, IntegrationModel model) {}
}
