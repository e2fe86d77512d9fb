package io.modelcatalog.application.alert;

import static io.modelcatalog.application.gateway.GatewayWorld.chat;
import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aPolicy;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.modelcatalog.application.gateway.Answer;
import io.modelcatalog.application.gateway.Denial;
import io.modelcatalog.application.gateway.GatewayWorld;
import io.modelcatalog.application.port.alert.AlertOutbox;
import io.modelcatalog.application.port.alert.AlertRecipients;
import io.modelcatalog.application.port.alert.BudgetAlert;
import io.modelcatalog.application.port.alert.BudgetAlert.Kind;
import io.modelcatalog.application.port.alert.Delivery;
import io.modelcatalog.application.port.alert.InMemoryAlertOutbox;
import io.modelcatalog.application.port.audit.AuditEvent;
import io.modelcatalog.application.port.audit.InMemoryAuditTrail;
import io.modelcatalog.application.port.persistence.InMemoryUnitOfWork;
import io.modelcatalog.application.port.usage.InMemoryUsageLedger;
import io.modelcatalog.application.snapshot.SnapshotBudgets;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.fixtures.PolicyBuilder;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyLimit;
import io.modelcatalog.domain.provider.ProviderId;
import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.usage.Outcome;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.usage.UsageRecord;
import io.modelcatalog.domain.workspace.Workspace;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AlertEvaluatorTest {
  private static final ResetPeriod MONTHLY = new ResetPeriod.Monthly();

  private final GatewayWorld world = new GatewayWorld();
  private final InMemoryUsageLedger ledger = new InMemoryUsageLedger();
  private final InMemoryAlertOutbox outbox = new InMemoryAlertOutbox();
  private final InMemoryAuditTrail audit = new InMemoryAuditTrail();
  private Workspace workspace = world.put(aWorkspace().withBudget(budget(1_000, 800)).build());
  private final AlertEvaluator evaluator = anEvaluator(outbox);

  AlertEvaluatorTest() {
    world.put(
        aProvider(world.put(aGrant(world.put(anIntegration().build()), workspace).build()))
            .build());
    world.put(aKeyOf(workspace), "key-1");
    world.load();
  }

  @Test
  void tellsOnceThatTheThresholdAndTheEndWereReached() {
    spend(799);
    assertThat(evaluator.look()).isZero();
    spend(1);
    assertThat(evaluator.look()).isEqualTo(1);
    spend(100);
    assertThat(evaluator.look()).isZero();
    spend(100);
    assertThat(evaluator.look()).isEqualTo(1);
    spend(500);
    assertThat(evaluator.look()).isZero();

    assertThat(outbox.alerts())
        .extracting(
            alert -> alert.key().kind(),
            alert -> alert.key().mark(),
            BudgetAlert::used,
            BudgetAlert::ownerName,
            BudgetAlert::level)
        .containsExactly(
            tuple(Kind.THRESHOLD, 800L, 800L, workspace.slug().value(), Level.WORKSPACE),
            tuple(Kind.EXHAUSTED, 1_000L, 1_000L, workspace.slug().value(), Level.WORKSPACE));
  }

  @Test
  void tellsAgainInTheNextWindow() {
    spend(1_000);
    evaluator.look();
    world.clock.advance(Duration.ofDays(20));

    assertThat(evaluator.look()).isZero();
    spend(800);
    assertThat(evaluator.look()).isEqualTo(1);

    assertThat(kinds()).containsExactly(Kind.THRESHOLD, Kind.EXHAUSTED, Kind.THRESHOLD);
  }

  @Test
  void aRaisedLimitIsToldAgain() {
    spend(1_000);
    evaluator.look();

    change(budget(2_000, 1_800), false);
    assertThat(evaluator.look()).isZero();
    spend(1_000);
    evaluator.look();

    assertThat(outbox.alerts())
        .extracting(alert -> alert.key().amount())
        .containsExactly(1_000L, 1_000L, 2_000L, 2_000L);
  }

  @Test
  void aResetIsToldAgain() {
    spend(1_000);
    evaluator.look();

    change(budget(1_000, 800), true);
    assertThat(evaluator.look()).isZero();
    spend(1_000);
    assertThat(evaluator.look()).isEqualTo(2);
  }

  @Test
  void aLimitLoweredBelowWhatIsUsedIsToldWithoutAnotherCall() {
    spend(500);
    assertThat(evaluator.look()).isZero();

    change(budget(400, 300), false);

    assertThat(evaluator.look()).isEqualTo(2);
  }

  @Test
  void aPoolIsTheOrganizationsAndNoWorkspaces() {
    Integration pooled = aPoolOfTwoWorkspaces(budget(100, 80));
    LimitKey pool = LimitKey.of(Level.INTEGRATION, pooled.id().value(), budget(100, 80), 0);
    spend(pool, 79);
    assertThat(evaluator.look()).isZero();
    spend(pool, 1);
    assertThat(evaluator.look()).isEqualTo(1);

    BudgetAlert alert = outbox.alerts().getFirst();
    assertThat(alert.level()).isEqualTo(Level.INTEGRATION);
    assertThat(alert.key().kind()).isEqualTo(Kind.THRESHOLD);
    assertThat(alert.owner()).isEqualTo(pooled.id().value());
    assertThat(alert.ownerName()).isEqualTo("pooled");
    assertThat(alert.workspace()).isEmpty();
    assertThat(audit.events().getFirst().workspace()).isEmpty();
  }

  @Test
  void aLoweredPoolIsToldWithoutAnotherCall() {
    Integration pooled = aPoolOfTwoWorkspaces(budget(100, 80));
    spend(LimitKey.of(Level.INTEGRATION, pooled.id().value(), budget(100, 80), 0), 50);
    assertThat(evaluator.look()).isZero();

    world.put(pooledAs(pooled, budget(40, 30)));
    world.load();

    assertThat(evaluator.look()).isEqualTo(2);
  }

  @Test
  void eachGroupOfAPolicyIsToldOfOnItsOwn() {
    Policy policy = given(aPolicy().named("Users").groupedBy("metadata._user"));
    spend(policy.counter("metadata._user:ann"), 80);
    spend(policy.counter("metadata._user:bob"), 79);

    assertThat(evaluator.look()).isEqualTo(1);

    BudgetAlert alert = outbox.alerts().getFirst();
    assertThat(alert.level()).isEqualTo(Level.POLICY);
    assertThat(alert.key().kind()).isEqualTo(Kind.THRESHOLD);
    assertThat(alert.owner()).isEqualTo(policy.id().value());
    assertThat(alert.ownerName()).isEqualTo("Users for metadata._user:ann");
    assertThat(alert.workspace()).isEmpty();
    assertThat(audit.events().getFirst().workspace()).isEmpty();
  }

  @Test
  void aPolicyOfAWorkspaceIsThatWorkspaces() {
    Policy policy = given(aPolicy().in(workspace));
    spend(policy.counter("*"), 80);

    evaluator.look();

    assertThat(outbox.alerts().getFirst().workspace()).contains(workspace.id());
    assertThat(audit.events().getFirst().workspace()).contains(workspace.id());
  }

  @Test
  void aPolicyLoweredBelowWhatAGroupHasUsedIsToldWithoutAnotherCall() {
    Policy policy = given(aPolicy().groupedBy("metadata._user"));
    spend(policy.counter("metadata._user:ann"), 50);
    spend(policy.counter("metadata._user:bob"), 10);
    assertThat(evaluator.look()).isZero();

    world.put(
        policy.revised(
            policy.name(),
            policy.conditions(),
            new PolicyLimit.OfBudget(budget(40, 30)),
            world.clock.instant()));
    world.load();

    assertThat(evaluator.look()).isEqualTo(2);
    assertThat(evaluator.look()).isZero();
    assertThat(outbox.alerts())
        .extracting(alert -> alert.key().counter(), alert -> alert.key().kind())
        .containsExactly(
            tuple(policy.counter("metadata._user:ann").text(), Kind.THRESHOLD),
            tuple(policy.counter("metadata._user:ann").text(), Kind.EXHAUSTED));
  }

  @Test
  void aPolicyOfTheOrganizationIsKnownAsLongAsOneWorkspaceIsLeft() {
    Workspace second = world.put(aWorkspace().named("Second").withSlug("second").build());
    Policy policy = given(aPolicy());
    evaluator.look();
    world.workspaces.delete(second.id());
    world.changed(second);
    evaluator.look();

    spend(policy.counter("*"), 80);

    assertThat(evaluator.look()).isEqualTo(1);
  }

  @Test
  void severalReplicasTellOnce() {
    AlertEvaluator other = anEvaluator(outbox);
    spend(1_000);

    assertThat(evaluator.look() + other.look()).isEqualTo(2);
    assertThat(outbox.alerts()).hasSize(2);
    assertThat(audit.events()).hasSize(2);
  }

  @Test
  void aRestartTellsWhatACrashKeptBackAndNothingTwice() {
    spend(800);
    evaluator.look();
    spend(200);

    AlertEvaluator restarted = anEvaluator(outbox);

    assertThat(restarted.look()).isEqualTo(1);
    assertThat(kinds()).containsExactly(Kind.THRESHOLD, Kind.EXHAUSTED);
  }

  @Test
  void aRestartDoesNotTellOfWindowsLongOver() {
    spend(1_000);
    world.clock.advance(Duration.ofDays(40));

    assertThat(evaluator.look()).isZero();
  }

  @Test
  void whatTheDatabaseMissedIsMadeUpFor() {
    AtomicBoolean up = new AtomicBoolean();
    AlertEvaluator failing = anEvaluator(failingUntil(up));
    spend(1_000);

    assertThatThrownBy(failing::look).hasMessage("down");
    up.set(true);

    assertThat(failing.look()).isEqualTo(2);
  }

  @Test
  void aRefusalCountsAsTheEndWhenLessThanOneInAHundredIsLeft() {
    call(991);
    evaluator.look();
    assertThat(kinds()).containsExactly(Kind.THRESHOLD);

    assertThat(world.denied(chat("key-1", "openai-prod", "gpt-4o", 10)).reason())
        .isEqualTo(Denial.Reason.BUDGET_EXHAUSTED);
    evaluator.look();

    assertThat(kinds()).containsExactly(Kind.THRESHOLD, Kind.EXHAUSTED);
  }

  @Test
  void aRefusalOfALargeCallDoesNot() {
    call(990);

    world.denied(chat("key-1", "openai-prod", "gpt-4o", 10));
    evaluator.look();
    assertThat(kinds()).containsExactly(Kind.THRESHOLD);

    // But it does once the use that was under way has come in.
    spend(1);
    evaluator.look();
    assertThat(kinds()).containsExactly(Kind.THRESHOLD, Kind.EXHAUSTED);
  }

  @Test
  void aBudgetOfNothingIsNotToldOf() {
    change(new Budget(BudgetUnit.TOKENS, 0, OptionalLong.empty(), MONTHLY, Optional.empty()), true);
    spend(5);

    assertThat(evaluator.look()).isZero();
  }

  @Test
  void tellsTheKeysOwnPeopleAndTheOperatorsOtherwise() {
    var key =
        world.put(
            aKeyOf(workspace)
                .withBudget(budget(10, 5))
                .alerting("ada@example.com", "bob@example.com"),
            "key-2");
    world.changed(workspace);
    spend(LimitKey.of(Level.API_KEY, key.id().value(), budget(10, 5), 0), 5);
    spend(800);
    evaluator.look();

    assertThat(targets(Level.API_KEY)).containsExactly("ada@example.com", "bob@example.com", "");
    assertThat(targets(Level.WORKSPACE)).containsExactly("ops@example.com", "");
  }

  @Test
  void putsAnEventIntoTheAuditLog() {
    spend(850);
    evaluator.look();

    AuditEvent event = audit.events().getFirst();
    assertThat(event.actor()).isEqualTo(AuditEvent.Who.SYSTEM);
    assertThat(event.action()).isEqualTo("budget_threshold");
    assertThat(event.resourceType()).isEqualTo("workspace");
    assertThat(event.resourceId()).isEqualTo(workspace.id().toString());
    assertThat(event.changes())
        .contains(
            new AuditEvent.FieldChange("used", Optional.empty(), Optional.of("850")),
            new AuditEvent.FieldChange("amount", Optional.empty(), Optional.of("1000")));
  }

  @Test
  void remembersWhatWasToldByWhomever() {
    SentAlerts sent = new SentAlerts();
    AlertEvaluator other = anEvaluator(outbox, sent);
    spend(1_000);
    evaluator.look();
    LimitKey key = LimitKey.of(Level.WORKSPACE, workspace.id().value(), budget(1_000, 800), 0);

    other.look();

    assertThat(sent.thresholdAlertSent(key, budget(1_000, 800), world.clock.instant())).isTrue();
    assertThat(sent.exhaustedAlertSent(key, budget(1_000, 800), world.clock.instant())).isTrue();
    assertThat(sent.exhaustedAlertSent(key, budget(2_000, 800), world.clock.instant())).isFalse();
    assertThat(
            sent.exhaustedAlertSent(
                key, budget(1_000, 800), world.clock.instant().plus(Duration.ofDays(30))))
        .isFalse();
  }

  @Test
  void aBudgetThatNeverStartsOverHasNoStartInTheAuditLog() {
    Budget total =
        new Budget(
            BudgetUnit.TOKENS,
            100,
            OptionalLong.empty(),
            new ResetPeriod.Never(),
            Optional.empty());
    change(total, false);
    book(LimitKey.of(Level.WORKSPACE, workspace.id().value(), total, 0), 0, 100);
    evaluator.look();

    assertThat(outbox.alerts().getFirst().windowStart()).isEmpty();
    assertThat(audit.events().getFirst().changes())
        .extracting(AuditEvent.FieldChange::field)
        .containsExactly("limit", "amount", "reached", "used");
  }

  /** An integration with a pool that the workspace and another one have. */
  private Integration aPoolOfTwoWorkspaces(Budget budget) {
    Integration pooled =
        world.put(
            anIntegration()
                .withSlug("pooled")
                .pooling(new Limits(List.of(budget), List.of()))
                .build());
    Workspace second = world.put(aWorkspace().named("Second").withSlug("second").build());
    for (Workspace each : List.of(workspace, second)) {
      world.put(aProvider(world.put(aGrant(pooled, each).build())).withSlug("pooled").build());
    }
    world.load();
    return pooled;
  }

  private static Integration pooledAs(Integration integration, Budget budget) {
    return new Integration(
        integration.id(),
        integration.organization(),
        integration.origin(),
        integration.slug(),
        integration.name(),
        integration.description(),
        integration.kind(),
        integration.configuration(),
        integration.credentials(),
        integration.models(),
        integration.workspaceDefaults(),
        integration.pool().limitedTo(new Limits(List.of(budget), List.of())),
        integration.extras(),
        integration.tags(),
        integration.audit(),
        integration.version());
  }

  private Policy given(PolicyBuilder policy) {
    Policy stored = world.put(policy.allowing(budget(100, 80)).build());
    world.load();
    return stored;
  }

  private List<Kind> kinds() {
    return outbox.alerts().stream().map(alert -> alert.key().kind()).toList();
  }

  private List<String> targets(Level level) {
    return outbox.alerts().stream()
        .filter(alert -> alert.level() == level)
        .flatMap(alert -> outbox.deliveries(alert.id()).stream())
        .map(state -> state.delivery().target())
        .toList();
  }

  private AlertEvaluator anEvaluator(AlertOutbox to) {
    return anEvaluator(to, new SentAlerts());
  }

  private AlertEvaluator anEvaluator(AlertOutbox to, SentAlerts sent) {
    return new AlertEvaluator(
        ledger,
        new SnapshotBudgets(world.snapshots),
        world.refusals,
        sent,
        new AlertEvaluator.Outlets(
            to,
            audit,
            Set.of(Delivery.Channel.EMAIL, Delivery.Channel.WEBHOOK),
            AlertRecipients.ownElse(List.of("ops@example.com"))),
        new InMemoryUnitOfWork(world.store),
        world.ids,
        world.clock);
  }

  /** A call through the gateway that uses so many tokens. */
  private void call(long tokens) {
    world.upstream.answering(
        exchange -> exchange.head(200).usage(TokenUsage.of(100, tokens - 100)).complete());
    world.admitted(chat("key-1", "openai-prod", "gpt-4o", tokens - 100)).start(new Answer());
    ledger.append(world.journal.allSettled());
  }

  private void spend(long tokens) {
    spend(
        LimitKey.of(
            Level.WORKSPACE,
            workspace.id().value(),
            workspace.limits().budgets().getFirst(),
            workspace.usageEpoch()),
        tokens);
  }

  private void spend(LimitKey counter, long tokens) {
    book(counter, MONTHLY.at(world.clock.instant()).start().toEpochMilli(), tokens);
  }

  private void book(LimitKey counter, long window, long tokens) {
    ledger.append(
        List.of(
            new UsageRecord(
                UUID.randomUUID(),
                world.clock.instant(),
                workspace.organization(),
                workspace.id(),
                new ApiKeyId(new UUID(0, 1)),
                new IntegrationId(new UUID(0, 2)),
                new ProviderId(new UUID(0, 3)),
                "gpt-4o",
                TokenUsage.of(tokens, 0),
                new Money(0),
                false,
                Outcome.COMPLETED,
                200,
                List.of(new Charge(counter.text(), window, tokens)))));
  }

  private void change(Budget budget, boolean reset) {
    workspace =
        world.put(
            new Workspace(
                workspace.id(),
                workspace.organization(),
                workspace.slug(),
                workspace.name(),
                workspace.description(),
                workspace.icon(),
                workspace.defaults(),
                new Limits(List.of(budget), List.of()),
                workspace.isDefault(),
                workspace.archived(),
                workspace.settings(),
                workspace.security(),
                reset ? workspace.usageEpoch() + 1 : workspace.usageEpoch(),
                workspace.lastResetAt(),
                workspace.audit(),
                workspace.version()));
    world.changed(workspace);
  }

  private static Budget budget(long amount, long threshold) {
    return new Budget(
        BudgetUnit.TOKENS, amount, OptionalLong.of(threshold), MONTHLY, Optional.empty());
  }

  /** An outbox on a database that is down until it is switched on. */
  private AlertOutbox failingUntil(AtomicBoolean up) {
    return (AlertOutbox)
        Proxy.newProxyInstance(
            AlertOutbox.class.getClassLoader(),
            new Class<?>[] {AlertOutbox.class},
            (proxy, method, arguments) -> {
              if (!up.get() && method.getName().equals("raise")) {
                throw new IllegalStateException("down");
              }
              return method.invoke(outbox, arguments);
            });
  }
}
