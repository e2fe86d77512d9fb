package io.modelcatalog.adapters.providers;

import io.modelcatalog.application.port.upstream.AnswerHead;
import io.modelcatalog.application.port.upstream.AnswerSubscriber;
import io.modelcatalog.application.port.upstream.UpstreamException;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.domain.usage.TokenUsage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Keeps all that an answer signals, and checks that the signals come in order. */
public final class CollectingReader implements AnswerSubscriber {
  private final long firstDemand;
  private final boolean oneByOne;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final List<String> signals = new CopyOnWriteArrayList<>();
  private final List<TokenUsage> usage = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final CompletableFuture<AnswerHead> head = new CompletableFuture<>();
  private final CompletableFuture<Void> firstPiece = new CompletableFuture<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private volatile Flow.Subscription subscription;
  private volatile UpstreamFailure failure;
  private volatile int pieces;

  private CollectingReader(long firstDemand, boolean oneByOne) {
    this.firstDemand = firstDemand;
    this.oneByOne = oneByOne;
  }

  /** Reads as fast as it comes. */
  public static CollectingReader eager() {
    return new CollectingReader(Long.MAX_VALUE, false);
  }

  /** Asks for one piece at a time. */
  public static CollectingReader oneByOne() {
    return new CollectingReader(1, true);
  }

  /** Asks for nothing by itself. */
  public static CollectingReader idle() {
    return new CollectingReader(0, false);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    signals.add("subscribe");
    subscription = given;
    if (firstDemand > 0) {
      given.request(firstDemand);
    }
  }

  @Override
  public void onHead(AnswerHead received) {
    signals.add("head");
    threads.add(Thread.currentThread());
    head.complete(received);
  }

  @Override
  public void onUsage(TokenUsage reported) {
    signals.add("usage");
    usage.add(reported);
  }

  @Override
  public void onCost(long nanos) {
    signals.add("cost " + nanos);
  }

  @Override
  public void onNext(ByteBuffer piece) {
    pieces++;
    threads.add(Thread.currentThread());
    byte[] copy = new byte[piece.remaining()];
    piece.get(copy);
    synchronized (body) {
      body.writeBytes(copy);
    }
    firstPiece.complete(null);
    if (oneByOne) {
      subscription.request(1);
    }
  }

  @Override
  public void onComplete() {
    signals.add("complete");
    over.complete(null);
  }

  @Override
  public void onError(Throwable cause) {
    signals.add("error");
    failure = ((UpstreamException) cause).failure();
    over.complete(null);
  }

  public Flow.Subscription subscription() {
    return subscription;
  }

  public CollectingReader awaitEnd() {
    return await(over);
  }

  public CollectingReader awaitHead() {
    return await(head);
  }

  public CollectingReader awaitFirstPiece() {
    return await(firstPiece);
  }

  private CollectingReader await(CompletableFuture<?> what) {
    try {
      what.get(15, TimeUnit.SECONDS);
      return this;
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("waited 15 s; signals so far: " + signals, e);
    }
  }

  public boolean isOver() {
    return over.isDone();
  }

  public AnswerHead head() {
    return head.getNow(null);
  }

  public byte[] bytes() {
    synchronized (body) {
      return body.toByteArray();
    }
  }

  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  public int pieces() {
    return pieces;
  }

  public List<String> signals() {
    return signals;
  }

  public List<TokenUsage> usage() {
    return usage;
  }

  public List<Thread> threads() {
    return threads;
  }

  public UpstreamFailure failure() {
    return failure;
  }
}
