package io.modelcatalog.bootstrap.wiring;

import io.micronaut.context.annotation.Factory;
import io.modelcatalog.adapters.http.person.PublicAddress;
import io.modelcatalog.application.CatalogApplication;
import io.modelcatalog.application.person.AddMembers;
import io.modelcatalog.application.person.CancelInvite;
import io.modelcatalog.application.person.ChangeMember;
import io.modelcatalog.application.person.ChangeUser;
import io.modelcatalog.application.person.CreateStaffedWorkspace;
import io.modelcatalog.application.person.DeleteUser;
import io.modelcatalog.application.person.FindInvite;
import io.modelcatalog.application.person.FindMember;
import io.modelcatalog.application.person.FindUser;
import io.modelcatalog.application.person.InviteUser;
import io.modelcatalog.application.person.ListInvites;
import io.modelcatalog.application.person.ListMembers;
import io.modelcatalog.application.person.ListUsers;
import io.modelcatalog.application.person.PersonUseCases;
import io.modelcatalog.application.person.RemoveMember;
import io.modelcatalog.application.person.ResendInvite;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.InviteRepository;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.Tokens;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** People, their workspaces and their invites. */
@Factory
final class PersonFactory {

  @Singleton
  PublicAddress publicAddress(CatalogSettings settings) {
    return new PublicAddress(settings.people().publicUrl());
  }

  @Singleton
  PersonUseCases personUseCases(
      UserRepository users,
      MembershipRepository memberships,
      InviteRepository invites,
      OrganizationRepository organizations,
      WorkspaceRepository workspaces,
      ApiKeyRepository keys,
      Tokens tokens,
      UnitOfWork unitOfWork,
      IdSource ids,
      InstantSource clock,
      CatalogApplication application) {
    return PersonUseCases.of(
        new PersonUseCases.Ports(
            users,
            memberships,
            invites,
            organizations,
            workspaces,
            keys,
            tokens,
            unitOfWork,
            application.events(),
            ids,
            clock),
        application.workspaces().create());
  }

  @Singleton
  ListUsers listUsers(PersonUseCases people) {
    return people.users().list();
  }

  @Singleton
  FindUser findUser(PersonUseCases people) {
    return people.users().find();
  }

  @Singleton
  ChangeUser changeUser(PersonUseCases people) {
    return people.users().change();
  }

  @Singleton
  DeleteUser deleteUser(PersonUseCases people) {
    return people.users().delete();
  }

  @Singleton
  AddMembers addMembers(PersonUseCases people) {
    return people.members().add();
  }

  @Singleton
  ListMembers listMembers(PersonUseCases people) {
    return people.members().list();
  }

  @Singleton
  FindMember findMember(PersonUseCases people) {
    return people.members().find();
  }

  @Singleton
  ChangeMember changeMember(PersonUseCases people) {
    return people.members().change();
  }

  @Singleton
  RemoveMember removeMember(PersonUseCases people) {
    return people.members().remove();
  }

  @Singleton
  CreateStaffedWorkspace createStaffedWorkspace(PersonUseCases people) {
    return people.members().createWorkspace();
  }

  @Singleton
  InviteUser inviteUser(PersonUseCases people) {
    return people.invites().invite();
  }

  @Singleton
  ListInvites listInvites(PersonUseCases people) {
    return people.invites().list();
  }

  @Singleton
  FindInvite findInvite(PersonUseCases people) {
    return people.invites().find();
  }

  @Singleton
  CancelInvite cancelInvite(PersonUseCases people) {
    return people.invites().cancel();
  }

  @Singleton
  ResendInvite resendInvite(PersonUseCases people) {
    return people.invites().resend();
  }
}
