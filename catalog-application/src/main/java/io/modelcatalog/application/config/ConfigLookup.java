package io.modelcatalog.application.config;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.shared.Result;

/** Finds the config a request speaks of, by id or slug, within the actor's reach. */
final class ConfigLookup {
  static final String SCOPES = "configs.";

  private final ConfigRepository configs;

  ConfigLookup(ConfigRepository configs) {
    this.configs = configs;
  }

  /** Checks the scope to do something. */
  static Result<Boolean, CatalogError> permitted(Actor actor, String verb) {
    return actor.may(SCOPES + verb)
        ? Result.ok(true)
        : Result.err(new CatalogError.Forbidden(SCOPES + verb));
  }

  /** Finds one, to do something with it. */
  Result<Config, CatalogError> find(Actor actor, String ref, String verb) {
    return permitted(actor, verb)
        .then(
            permitted ->
                configs
                    .findByRef(actor.organization(), ref)
                    .filter(config -> actor.reaches(config.workspace()))
                    .<Result<Config, CatalogError>>map(Result::ok)
                    .orElseGet(() -> Result.err(new CatalogError.NotFound("config", ref))))
        .then(
            config ->
                actor.may(SCOPES + verb, config.workspace())
                    ? Result.ok(config)
                    : Result.err(new CatalogError.Forbidden(SCOPES + verb)));
  }
}
