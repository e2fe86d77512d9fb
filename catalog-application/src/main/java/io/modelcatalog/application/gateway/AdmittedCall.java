package io.modelcatalog.application.gateway;

import io.modelcatalog.application.limit.Reservation;
import io.modelcatalog.application.limit.Standing;
import io.modelcatalog.application.port.upstream.AnswerHead;
import io.modelcatalog.application.port.upstream.AnswerSubscriber;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamCall;
import io.modelcatalog.application.port.upstream.UpstreamException;
import io.modelcatalog.application.port.usage.UsageJournal;
import io.modelcatalog.application.snapshot.CompiledKey;
import io.modelcatalog.application.snapshot.CompiledModel;
import io.modelcatalog.application.snapshot.CompiledRoute;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.usage.Outcome;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.usage.UsageRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A call whose limits are reserved. However it ends, it is settled exactly once: with the usage the
 * upstream reported; with nothing if the upstream cannot have billed it; else with an estimate that
 * errs against the budget and never exceeds the reservation.
 */
public final class AdmittedCall {
  private static final int BYTES_PER_STREAMED_TOKEN = 16;
  private static final int BYTES_PER_PROMPT_TOKEN = 3;
  private static final long TOKENS_PER_SECOND = 250;

  private final UUID requestId;
  private final ModelCall call;
  private final CompiledKey key;
  private final CompiledRoute route;
  private final @Nullable CompiledModel model;
  private final Bound bound;
  private final Reservation reservation;
  private final UsageJournal journal;
  private final InstantSource clock;
  private final long admittedMillis;

  AdmittedCall(
      UUID requestId,
      ModelCall call,
      CompiledKey key,
      CompiledRoute route,
      @Nullable CompiledModel model,
      Bound bound,
      Reservation reservation,
      UsageJournal journal,
      InstantSource clock,
      long admittedMillis) {
    this.requestId = requestId;
    this.call = call;
    this.key = key;
    this.route = route;
    this.model = model;
    this.bound = bound;
    this.reservation = reservation;
    this.journal = journal;
    this.clock = clock;
    this.admittedMillis = admittedMillis;
  }

  /** The call's id. */
  public UUID requestId() {
    return requestId;
  }

  /** The slug of the provider it goes through. */
  public String provider() {
    return route.provider().slug().value();
  }

  /** How its limits stood right after it was admitted. */
  public Standing standing() {
    return reservation.standing();
  }

  /** The kind of upstream it goes to, such as {@code openai}. */
  public String upstreamKind() {
    return route.integration().kind();
  }

  /**
   * Sends the call. The responder is signalled as by an upstream, and once more when the call is
   * settled. Cancelling its subscription ends the exchange with the upstream and settles the call.
   */
  public void start(CallResponder responder) {
    Upstream upstream =
        model != null && model.upstream() != null
            ? model.upstream()
            : Objects.requireNonNull(route.upstream());
    upstream.exchange(
        new UpstreamCall(
            requestId.toString(),
            call.operation(),
            call.method(),
            call.path(),
            model == null ? null : model.slug(),
            call.headers(),
            call.body(),
            call.outline(),
            bound.injectedCap()),
        new Metered(responder));
  }

  /** Gives everything back, the count of requests too: the call is not made after all. */
  public void abandon() {
    if (reservation.release()) {
      journal.settled(record(TokenUsage.ZERO, 0, false, Outcome.CANCELLED, 0, List.of()));
    }
  }

  UsageRecord atBound() {
    TokenUsage usage = bound.usage();
    long cost = reservation.cost();
    return record(
        usage, cost, true, Outcome.INTERRUPTED, 0, reservation.charges(cost, usage.total()));
  }

  private @Nullable CallReceipt settle(
      TokenUsage usage, boolean unbilled, boolean estimated, Outcome outcome, int status) {
    long cost = unbilled ? 0 : cost(usage);
    if (!reservation.settle(cost, usage.total())) {
      return null;
    }
    journal.settled(
        record(usage, cost, estimated, outcome, status, reservation.charges(cost, usage.total())));
    return new CallReceipt(usage, new Money(cost), price() != null, estimated, outcome);
  }

  private UsageRecord record(
      TokenUsage usage,
      long cost,
      boolean estimated,
      Outcome outcome,
      int status,
      List<Charge> charges) {
    return new UsageRecord(
        requestId,
        Instant.ofEpochMilli(admittedMillis),
        key.key().organization(),
        route.provider().workspace(),
        key.key().id(),
        route.integration().id(),
        route.provider().id(),
        model == null ? "" : model.slug().value(),
        usage,
        new Money(cost),
        estimated,
        outcome,
        status,
        charges);
  }

  private long cost(TokenUsage usage) {
    ModelPrice price = price();
    return price == null
        ? 0
        : bound.spent(call.operation(), price, usage, admittedMillis, clock.millis());
  }

  private @Nullable ModelPrice price() {
    return model == null ? null : model.price();
  }

  /** Watches the answer go by, and settles the call at its end. */
  private final class Metered implements AnswerSubscriber, Flow.Subscription {
    private final CallResponder responder;
    private Flow.@Nullable Subscription upstream;
    private @Nullable TokenUsage reported;
    private int status;
    private boolean streamed;
    private long received;
    private boolean ended;

    Metered(CallResponder responder) {
      this.responder = responder;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      upstream = subscription;
      responder.onSubscribe(this);
    }

    @Override
    public void onHead(AnswerHead head) {
      status = head.status();
      streamed = head.streamed();
      responder.onHead(head);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      received += bytes.remaining();
      responder.onNext(bytes);
    }

    @Override
    public void onUsage(TokenUsage usage) {
      reported = usage;
    }

    @Override
    public void onComplete() {
      if (!ended) {
        ended = true;
        boolean failed = status >= 400;
        finish(failed, failed ? Outcome.UPSTREAM_ERROR : Outcome.COMPLETED);
        responder.onComplete();
      }
    }

    @Override
    public void onError(Throwable error) {
      if (!ended) {
        ended = true;
        boolean unbilled =
            error instanceof UpstreamException failure && !failure.failure().dispatched();
        finish(unbilled, status == 0 ? Outcome.UPSTREAM_ERROR : Outcome.BROKEN_OFF);
        responder.onError(error);
      }
    }

    @Override
    public void request(long n) {
      if (upstream != null) {
        upstream.request(n);
      }
    }

    @Override
    public void cancel() {
      if (ended) {
        return;
      }
      ended = true;
      if (upstream != null) {
        upstream.cancel();
      }
      finish(status >= 400, Outcome.CANCELLED);
    }

    private void finish(boolean unbilled, Outcome outcome) {
      CallReceipt receipt;
      if (reported != null) {
        receipt = settle(reported, false, false, outcome, status);
      } else if (unbilled || call.operation().path() == null) {
        receipt = settle(TokenUsage.ZERO, true, false, outcome, status);
      } else {
        receipt = settle(estimate(outcome), false, true, outcome, status);
      }
      if (receipt != null && outcome != Outcome.CANCELLED) {
        responder.onSettled(receipt);
      }
    }

    /**
     * What the upstream may have billed without saying so. What was received bounds what was made
     * of a stream; before that, and for answers that come in one piece, time does.
     */
    private TokenUsage estimate(Outcome outcome) {
      long prompt = Math.min(bound.prompt(), Math.ceilDiv(bound.prompt(), BYTES_PER_PROMPT_TOKEN));
      long output;
      if (outcome == Outcome.COMPLETED) {
        output = received / (streamed ? BYTES_PER_STREAMED_TOKEN : BYTES_PER_PROMPT_TOKEN);
      } else {
        long elapsed = Math.max(0, clock.millis() - admittedMillis);
        output =
            Math.max(received / BYTES_PER_STREAMED_TOKEN, (elapsed * TOKENS_PER_SECOND) / 1000 + 1);
      }
      return TokenUsage.of(prompt, Math.min(bound.output(), output));
    }
  }
}
