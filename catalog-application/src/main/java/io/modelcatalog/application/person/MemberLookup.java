package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.person.Member;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.function.BiFunction;

/** Finds the member of a workspace that a request speaks of. */
final class MemberLookup {
  private final WorkspaceLookup workspaces;
  private final UserLookup users;
  private final MembershipRepository memberships;

  MemberLookup(WorkspaceLookup workspaces, UserLookup users, MembershipRepository memberships) {
    this.workspaces = workspaces;
    this.users = users;
    this.memberships = memberships;
  }

  /** Finds them and goes on; somebody who is no member there answers like nobody. */
  <T> Result<T, CatalogError> find(
      Actor actor,
      String scope,
      String workspace,
      String user,
      BiFunction<Workspace, Member, Result<T, CatalogError>> then) {
    return workspaces
        .find(actor, scope, workspace)
        .then(
            place ->
                users
                    .find(actor, user)
                    .then(
                        person ->
                            memberships
                                .find(place.id(), person.id())
                                .map(found -> then.apply(place, new Member(person, found)))
                                .orElseGet(
                                    () -> Result.err(new CatalogError.NotFound("user", user)))));
  }
}
