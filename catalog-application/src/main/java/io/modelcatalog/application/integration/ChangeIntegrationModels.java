package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.util.List;
import java.util.Optional;

/**
 * Says which models of an integration may be called, adds models of its own and sets prices. Models
 * that are not mentioned stay as they are.
 */
public interface ChangeIntegrationModels {

  /** Changes all that is mentioned or nothing. */
  Result<Integration, CatalogError> handle(Actor actor, Command command);

  /**
   * What to change.
   *
   * @param ref slug or UUID of the integration
   * @param allowAll whether models that are not listed pass; empty to leave it as it is
   * @param models what is said of single models
   * @param key the integration's main secret, entered again: needed to give a model a host that the
   *     secret has not been entered for
   * @param enablesNew whether models that the upstream gets later may be called at once; empty to
   *     leave it as it is
   */
  record Command(
      String ref,
      Optional<Boolean> allowAll,
      List<ModelChange> models,
      Optional<SecretText> key,
      Optional<Boolean> enablesNew) {

    /** Leaving alone what becomes of later models. */
    public Command(
        String ref,
        Optional<Boolean> allowAll,
        List<ModelChange> models,
        Optional<SecretText> key) {
      this(ref, allowAll, models, key, Optional.empty());
    }
  }

  /**
   * What is said of one model.
   *
   * @param slug the vendor's name of it, or a name of one's own
   * @param enabled whether it may be called
   * @param custom whether it is the integration's own; empty to leave it as it is
   * @param finetune whether it is fine-tuned; empty to leave it as it is
   * @param base the directory's model it stands on
   * @param configuration {@code custom_host} and {@code custom_headers} of its own; others are
   *     dropped
   * @param pricing its price
   */
  record ModelChange(
      String slug,
      boolean enabled,
      Optional<Boolean> custom,
      Optional<Boolean> finetune,
      Change<String> base,
      Change<Settings> configuration,
      Change<Pricing> pricing) {}

  /**
   * A price.
   *
   * @param price what counts
   * @param given as it was given, to be read back the same
   */
  record Pricing(ModelPrice price, Settings given) {}
}
