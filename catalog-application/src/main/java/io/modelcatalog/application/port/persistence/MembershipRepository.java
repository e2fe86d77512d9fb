package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Member;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Who works in which workspace. They end with the workspace and with the person. */
public interface MembershipRepository {
  Optional<Membership> find(WorkspaceId workspace, UserId user);

  /** The memberships of all these people, oldest first. */
  List<Membership> of(Collection<UserId> users);

  /**
   * Lists a workspace's members, the first to come first.
   *
   * @param role only those of this role; empty for all
   * @param email only who has just this address; empty for all
   */
  Page<Member> list(
      WorkspaceId workspace,
      Optional<WorkspaceRole> role,
      Optional<EmailAddress> email,
      Page.Request page);

  /**
   * Inserts an object of version 0, else updates the stored one of the same version.
   *
   * @return the object as stored, its version one higher
   */
  Result<Membership, StoreConflict> save(Membership membership);

  /** Ends a membership; false if there was none. */
  boolean delete(WorkspaceId workspace, UserId user);
}
