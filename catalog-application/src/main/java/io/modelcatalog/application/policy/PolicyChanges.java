package io.modelcatalog.application.policy;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.PolicyRepository;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Set;
import java.util.stream.Collectors;

/** Stores policies, and tells all workspaces whose calls they count. */
final class PolicyChanges {
  private final PolicyRepository policies;
  private final WorkspaceRepository workspaces;
  private final CatalogEvents events;

  PolicyChanges(PolicyRepository policies, WorkspaceRepository workspaces, CatalogEvents events) {
    this.policies = policies;
    this.workspaces = workspaces;
    this.events = events;
  }

  Result<Policy, CatalogError> save(Policy policy) {
    return policies
        .save(policy)
        .mapError(conflict -> StoreRefusal.of("policy", conflict))
        .map(
            saved -> {
              Set<WorkspaceId> counted =
                  saved
                      .workspace()
                      .map(Set::of)
                      .orElseGet(
                          () ->
                              workspaces.all(saved.organization()).stream()
                                  .map(Workspace::id)
                                  .collect(Collectors.toUnmodifiableSet()));
              events.announce(new CatalogChange(saved.organization(), counted, false));
              return saved;
            });
  }
}
