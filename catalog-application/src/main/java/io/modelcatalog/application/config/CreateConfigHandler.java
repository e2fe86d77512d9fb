package io.modelcatalog.application.config;

import io.modelcatalog.application.AttributeRule;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.config.ConfigId;
import io.modelcatalog.domain.config.ConfigVersion;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Instant;
import java.time.InstantSource;

final class CreateConfigHandler implements CreateConfig {
  private final ConfigRepository configs;
  private final ConfigChanges changes;
  private final DocumentRules rules;
  private final WorkspaceLookup workspaces;
  private final UnitOfWork unitOfWork;
  private final IdSource ids;
  private final InstantSource clock;

  CreateConfigHandler(
      ConfigRepository configs,
      ConfigChanges changes,
      DocumentRules rules,
      WorkspaceLookup workspaces,
      UnitOfWork unitOfWork,
      IdSource ids,
      InstantSource clock) {
    this.configs = configs;
    this.changes = changes;
    this.rules = rules;
    this.workspaces = workspaces;
    this.unitOfWork = unitOfWork;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Result<Config, CatalogError> handle(Actor actor, Command command) {
    Instant now = clock.instant();
    return ConfigLookup.permitted(actor, "create")
        .then(permitted -> AttributeRule.name(command.name()))
        .then(
            name ->
                unitOfWork.execute(
                    actor,
                    () ->
                        workspaces
                            .required(actor, ConfigLookup.SCOPES + "create", command.workspace())
                            .then(workspace -> create(actor, workspace, command, now))));
  }

  private Result<Config, CatalogError> create(
      Actor actor, Workspace workspace, Command command, Instant now) {
    return rules
        .check(workspace.id(), command.document())
        .then(
            document ->
                changes.save(
                    new Config(
                        new ConfigId(ids.next()),
                        actor.organization(),
                        workspace.id(),
                        freeSlug(actor.organization(), command.name()),
                        command.name(),
                        new ConfigVersion(ids.next(), 1, document.text(), actor.id(), now),
                        command.isDefault(),
                        false,
                        actor.id(),
                        Audit.created(actor.id(), now),
                        0),
                    now));
  }

  private Slug freeSlug(OrganizationId organization, String name) {
    Slug slug = ConfigSlugs.of(name, ids.next());
    while (configs.findBySlug(organization, slug).isPresent()) {
      slug = ConfigSlugs.of(name, ids.next());
    }
    return slug;
  }
}
