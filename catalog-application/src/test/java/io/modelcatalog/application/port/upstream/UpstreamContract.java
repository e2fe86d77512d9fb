package io.modelcatalog.application.port.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.usage.TokenUsage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every upstream keeps to, whatever it speaks to. */
public interface UpstreamContract {

  /** An upstream that answers {@link #call} with a 200, usage and some body. */
  Upstream upstream() throws Exception;

  /**
   * A call that succeeds.
   *
   * @param streamed whether the answer is an event stream of several events
   */
  UpstreamCall call(boolean streamed);

  @Test
  default void signalsHeadThenBodyThenUsageAndEnd() throws Exception {
    for (boolean streamed : new boolean[] {false, true}) {
      Reader reader = new Reader(Long.MAX_VALUE, 0);

      upstream().exchange(call(streamed), reader);
      reader.over.get(10, TimeUnit.SECONDS);

      assertThat(reader.signals.getFirst()).isEqualTo("subscribe");
      assertThat(reader.signals.get(1)).isEqualTo("head");
      assertThat(reader.signals.getLast()).isEqualTo("complete");
      assertThat(reader.signals).containsOnlyOnce("subscribe", "head", "complete");
      assertThat(reader.signals).contains("next", "usage").doesNotContain("error", "empty");
      assertThat(reader.status).isEqualTo(200);
      assertThat(reader.streamed).isEqualTo(streamed);
      assertThat(reader.usage.getLast().total()).isPositive();
    }
  }

  @Test
  default void signalsTheHeadUnaskedAndNothingOfTheBody() throws Exception {
    for (boolean streamed : new boolean[] {false, true}) {
      Reader reader = new Reader(0, 0);

      upstream().exchange(call(streamed), reader);
      reader.headSeen.get(10, TimeUnit.SECONDS);
      Thread.sleep(100);

      assertThat(reader.signals).contains("head").doesNotContain("next", "complete", "error");
      reader.subscription.cancel();
    }
  }

  @Test
  default void givesNoMorePiecesThanAskedFor() throws Exception {
    Reader reader = new Reader(1, 0);

    upstream().exchange(call(true), reader);
    reader.firstPiece.get(10, TimeUnit.SECONDS);
    Thread.sleep(100);

    assertThat(reader.signals.stream().filter("next"::equals)).hasSize(1);
    reader.subscription.request(Long.MAX_VALUE);
    reader.over.get(10, TimeUnit.SECONDS);
    assertThat(reader.signals).endsWith("complete");
  }

  @Test
  default void comesWholeWhenAskedForPieceByPiece() throws Exception {
    for (boolean streamed : new boolean[] {false, true}) {
      Reader eager = new Reader(Long.MAX_VALUE, 0);
      Reader modest = new Reader(1, 1);

      upstream().exchange(call(streamed), eager);
      upstream().exchange(call(streamed), modest);
      eager.over.get(10, TimeUnit.SECONDS);
      modest.over.get(10, TimeUnit.SECONDS);

      assertThat(modest.signals).endsWith("complete");
      assertThat(modest.length).isPositive();
      assertThat(modest.signals.stream().filter("head"::equals)).hasSize(1);
    }
  }

  @Test
  default void signalsNothingAfterItIsCancelled() throws Exception {
    for (String when : List.of("subscribe", "head", "next")) {
      Reader reader = new Reader(Long.MAX_VALUE, 0);
      reader.cancelAt = when;

      upstream().exchange(call(true), reader);
      reader.cancelled.get(10, TimeUnit.SECONDS);
      Thread.sleep(100);

      assertThat(reader.signals.getLast()).isEqualTo(when);
    }
  }

  @Test
  default void servesManyCallsAtOnce() throws Exception {
    Upstream upstream = upstream();
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Reader reader = new Reader(1, 1);
      readers.add(reader);
      upstream.exchange(call(i % 2 == 0), reader);
    }
    for (Reader reader : readers) {
      reader.over.get(20, TimeUnit.SECONDS);
      assertThat(reader.signals).endsWith("complete").doesNotContain("error");
    }
  }

  /** Notes what is signalled. */
  final class Reader implements AnswerSubscriber {
    final List<String> signals = new CopyOnWriteArrayList<>();
    final List<TokenUsage> usage = new CopyOnWriteArrayList<>();
    final CompletableFuture<Void> over = new CompletableFuture<>();
    final CompletableFuture<Void> headSeen = new CompletableFuture<>();
    final CompletableFuture<Void> firstPiece = new CompletableFuture<>();
    final CompletableFuture<Void> cancelled = new CompletableFuture<>();
    private final long first;
    private final long later;
    volatile Flow.Subscription subscription;
    volatile String cancelAt = "";
    volatile int status;
    volatile boolean streamed;
    volatile long length;

    Reader(long first, long later) {
      this.first = first;
      this.later = later;
    }

    private void signal(String name) {
      signals.add(name);
      if (name.equals(cancelAt)) {
        subscription.cancel();
        cancelled.complete(null);
      }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      if (first > 0) {
        given.request(first);
      }
      signal("subscribe");
    }

    @Override
    public void onHead(AnswerHead head) {
      status = head.status();
      streamed = head.streamed();
      headSeen.complete(null);
      signal("head");
    }

    @Override
    public void onUsage(TokenUsage reported) {
      usage.add(reported);
      signal("usage");
    }

    @Override
    public void onNext(ByteBuffer piece) {
      length += piece.remaining();
      signal(piece.hasRemaining() ? "next" : "empty");
      firstPiece.complete(null);
      if (later > 0) {
        subscription.request(later);
      }
    }

    @Override
    public void onError(Throwable cause) {
      signal("error");
      over.complete(null);
    }

    @Override
    public void onComplete() {
      signal("complete");
      over.complete(null);
    }
  }
}
