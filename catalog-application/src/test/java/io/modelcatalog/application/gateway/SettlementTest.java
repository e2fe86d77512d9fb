package io.modelcatalog.application.gateway;

import static io.modelcatalog.application.gateway.GatewayWorld.call;
import static io.modelcatalog.application.gateway.GatewayWorld.chat;
import static io.modelcatalog.application.gateway.GatewayWorld.get;
import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.requestsPerMinute;
import static io.modelcatalog.domain.fixtures.Fixtures.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.limit.LimitState;
import io.modelcatalog.application.limit.Measure;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.application.port.upstream.UpstreamFailure.TimedOut.Phase;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.usage.Outcome;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.usage.UsageRecord;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a call ends, it is settled exactly once, and never for less than it may have cost. */
class SettlementTest {
  private static final String KEY = "key-1";
  private static final int BOUND_PROMPT = 100;
  private static final int BOUND_OUTPUT = 1_000;
  private static final long BOUND_COST = BOUND_PROMPT * 1_250 + BOUND_OUTPUT * 2_000;

  private final GatewayWorld world = new GatewayWorld();
  private final Answer answer = new Answer();

  @BeforeEach
  void aProviderUnderEveryKindOfLimit() {
    Workspace workspace = world.put(aWorkspace().build());
    WorkspaceGrant grant =
        world.put(
            aGrant(world.put(anIntegration().build()), workspace).withBudget(dollars(1)).build());
    world.put(aProvider(grant).withBudget(tokens(1_000_000, new ResetPeriod.Never())).build());
    world.put(aKeyOf(workspace).withRateLimits(requestsPerMinute(1_000_000)), KEY);
    world.load();
  }

  @Test
  void chargesWhatTheUpstreamReports() {
    started().head(200).body("{}").usage(TokenUsage.of(20, 30)).complete();

    assertSettled(TokenUsage.of(20, 30), 20 * 1_000 + 30 * 2_000, false, Outcome.COMPLETED);
    assertThat(answer.signals).containsExactly("head 200", "bytes {}", "settled", "complete");
  }

  @Test
  void chargesCachedAndWrittenTokensByTheirOwnRates() {
    TokenUsage usage = new TokenUsage(10, 20, 30, 40, 5);
    started().head(200).usage(usage).complete();

    assertSettled(usage, 10 * 1_000 + 20 * 500 + 30 * 1_250 + 40 * 2_000, false, Outcome.COMPLETED);
  }

  @Test
  void anExplicitZeroStaysZero() {
    started().head(200).body("x".repeat(3_000)).usage(TokenUsage.ZERO).complete();

    assertSettled(TokenUsage.ZERO, 0, false, Outcome.COMPLETED);
  }

  @Test
  void theLastReportOfUsageCounts() {
    started().streamHead().usage(TokenUsage.of(1, 1)).usage(TokenUsage.of(20, 30)).complete();

    assertSettled(TokenUsage.of(20, 30), 80_000, false, Outcome.COMPLETED);
  }

  @Test
  void chargesInFullWhatWentBeyondTheBound() {
    started().head(200).usage(TokenUsage.of(5_000, 50_000)).complete();

    assertSettled(
        TokenUsage.of(5_000, 50_000), 5_000 * 1_000 + 50_000 * 2_000, false, Outcome.COMPLETED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 3_000, 1_000_000})
  void estimatesACompleteAnswerWithoutUsageWithinTheBoundAndSaysSo(int bytes) {
    started().head(200).body("x".repeat(bytes)).complete();

    assertEstimated(Outcome.COMPLETED);
    assertThat(settled().usage().output()).isEqualTo(Math.min(BOUND_OUTPUT, bytes / 3));
  }

  @Test
  void estimatesAStreamWithoutUsageWithinTheBound() {
    ScriptedUpstream.Exchange exchange = started().streamHead();
    for (int i = 0; i < 50; i++) {
      exchange.body("data: " + "y".repeat(154) + "\n");
    }
    exchange.complete();

    assertEstimated(Outcome.COMPLETED);
    assertThat(settled().usage().output()).isBetween(50L, (long) BOUND_OUTPUT);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 429, 500, 503, 529})
  void chargesNothingForAnAnswerOfFailure(int status) {
    started().head(status).body("{\"error\":{}}").complete();

    assertSettled(TokenUsage.ZERO, 0, false, Outcome.UPSTREAM_ERROR);
    assertThat(settled().status()).isEqualTo(status);
  }

  @Test
  void chargesNothingWhereTheUpstreamGotNoByte() {
    started().fail(new UpstreamFailure.Unreachable("refused"));

    assertSettled(TokenUsage.ZERO, 0, false, Outcome.UPSTREAM_ERROR);
    assertThat(answer.signals).containsExactly("settled", "error");
  }

  @Test
  void chargesNothingForAForbiddenAddressOrAConnectTimeout() {
    started().fail(new UpstreamFailure.Forbidden("private"));
    assertSettled(TokenUsage.ZERO, 0, false, Outcome.UPSTREAM_ERROR);

    started().fail(new UpstreamFailure.TimedOut(Phase.CONNECT, 5));
    assertSettled(TokenUsage.ZERO, 0, false, Outcome.UPSTREAM_ERROR);
  }

  @Test
  void estimatesByTimeWhereTheUpstreamMayHaveWorkedInSilence() {
    ScriptedUpstream.Exchange exchange = started();
    world.clock.advance(Duration.ofSeconds(2));
    exchange.fail(new UpstreamFailure.TimedOut(Phase.FIRST_BYTE, 2_000));

    assertEstimated(Outcome.UPSTREAM_ERROR);
    assertThat(settled().usage().output()).isEqualTo(501);
  }

  @Test
  void neverEstimatesBeyondTheBoundHoweverLongItTook() {
    ScriptedUpstream.Exchange exchange = started();
    world.clock.advance(Duration.ofHours(3));
    exchange.fail(new UpstreamFailure.BrokenOff("reset", true));

    assertEstimated(Outcome.UPSTREAM_ERROR);
    assertThat(settled().usage().output()).isEqualTo(BOUND_OUTPUT);
  }

  @Test
  void settlesAStreamThatBrokeOffByWhatWasReceived() {
    started()
        .streamHead()
        .body("d".repeat(16 * 400))
        .fail(new UpstreamFailure.BrokenOff("reset", true));

    assertEstimated(Outcome.BROKEN_OFF);
    assertThat(settled().usage().output()).isEqualTo(400);
    assertThat(answer.signals).endsWith("settled", "error");
  }

  @Test
  void takesUsageReportedBeforeABreakOffAtItsWord() {
    started()
        .streamHead()
        .usage(TokenUsage.of(7, 8))
        .fail(new UpstreamFailure.BrokenOff("reset", true));

    assertSettled(TokenUsage.of(7, 8), 7 * 1_000 + 8 * 2_000, false, Outcome.BROKEN_OFF);
  }

  @Test
  void settlesACallTheClientLeftBeforeItsHead() {
    ScriptedUpstream.Exchange exchange = started();
    answer.subscription.cancel();

    assertThat(exchange.isCancelled()).isTrue();
    assertEstimated(Outcome.CANCELLED);
    assertThat(settled().usage().output()).isPositive();
    assertThat(answer.signals).isEmpty();
  }

  @Test
  void settlesACallTheClientLeftInMidStream() {
    ScriptedUpstream.Exchange exchange = started().streamHead().body("d".repeat(16 * 40));
    answer.subscription.cancel();

    assertThat(exchange.isCancelled()).isTrue();
    assertEstimated(Outcome.CANCELLED);
    assertThat(settled().usage().output()).isEqualTo(40);
  }

  @Test
  void chargesNothingWhenTheClientLeavesDuringAnAnswerOfFailure() {
    started().head(429);
    answer.subscription.cancel();

    assertSettled(TokenUsage.ZERO, 0, false, Outcome.CANCELLED);
  }

  @Test
  void chargesAPassThroughCallByItsReportAndElseNothing() {
    world.admitted(get(KEY, "openai-prod", "/files")).start(answer);
    world.upstream.next().head(200).body("[]").complete();

    assertSettled(TokenUsage.ZERO, 0, false, Outcome.COMPLETED);
    assertThat(settled().model()).isEmpty();
  }

  @Test
  void chargesEmbeddingsForTheirPrompt() {
    world
        .admitted(call(KEY, "openai-prod", Operation.EMBEDDINGS, "gpt-4o", -1, 1, 300))
        .start(answer);
    world.upstream.next().head(200).usage(TokenUsage.of(77, 0)).complete();

    assertSettled(TokenUsage.of(77, 0), 77_000, false, Outcome.COMPLETED);
  }

  @Test
  void ignoresEverySignalAfterTheEnd() {
    ScriptedUpstream.Exchange exchange = started().head(200).usage(TokenUsage.of(1, 1)).complete();

    exchange.usage(TokenUsage.of(500, 500)).complete();
    exchange.fail(new UpstreamFailure.BrokenOff("late", true));
    answer.subscription.cancel();
    answer.subscription.cancel();

    assertSettled(TokenUsage.of(1, 1), 3_000, false, Outcome.COMPLETED);
    assertThat(answer.signals).containsExactly("head 200", "settled", "complete");
    assertThat(exchange.isCancelled()).isFalse();
  }

  @Test
  void ignoresAnEndThatComesAfterTheClientLeft() {
    ScriptedUpstream.Exchange exchange = started().streamHead();
    answer.subscription.cancel();

    exchange.usage(TokenUsage.of(1, 1)).complete();
    exchange.fail(new UpstreamFailure.BrokenOff("late", true));

    assertEstimated(Outcome.CANCELLED);
    assertThat(answer.signals).containsExactly("head 200");
  }

  @Test
  void treatsAnErrorOfUnknownKindAsOneThatMayBeBilled() {
    started().crash(new IllegalStateException("bug"));

    assertEstimated(Outcome.UPSTREAM_ERROR);
  }

  @Test
  void givesEverythingBackWhenACallIsAbandoned() {
    AdmittedCall call = world.admitted(chat(KEY, "openai-prod", "gpt-4o", BOUND_OUTPUT));

    call.abandon();
    call.abandon();

    UsageRecord record = settled();
    assertThat(record.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(record.charges()).isEmpty();
    assertThat(world.limits(KEY, "openai-prod"))
        .allSatisfy(state -> assertThat(state.used()).isZero());
    assertOpenedAndSettledOnce();
  }

  @Test
  void recordsWhatItAddsToEachCounter() {
    started().head(200).usage(TokenUsage.of(20, 30)).complete();

    List<LimitState> limits = world.limits(KEY, "openai-prod");
    assertThat(settled().charges()).hasSize(3);
    for (int i = 0; i < limits.size(); i++) {
      assertThat(settled().charges().get(i).amount()).isEqualTo(limits.get(i).used());
      assertThat(settled().charges().get(i).key()).endsWith(limits.get(i).what());
    }
  }

  /** R2: whatever happens at whichever stage, nothing stays reserved and the books agree. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void leavesNothingReservedHoweverThousandsOfCallsEnd(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      ModelCall call = chat(KEY, "openai-prod", "gpt-4o", random.nextInt(20));
      if (!(world.gateway.admit(call) instanceof Admission.Admitted(AdmittedCall admitted))) {
        continue;
      }
      world.clock.advance(Duration.ofMillis(random.nextInt(40)));
      if (random.nextInt(20) == 0) {
        admitted.abandon();
        continue;
      }
      Answer client = new Answer();
      admitted.start(client);
      misbehave(world.upstream.next(), client, random);
    }

    assertOpenedAndSettledOnce();
    List<LimitState> limits = world.limits(KEY, "openai-prod");
    assertThat(limits).allSatisfy(state -> assertThat(state.reserved()).isZero());
    for (LimitState state : limits) {
      if (!state.rate()) {
        assertThat(state.used())
            .as(state.what())
            .isLessThanOrEqualTo(state.limit())
            .isEqualTo(
                world.journal.allSettled().stream()
                    .mapToLong(
                        record ->
                            state.measure() == Measure.COST
                                ? record.cost().nanos()
                                : record.usage().total())
                    .sum());
      }
    }
  }

  private static void misbehave(ScriptedUpstream.Exchange exchange, Answer client, Random random) {
    int steps = random.nextInt(6);
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(5)) {
        case 0 -> exchange.head(random.nextInt(3) == 0 ? 500 : 200);
        case 1 -> exchange.body("x".repeat(random.nextInt(200)));
        case 2 -> exchange.usage(TokenUsage.of(random.nextInt(100), 0));
        case 3 -> exchange.streamHead();
        default -> client.subscription.request(1);
      }
    }
    for (int end = 0; end <= random.nextInt(3); end++) {
      switch (random.nextInt(4)) {
        case 0 -> exchange.complete();
        case 1 -> exchange.fail(new UpstreamFailure.BrokenOff("cut", random.nextBoolean()));
        case 2 -> exchange.fail(new UpstreamFailure.Unreachable("gone"));
        default -> client.subscription.cancel();
      }
    }
  }

  private ScriptedUpstream.Exchange started() {
    world.admitted(chat(KEY, "openai-prod", "gpt-4o", BOUND_OUTPUT)).start(answer);
    return world.upstream.next();
  }

  private UsageRecord settled() {
    return world.journal.allSettled().getLast();
  }

  private void assertSettled(TokenUsage usage, long cost, boolean estimated, Outcome outcome) {
    UsageRecord record = settled();
    assertThat(record.usage()).isEqualTo(usage);
    assertThat(record.cost().nanos()).isEqualTo(cost);
    assertThat(record.estimated()).isEqualTo(estimated);
    assertThat(record.outcome()).isEqualTo(outcome);
    if (!answer.receipts.isEmpty()) {
      CallReceipt receipt = answer.receipts.getLast();
      assertThat(receipt.usage()).isEqualTo(usage);
      assertThat(receipt.cost().nanos()).isEqualTo(cost);
      assertThat(receipt.estimated()).isEqualTo(estimated);
    }
    assertOpenedAndSettledOnce();
  }

  private void assertEstimated(Outcome outcome) {
    UsageRecord record = settled();
    assertThat(record.estimated()).isTrue();
    assertThat(record.outcome()).isEqualTo(outcome);
    assertThat(record.cost().nanos()).isBetween(1L, BOUND_COST);
    assertThat(record.usage().prompt()).isBetween(1L, (long) BOUND_PROMPT);
    assertThat(record.usage().output()).isBetween(0L, (long) BOUND_OUTPUT);
    assertOpenedAndSettledOnce();
  }

  private void assertOpenedAndSettledOnce() {
    assertThat(world.journal.stillOpen()).isEmpty();
    assertThat(world.journal.allSettled())
        .extracting(UsageRecord::requestId)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            world.journal.allOpened().stream().map(UsageRecord::requestId).toList());
    assertThat(world.limits(KEY, "openai-prod"))
        .allSatisfy(state -> assertThat(state.reserved()).isZero());
  }
}
