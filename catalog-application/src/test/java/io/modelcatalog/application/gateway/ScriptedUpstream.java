package io.modelcatalog.application.gateway;

import io.modelcatalog.application.port.upstream.AnswerHead;
import io.modelcatalog.application.port.upstream.AnswerSubscriber;
import io.modelcatalog.application.port.upstream.Header;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamCall;
import io.modelcatalog.application.port.upstream.UpstreamException;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.domain.usage.TokenUsage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * An upstream that does what a test tells it, signal by signal. Each exchange can be taken in hand,
 * or answered by a script as it comes.
 */
public final class ScriptedUpstream implements Upstream {
  private final BlockingQueue<Exchange> waiting = new LinkedBlockingQueue<>();
  private final CopyOnWriteArrayList<Exchange> all = new CopyOnWriteArrayList<>();
  private volatile Consumer<Exchange> script = exchange -> {};
  private volatile boolean subscribesLater;

  /** Answers each exchange at once, on the thread it comes on. */
  public ScriptedUpstream answering(Consumer<Exchange> other) {
    script = other;
    return this;
  }

  /** Hands over no subscription before {@link Exchange#subscribe} says so. */
  public ScriptedUpstream subscribingLater() {
    subscribesLater = true;
    return this;
  }

  @Override
  public void exchange(UpstreamCall call, AnswerSubscriber subscriber) {
    Exchange exchange = new Exchange(call, subscriber);
    all.add(exchange);
    if (!subscribesLater) {
      exchange.subscribe();
    }
    script.accept(exchange);
    waiting.add(exchange);
  }

  /** The next exchange; waits for it. */
  public Exchange next() {
    try {
      Exchange next = waiting.poll(5, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("the upstream was not called");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** How often it was called. */
  public int calls() {
    return all.size();
  }

  /** Every exchange so far. */
  public List<Exchange> exchanges() {
    return List.copyOf(all);
  }

  /** One exchange, in the hand of a test. */
  public static final class Exchange implements Flow.Subscription {
    private final UpstreamCall call;
    private final AnswerSubscriber subscriber;
    private final AtomicLong requested = new AtomicLong();
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private volatile Runnable onRequest = () -> {};

    Exchange(UpstreamCall call, AnswerSubscriber subscriber) {
      this.call = call;
      this.subscriber = subscriber;
    }

    @Override
    public void request(long n) {
      requested.addAndGet(n);
      onRequest.run();
    }

    @Override
    public void cancel() {
      cancelled.countDown();
    }

    /** What was asked of the upstream. */
    public UpstreamCall call() {
      return call;
    }

    /** How many buffers the reader has asked for. */
    public long requested() {
      return requested.get();
    }

    /** Runs whenever the reader asks for more. */
    public Exchange onRequest(Runnable action) {
      onRequest = action;
      return this;
    }

    /** Whether the reader gave up; waits so long for it. */
    public boolean cancelledWithin(long millis) {
      try {
        return cancelled.await(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** Whether the reader gave up. */
    public boolean isCancelled() {
      return cancelled.getCount() == 0;
    }

    public Exchange subscribe() {
      subscriber.onSubscribe(this);
      return this;
    }

    /** The head of an answer in one piece. */
    public Exchange head(int status) {
      return head(
          new AnswerHead(
              status, List.of(new Header("content-type", "application/json")), -1, false));
    }

    /** The head of an event stream. */
    public Exchange streamHead() {
      return head(
          new AnswerHead(200, List.of(new Header("content-type", "text/event-stream")), -1, true));
    }

    public Exchange head(AnswerHead head) {
      subscriber.onHead(head);
      return this;
    }

    public Exchange body(String text) {
      return body(text.getBytes(StandardCharsets.UTF_8));
    }

    public Exchange body(byte[] bytes) {
      subscriber.onNext(ByteBuffer.wrap(bytes));
      return this;
    }

    public Exchange usage(TokenUsage usage) {
      subscriber.onUsage(usage);
      return this;
    }

    public Exchange cost(long nanos) {
      subscriber.onCost(nanos);
      return this;
    }

    public Exchange complete() {
      subscriber.onComplete();
      return this;
    }

    public Exchange fail(UpstreamFailure failure) {
      subscriber.onError(new UpstreamException(failure));
      return this;
    }

    public Exchange crash(Throwable error) {
      subscriber.onError(error);
      return this;
    }
  }
}
