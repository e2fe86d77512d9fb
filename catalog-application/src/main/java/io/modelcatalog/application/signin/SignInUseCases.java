package io.modelcatalog.application.signin;

import io.modelcatalog.application.apikey.IssueApiKey;
import io.modelcatalog.application.organization.FoundOrganization;
import io.modelcatalog.application.port.event.CatalogEvents;
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
import java.time.InstantSource;

/**
 * The use cases around coming in.
 *
 * @param signIn by password
 * @param know a session again
 * @param narrow what a user key may do
 * @param end a session
 * @param list one's sessions
 * @param changePassword one's own
 * @param accept an invite
 * @param offerSetup the link of the first owner
 * @param setUp by that link
 */
public record SignInUseCases(
    SignIn signIn,
    KnowSession know,
    NarrowKey narrow,
    EndSession end,
    ListSessions list,
    ChangePassword changePassword,
    AcceptInvite accept,
    OfferSetup offerSetup,
    SetUp setUp) {

  /** Where what is about people is kept. */
  public record People(
      UserRepository users,
      MembershipRepository memberships,
      InviteRepository invites,
      PasswordStore passwords,
      SessionStore sessions,
      AttemptStore attempts,
      SetupLinkStore setupLinks) {}

  /** The other ports. */
  public record Ports(
      OrganizationRepository organizations,
      WorkspaceRepository workspaces,
      Passwords passwords,
      Tokens tokens,
      UnitOfWork unitOfWork,
      CatalogEvents events,
      IdSource ids,
      InstantSource clock) {}

  /**
   * Assembles them.
   *
   * @param rules how long sessions last
   * @param issueKey issues the keys that invites promise
   */
  public static SignInUseCases of(
      People people, Ports ports, SessionRules rules, IssueApiKey issueKey) {
    UnitOfWork work = ports.unitOfWork();
    InstantSource clock = ports.clock();
    Attempts attempts = new Attempts(people.attempts(), work, clock);
    Sessions sessions = new Sessions(people.sessions(), ports.tokens(), ports.ids(), clock, rules);
    Standing standing = new Standing(people.memberships(), ports.workspaces());
    Ownerless ownerless = new Ownerless(ports.organizations(), people.users());
    Arrivals arrivals =
        new Arrivals(
            people.users(),
            people.memberships(),
            people.passwords(),
            ports.passwords(),
            sessions,
            ports.ids(),
            clock);
    return new SignInUseCases(
        new SignInHandler(
            people.users(),
            people.passwords(),
            ports.passwords(),
            ports.tokens(),
            attempts,
            sessions,
            work,
            clock),
        new KnowSessionHandler(
            people.sessions(),
            people.users(),
            ports.organizations(),
            standing,
            ports.tokens(),
            work,
            clock,
            rules),
        new NarrowKeyHandler(people.users(), ports.organizations(), standing, work),
        new EndSessionHandler(people.sessions(), work),
        new ListSessionsHandler(people.sessions(), work, clock, rules),
        new ChangePasswordHandler(
            people.passwords(), people.sessions(), ports.passwords(), attempts, work, clock),
        new AcceptInviteHandler(
            people.invites(),
            ports.workspaces(),
            ports.tokens(),
            arrivals,
            issueKey,
            attempts,
            work,
            clock),
        new OfferSetupHandler(people.setupLinks(), ownerless, ports.tokens(), work, clock),
        new SetUpHandler(
            people.setupLinks(),
            ownerless,
            new FoundOrganization(
                ports.organizations(), ports.workspaces(), ports.events(), ports.ids(), clock),
            ports.workspaces(),
            ports.tokens(),
            arrivals,
            attempts,
            work));
  }
}
