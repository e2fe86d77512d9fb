package io.modelcatalog.domain.integration;

import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.shared.Settings;
import java.util.Optional;

/**
 * What an integration says of one model.
 *
 * @param slug the vendor's name, or a name of one's own for a custom model
 * @param enabled whether it may be called
 * @param custom whether it is the integration's own, not one of the directory
 * @param finetune whether it is a fine-tuned model
 * @param base the directory's model it stands on, whose facts it takes where it has none
 * @param configuration host and headers of its own ({@code custom_host}, {@code custom_headers})
 * @param price its price, instead of the directory's
 * @param pricing the price as it was given, to be read back the same
 */
public record IntegrationModel(
    ModelSlug slug,
    boolean enabled,
    boolean custom,
    boolean finetune,
    Optional<ModelSlug> base,
    Settings configuration,
    Optional<ModelPrice> price,
    Settings pricing) {

  /** A model of the directory, switched on or off. */
  public static IntegrationModel listed(ModelSlug slug, boolean enabled) {
    return new IntegrationModel(
        slug,
        enabled,
        false,
        false,
        Optional.empty(),
        Settings.NONE,
        Optional.empty(),
        Settings.NONE);
  }
}
