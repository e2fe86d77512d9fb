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
import io.modelcatalog.domain.fixtures.IntegrationBuilder;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.money.TokenRates;
import io.modelcatalog.domain.money.UnitPrices;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.usage.CostSource;
import io.modelcatalog.domain.usage.Outcome;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.usage.UsageRecord;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
  void theCostAProviderReportsWinsOverThePrice() {
    started().head(200).usage(TokenUsage.of(20, 30)).cost(12_345).complete();

    assertSettled(TokenUsage.of(20, 30), 12_345, false, Outcome.COMPLETED);
    assertThat(settled().costSource()).isEqualTo(CostSource.PROVIDER);
  }

  @Test
  void aReportedCostOfZeroIsZero() {
    started().head(200).usage(TokenUsage.of(20, 30)).cost(0).complete();

    assertSettled(TokenUsage.of(20, 30), 0, false, Outcome.COMPLETED);
  }

  @Test
  void aLaterReportWithoutCostTakesTheCostBack() {
    started()
        .streamHead()
        .usage(TokenUsage.of(1, 1))
        .cost(7)
        .usage(TokenUsage.of(20, 30))
        .complete();

    assertSettled(TokenUsage.of(20, 30), 80_000, false, Outcome.COMPLETED);
    assertThat(settled().costSource()).isEqualTo(CostSource.PRICE);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, 10_000_000_000_001L, 101 * BOUND_COST})
  void aReportedCostBeyondReasonIsIgnored(long cost) {
    started().head(200).usage(TokenUsage.of(20, 30)).cost(cost).complete();

    assertSettled(TokenUsage.of(20, 30), 80_000, false, Outcome.COMPLETED);
    assertThat(settled().costSource()).isEqualTo(CostSource.PRICE);
  }

  @Test
  void endsAStreamThatSurelyBringsMoreThanWasReserved() {
    ScriptedUpstream.Exchange exchange = started(10).streamHead();
    for (int i = 0; i < 84; i++) {
      exchange.body("data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n");
    }
    assertThat(exchange.isCancelled()).isFalse();

    exchange.body("data: {\"choices\":[]}\n\n");

    assertThat(exchange.isCancelled()).isTrue();
    assertThat(answer.signals).endsWith("settled", "error");
    assertThat(settled().outcome()).isEqualTo(Outcome.CUT);
    assertThat(settled().estimated()).isTrue();
    assertThat(settled().usage().output()).as("what the events prove").isEqualTo(85);
    assertOpenedAndSettledOnce();

    exchange.body("data: {}\n\n").usage(TokenUsage.of(1, 1)).complete();
    assertThat(answer.signals).endsWith("settled", "error");
    assertOpenedAndSettledOnce();
  }

  @Test
  void endsAStreamThatReportsMoreThanWasReservedAndGoesOn() {
    ScriptedUpstream.Exchange exchange = started(10).streamHead();
    exchange.body("data: {}\n\n").usage(TokenUsage.of(5, 11));
    for (int i = 0; i < 8; i++) {
      exchange.body("data: {}\n\n");
    }
    assertThat(exchange.isCancelled()).as("the end of a stream that is whole").isFalse();

    exchange.body("data: {}\n\n");

    assertThat(exchange.isCancelled()).isTrue();
    assertThat(settled().outcome()).isEqualTo(Outcome.CUT);
    assertThat(settled().usage()).isEqualTo(TokenUsage.of(5, 11));
    assertOpenedAndSettledOnce();
  }

  @Test
  void aReportFromTheBeginningOfAStreamDoesNotSettleOneThatBreaksOffMuchLater() {
    ScriptedUpstream.Exchange exchange = started(100).streamHead();
    exchange.body("data: {}\n\n").usage(TokenUsage.of(5, 1));
    for (int i = 0; i < 30; i++) {
      exchange.body("data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n");
    }

    exchange.fail(new UpstreamFailure.BrokenOff("gone", true));

    assertThat(settled().estimated()).isTrue();
    assertThat(settled().usage().output()).isGreaterThanOrEqualTo(30);
    assertOpenedAndSettledOnce();
  }

  @Test
  void aReportAtTheEndOfAStreamSettlesItThoughItIsCutShortThere() {
    ScriptedUpstream.Exchange exchange = started(100).streamHead();
    for (int i = 0; i < 33; i++) {
      exchange.body("data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n");
    }
    exchange.usage(TokenUsage.of(5, 30));

    exchange.fail(new UpstreamFailure.BrokenOff("gone", true));

    assertThat(settled().estimated()).isFalse();
    assertThat(settled().usage()).isEqualTo(TokenUsage.of(5, 30));
  }

  @Test
  void letsAStreamWithinItsReservationBe() {
    ScriptedUpstream.Exchange exchange = started(10).streamHead();
    exchange.body(": keep-alive\n\n".repeat(10_000));
    exchange.body("data: [DONE]\n\n".repeat(10_000)).usage(TokenUsage.of(1, 10)).complete();

    assertSettled(TokenUsage.of(1, 10), 21_000, false, Outcome.COMPLETED);
  }

  @Test
  void tellsOfACallThatWentBeyondItsReservation() {
    List<String> told = new ArrayList<>();
    GatewayWorld watched =
        world(
            new Metering(
                null, (record, cost, tokens) -> told.add(record.usage().total() + ">" + tokens)));
    watched.admitted(chat(KEY, "openai-prod", "gpt-4o", 10)).start(answer);
    watched.upstream.next().head(200).usage(TokenUsage.of(100, 10)).complete();
    assertThat(told).isEmpty();

    watched.admitted(chat(KEY, "openai-prod", "gpt-4o", 10)).start(new Answer());
    watched.upstream.next().head(200).usage(TokenUsage.of(100, 11)).complete();

    assertThat(told).containsExactly("111>110");
    assertThat(watched.metering.shortfalls()).isEqualTo(1);
  }

  @Test
  void estimatesWithATokenizerOffTheCallersThread() throws InterruptedException {
    GatewayWorld counting = world(new Metering(String::length, ShortfallWatch.NONE));
    CountDownLatch done = new CountDownLatch(1);
    Answer later =
        new Answer() {
          @Override
          public void onComplete() {
            super.onComplete();
            done.countDown();
          }
        };
    counting.admitted(chat(KEY, "openai-prod", "gpt-4o", 1_000)).start(later);
    counting
        .upstream
        .next()
        .streamHead()
        .body("data: {\"id\":\"long-id\",\"choices\":[{\"delta\":{\"content\":\"four\"}}]}\n\n")
        .complete();

    assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(later.signals).endsWith("settled", "complete");
    UsageRecord record = counting.journal.allSettled().getLast();
    assertThat(record.estimated()).isTrue();
    assertThat(record.usage().output()).as("the text and a line end").isEqualTo(5);
  }

  @Test
  void estimatesAnAnswerInWhichNoTextIsFoundByItsBytes() {
    GatewayWorld counting = world(new Metering(String::length, ShortfallWatch.NONE));
    counting.admitted(chat(KEY, "openai-prod", "gpt-4o", 1_000)).start(answer);
    counting.upstream.next().head(200).body("\u001f\u008b".repeat(150)).complete();
    counting.metering.close();

    assertThat(counting.journal.allSettled().getLast().usage().output()).isEqualTo(150);
  }

  @Test
  void estimatesByBytesWhenTheTokenizerFails() throws InterruptedException {
    GatewayWorld broken =
        world(
            new Metering(
                text -> {
                  throw new IllegalStateException("no tables");
                },
                ShortfallWatch.NONE));
    broken.admitted(chat(KEY, "openai-prod", "gpt-4o", 1_000)).start(answer);
    broken.upstream.next().head(200).body("x".repeat(300)).complete();
    broken.metering.close();

    assertThat(broken.journal.allSettled().getLast().usage().output()).isEqualTo(100);
  }

  @Test
  void readsAnAnswerToItsEndForAClientThatLeftWhereTheVendorBillsItAnyway() {
    GatewayWorld draining = drainingWorld(Metering.plain());
    draining.admitted(chat(KEY, "openai-prod", "gpt-4o", 1_000)).start(answer);
    ScriptedUpstream.Exchange exchange = draining.upstream.next().streamHead().body("data: {}\n\n");

    answer.subscription.cancel();
    answer.subscription.cancel();

    assertThat(exchange.isCancelled()).isFalse();
    assertThat(draining.metering.drains()).isEqualTo(1);
    assertThat(draining.journal.stillOpen()).hasSize(1);

    exchange.body("data: {}\n\n").usage(TokenUsage.of(20, 30)).complete();

    UsageRecord record = draining.journal.allSettled().getLast();
    assertThat(record.usage()).isEqualTo(TokenUsage.of(20, 30));
    assertThat(record.estimated()).isFalse();
    assertThat(record.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(draining.metering.drains()).isZero();
    assertThat(answer.signals).containsExactly("head 200", "bytes data: {}\n\n");
  }

  @Test
  void readsOnForSoManyAndNoLongerThanSoLong() throws InterruptedException {
    GatewayWorld draining =
        drainingWorld(new Metering(null, ShortfallWatch.NONE, Duration.ofSeconds(2)));
    List<ScriptedUpstream.Exchange> exchanges = new ArrayList<>();
    for (int i = 0; i <= Metering.MOST_DRAINS; i++) {
      Answer client = new Answer();
      draining.admitted(chat(KEY, "openai-prod", "gpt-4o", 10)).start(client);
      exchanges.add(draining.upstream.next().streamHead());
      client.subscription.cancel();
    }

    assertThat(exchanges.getLast().isCancelled()).isTrue();
    assertThat(exchanges.getFirst().cancelledWithin(5_000)).isTrue();
    draining.metering.close();

    assertThat(draining.metering.drains()).isZero();
    assertThat(draining.journal.stillOpen()).isEmpty();
    assertThat(draining.journal.allSettled())
        .hasSize(Metering.MOST_DRAINS + 1)
        .allSatisfy(record -> assertThat(record.outcome()).isEqualTo(Outcome.CANCELLED));
  }

  @Test
  void chargesPicturesByTheirUnits() {
    GatewayWorld units =
        world(
            Metering.plain(),
            anIntegration()
                .pricing(
                    "gpt-4o",
                    ModelPrice.flat(new TokenRates(0, 0, 0, 0))
                        .with(new UnitPrices(40_000, 15, -1, -1, true))));
    units.admitted(call(KEY, "openai-prod", Operation.IMAGES, "gpt-4o", -1, 3, 300)).start(answer);
    assertThat(units.journal.allOpened().getLast().cost().nanos()).isEqualTo(120_000);
    units.upstream.next().head(200).body("{}").complete();

    assertThat(units.journal.allSettled().getLast().cost().nanos()).isEqualTo(120_000);
    assertThat(units.denied(chat(KEY, "openai-prod", "gpt-4o", 1)).reason())
        .as("its tokens have no price")
        .isEqualTo(Denial.Reason.MODEL_UNPRICED);
  }

  @Test
  void theIntegrationsAdjustmentHoldsForBoundAndCostAlike() {
    GatewayWorld adjusted =
        world(
            Metering.plain(),
            anIntegration()
                .withExtras(
                    Settings.of(
                        Map.of(
                            "pricing_adjustments",
                            Map.of("multiplier", Map.of("default", 2L, "response_token", 0.5))))));
    adjusted.admitted(chat(KEY, "openai-prod", "gpt-4o", BOUND_OUTPUT)).start(answer);
    adjusted.upstream.next().head(200).usage(TokenUsage.of(20, 30)).complete();

    assertThat(adjusted.journal.allOpened().getLast().cost().nanos())
        .isEqualTo(BOUND_PROMPT * 2_500 + BOUND_OUTPUT * 1_000);
    assertThat(adjusted.journal.allSettled().getLast().cost().nanos())
        .isEqualTo(20 * 2_000 + 30 * 1_000);
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
    return started(BOUND_OUTPUT);
  }

  private ScriptedUpstream.Exchange started(long cap) {
    world.admitted(chat(KEY, "openai-prod", "gpt-4o", cap)).start(answer);
    return world.upstream.next();
  }

  private static GatewayWorld world(Metering metering) {
    return world(metering, anIntegration());
  }

  private static GatewayWorld drainingWorld(Metering metering) {
    return world(
        metering,
        anIntegration().configuredAs(Settings.of(Map.of(Integration.ON_DISCONNECT, "drain"))));
  }

  private static GatewayWorld world(Metering metering, IntegrationBuilder integration) {
    GatewayWorld made = new GatewayWorld(metering);
    Workspace workspace = made.put(aWorkspace().build());
    made.put(
        aProvider(
                made.put(
                    aGrant(made.put(integration.build()), workspace)
                        .withBudget(dollars(1))
                        .build()))
            .withBudget(tokens(1_000_000, new ResetPeriod.Never()))
            .build());
    made.put(aKeyOf(workspace), KEY);
    return made.load();
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
