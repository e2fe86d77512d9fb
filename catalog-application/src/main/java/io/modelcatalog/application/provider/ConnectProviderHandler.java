package io.modelcatalog.application.provider;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.integration.CreateIntegration;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.List;
import java.util.Optional;

final class ConnectProviderHandler implements ConnectProvider {
  private final CreateIntegration createIntegration;
  private final DeriveProvider derive;
  private final WorkspaceLookup workspaces;
  private final UnitOfWork unitOfWork;

  ConnectProviderHandler(
      CreateIntegration createIntegration,
      DeriveProvider derive,
      WorkspaceLookup workspaces,
      UnitOfWork unitOfWork) {
    this.createIntegration = createIntegration;
    this.derive = derive;
    this.workspaces = workspaces;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<AiProvider, CatalogError> handle(Actor actor, Command command) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return unitOfWork.execute(
        actor,
        () ->
            workspaces
                .required(actor, SCOPE, command.workspace())
                .then(workspace -> connect(actor, workspace, command)));
  }

  private Result<AiProvider, CatalogError> connect(
      Actor actor, Workspace workspace, Command command) {
    return createIntegration
        .handle(actor, integration(workspace, command))
        .then(made -> derive.handle(actor, provider(workspace, made, command)));
  }

  /** Without a provider of its own accord: the one asked for is made right after. */
  private static CreateIntegration.Command integration(Workspace workspace, Command command) {
    return new CreateIntegration.Command(
        command.name(),
        command.kind(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(workspace.id().toString()),
        command.key(),
        command.configuration(),
        Optional.empty(),
        List.of(),
        false,
        Optional.empty(),
        LimitsChange.NONE,
        command.secretMappings());
  }

  private static DeriveProvider.Command provider(
      Workspace workspace, Integration integration, Command command) {
    return new DeriveProvider.Command(
        Optional.of(workspace.id().toString()),
        integration.id().toString(),
        command.name(),
        command.slug(),
        command.note(),
        command.limits(),
        command.expiresAt());
  }
}
