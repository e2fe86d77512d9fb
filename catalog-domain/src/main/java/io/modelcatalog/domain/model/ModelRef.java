package io.modelcatalog.domain.model;

import io.modelcatalog.domain.shared.Slug;
import java.util.Optional;

/**
 * What a developer writes: {@code @provider/model}, cut at the first slash; the rest is the model,
 * with whatever slashes it has.
 *
 * @param provider the provider's slug
 * @param model the vendor's name of the model
 */
public record ModelRef(Slug provider, ModelSlug model) {

  /**
   * Reads {@code @provider/model}. Names that begin with {@code @cf/} and {@code @hf/} are vendors'
   * own model names, not references.
   *
   * @return empty if the text is not a reference
   */
  public static Optional<ModelRef> parse(String text) {
    if (text.length() < 4 || text.charAt(0) != '@' || isVendorName(text)) {
      return Optional.empty();
    }
    int slash = text.indexOf('/');
    if (slash < 2) {
      return Optional.empty();
    }
    String provider = text.substring(1, slash);
    String model = text.substring(slash + 1);
    return Slug.isValid(provider) && ModelSlug.isValid(model)
        ? Optional.of(new ModelRef(new Slug(provider), new ModelSlug(model)))
        : Optional.empty();
  }

  /** Whether the text begins like a vendor's own name although it has the shape of a reference. */
  public static boolean isVendorName(String text) {
    return text.startsWith("@cf/") || text.startsWith("@hf/");
  }

  @Override
  public String toString() {
    return "@" + provider + "/" + model;
  }
}
