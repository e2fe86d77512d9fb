package io.modelcatalog.adapters.providers.echo;

import io.modelcatalog.application.port.upstream.AnswerSubscriber;
import io.modelcatalog.application.port.upstream.UpstreamException;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Plays a script to one subscriber, as fast as it asks.
 *
 * <p>{@code work} counts the reasons to look again; whoever raises it from zero plays until it is
 * zero again. So signals come one after another although the subscriber's thread and a timer may
 * both wake the exchange, and a request from within a signal does not recurse.
 */
final class EchoExchange implements Flow.Subscription {
  private final Script script;
  private final AnswerSubscriber subscriber;
  private final ScheduledExecutorService scheduler;
  private final AtomicInteger work = new AtomicInteger();
  private final AtomicLong demand = new AtomicLong();
  private volatile boolean cancelled;
  private volatile boolean waiting;
  private volatile boolean askedForNothing;
  private volatile @Nullable Future<?> timer;

  // Only touched by whoever plays.
  private @Nullable Step current;

  EchoExchange(Script script, AnswerSubscriber subscriber, ScheduledExecutorService scheduler) {
    this.script = script;
    this.subscriber = subscriber;
    this.scheduler = scheduler;
  }

  /** Begins; everything that needs no wait is signalled before this returns. */
  void start() {
    // Held while subscribing, so that a request from within onSubscribe is served after it.
    work.incrementAndGet();
    subscriber.onSubscribe(this);
    play();
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      askedForNothing = true;
    } else {
      demand.accumulateAndGet(n, (have, more) -> have + more < 0 ? Long.MAX_VALUE : have + more);
    }
    wake();
  }

  @Override
  public void cancel() {
    cancelled = true;
    Future<?> pending = timer;
    if (pending != null) {
      pending.cancel(false);
    }
  }

  private void wake() {
    if (work.getAndIncrement() == 0) {
      play();
    }
  }

  private void play() {
    int seen = work.get();
    do {
      while (playOne()) {
        // Until nothing more can be done for now.
      }
      seen = work.addAndGet(-seen);
    } while (seen != 0);
  }

  /** Does one step; false if there is nothing to do until demand or a timer wakes the exchange. */
  private boolean playOne() {
    if (cancelled || waiting) {
      return false;
    }
    if (askedForNothing) {
      end();
      subscriber.onError(broken("the reader asked for less than one buffer"));
      return false;
    }
    Step step = current == null ? script.next() : current;
    current = step;
    switch (step) {
      case Step.Wait(long millis) -> {
        current = null;
        pause(millis);
        return false;
      }
      case Step.Bytes(ByteBuffer bytes) -> {
        if (demand.get() == 0) {
          return false;
        }
        if (demand.get() != Long.MAX_VALUE) {
          demand.decrementAndGet();
        }
        current = null;
        subscriber.onNext(bytes);
      }
      case Step.Head(var head) -> {
        current = null;
        subscriber.onHead(head);
      }
      case Step.Used(var usage) -> {
        current = null;
        subscriber.onUsage(usage);
      }
      case Step.Done _ -> {
        end();
        subscriber.onComplete();
      }
      case Step.Broken(String reason) -> {
        end();
        subscriber.onError(broken(reason));
      }
    }
    return true;
  }

  private void pause(long millis) {
    waiting = true;
    try {
      timer =
          scheduler.schedule(
              () -> {
                waiting = false;
                wake();
              },
              millis,
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      end();
      subscriber.onError(broken("the server is shutting down"));
      return;
    }
    // The reader may have cancelled just before the timer could be seen.
    if (cancelled) {
      cancel();
    }
  }

  private void end() {
    cancelled = true;
  }

  private static UpstreamException broken(String reason) {
    return new UpstreamException(new UpstreamFailure.BrokenOff(reason, true));
  }
}
