package io.modelcatalog.application.person;

import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;

/**
 * Somebody, and where they work.
 *
 * @param user who
 * @param workspaces the workspaces they are a member of, oldest membership first
 */
public record UserView(User user, List<WorkspaceId> workspaces) {
  public UserView {
    workspaces = List.copyOf(workspaces);
  }
}
