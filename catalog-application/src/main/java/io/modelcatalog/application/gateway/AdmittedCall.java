package io.modelcatalog.application.gateway;

import io.modelcatalog.application.limit.Reservation;
import io.modelcatalog.application.limit.Standing;
import io.modelcatalog.application.port.log.CallLog;
import io.modelcatalog.application.port.upstream.AnswerHead;
import io.modelcatalog.application.port.upstream.AnswerSubscriber;
import io.modelcatalog.application.port.upstream.BodyOutline;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamCall;
import io.modelcatalog.application.port.upstream.UpstreamException;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.application.port.usage.TokenCounter;
import io.modelcatalog.application.port.usage.UsageJournal;
import io.modelcatalog.application.snapshot.CompiledKey;
import io.modelcatalog.application.snapshot.CompiledModel;
import io.modelcatalog.application.snapshot.CompiledRoute;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.usage.CostSource;
import io.modelcatalog.domain.usage.Outcome;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.usage.UsageRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
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

  /** Events of a stream beyond twice the reserved tokens that may have brought none. */
  private static final long IDLE_EVENTS = 64;

  /** Events after a report beyond the reservation, before the stream is cut. */
  private static final long EVENTS_AFTER_REPORT = 8;

  /** Bytes of a body that are counted for an estimate; the rest is taken to be like them. */
  private static final int MOST_COUNTED = 65_536;

  /** A reported cost so many times that of the reservation is no cost. */
  private static final long ABSURD_FACTOR = 100;

  /** A reported cost beyond ten thousand dollars is no cost of one call. */
  private static final long ABSURD_NANOS = 10_000 * Money.NANOS_PER_USD;

  /** What logs know as the status of an answer that nobody waited for. */
  private static final int CLIENT_GONE = 499;

  private static final int NO_ANSWER = 502;
  private static final int TIMED_OUT = 504;

  private final UUID requestId;
  private final ModelCall call;
  private final CompiledKey key;
  private final CompiledRoute route;
  private final @Nullable CompiledModel model;
  private final Bound bound;
  private final Reservation reservation;
  private final UsageJournal journal;
  private final InstantSource clock;
  private final Metering metering;
  private final boolean cutsStreams;
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
      Metering metering,
      boolean cutsStreams,
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
    this.metering = metering;
    this.cutsStreams = cutsStreams;
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
    Metered metered = new Metered(responder);
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
        metered);
  }

  /** Gives everything back, the count of requests too: the call is not made after all. */
  public void abandon() {
    if (reservation.release()) {
      UsageRecord record =
          record(
              TokenUsage.ZERO,
              0,
              false,
              Outcome.CANCELLED,
              0,
              List.of(),
              price() == null ? CostSource.NONE : CostSource.PRICE);
      journal.settled(record);
      log(record, CLIENT_GONE, false, 0, 0, null);
    }
  }

  UsageRecord atBound() {
    TokenUsage usage = bound.usage();
    long cost = reservation.cost();
    return record(
        usage,
        cost,
        true,
        Outcome.INTERRUPTED,
        0,
        reservation.charges(cost, usage.total()),
        price() == null ? CostSource.NONE : CostSource.PRICE);
  }

  private @Nullable CallReceipt settle(
      TokenUsage usage,
      long reportedCost,
      boolean unbilled,
      boolean estimated,
      Outcome outcome,
      int status,
      Metered seen) {
    boolean reported = reportedCost >= 0 && !isAbsurd(reportedCost);
    long cost = reported ? reportedCost : unbilled ? 0 : cost(usage);
    if (!reservation.settle(cost, usage.total())) {
      return null;
    }
    CostSource source =
        reported ? CostSource.PROVIDER : price() == null ? CostSource.NONE : CostSource.PRICE;
    UsageRecord record =
        record(
            usage,
            cost,
            estimated,
            outcome,
            status,
            reservation.charges(cost, usage.total()),
            source);
    journal.settled(record);
    log(
        record,
        seen.answered(outcome),
        seen.streamed,
        seen.sentNanos,
        seen.firstByteNanos,
        seen.capture);
    if ((cost > reservation.cost() || usage.total() > reservation.tokens())
        && call.operation() != Operation.PASS_THROUGH
        && reservation.countsUse()) {
      metering.shortfall(record, reservation.cost(), reservation.tokens());
    }
    return new CallReceipt(usage, new Money(cost), source != CostSource.NONE, estimated, outcome);
  }

  /** For people to look at; after what limits and money go by is noted. */
  private void log(
      UsageRecord record,
      int status,
      boolean streamed,
      long sentNanos,
      long firstByteNanos,
      @Nullable AnswerCapture capture) {
    CallLog log = metering.log();
    if (log == CallLog.NONE) {
      return;
    }
    long now = log.nanos();
    long arrived = call.context().arrivedNanos();
    log.ended(
        new EndedCall(
            requestId,
            admittedMillis,
            key,
            route,
            route.provider().slug().value(),
            record.model(),
            call.operation(),
            call.method(),
            call.path(),
            call.metadata(),
            call.context(),
            record.outcome().name(),
            "",
            status,
            streamed,
            record.usage(),
            record.cost(),
            record.estimated(),
            Math.max(0, now - arrived),
            firstByteNanos == 0 ? -1 : Math.max(0, firstByteNanos - arrived),
            sentNanos == 0 ? 0 : Math.max(0, now - sentNanos),
            capture == null ? null : capture.with(call.body())));
  }

  /** Null where bodies are not kept, which is so unless the workspace has said otherwise. */
  private @Nullable AnswerCapture capture() {
    Set<String> hidden = key.hiddenInLogs();
    return hidden == null || !call.context().bodies() || metering.log() == CallLog.NONE
        ? null
        : new AnswerCapture(hidden);
  }

  private boolean isAbsurd(long cost) {
    return cost > ABSURD_NANOS
        || (reservation.cost() > 0 && cost / ABSURD_FACTOR > reservation.cost());
  }

  private UsageRecord record(
      TokenUsage usage,
      long cost,
      boolean estimated,
      Outcome outcome,
      int status,
      List<Charge> charges,
      CostSource source) {
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
        charges,
        source);
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

  private boolean isText() {
    return call.operation().outputCapField() != null;
  }

  /**
   * Watches the answer go by, and settles the call at its end, whichever of the ends comes first.
   */
  private final class Metered implements AnswerSubscriber, Flow.Subscription {
    private final CallResponder responder;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Sample sample = new Sample();
    private Flow.@Nullable Subscription upstream;
    private @Nullable TokenUsage reported;
    private long reportedCost = -1;
    private @Nullable StreamedDeltas deltas;
    private long eventsAtReport;
    private long cutAt = Long.MAX_VALUE;
    private int status;
    private boolean streamed;
    private long received;
    private int failure = NO_ANSWER;
    private final long sentNanos = metering.log().nanos();
    private long firstByteNanos;
    private final @Nullable AnswerCapture capture = capture();
    private volatile Metering.@Nullable Drain drain;

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
      if (streamed && isText() && reservation.countsUse()) {
        deltas = new StreamedDeltas(call.operation());
        cutAt = 2 * Math.min(bound.output(), Long.MAX_VALUE / 4) + IDLE_EVENTS;
      }
      if (!isGone()) {
        responder.onHead(head);
      }
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      if (ended.get()) {
        return;
      }
      if (received == 0) {
        firstByteNanos = metering.log().nanos();
      }
      received += bytes.remaining();
      if (capture != null) {
        capture.add(bytes);
      }
      if (reported == null && metering.counter() != null) {
        sample.add(bytes);
      }
      StreamedDeltas events = deltas;
      if (events != null) {
        events.scan(bytes);
      }
      if (!isGone()) {
        responder.onNext(bytes);
      }
      if (events != null && cutsStreams && events.count() > cutAt) {
        cut();
      }
    }

    @Override
    public void onUsage(TokenUsage usage) {
      reported = usage;
      reportedCost = -1;
      StreamedDeltas events = deltas;
      if (events != null) {
        eventsAtReport = events.count();
      }
      if (events != null && usage.output() > bound.output()) {
        // The last report comes at the end, when cutting would only spoil a whole answer.
        cutAt = Math.min(cutAt, events.count() + EVENTS_AFTER_REPORT);
      }
    }

    @Override
    public void onCost(long nanos) {
      reportedCost = nanos;
    }

    @Override
    public void onComplete() {
      if (ended.compareAndSet(false, true)) {
        boolean failed = status >= 400;
        Outcome outcome = failed ? Outcome.UPSTREAM_ERROR : Outcome.COMPLETED;
        finish(failed, outcome, responder::onComplete);
      }
    }

    @Override
    public void onError(Throwable error) {
      if (ended.compareAndSet(false, true)) {
        if (error instanceof UpstreamException slow
            && slow.failure() instanceof UpstreamFailure.TimedOut) {
          failure = TIMED_OUT;
        }
        boolean unbilled =
            error instanceof UpstreamException failure && !failure.failure().dispatched();
        finish(
            unbilled,
            status == 0 ? Outcome.UPSTREAM_ERROR : Outcome.BROKEN_OFF,
            () -> responder.onError(error));
      }
    }

    @Override
    public void request(long n) {
      if (upstream != null) {
        upstream.request(n);
      }
    }

    /** The client has gone. */
    @Override
    public void cancel() {
      if (ended.get() || isGone()) {
        return;
      }
      if (route.drains() && status < 400 && upstream != null) {
        drain = metering.drain(this::letGo);
        if (drain != null) {
          upstream.request(Long.MAX_VALUE);
          return;
        }
      }
      letGo();
    }

    private boolean isGone() {
      return drain != null;
    }

    private void letGo() {
      if (ended.compareAndSet(false, true)) {
        if (upstream != null) {
          upstream.cancel();
        }
        finish(status >= 400, Outcome.CANCELLED, () -> {});
      }
    }

    private void cut() {
      if (ended.compareAndSet(false, true)) {
        if (upstream != null) {
          upstream.cancel();
        }
        UpstreamException beyond =
            new UpstreamException(new UpstreamFailure.BeyondReservation(bound.output()));
        finish(false, Outcome.CUT, () -> responder.onError(beyond));
      }
    }

    private void finish(boolean unbilled, Outcome ending, Runnable signal) {
      Metering.Drain reading = drain;
      Outcome outcome = reading == null ? ending : Outcome.CANCELLED;
      if (reading != null) {
        reading.end();
      }
      TokenUsage usage = reported;
      if (usage != null && !understates(usage, ending)) {
        settled(usage, false, false, outcome, signal);
      } else if (unbilled || call.operation() == Operation.PASS_THROUGH) {
        settled(TokenUsage.ZERO, true, false, outcome, signal);
      } else if (!isText()
          || metering.counter() == null
          || !metering.later(
              () -> settled(estimate(ending, counted(ending)), false, true, outcome, signal))) {
        settled(estimate(ending, null), false, true, outcome, signal);
      }
    }

    /** A report in mid-stream tells less than what came after it, if the stream broke off then. */
    private boolean understates(TokenUsage usage, Outcome ending) {
      StreamedDeltas events = deltas;
      return events != null
          && ending != Outcome.COMPLETED
          && usage.output() < events.count()
          && (ending == Outcome.CUT || events.count() > eventsAtReport + EVENTS_AFTER_REPORT);
    }

    private void settled(
        TokenUsage usage, boolean unbilled, boolean estimated, Outcome outcome, Runnable signal) {
      CallReceipt receipt = settle(usage, reportedCost, unbilled, estimated, outcome, status, this);
      if (outcome == Outcome.CANCELLED) {
        return;
      }
      if (receipt != null) {
        responder.onSettled(receipt);
      }
      signal.run();
    }

    /** The status of what the client got; a stream that breaks off has had its own before. */
    private int answered(Outcome outcome) {
      return switch (outcome) {
        case COMPLETED -> status;
        case CANCELLED -> CLIENT_GONE;
        case UPSTREAM_ERROR, BROKEN_OFF, CUT, INTERRUPTED ->
            status >= 400 || (streamed && status > 0) ? status : failure;
      };
    }

    /** Prompt and answer as a tokenizer counts them; off the request path. Null if it fails. */
    private @Nullable TokenUsage counted(Outcome ending) {
      TokenCounter counter = metering.counter();
      if (counter == null) {
        return null;
      }
      try {
        byte[] body = call.body();
        int read = Math.min(body.length, MOST_COUNTED);
        long prompt = counter.count(Sample.texts(body, read, false));
        String texts = sample.texts();
        long answer =
            texts.isEmpty()
                ? received / bytesPerToken(ending)
                : scaled(counter.count(texts), received, sample.length());
        // Pictures and the like are no text; they are taken at the rate of bytes.
        BodyOutline outline = call.outline();
        long other = outline == null ? 0 : Math.max(0, outline.textBytes() - body.length);
        return TokenUsage.of(
            scaled(prompt, body.length, read) + other / BYTES_PER_PROMPT_TOKEN, answer);
      } catch (RuntimeException | LinkageError | StackOverflowError broken) {
        // Whatever is wrong with the tokenizer, the call has to be settled.
        return null;
      }
    }

    private int bytesPerToken(Outcome ending) {
      return streamed || ending != Outcome.COMPLETED
          ? BYTES_PER_STREAMED_TOKEN
          : BYTES_PER_PROMPT_TOKEN;
    }

    /**
     * What the upstream may have billed without saying so. What was received bounds what was made
     * of a stream; before that, and for answers that come in one piece, time does. It stays within
     * the reservation, except where the events received prove more.
     *
     * @param counted what a tokenizer says of prompt and answer; null to go by bytes
     */
    private TokenUsage estimate(Outcome ending, @Nullable TokenUsage counted) {
      if (!isText() && bound.output() == 0) {
        return TokenUsage.of(
            Math.min(bound.prompt(), Math.ceilDiv(bound.prompt(), BYTES_PER_PROMPT_TOKEN)), 0);
      }
      long prompt =
          counted == null
              ? Math.ceilDiv(bound.prompt(), BYTES_PER_PROMPT_TOKEN)
              : Math.max(1, counted.input());
      long output = counted == null ? received / bytesPerToken(ending) : counted.output();
      StreamedDeltas events = deltas;
      long seen = events == null ? 0 : events.count();
      if (ending != Outcome.COMPLETED && ending != Outcome.CUT) {
        long elapsed = Math.max(0, clock.millis() - admittedMillis);
        output = Math.max(output, (elapsed * TOKENS_PER_SECOND) / 1000 + 1);
      }
      output = Math.min(bound.output(), output);
      if (seen > 2 * bound.output() + IDLE_EVENTS) {
        output = Math.max(output, seen);
      }
      return TokenUsage.of(Math.min(bound.prompt(), prompt), output);
    }
  }

  private static long scaled(long tokens, long all, long counted) {
    return counted >= all ? tokens : (long) Math.ceil((double) tokens / counted * all);
  }
}
