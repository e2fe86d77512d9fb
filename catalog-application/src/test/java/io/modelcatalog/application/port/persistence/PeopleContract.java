package io.modelcatalog.application.port.persistence;

import static io.modelcatalog.application.port.persistence.Saved.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Invite;
import io.modelcatalog.domain.person.InviteId;
import io.modelcatalog.domain.person.Member;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.Session;
import io.modelcatalog.domain.person.SessionId;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every store of people does: the people themselves, their memberships and their invites. */
public interface PeopleContract {
  /** When the things here are made. */
  Instant THEN = Instant.parse("2026-03-18T12:00:00.123456Z");

  PeopleStores people();

  @Test
  default void aUserComesBackAsSaved() {
    Organization organization = organization();
    User saved = ok(people().users().save(user(organization.id(), OrganizationRole.ADMIN)));

    assertThat(saved.version()).isEqualTo(1);
    assertThat(people().users().find(saved.id())).contains(saved);
    assertThat(people().users().findByEmail(organization.id(), saved.email())).contains(saved);
    assertThat(people().users().withEmail(saved.email())).containsExactly(saved);
    assertThat(people().users().find(new UserId(UUID.randomUUID()))).isEmpty();
  }

  @Test
  default void anAddressIsUniqueInItsOrganizationOnly() {
    Organization one = organization();
    Organization other = organization();
    User first = ok(people().users().save(user(one.id(), OrganizationRole.MEMBER)));
    User same = copy(first, new UserId(UUID.randomUUID()), one.id(), OrganizationRole.MEMBER, 0);
    User elsewhere =
        copy(first, new UserId(UUID.randomUUID()), other.id(), OrganizationRole.MEMBER, 0);

    assertThat(people().users().save(same))
        .isEqualTo(Result.err(new StoreConflict.SlugTaken(first.email().value())));
    ok(people().users().save(elsewhere));
    assertThat(people().users().withEmail(first.email()))
        .extracting(User::organization)
        .containsExactlyInAnyOrder(one.id(), other.id());
  }

  @Test
  default void aUserReadBeforeAnotherChangeIsStale() {
    User first = ok(people().users().save(user(organization().id(), OrganizationRole.MEMBER)));
    User changed = copy(first, first.id(), first.organization(), OrganizationRole.ADMIN, 1);

    assertThat(ok(people().users().save(changed)).role()).isEqualTo(OrganizationRole.ADMIN);
    assertThat(people().users().save(changed)).isEqualTo(Result.err(new StoreConflict.Stale()));
    assertThat(people().users().find(first.id()).orElseThrow().version()).isEqualTo(2);
  }

  @Test
  default void usersAreListedByRoleAndAddressAndInPages() {
    Organization organization = organization();
    List<User> made =
        List.of(
            ok(people().users().save(user(organization.id(), OrganizationRole.OWNER))),
            ok(people().users().save(user(organization.id(), OrganizationRole.MEMBER))),
            ok(people().users().save(user(organization.id(), OrganizationRole.MEMBER))));
    ok(people().users().save(user(organization().id(), OrganizationRole.MEMBER)));

    assertThat(list(organization, Optional.empty(), Optional.empty(), 0, 100).items())
        .containsExactlyInAnyOrderElementsOf(made);
    Page<User> members =
        list(organization, Optional.of(OrganizationRole.MEMBER), Optional.empty(), 0, 1);
    assertThat(members.total()).isEqualTo(2);
    assertThat(members.items()).hasSize(1);
    assertThat(
            list(organization, Optional.of(OrganizationRole.MEMBER), Optional.empty(), 1, 1)
                .items())
        .hasSize(1)
        .doesNotContainAnyElementsOf(members.items());
    assertThat(
            list(organization, Optional.empty(), Optional.of(made.get(1).email()), 0, 100).items())
        .containsExactly(made.get(1));
  }

  @Test
  default void deletingAUserEndsTheirMemberships() {
    Workspace workspace = workspace();
    User user = ok(people().users().save(user(workspace.organization(), OrganizationRole.MEMBER)));
    ok(people().memberships().save(membership(workspace, user, WorkspaceRole.MEMBER)));

    assertThat(people().users().delete(user.id())).isTrue();
    assertThat(people().users().delete(user.id())).isFalse();
    assertThat(people().users().find(user.id())).isEmpty();
    assertThat(people().memberships().find(workspace.id(), user.id())).isEmpty();
  }

  @Test
  default void deletingAWorkspaceEndsItsMemberships() {
    Workspace workspace = workspace();
    User user = ok(people().users().save(user(workspace.organization(), OrganizationRole.MEMBER)));
    ok(people().memberships().save(membership(workspace, user, WorkspaceRole.MEMBER)));

    ok(people().stores().workspaces().delete(workspace.id()));

    assertThat(people().memberships().of(List.of(user.id()))).isEmpty();
    assertThat(people().users().find(user.id())).isPresent();
  }

  /** Whoever holds the owners, another that wants to must wait and then sees what was done. */
  @Test
  default void ownersAreHeldByOneTransactionAtATime() throws Exception {
    Organization organization = organization();
    User first = ok(people().users().save(user(organization.id(), OrganizationRole.OWNER)));
    User second = ok(people().users().save(user(organization.id(), OrganizationRole.OWNER)));
    CountDownLatch holding = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<?> one =
          threads.submit(
              () ->
                  people()
                      .stores()
                      .unitOfWork()
                      .execute(
                          () -> {
                            people().users().lockedOwners(organization.id());
                            holding.countDown();
                            await(goOn);
                            return people()
                                .users()
                                .save(
                                    copy(
                                        first,
                                        first.id(),
                                        organization.id(),
                                        OrganizationRole.MEMBER,
                                        first.version()));
                          }));
      await(holding);
      Future<List<User>> other =
          threads.submit(
              () ->
                  ok(
                      people()
                          .stores()
                          .unitOfWork()
                          .<List<User>, StoreConflict>execute(
                              () -> Result.ok(people().users().lockedOwners(organization.id())))));
      Thread.sleep(200);
      assertThat(other.isDone()).isFalse();
      goOn.countDown();

      one.get(10, TimeUnit.SECONDS);
      assertThat(other.get(10, TimeUnit.SECONDS)).containsExactly(second);
    }
  }

  @Test
  default void aMembershipComesBackAsSavedAndChanged() {
    Workspace workspace = workspace();
    User user = ok(people().users().save(user(workspace.organization(), OrganizationRole.MEMBER)));
    Membership saved =
        ok(people().memberships().save(membership(workspace, user, WorkspaceRole.MEMBER)));
    Membership promoted =
        new Membership(
            saved.organization(),
            saved.workspace(),
            saved.user(),
            WorkspaceRole.MANAGER,
            saved.audit().changed(THEN.plusSeconds(5)),
            saved.version());

    Membership stored = ok(people().memberships().save(promoted));

    assertThat(stored).isEqualTo(promoted.versioned(2));
    assertThat(people().memberships().find(workspace.id(), user.id())).contains(stored);
    assertThat(people().memberships().save(promoted))
        .isEqualTo(Result.err(new StoreConflict.Stale()));
    assertThat(people().memberships().save(membership(workspace, user, WorkspaceRole.ADMIN)))
        .isEqualTo(Result.err(new StoreConflict.Stale()));
    assertThat(people().memberships().delete(workspace.id(), user.id())).isTrue();
    assertThat(people().memberships().delete(workspace.id(), user.id())).isFalse();
  }

  @Test
  default void membersAreListedByRoleAndAddressAndInPages() {
    Workspace workspace = workspace();
    User ada = ok(people().users().save(user(workspace.organization(), OrganizationRole.MEMBER)));
    User bob = ok(people().users().save(user(workspace.organization(), OrganizationRole.ADMIN)));
    Membership manages =
        ok(people().memberships().save(membership(workspace, ada, WorkspaceRole.MANAGER)));
    Membership works =
        ok(people().memberships().save(membership(workspace, bob, WorkspaceRole.MEMBER)));

    assertThat(members(workspace, Optional.empty(), Optional.empty(), 100).items())
        .containsExactlyInAnyOrder(new Member(ada, manages), new Member(bob, works));
    assertThat(members(workspace, Optional.of(WorkspaceRole.MANAGER), Optional.empty(), 100))
        .isEqualTo(new Page<>(List.of(new Member(ada, manages)), 1));
    assertThat(members(workspace, Optional.empty(), Optional.of(bob.email()), 100))
        .isEqualTo(new Page<>(List.of(new Member(bob, works)), 1));
    Page<Member> first = members(workspace, Optional.empty(), Optional.empty(), 1);
    assertThat(first.total()).isEqualTo(2);
    assertThat(first.items()).hasSize(1);
    assertThat(people().memberships().of(List.of(ada.id(), bob.id())))
        .containsExactlyInAnyOrder(manages, works);
    assertThat(people().memberships().of(List.of())).isEmpty();
  }

  @Test
  default void anInviteComesBackAsSavedAndEnded() {
    Workspace workspace = workspace();
    Workspace second =
        ok(
            people()
                .stores()
                .workspaces()
                .save(new RandomAggregates(7).workspace(workspace.organization())));
    Invite invite =
        invite(
            workspace.organization(),
            email(),
            List.of(
                new Invite.Place(second.id(), WorkspaceRole.ADMIN),
                new Invite.Place(workspace.id(), WorkspaceRole.MEMBER)));
    Invite saved = ok(people().invites().save(invite));

    assertThat(saved).isEqualTo(invite.versioned(1));
    assertThat(people().invites().find(saved.id())).contains(saved);
    assertThat(people().invites().findByDigest(saved.digest())).contains(saved);
    assertThat(people().invites().findPending(saved.organization(), saved.email())).contains(saved);

    Invite accepted =
        ok(people().invites().save(saved.ended(Invite.Status.ACCEPTED, THEN.plusSeconds(60))));

    assertThat(people().invites().find(saved.id())).contains(accepted);
    assertThat(accepted.acceptedAt()).contains(THEN.plusSeconds(60));
    assertThat(people().invites().findPending(saved.organization(), saved.email())).isEmpty();
    assertThat(people().invites().save(saved)).isEqualTo(Result.err(new StoreConflict.Stale()));
  }

  @Test
  default void anAddressHasOnePendingInviteInAnOrganization() {
    Organization organization = organization();
    EmailAddress email = email();
    Invite first = ok(people().invites().save(invite(organization.id(), email, List.of())));

    assertThat(people().invites().save(invite(organization.id(), email, List.of())))
        .isEqualTo(Result.err(new StoreConflict.SlugTaken(email.value())));
    ok(people().invites().save(invite(organization().id(), email, List.of())));
    ok(people().invites().save(first.ended(Invite.Status.CANCELLED, THEN)));
    ok(people().invites().save(invite(organization.id(), email, List.of())));
  }

  @Test
  default void aRenewedInviteIsKnownByItsNewLinkAlone() {
    Invite first = ok(people().invites().save(invite(organization().id(), email(), List.of())));
    KeyDigest link = digest();

    Invite renewed =
        ok(people().invites().save(first.renewed(link, THEN.plus(Duration.ofDays(9)), THEN)));

    assertThat(people().invites().findByDigest(first.digest())).isEmpty();
    assertThat(people().invites().findByDigest(link)).contains(renewed);
  }

  @Test
  default void invitesAreListedByWhatHasBecomeOfThem() {
    Organization organization = organization();
    Invite pending = ok(people().invites().save(invite(organization.id(), email(), List.of())));
    Invite cancelled =
        ok(
            people()
                .invites()
                .save(
                    ok(people().invites().save(invite(organization.id(), email(), List.of())))
                        .ended(Invite.Status.CANCELLED, THEN)));
    Instant late = pending.expiresAt();

    assertThat(invites(organization, Optional.empty(), THEN))
        .containsExactlyInAnyOrder(pending, cancelled);
    assertThat(invites(organization, Optional.of(Invite.Status.PENDING), THEN))
        .containsExactly(pending);
    assertThat(invites(organization, Optional.of(Invite.Status.PENDING), late)).isEmpty();
    assertThat(invites(organization, Optional.of(Invite.Status.EXPIRED), late))
        .containsExactly(pending);
    assertThat(invites(organization, Optional.of(Invite.Status.EXPIRED), THEN)).isEmpty();
    assertThat(invites(organization, Optional.of(Invite.Status.CANCELLED), THEN))
        .containsExactly(cancelled);
    assertThat(
            people()
                .invites()
                .list(
                    new InviteRepository.Filter(
                        organization.id(),
                        Optional.of(OrganizationRole.OWNER),
                        Optional.of(pending.email()),
                        Optional.empty(),
                        THEN),
                    Page.Request.FIRST)
                .total())
        .isZero();
  }

  @Test
  default void aPasswordIsReplacedAndGoesWithItsPerson() {
    User user = ok(people().users().save(user(organization().id(), OrganizationRole.MEMBER)));

    assertThat(people().passwords().find(user.id())).isEmpty();
    people().passwords().save(user.id(), "one", THEN);
    people().passwords().save(user.id(), "two", THEN);
    assertThat(people().passwords().find(user.id())).contains("two");
    people().users().delete(user.id());
    assertThat(people().passwords().find(user.id())).isEmpty();
  }

  @Test
  default void sessionsAreFoundByTokenAndEndWithTheirPerson() {
    User user = ok(people().users().save(user(organization().id(), OrganizationRole.MEMBER)));
    User other = ok(people().users().save(user(organization().id(), OrganizationRole.MEMBER)));
    Session first = session(user, THEN);
    Session second = session(user, THEN.plusSeconds(5));
    Session third = session(user, THEN.plusSeconds(9));
    people().sessions().save(first);
    people().sessions().save(second);
    people().sessions().save(third);

    assertThat(people().sessions().findByToken(first.token())).contains(first);
    assertThat(people().sessions().of(user.id())).containsExactly(third, second, first);
    people().sessions().seen(first.id(), THEN.plusSeconds(60));
    people().sessions().seen(first.id(), THEN.plusSeconds(30));
    assertThat(people().sessions().findByToken(first.token()).orElseThrow().lastSeenAt())
        .isEqualTo(THEN.plusSeconds(60));
    assertThat(people().sessions().end(other.id(), first.id())).isFalse();
    assertThat(people().sessions().end(user.id(), first.id())).isTrue();
    people().sessions().endAll(user.id(), Optional.of(second.id()));
    assertThat(people().sessions().of(user.id())).containsExactly(second);
    people().sessions().forget(second.endsAt().plusMillis(1));
    assertThat(people().sessions().of(user.id())).isEmpty();
    Session last = session(user, THEN);
    people().sessions().save(last);
    people().users().delete(user.id());
    assertThat(people().sessions().findByToken(last.token())).isEmpty();
  }

  @Test
  default void attemptsAreCountedBySubjectAndWindow() throws Exception {
    String subject = "test:" + UUID.randomUUID();

    assertThat(people().attempts().take(subject, THEN)).isEqualTo(1);
    assertThat(people().attempts().take(subject, THEN)).isEqualTo(2);
    assertThat(people().attempts().take(subject, THEN.plusSeconds(900))).isEqualTo(1);
    assertThat(people().attempts().take(subject + "x", THEN)).isEqualTo(1);
    people().attempts().giveBack(subject, THEN);
    assertThat(people().attempts().take(subject, THEN)).isEqualTo(2);
    people().attempts().forgive(subject);
    assertThat(people().attempts().take(subject, THEN)).isEqualTo(1);
    people().attempts().forget(THEN.plusSeconds(1));
    assertThat(people().attempts().take(subject, THEN)).isEqualTo(1);
  }

  @Test
  default void noAttemptIsLostAmongMany() throws Exception {
    String subject = "many:" + UUID.randomUUID();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(
            threads.submit(
                () ->
                    people()
                        .stores()
                        .unitOfWork()
                        .execute(() -> Result.ok(people().attempts().take(subject, THEN)))));
      }
      for (Future<?> each : all) {
        each.get(20, TimeUnit.SECONDS);
      }
    }
    assertThat(people().attempts().take(subject, THEN)).isEqualTo(21);
  }

  @Test
  default void aSetupLinkIsUsedOnceAndReplacedByTheNext() {
    KeyDigest first = digest();
    KeyDigest second = digest();

    people().setupLinks().replace(first, THEN);
    people().setupLinks().replace(second, THEN);

    assertThat(people().setupLinks().is(first)).isFalse();
    assertThat(people().setupLinks().is(second)).isTrue();
    assertThat(people().setupLinks().take(first)).isFalse();
    assertThat(people().setupLinks().take(second)).isTrue();
    assertThat(people().setupLinks().take(second)).isFalse();
  }

  private static Session session(User user, Instant at) {
    return new Session(
        new SessionId(UUID.randomUUID()),
        user.organization(),
        user.id(),
        digest(),
        at,
        at,
        at.plus(Duration.ofHours(24)),
        "127.0.0.1",
        "a test");
  }

  private Page<User> list(
      Organization organization,
      Optional<OrganizationRole> role,
      Optional<EmailAddress> email,
      int page,
      int size) {
    return people().users().list(organization.id(), role, email, new Page.Request(page, size));
  }

  private Page<Member> members(
      Workspace workspace, Optional<WorkspaceRole> role, Optional<EmailAddress> email, int size) {
    return people().memberships().list(workspace.id(), role, email, new Page.Request(0, size));
  }

  private List<Invite> invites(
      Organization organization, Optional<Invite.Status> status, Instant now) {
    return people()
        .invites()
        .list(
            new InviteRepository.Filter(
                organization.id(), Optional.empty(), Optional.empty(), status, now),
            Page.Request.FIRST)
        .items();
  }

  /** A stored organization. */
  default Organization organization() {
    return ok(people().stores().organizations().save(new RandomAggregates(1).organization()));
  }

  /** A stored workspace of an organization of its own, with nothing in it. */
  default Workspace workspace() {
    return ok(
        people()
            .stores()
            .workspaces()
            .save(new RandomAggregates(2).workspace(organization().id())));
  }

  private static User user(OrganizationId organization, OrganizationRole role) {
    return new User(
        new UserId(UUID.randomUUID()),
        organization,
        email(),
        "Ada",
        "Lovelace 日本",
        role,
        Audit.created(new ActorId("someone"), THEN),
        0);
  }

  private static User copy(
      User user, UserId id, OrganizationId organization, OrganizationRole role, long version) {
    return new User(
        id,
        organization,
        user.email(),
        user.firstName(),
        user.lastName(),
        role,
        user.audit(),
        version);
  }

  private static Membership membership(Workspace workspace, User user, WorkspaceRole role) {
    return new Membership(
        workspace.organization(),
        workspace.id(),
        user.id(),
        role,
        Audit.created(new ActorId("someone"), THEN),
        0);
  }

  private static Invite invite(
      OrganizationId organization, EmailAddress email, List<Invite.Place> places) {
    return new Invite(
        new InviteId(UUID.randomUUID()),
        organization,
        email,
        OrganizationRole.MEMBER,
        places,
        Set.of("completions.write", "logs.list"),
        digest(),
        Invite.Status.PENDING,
        THEN.plus(Duration.ofDays(7)),
        Optional.empty(),
        Audit.created(new ActorId("someone"), THEN),
        0);
  }

  private static EmailAddress email() {
    return new EmailAddress("p" + UUID.randomUUID() + "@example.com");
  }

  private static KeyDigest digest() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return new KeyDigest(bytes);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
