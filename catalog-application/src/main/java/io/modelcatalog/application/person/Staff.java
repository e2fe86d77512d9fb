package io.modelcatalog.application.person;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes people members of workspaces, within what the actor may give. */
final class Staff {
  private final MembershipRepository memberships;
  private final UserLookup users;
  private final InstantSource clock;

  Staff(MembershipRepository memberships, UserLookup users, InstantSource clock) {
    this.memberships = memberships;
    this.users = users;
    this.clock = clock;
  }

  /** Makes them members; whoever is one already gets the role named. */
  Result<List<Membership>, CatalogError> add(
      Actor actor, Workspace workspace, List<NewMember> members) {
    List<Membership> made = new ArrayList<>();
    Result<Boolean, CatalogError> sofar = Result.ok(true);
    for (int i = 0; i < members.size(); i++) {
      NewMember member = members.get(i);
      String field = "users[" + i + "]";
      sofar =
          sofar
              .then(ok -> RoleRules.workspaceRole(field + ".role", member.role()))
              .then(
                  role ->
                      users
                          .named(actor, field + ".id", member.user())
                          .then(user -> put(actor, workspace, user, role)))
              .map(made::add);
    }
    return sofar.map(ok -> List.copyOf(made));
  }

  /** Gives somebody a role in the workspace, in place of the one they have there. */
  Result<Membership, CatalogError> put(
      Actor actor, Workspace workspace, User user, WorkspaceRole role) {
    Optional<Membership> present = memberships.find(workspace.id(), user.id());
    if (present.isPresent() && present.get().role() == role) {
      return Result.ok(present.get());
    }
    Instant now = clock.instant();
    Membership next =
        present
            .map(
                old ->
                    new Membership(
                        old.organization(),
                        old.workspace(),
                        old.user(),
                        role,
                        old.audit().changed(now),
                        old.version()))
            .orElseGet(
                () ->
                    new Membership(
                        workspace.organization(),
                        workspace.id(),
                        user.id(),
                        role,
                        Audit.created(actor.id(), now),
                        0));
    return present
        .map(old -> RoleRules.mayHandle(actor, workspace.id(), old.role()))
        .orElse(Result.ok(true))
        .then(may -> RoleRules.mayHandle(actor, workspace.id(), role))
        .then(
            may ->
                memberships
                    .save(next)
                    .mapError(conflict -> StoreRefusal.of("workspace-user", conflict)));
  }
}
