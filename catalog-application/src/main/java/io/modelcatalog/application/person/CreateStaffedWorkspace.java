package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.workspace.CreateWorkspace;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.List;

/** Makes a workspace together with its first members: both or neither. */
public interface CreateStaffedWorkspace {

  Result<Workspace, CatalogError> handle(Actor actor, Command command);

  /**
   * What to make.
   *
   * @param workspace the workspace
   * @param members who works there from the start; to name any takes {@link AddMembers#SCOPE}
   */
  record Command(CreateWorkspace.Command workspace, List<NewMember> members) {
    public Command {
      members = List.copyOf(members);
    }
  }
}
