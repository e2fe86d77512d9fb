package io.modelcatalog.application.port.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.alert.AlertOutbox.Claim;
import io.modelcatalog.application.port.alert.AlertOutbox.State;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every outbox of alerts does. Alerts are new in each test, as contracts share a database. */
public interface AlertOutboxContract {
  Instant NOON = Instant.parse("2026-03-18T12:00:00Z");

  AlertOutbox outbox();

  @Test
  default void storesAnAlertOnceForItsKey() {
    BudgetAlert alert = anAlert("c" + UUID.randomUUID(), 100);
    BudgetAlert again = withId(alert, UUID.randomUUID());

    assertThat(outbox().raise(alert, List.of(aDelivery(Delivery.Channel.EMAIL)))).isTrue();
    assertThat(outbox().raise(again, List.of(aDelivery(Delivery.Channel.EMAIL)))).isFalse();

    assertThat(outbox().deliveries(alert.id())).hasSize(1);
    assertThat(outbox().deliveries(again.id())).isEmpty();
  }

  @Test
  default void everyPartOfTheKeyMakesAnother() {
    String counter = "c" + UUID.randomUUID();
    BudgetAlert alert = anAlert(counter, 100);
    BudgetAlert.Key key = alert.key();
    List<BudgetAlert.Key> others =
        List.of(
            key,
            new BudgetAlert.Key(
                counter + "#1", key.windowStart(), key.kind(), key.amount(), key.mark()),
            new BudgetAlert.Key(
                counter, key.windowStart() + 1, key.kind(), key.amount(), key.mark()),
            new BudgetAlert.Key(
                counter, key.windowStart(), BudgetAlert.Kind.THRESHOLD, key.amount(), key.mark()),
            new BudgetAlert.Key(counter, key.windowStart(), key.kind(), 200, key.mark()),
            new BudgetAlert.Key(counter, key.windowStart(), key.kind(), key.amount(), 99));

    assertThat(others)
        .allSatisfy(other -> assertThat(outbox().raise(withKey(alert, other), List.of())).isTrue());
    assertThat(outbox().raisedSince(alert.raisedAt())).containsAll(others);
  }

  @Test
  default void ofManyThatRaceOneWins() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int round = 0; round < 20; round++) {
        BudgetAlert alert = anAlert("c" + UUID.randomUUID(), 100);
        List<Future<Boolean>> tries = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          tries.add(
              threads.submit(
                  () ->
                      outbox()
                          .raise(
                              withId(alert, UUID.randomUUID()),
                              List.of(aDelivery(Delivery.Channel.EMAIL)))));
        }
        int winners = 0;
        for (Future<Boolean> each : tries) {
          winners += each.get() ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
      }
    }
  }

  @Test
  default void tellsOnlyKeysFromAnInstantOn() {
    BudgetAlert early = anAlert("c" + UUID.randomUUID(), 100);
    outbox().raise(early, List.of());

    assertThat(outbox().raisedSince(early.raisedAt())).contains(early.key());
    assertThat(outbox().raisedSince(early.raisedAt().plusMillis(1))).doesNotContain(early.key());
  }

  @Test
  default void aClaimedDeliveryIsNotGivenAgainBeforeItsTimeIsUp() {
    BudgetAlert alert = anAlert("c" + UUID.randomUUID(), 100);
    Delivery mail = aDelivery(Delivery.Channel.EMAIL);
    outbox().raise(alert, List.of(mail, aDelivery(Delivery.Channel.WEBHOOK)));

    assertThat(of(alert, claim(alert.raisedAt().minusMillis(1)))).isEmpty();
    assertThat(of(alert, claim(alert.raisedAt()))).containsExactly(new Claim(mail, alert, 1));
    assertThat(of(alert, claim(alert.raisedAt().plusSeconds(59)))).isEmpty();
    assertThat(of(alert, claim(alert.raisedAt().plusSeconds(60))))
        .containsExactly(new Claim(mail, alert, 2));
  }

  @Test
  default void anAlertMayBelongToNoWorkspace() {
    BudgetAlert alert = ofOrganization(anAlert("c" + UUID.randomUUID(), 100));
    Delivery mail = aDelivery(Delivery.Channel.EMAIL);
    outbox().raise(alert, List.of(mail));

    assertThat(of(alert, claim(alert.raisedAt()))).containsExactly(new Claim(mail, alert, 1));
  }

  @Test
  default void aFailedDeliveryIsDueAgainWhenItIsSaid() {
    BudgetAlert alert = anAlert("c" + UUID.randomUUID(), 100);
    Delivery mail = aDelivery(Delivery.Channel.EMAIL);
    outbox().raise(alert, List.of(mail));
    claim(alert.raisedAt());

    outbox().failed(mail.id(), "server is down".repeat(200), alert.raisedAt().plusSeconds(5));

    assertThat(of(alert, claim(alert.raisedAt().plusSeconds(4)))).isEmpty();
    State state = outbox().deliveries(alert.id()).getFirst();
    assertThat(state.status()).isEqualTo(Delivery.Status.PENDING);
    assertThat(state.reason()).startsWith("server is down");
    assertThat(of(alert, claim(alert.raisedAt().plusSeconds(5)))).hasSize(1);
  }

  @Test
  default void whatIsSentOrDeadIsNotGivenAgain() {
    BudgetAlert alert = anAlert("c" + UUID.randomUUID(), 100);
    Delivery one = aDelivery(Delivery.Channel.EMAIL);
    Delivery other = aDelivery(Delivery.Channel.EMAIL);
    outbox().raise(alert, List.of(one, other));
    claim(alert.raisedAt());

    outbox().sent(one.id(), NOON);
    outbox().dead(other.id(), "no such address");

    assertThat(of(alert, claim(alert.raisedAt().plusSeconds(3_600)))).isEmpty();
    assertThat(outbox().deliveries(alert.id()))
        .containsExactlyInAnyOrder(
            new State(one, Delivery.Status.SENT, 1, ""),
            new State(other, Delivery.Status.DEAD, 1, "no such address"));
  }

  @Test
  default void severalThatClaimAtOnceGetEachDeliveryOnce() throws Exception {
    BudgetAlert alert = anAlert("c" + UUID.randomUUID(), 100);
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      deliveries.add(aDelivery(Delivery.Channel.EMAIL));
    }
    outbox().raise(alert, deliveries);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<Claim>>> claims = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        claims.add(threads.submit(() -> claim(alert.raisedAt())));
      }
      List<Delivery> taken = new ArrayList<>();
      for (Future<List<Claim>> each : claims) {
        of(alert, each.get()).forEach(claim -> taken.add(claim.delivery()));
      }
      of(alert, claim(alert.raisedAt())).forEach(claim -> taken.add(claim.delivery()));
      assertThat(taken).containsExactlyInAnyOrderElementsOf(deliveries);
    }
  }

  private List<Claim> claim(Instant now) {
    return outbox().claim(Delivery.Channel.EMAIL, now, now.plusSeconds(60), 1_000);
  }

  private static List<Claim> of(BudgetAlert alert, List<Claim> claims) {
    return claims.stream().filter(claim -> claim.alert().id().equals(alert.id())).toList();
  }

  private static Delivery aDelivery(Delivery.Channel channel) {
    return new Delivery(
        UUID.randomUUID(), channel, channel == Delivery.Channel.EMAIL ? "ops@example.com" : "");
  }

  /** An alert that a year apart from others was raised, so that tests do not meet. */
  static BudgetAlert anAlert(String counter, long amount) {
    Instant raised = NOON.plusSeconds(Math.floorMod(counter.hashCode(), 10_000_000) * 7_200L);
    return new BudgetAlert(
        UUID.randomUUID(),
        new BudgetAlert.Key(counter, 0, BudgetAlert.Kind.EXHAUSTED, amount, amount),
        new OrganizationId(UUID.randomUUID()),
        Optional.of(new WorkspaceId(UUID.randomUUID())),
        Level.PROVIDER,
        UUID.randomUUID(),
        "openai-prod",
        "cost/monthly",
        BudgetUnit.COST,
        101,
        Optional.of(NOON),
        raised);
  }

  /** The alert as it is of a budget of all workspaces together, in a window of its own. */
  static BudgetAlert ofOrganization(BudgetAlert alert) {
    BudgetAlert.Key key = alert.key();
    return with(
        alert,
        alert.id(),
        new BudgetAlert.Key(
            key.counter(), NOON.toEpochMilli(), key.kind(), key.amount(), key.mark()),
        Optional.empty());
  }

  private static BudgetAlert withId(BudgetAlert alert, UUID id) {
    return with(alert, id, alert.key(), alert.workspace());
  }

  private static BudgetAlert withKey(BudgetAlert alert, BudgetAlert.Key key) {
    return with(alert, UUID.randomUUID(), key, alert.workspace());
  }

  private static BudgetAlert with(
      BudgetAlert alert, UUID id, BudgetAlert.Key key, Optional<WorkspaceId> workspace) {
    return new BudgetAlert(
        id,
        key,
        alert.organization(),
        workspace,
        alert.level(),
        alert.owner(),
        alert.ownerName(),
        alert.what(),
        alert.unit(),
        alert.used(),
        alert.windowEnd(),
        alert.raisedAt());
  }
}
