package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.secret.CredentialVault;
import io.modelcatalog.application.port.upstream.UpstreamFactory;
import io.modelcatalog.application.port.upstream.UpstreamKind;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationModel;
import io.modelcatalog.domain.integration.IntegrationModels;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.secret.SecretMapping;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

final class ChangeIntegrationModelsHandler implements ChangeIntegrationModels {
  private static final int MOST_MODELS = 10_000;
  private static final SecretAccess TO_COMPARE =
      new SecretAccess("see that who sends it elsewhere knows it");

  private final IntegrationRepository integrations;
  private final CredentialVault vault;
  private final UpstreamFactory upstreams;
  private final IntegrationLookup lookup;
  private final Attempts attempts;
  private final Announcements announcements;
  private final InstantSource clock;

  ChangeIntegrationModelsHandler(
      IntegrationRepository integrations,
      CredentialVault vault,
      UpstreamFactory upstreams,
      IntegrationLookup lookup,
      Attempts attempts,
      Announcements announcements,
      InstantSource clock) {
    this.integrations = integrations;
    this.vault = vault;
    this.upstreams = upstreams;
    this.lookup = lookup;
    this.attempts = attempts;
    this.announcements = announcements;
    this.clock = clock;
  }

  @Override
  public Result<Integration, CatalogError> handle(Actor actor, Command command) {
    return attempts.execute(
        actor,
        () -> lookup.toWrite(actor, command.ref(), "update").then(found -> change(found, command)));
  }

  private Result<Integration, CatalogError> change(Integration integration, Command command) {
    LinkedHashMap<ModelSlug, IntegrationModel> changed = new LinkedHashMap<>();
    for (int i = 0; i < command.models().size(); i++) {
      String at = "models[" + i + "]";
      Result<IntegrationModel, CatalogError> model =
          model(integration, command.models().get(i), at);
      switch (model) {
        case Result.Err<IntegrationModel, CatalogError>(CatalogError error) -> {
          return Result.err(error);
        }
        case Result.Ok<IntegrationModel, CatalogError>(IntegrationModel sound) -> {
          if (changed.put(sound.slug(), sound) != null) {
            return Result.err(
                new CatalogError.Invalid(at + ".slug", "this model is mentioned twice"));
          }
        }
      }
    }
    IntegrationModels before = integration.models();
    IntegrationModels after =
        before
            .merged(List.copyOf(changed.values()))
            .allowingAll(command.allowAll().orElse(before.allowAll()));
    if (after.models().size() > MOST_MODELS) {
      return Result.err(
          new CatalogError.Invalid("models", "at most " + MOST_MODELS + " in one integration"));
    }
    return secretMayGoTo(newHosts(integration, after), integration, command)
        .then(
            permitted ->
                integrations
                    .save(
                        Revised.extras(
                            Revised.models(integration, after, clock.instant()),
                            command
                                .enablesNew()
                                .map(
                                    on ->
                                        ChangeIntegrationHandler.flagged(
                                            integration.extras(),
                                            Integration.ENABLES_NEW_MODELS,
                                            on))
                                .orElse(integration.extras())))
                    .mapError(conflict -> StoreRefusal.of("integration", conflict)))
        .map(
            saved -> {
              announcements.changed(saved);
              return saved;
            });
  }

  private Result<IntegrationModel, CatalogError> model(
      Integration integration, ModelChange change, String at) {
    if (!ModelSlug.isValid(change.slug())) {
      return Result.err(new CatalogError.Invalid(at + ".slug", "expected " + ModelSlug.RULE));
    }
    if (change.base() instanceof Change.Set<String>(String base) && !ModelSlug.isValid(base)) {
      return Result.err(
          new CatalogError.Invalid(at + ".base_model_slug", "expected " + ModelSlug.RULE));
    }
    ModelSlug slug = new ModelSlug(change.slug());
    IntegrationModel old =
        integration
            .models()
            .find(slug)
            .orElseGet(() -> IntegrationModel.listed(slug, change.enabled()));
    return configuration(integration, change, old, at)
        .map(
            configuration ->
                new IntegrationModel(
                    slug,
                    change.enabled(),
                    change.custom().orElse(old.custom()),
                    change.finetune().orElse(old.finetune()),
                    change.base().map(ModelSlug::new).applyTo(old.base()),
                    configuration,
                    change.pricing().map(Pricing::price).applyTo(old.price()),
                    change.pricing().map(Pricing::given).applyTo(old.pricing(), Settings.NONE)));
  }

  private Result<Settings, CatalogError> configuration(
      Integration integration, ModelChange change, IntegrationModel old, String at) {
    if (change.configuration().isKeep()) {
      return Result.ok(old.configuration());
    }
    Settings given = change.configuration().applyTo(old.configuration(), Settings.NONE);
    LinkedHashMap<String, Object> kept = new LinkedHashMap<>();
    for (String name : List.of(Integration.CUSTOM_HOST, SensitiveHeaders.HEADERS)) {
      Object value = given.values().get(name);
      if (value != null) {
        kept.put(name, value);
      }
    }
    Settings own = SensitiveHeaders.unmasked(Settings.of(kept), old.configuration());
    if (own.isEmpty()) {
      return Result.ok(own);
    }
    Result<UpstreamKind, UpstreamProblem> checked =
        upstreams.check(integration.kind(), integration.configuration().with(own));
    return checked
        .<CatalogError>mapError(
            problem -> new CatalogError.Invalid(at + "." + problem.field(), problem.rule()))
        .map(kind -> own);
  }

  /** Hosts of models that the integration's secrets have not been sent to before. */
  private static Set<String> newHosts(Integration integration, IntegrationModels after) {
    Set<String> hosts = hosts(after);
    hosts.removeAll(hosts(integration.models()));
    integration.configuration().text(Integration.CUSTOM_HOST).ifPresent(hosts::remove);
    return hosts;
  }

  private static Set<String> hosts(IntegrationModels models) {
    Set<String> hosts = new HashSet<>();
    models
        .models()
        .values()
        .forEach(
            model -> model.configuration().text(Integration.CUSTOM_HOST).ifPresent(hosts::add));
    return hosts;
  }

  private Result<Boolean, CatalogError> secretMayGoTo(
      Set<String> newHosts, Integration integration, Command command) {
    if (!newHosts.isEmpty() && !SecretMapping.in(integration.extras()).isEmpty()) {
      return Result.err(
          new CatalogError.Invalid(
              "models",
              "a model cannot get a host of its own while the integration's secrets come from"
                  + " outside: they would be sent there"));
    }
    Optional<CredentialRef> ref = integration.credentials();
    if (newHosts.isEmpty() || ref.isEmpty()) {
      return Result.ok(true);
    }
    boolean known =
        vault
            .reveal(integration.organization(), integration.id(), ref.get(), TO_COMPARE)
            .key()
            .equals(command.key());
    return known
        ? Result.ok(true)
        : Result.err(
            new CatalogError.Invalid(
                "key",
                "enter the integration's key again: a model gets a host that it would be sent to"));
  }
}
