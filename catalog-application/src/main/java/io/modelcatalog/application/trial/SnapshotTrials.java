package io.modelcatalog.application.trial;

import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Trials that compare the store inside the transaction with the compiled catalog. */
public final class SnapshotTrials implements BeginTrial {
  private final ChangedWorkspaces changed;

  /** Trials against the current catalog. */
  public SnapshotTrials(ChangedWorkspaces changed) {
    this.changed = changed;
  }

  @Override
  public Begun begin() {
    return new Run(changed);
  }

  /** Confined to the thread of its request. */
  private static final class Run implements Begun {
    private final ChangedWorkspaces changed;
    private final Set<WorkspaceId> workspaces = new LinkedHashSet<>();
    private Optional<OrganizationId> organizationKeys = Optional.empty();
    private Impact impact = Impact.NONE;

    Run(ChangedWorkspaces changed) {
      this.changed = changed;
    }

    @Override
    public void touched(OrganizationId organization, Set<WorkspaceId> touched, boolean keysToo) {
      workspaces.addAll(touched);
      if (keysToo) {
        organizationKeys = Optional.of(organization);
      }
    }

    @Override
    public void conclude() {
      impact = changed.impact(workspaces, organizationKeys);
    }

    @Override
    public Impact impact() {
      return impact;
    }
  }
}
