package io.modelcatalog.application.policy;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.PolicyRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;

final class ListPoliciesHandler implements ListPolicies {
  private final PolicyRepository policies;
  private final WorkspaceLookup workspaces;
  private final UnitOfWork unitOfWork;

  ListPoliciesHandler(
      PolicyRepository policies, WorkspaceLookup workspaces, UnitOfWork unitOfWork) {
    this.policies = policies;
    this.workspaces = workspaces;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Page<Policy>, CatalogError> handle(Actor actor, Query query) {
    return PolicyLookup.permitted(actor, "list")
        .then(
            permitted ->
                unitOfWork.read(
                    () ->
                        workspaces
                            .mentioned(actor, PolicyLookup.SCOPES + "list", query.workspace())
                            .map(
                                workspace ->
                                    policies.list(
                                        new PolicyRepository.Filter(
                                            actor.organization(),
                                            workspace.map(Workspace::id),
                                            query.kind() == PolicyKind.RATE,
                                            query.unit(),
                                            query.archived()),
                                        query.page()))));
  }
}
