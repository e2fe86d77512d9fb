package io.modelcatalog.domain.model;

import io.modelcatalog.domain.money.ModelPrice;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the directory knows of a model.
 *
 * @param vendor the upstream kind that offers it, such as {@code openai}
 * @param slug the vendor's name of it
 * @param displayName for people
 * @param mode what it is for
 * @param contextWindow tokens of prompt and answer together, if known
 * @param maxOutputTokens the longest answer in tokens, if known
 * @param price what it costs, if known
 * @param capabilities what it can take or do
 * @param deprecation the day the vendor ends it, as ISO date, if announced
 */
public record ModelDefinition(
    String vendor,
    ModelSlug slug,
    String displayName,
    ModelMode mode,
    OptionalLong contextWindow,
    OptionalLong maxOutputTokens,
    Optional<ModelPrice> price,
    Set<Capability> capabilities,
    Optional<String> deprecation) {
  public ModelDefinition {
    capabilities = Set.copyOf(capabilities);
  }
}
