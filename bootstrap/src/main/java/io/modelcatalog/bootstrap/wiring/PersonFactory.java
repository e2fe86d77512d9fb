package io.modelcatalog.bootstrap.wiring;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.modelcatalog.adapters.http.security.PublicAddress;
import io.modelcatalog.adapters.providers.notification.SmtpInviteMail;
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
import io.modelcatalog.application.port.mail.InviteMail;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.AttemptStore;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.InviteRepository;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.PasswordStore;
import io.modelcatalog.application.port.persistence.SessionStore;
import io.modelcatalog.application.port.persistence.SetupLinkStore;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.Passwords;
import io.modelcatalog.application.port.secret.Tokens;
import io.modelcatalog.application.signin.AcceptInvite;
import io.modelcatalog.application.signin.ChangePassword;
import io.modelcatalog.application.signin.EndSession;
import io.modelcatalog.application.signin.KnowSession;
import io.modelcatalog.application.signin.ListSessions;
import io.modelcatalog.application.signin.NarrowKey;
import io.modelcatalog.application.signin.OfferSetup;
import io.modelcatalog.application.signin.SessionRules;
import io.modelcatalog.application.signin.SetUp;
import io.modelcatalog.application.signin.SignIn;
import io.modelcatalog.application.signin.SignInUseCases;
import io.modelcatalog.bootstrap.server.Lifecycle;
import io.modelcatalog.bootstrap.server.Lifecycle.Phase;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** People, their workspaces and their invites. */
@Factory
final class PersonFactory {
  private static final Duration BETWEEN_LETTERS = Duration.ofSeconds(20);

  @Singleton
  PublicAddress publicAddress(CatalogSettings settings) {
    return new PublicAddress(settings.people().publicUrl());
  }

  /** Only where it is known what links begin with: a request could say anything. */
  @Singleton
  @Bean(preDestroy = "close")
  InviteMail inviteMail(CatalogSettings settings, InstantSource clock) {
    return settings
        .alerting()
        .smtp()
        .filter(smtp -> settings.people().publicUrl().isPresent())
        .<InviteMail>map(
            smtp -> new SmtpInviteMail(AlertFactory.settings(smtp), BETWEEN_LETTERS, clock))
        .orElse(InviteMail.NONE);
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

  @Singleton
  SignInUseCases signInUseCases(
      SignInUseCases.People people,
      OrganizationRepository organizations,
      WorkspaceRepository workspaces,
      Passwords passwords,
      Tokens tokens,
      UnitOfWork unitOfWork,
      IdSource ids,
      InstantSource clock,
      CatalogSettings settings,
      CatalogApplication application) {
    return SignInUseCases.of(
        people,
        new SignInUseCases.Ports(
            organizations,
            workspaces,
            passwords,
            tokens,
            unitOfWork,
            application.events(),
            ids,
            clock),
        new SessionRules(settings.people().sessionIdle(), settings.people().sessionLifetime()),
        application.apiKeys().issue());
  }

  @Singleton
  SignInUseCases.People signInStores(
      UserRepository users,
      MembershipRepository memberships,
      InviteRepository invites,
      PasswordStore passwords,
      SessionStore sessions,
      AttemptStore attempts,
      SetupLinkStore setupLinks) {
    return new SignInUseCases.People(
        users, memberships, invites, passwords, sessions, attempts, setupLinks);
  }

  @Singleton
  SignIn signIn(SignInUseCases people) {
    return people.signIn();
  }

  /** A sealed server knows nobody. */
  @Singleton
  KnowSession knowSession(Lifecycle lifecycle, BeanProvider<SignInUseCases> people) {
    return lifecycle.phase() == Phase.SEALED ? token -> Optional.empty() : people.get().know();
  }

  @Singleton
  NarrowKey narrowKey(Lifecycle lifecycle, BeanProvider<SignInUseCases> people) {
    return lifecycle.phase() == Phase.SEALED ? actor -> actor : people.get().narrow();
  }

  @Singleton
  EndSession endSession(SignInUseCases people) {
    return people.end();
  }

  @Singleton
  ListSessions listSessions(SignInUseCases people) {
    return people.list();
  }

  @Singleton
  ChangePassword changePassword(SignInUseCases people) {
    return people.changePassword();
  }

  @Singleton
  AcceptInvite acceptInvite(SignInUseCases people) {
    return people.accept();
  }

  @Singleton
  SetUp setUp(SignInUseCases people) {
    return people.setUp();
  }

  @Singleton
  OfferSetup offerSetup(SignInUseCases people) {
    return people.offerSetup();
  }
}
