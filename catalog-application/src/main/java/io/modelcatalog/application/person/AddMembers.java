package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.shared.Result;
import java.util.List;

/**
 * Makes people of the organization members of a workspace: all of them or none. Who is a member
 * already gets the role that is named.
 */
public interface AddMembers {
  /** What the actor needs, in the workspace. */
  String SCOPE = "workspace_users.create";

  Result<List<Membership>, CatalogError> handle(Actor actor, Command command);

  /**
   * Whom to add.
   *
   * @param workspace id or slug
   * @param members who and as what
   */
  record Command(String workspace, List<NewMember> members) {
    public Command {
      members = List.copyOf(members);
    }
  }
}
