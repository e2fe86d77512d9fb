package io.modelcatalog.application.gateway;

import static io.modelcatalog.application.gateway.GatewayWorld.chat;
import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static io.modelcatalog.domain.fixtures.Fixtures.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.limit.LimitState;
import io.modelcatalog.application.limit.Measure;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.application.port.upstream.UpstreamFailure.TimedOut.Phase;
import io.modelcatalog.application.port.usage.TokenCounter;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.usage.UsageRecord;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A call is settled once, whichever of its ends comes first and whatever is signalled afterwards:
 * for answers in one piece and in events, with and without a tokenizer, for upstreams that are let
 * go and for those that are read on.
 */
class EveryEndTest {
  private static final String KEY = "key-1";
  private static final String EVENT = "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n";

  /** What can happen to a call once it is made. */
  enum Happening {
    HEAD,
    HEAD_OF_FAILURE,
    BYTES,
    MANY_BYTES,
    USAGE,
    USAGE_OF_NOTHING,
    USAGE_BEYOND_THE_BOUND,
    COST,
    COMPLETE,
    UNREACHABLE,
    CONNECT_TIMEOUT,
    FIRST_BYTE_TIMEOUT,
    IDLE_TIMEOUT,
    BROKEN_OFF,
    BUG,
    CLIENT_LEAVES,
    CLIENT_ASKS_FOR_MORE
  }

  private static final EnumSet<Happening> ENDS =
      EnumSet.of(
          Happening.COMPLETE,
          Happening.UNREACHABLE,
          Happening.CONNECT_TIMEOUT,
          Happening.FIRST_BYTE_TIMEOUT,
          Happening.IDLE_TIMEOUT,
          Happening.BROKEN_OFF,
          Happening.BUG,
          Happening.CLIENT_LEAVES);

  static Stream<Arguments> everyEndOfEveryKind() {
    List<List<Happening>> before =
        List.of(
            List.of(),
            List.of(Happening.HEAD),
            List.of(Happening.HEAD_OF_FAILURE),
            List.of(Happening.HEAD, Happening.BYTES),
            List.of(Happening.HEAD, Happening.MANY_BYTES),
            List.of(Happening.HEAD, Happening.BYTES, Happening.USAGE),
            List.of(Happening.HEAD, Happening.USAGE_OF_NOTHING),
            List.of(Happening.HEAD, Happening.USAGE, Happening.COST),
            List.of(Happening.HEAD, Happening.USAGE_BEYOND_THE_BOUND, Happening.BYTES));
    return before.stream()
        .flatMap(
            first ->
                ENDS.stream()
                    .flatMap(
                        end ->
                            Stream.of(true, false)
                                .flatMap(
                                    stream ->
                                        Stream.of(true, false)
                                            .map(
                                                drains ->
                                                    Arguments.of(first, end, stream, drains)))));
  }

  @ParameterizedTest
  @MethodSource("everyEndOfEveryKind")
  void settlesOnceHoweverItEndsAndWhateverComesAfter(
      List<Happening> before, Happening end, boolean stream, boolean drains) {
    World world = new World(drains, null);
    World.Call call = world.call(100);
    before.forEach(happening -> call.happens(happening, stream));

    call.happens(end, stream);
    call.happens(Happening.COMPLETE, stream);
    for (Happening late : Happening.values()) {
      call.happens(late, stream);
    }

    world.assertSettledOnceEach(1);
    assertThat(call.client.signals.stream().filter(EveryEndTest::isLast)).hasSizeLessThan(2);
  }

  /** Random orders, with repetitions and signals that come when all is over: 10,000 for all. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void settlesOnceInEveryOrderOfSignals(long seed) {
    Random random = new Random(seed);
    World world = new World(random.nextBoolean(), random.nextBoolean() ? String::length : null);
    int made = 0;
    List<World.Call> calls = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      World.Call call = world.call(random.nextInt(20));
      made++;
      boolean stream = random.nextBoolean();
      if (random.nextInt(30) == 0) {
        call.admitted.abandon();
        continue;
      }
      int steps = random.nextInt(12);
      for (int step = 0; step < steps; step++) {
        Happening[] all = Happening.values();
        call.happens(all[random.nextInt(all.length)], stream);
        world.gateway.clock.advance(Duration.ofMillis(random.nextInt(20)));
      }
      calls.add(call);
    }
    Collections.shuffle(calls, random);
    for (World.Call call : calls) {
      call.happens(ENDS.stream().toList().get(random.nextInt(ENDS.size())), true);
      call.happens(Happening.COMPLETE, true);
    }

    world.assertSettledOnceEach(made);
  }

  private static boolean isLast(String signal) {
    return signal.equals("complete") || signal.equals("error");
  }

  /** A provider under limits of cost and tokens that have room for everything. */
  private static final class World {
    final GatewayWorld gateway;

    World(boolean drains, @Nullable TokenCounter counter) {
      gateway = new GatewayWorld(new Metering(counter, ShortfallWatch.NONE));
      Workspace workspace = gateway.put(aWorkspace().build());
      Integration integration =
          gateway.put(
              anIntegration()
                  .configuredAs(
                      Settings.of(Map.of(Integration.ON_DISCONNECT, drains ? "drain" : "cancel")))
                  .build());
      gateway.put(
          aProvider(gateway.put(aGrant(integration, workspace).withBudget(dollars(1_000)).build()))
              .withBudget(tokens(1_000_000_000, new ResetPeriod.Never()))
              .build());
      gateway.put(aKeyOf(workspace), KEY);
      gateway.load();
    }

    Call call(long cap) {
      return new Call(gateway.admitted(chat(KEY, "openai-prod", "gpt-4o", cap)));
    }

    void assertSettledOnceEach(int calls) {
      gateway.metering.close();
      assertThat(gateway.metering.drains()).isZero();
      assertThat(gateway.journal.stillOpen()).isEmpty();
      List<UsageRecord> settled = gateway.journal.allSettled();
      assertThat(settled)
          .hasSize(calls)
          .extracting(UsageRecord::requestId)
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(
              gateway.journal.allOpened().stream().map(UsageRecord::requestId).toList());
      for (LimitState state : gateway.limits(KEY, "openai-prod")) {
        assertThat(state.reserved()).as(state.what()).isZero();
        assertThat(state.used())
            .as(state.what())
            .isEqualTo(settled.stream().mapToLong(record -> charged(record, state)).sum());
      }
    }

    private static long charged(UsageRecord record, LimitState state) {
      long amount =
          record.charges().stream()
              .filter(charge -> charge.key().endsWith(state.what()))
              .mapToLong(Charge::amount)
              .sum();
      if (!record.charges().isEmpty()) {
        assertThat(amount)
            .isEqualTo(
                state.measure() == Measure.COST ? record.cost().nanos() : record.usage().total());
      }
      return amount;
    }

    /** One call and both its ends. */
    final class Call {
      final Answer client = new Answer();
      final AdmittedCall admitted;
      private ScriptedUpstream.@Nullable Exchange exchange;

      Call(AdmittedCall admitted) {
        this.admitted = admitted;
      }

      void happens(Happening happening, boolean stream) {
        ScriptedUpstream.Exchange upstream = exchange;
        if (upstream == null) {
          admitted.start(client);
          upstream = gateway.upstream.next();
          exchange = upstream;
        }
        switch (happening) {
          case HEAD -> {
            if (stream) {
              upstream.streamHead();
            } else {
              upstream.head(200);
            }
          }
          case HEAD_OF_FAILURE -> upstream.head(500);
          case BYTES -> upstream.body(EVENT);
          case MANY_BYTES -> upstream.body(EVENT.repeat(500));
          case USAGE -> upstream.usage(TokenUsage.of(50, 60));
          case USAGE_OF_NOTHING -> upstream.usage(TokenUsage.ZERO);
          case USAGE_BEYOND_THE_BOUND -> upstream.usage(TokenUsage.of(500, 6_000));
          case COST -> upstream.cost(77);
          case COMPLETE -> upstream.complete();
          case UNREACHABLE -> upstream.fail(new UpstreamFailure.Unreachable("gone"));
          case CONNECT_TIMEOUT -> upstream.fail(new UpstreamFailure.TimedOut(Phase.CONNECT, 5));
          case FIRST_BYTE_TIMEOUT ->
              upstream.fail(new UpstreamFailure.TimedOut(Phase.FIRST_BYTE, 5));
          case IDLE_TIMEOUT -> upstream.fail(new UpstreamFailure.TimedOut(Phase.IDLE, 5));
          case BROKEN_OFF -> upstream.fail(new UpstreamFailure.BrokenOff("cut", true));
          case BUG -> upstream.crash(new IllegalStateException("bug"));
          case CLIENT_LEAVES -> client.subscription.cancel();
          case CLIENT_ASKS_FOR_MORE -> client.subscription.request(1);
        }
      }
    }
  }
}
