package io.modelcatalog.adapters.providers.transport;

import io.modelcatalog.adapters.providers.transport.UpstreamAddress.Origin;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer, over one connection, or two if a pooled one turned out to be closed.
 * Its state belongs to one event loop; demand and cancellation from other threads are handed over.
 */
final class Exchange implements AnswerSink.Demand {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final LoopConnections connections;
  private final OutgoingRequest request;
  private final AnswerSink sink;
  private @Nullable Work work;
  private long demand;
  private boolean over;
  private volatile boolean cancelled;
  private boolean retried;

  /** What the exchange waits for at the moment: a connection being made, or one in use. */
  interface Work {
    void demanded();

    void abandon();
  }

  Exchange(LoopConnections connections, OutgoingRequest request, AnswerSink sink) {
    this.connections = connections;
    this.request = request;
    this.sink = sink;
  }

  OutgoingRequest request() {
    return request;
  }

  Origin origin() {
    return request.origin();
  }

  @Override
  public boolean isOver() {
    return over || cancelled;
  }

  boolean hasDemand() {
    return demand > 0;
  }

  /** Marks the one repetition an exchange may have; false if it had it already. */
  boolean takeRetry() {
    boolean first = !retried;
    retried = true;
    return first;
  }

  void begin() {
    try {
      sink.onStart(this);
    } catch (RuntimeException e) {
      readerFailed(e);
      return;
    }
    if (!isOver()) {
      connections.start(this);
    }
  }

  void waitOn(Work next) {
    work = next;
  }

  @Override
  public void request(long n) {
    EventLoop loop = connections.loop();
    if (loop.inEventLoop()) {
      addDemand(n);
    } else {
      onLoop(loop, () -> addDemand(n));
    }
  }

  private void addDemand(long n) {
    if (over) {
      return;
    }
    if (n <= 0) {
      abandonWork();
      fail(new UpstreamFailure.BrokenOff("the reader asked for " + n + " pieces", true));
      return;
    }
    demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
    if (work != null) {
      work.demanded();
    }
  }

  @Override
  public void cancel() {
    cancelled = true; // From now on nothing is signalled, whichever thread asked.
    EventLoop loop = connections.loop();
    if (loop.inEventLoop()) {
      cancelNow();
    } else {
      onLoop(loop, this::cancelNow);
    }
  }

  /** A loop that is shutting down takes nothing any more; its connections are closed with it. */
  private static void onLoop(EventLoop loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("An exchange outlived its event loop");
    }
  }

  /** Ends an exchange whose loop takes no work any more. */
  void refuse() {
    sink.onStart(this);
    fail(new UpstreamFailure.Unreachable("the gateway is shutting down"));
  }

  private void cancelNow() {
    if (!over) {
      over = true;
      abandonWork();
    }
  }

  private void abandonWork() {
    Work current = work;
    work = null;
    if (current != null) {
      current.abandon();
    }
  }

  /**
   * Hands on the head.
   *
   * @return null, or why the answer is not taken
   */
  @Nullable String head(ReceivedHead head) {
    if (isOver()) {
      return null;
    }
    try {
      return sink.onHead(head);
    } catch (RuntimeException e) {
      readerFailed(e);
      return null;
    }
  }

  void body(byte[] bytes, int from, int to, boolean last) {
    if (isOver()) {
      return;
    }
    try {
      if (sink.onBody(bytes, from, to, last) && demand != Long.MAX_VALUE) {
        demand--;
      }
    } catch (RuntimeException e) {
      readerFailed(e);
    }
  }

  void complete() {
    if (end()) {
      try {
        sink.onEnd();
      } catch (RuntimeException e) {
        LOG.error("A reader failed at the end of an answer", e);
      }
    }
  }

  /** Ends the exchange; whether its end may still be signalled. */
  private boolean end() {
    boolean tell = !isOver();
    over = true;
    work = null;
    return tell;
  }

  void fail(UpstreamFailure failure) {
    if (end()) {
      try {
        sink.onFailure(failure);
      } catch (RuntimeException e) {
        LOG.error("A reader failed at a failure", e);
      }
    }
  }

  private void readerFailed(RuntimeException cause) {
    LOG.error("A reader failed within an answer", cause);
    abandonWork();
    fail(new UpstreamFailure.BrokenOff("the reader failed", true));
  }
}
