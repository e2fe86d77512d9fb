package io.modelcatalog.application.config;

import io.modelcatalog.application.AttributeRule;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

final class ChangeConfigHandler implements ChangeConfig {
  private final ConfigLookup lookup;
  private final ConfigChanges changes;
  private final ConfigUse use;
  private final DocumentRules rules;
  private final UnitOfWork unitOfWork;
  private final IdSource ids;
  private final InstantSource clock;

  ChangeConfigHandler(
      ConfigLookup lookup,
      ConfigChanges changes,
      ConfigUse use,
      DocumentRules rules,
      UnitOfWork unitOfWork,
      IdSource ids,
      InstantSource clock) {
    this.lookup = lookup;
    this.changes = changes;
    this.use = use;
    this.rules = rules;
    this.unitOfWork = unitOfWork;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Result<Config, CatalogError> handle(Actor actor, Command command) {
    return unitOfWork.execute(
        actor,
        () ->
            lookup
                .find(actor, command.ref(), "update")
                .then(found -> change(actor, found, command)));
  }

  private Result<Config, CatalogError> change(Actor actor, Config found, Command command) {
    Instant now = clock.instant();
    String name = command.name().orElse(found.name());
    boolean archived = command.archived().orElse(found.archived());
    boolean isDefault = command.isDefault().orElse(found.isDefault());
    if (archived && isDefault) {
      return Result.err(
          new CatalogError.Invalid("status", "the default of a workspace cannot be archived"));
    }
    return AttributeRule.name(name)
        .then(checked -> document(found, command))
        .then(
            document ->
                archived && !found.archived()
                    ? use.unused(found).map(unused -> document)
                    : Result.ok(document))
        .map(
            document ->
                found.changed(name, document, isDefault, archived, ids.next(), actor.id(), now))
        .then(changed -> isUnchanged(found, changed) ? Result.ok(found) : save(changed, now));
  }

  private Result<Optional<String>, CatalogError> document(Config found, Command command) {
    return command.document().isEmpty()
            || command.document().get().text().equals(found.current().document())
        ? Result.ok(Optional.empty())
        : rules
            .check(found.workspace(), command.document().get())
            .map(document -> Optional.of(document.text()));
  }

  private static boolean isUnchanged(Config found, Config changed) {
    return changed.name().equals(found.name())
        && changed.current().equals(found.current())
        && changed.isDefault() == found.isDefault()
        && changed.archived() == found.archived();
  }

  private Result<Config, CatalogError> save(Config changed, Instant now) {
    return changes.save(changed, now);
  }
}
