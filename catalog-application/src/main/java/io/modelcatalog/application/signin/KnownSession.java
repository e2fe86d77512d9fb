package io.modelcatalog.application.signin;

import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.person.Session;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.List;
import java.util.Set;

/**
 * Somebody who has signed in, as they are now.
 *
 * @param session their session
 * @param user who
 * @param organization the tenant
 * @param memberships where they work
 * @param actor what they may do
 */
public record KnownSession(
    Session session, User user, Organization organization, List<Place> memberships, Actor actor) {
  public KnownSession {
    memberships = List.copyOf(memberships);
  }

  /**
   * Where somebody works.
   *
   * @param workspace where
   * @param role as what
   * @param permissions what they may do there
   */
  public record Place(Workspace workspace, WorkspaceRole role, Set<String> permissions) {
    public Place {
      permissions = Set.copyOf(permissions);
    }
  }
}
