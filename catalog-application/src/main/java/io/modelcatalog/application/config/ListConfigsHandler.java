package io.modelcatalog.application.config;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

final class ListConfigsHandler implements ListConfigs {
  private static final String SCOPE = ConfigLookup.SCOPES + "list";

  private final ConfigRepository configs;
  private final WorkspaceLookup workspaces;
  private final UnitOfWork unitOfWork;

  ListConfigsHandler(ConfigRepository configs, WorkspaceLookup workspaces, UnitOfWork unitOfWork) {
    this.configs = configs;
    this.workspaces = workspaces;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Page<Config>, CatalogError> handle(Actor actor, Query query) {
    return ConfigLookup.permitted(actor, "list")
        .then(
            permitted ->
                unitOfWork.read(
                    () ->
                        within(actor, query.workspace())
                            .map(
                                within ->
                                    configs.list(
                                        new ConfigRepository.Filter(
                                            actor.organization(), within, query.archived()),
                                        query.page()))));
  }

  /** The workspaces asked for; empty for all of the organization. */
  private Result<Optional<Set<WorkspaceId>>, CatalogError> within(
      Actor actor, Optional<String> ref) {
    if (ref.isPresent()) {
      return workspaces
          .find(actor, SCOPE, ref.get())
          .map(workspace -> Optional.of(Set.of(workspace.id())));
    }
    return Result.ok(
        actor.isOrganizationWide()
            ? Optional.empty()
            : Optional.of(
                actor.workspaces().stream()
                    .filter(workspace -> actor.may(SCOPE, workspace))
                    .collect(Collectors.toSet())));
  }
}
