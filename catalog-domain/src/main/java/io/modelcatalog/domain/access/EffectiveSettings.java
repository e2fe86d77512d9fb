package io.modelcatalog.domain.access;

import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.Declared;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.ModelAccess;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that holds for calls through one provider, each value with the level that set it. All
 * budgets and rate limits count; none replaces another.
 *
 * @param models the model lists, outermost first; a model must pass them all
 * @param budgets the budgets, outermost first
 * @param rateLimits the rate limits, outermost first
 * @param expiry the earliest expiry, if any level has one
 */
public record EffectiveSettings(
    List<Declared<ModelAccess>> models,
    List<Declared<Budget>> budgets,
    List<Declared<RateLimit>> rateLimits,
    Optional<Declared<Instant>> expiry) {
  public EffectiveSettings {
    models = List.copyOf(models);
    budgets = List.copyOf(budgets);
    rateLimits = List.copyOf(rateLimits);
  }

  /**
   * What holds for a provider, and for a key if one is given.
   *
   * @param integration the provider's integration
   * @param grant what makes it available in the workspace
   * @param workspace the workspace
   * @param provider the provider
   * @param key who calls; empty to leave the key out
   */
  public static EffectiveSettings of(
      Integration integration,
      WorkspaceGrant grant,
      Workspace workspace,
      AiProvider provider,
      Optional<ApiKey> key) {
    List<Declared<ModelAccess>> models = new ArrayList<>();
    models.add(new Declared<>(integration.models().access(), Level.INTEGRATION));
    grant.models().ifPresent(access -> models.add(new Declared<>(access, Level.GRANT)));
    provider.models().ifPresent(access -> models.add(new Declared<>(access, Level.PROVIDER)));

    List<Declared<Budget>> budgets = new ArrayList<>();
    List<Declared<RateLimit>> rates = new ArrayList<>();
    add(integration.pool().limits(), Level.INTEGRATION, budgets, rates);
    add(
        grant.limits(integration),
        grant.ownLimits().isPresent() ? Level.GRANT : Level.INTEGRATION_DEFAULT,
        budgets,
        rates);
    add(workspace.limits(), Level.WORKSPACE, budgets, rates);
    add(provider.limits(), Level.PROVIDER, budgets, rates);
    key.ifPresent(k -> add(k.limits(), Level.API_KEY, budgets, rates));

    Optional<Declared<Instant>> expiry =
        provider.expiresAt().map(at -> new Declared<>(at, Level.PROVIDER));
    Optional<Instant> keyExpiry = key.flatMap(ApiKey::expiresAt);
    if (keyExpiry.isPresent()
        && (expiry.isEmpty() || keyExpiry.get().isBefore(expiry.get().value()))) {
      expiry = Optional.of(new Declared<>(keyExpiry.get(), Level.API_KEY));
    }
    return new EffectiveSettings(models, budgets, rates, expiry);
  }

  /** What all model lists let through together. */
  public ModelAccess effectiveModels() {
    ModelAccess effective = ModelAccess.EVERYTHING;
    for (Declared<ModelAccess> declared : models) {
      effective = effective.narrowedBy(declared.value());
    }
    return effective;
  }

  private static void add(
      Limits limits, Level level, List<Declared<Budget>> budgets, List<Declared<RateLimit>> rates) {
    limits.budgets().forEach(budget -> budgets.add(new Declared<>(budget, level)));
    limits.rateLimits().forEach(rate -> rates.add(new Declared<>(rate, level)));
  }
}
