package io.modelcatalog.application.person;

import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.InviteRepository;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.Tokens;
import io.modelcatalog.application.workspace.CreateWorkspace;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import java.time.InstantSource;

/**
 * The use cases around people.
 *
 * @param users those around people of the organization
 * @param members those around members of workspaces
 * @param invites those around invites
 */
public record PersonUseCases(Users users, Members members, Invites invites) {

  /** The ports they need. */
  public record Ports(
      UserRepository users,
      MembershipRepository memberships,
      InviteRepository invites,
      OrganizationRepository organizations,
      WorkspaceRepository workspaces,
      ApiKeyRepository keys,
      Tokens tokens,
      UnitOfWork unitOfWork,
      CatalogEvents events,
      IdSource ids,
      InstantSource clock) {}

  /** People of the organization. */
  public record Users(ListUsers list, FindUser find, ChangeUser change, DeleteUser delete) {}

  /** Members of workspaces. */
  public record Members(
      AddMembers add,
      ListMembers list,
      FindMember find,
      ChangeMember change,
      RemoveMember remove,
      CreateStaffedWorkspace createWorkspace) {}

  /** Invites. */
  public record Invites(
      InviteUser invite,
      ListInvites list,
      FindInvite find,
      CancelInvite cancel,
      ResendInvite resend) {}

  /**
   * Assembles them.
   *
   * @param ports what they need
   * @param createWorkspace makes workspaces
   */
  public static PersonUseCases of(Ports ports, CreateWorkspace createWorkspace) {
    UserLookup users = new UserLookup(ports.users());
    WorkspaceLookup workspaces = new WorkspaceLookup(ports.workspaces());
    UserKeys keys = new UserKeys(ports.keys(), ports.events());
    UnitOfWork work = ports.unitOfWork();
    return new PersonUseCases(
        users(ports, users, keys),
        members(ports, users, workspaces, keys, createWorkspace),
        invites(ports, work, workspaces));
  }

  private static Users users(Ports ports, UserLookup lookup, UserKeys keys) {
    Owners owners = new Owners(ports.users());
    return new Users(
        new ListUsersHandler(ports.users(), ports.memberships(), ports.unitOfWork()),
        new FindUserHandler(lookup, ports.memberships(), ports.unitOfWork()),
        new ChangeUserHandler(ports.users(), lookup, owners, ports.unitOfWork(), ports.clock()),
        new DeleteUserHandler(
            ports.users(), ports.memberships(), lookup, owners, keys, ports.unitOfWork()));
  }

  private static Members members(
      Ports ports,
      UserLookup users,
      WorkspaceLookup workspaces,
      UserKeys keys,
      CreateWorkspace createWorkspace) {
    Staff staff = new Staff(ports.memberships(), users, ports.clock());
    MemberViews views = new MemberViews(ports.organizations());
    MemberLookup lookup = new MemberLookup(workspaces, users, ports.memberships());
    UnitOfWork work = ports.unitOfWork();
    return new Members(
        new AddMembersHandler(workspaces, staff, work),
        new ListMembersHandler(ports.memberships(), workspaces, views, work),
        new FindMemberHandler(lookup, views, work),
        new ChangeMemberHandler(lookup, staff, work),
        new RemoveMemberHandler(ports.memberships(), lookup, keys, work),
        new CreateStaffedWorkspaceHandler(createWorkspace, staff, work));
  }

  private static Invites invites(Ports ports, UnitOfWork work, WorkspaceLookup workspaces) {
    InviteLookup lookup = new InviteLookup(ports.invites());
    Links links = new Links(ports.tokens(), ports.clock());
    return new Invites(
        new InviteUserHandler(
            ports.invites(), ports.users(), workspaces, links, work, ports.ids(), ports.clock()),
        new ListInvitesHandler(ports.invites(), work, ports.clock()),
        new FindInviteHandler(lookup, work),
        new CancelInviteHandler(ports.invites(), lookup, work, ports.clock()),
        new ResendInviteHandler(
            ports.invites(), ports.users(), lookup, links, work, ports.clock()));
  }
}
