package io.modelcatalog.application.port.model;

import io.modelcatalog.domain.model.ModelDefinition;
import io.modelcatalog.domain.model.ModelSlug;
import java.util.List;
import java.util.Optional;

/** Known models and their prices, read once at start and then from memory. */
public interface ModelDirectory {

  /**
   * What is known of a model.
   *
   * @param vendor the upstream kind, such as {@code openai}
   * @param model the vendor's name of the model
   */
  Optional<ModelDefinition> find(String vendor, ModelSlug model);

  /** All known models of a vendor, by name; empty for an unknown vendor. */
  List<ModelDefinition> of(String vendor);
}
