package io.modelcatalog.adapters.providers.echo;

import static io.modelcatalog.adapters.providers.echo.Calls.call;
import static io.modelcatalog.adapters.providers.echo.Calls.chat;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.upstream.AnswerHead;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamCall;
import io.modelcatalog.application.port.upstream.UpstreamException;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoExchangeTest {
  private final Calls.HurriedScheduler scheduler = new Calls.HurriedScheduler();
  private final Upstream upstream = Calls.upstream(scheduler);

  @AfterEach
  void stopTheScheduler() {
    scheduler.shutdownNow();
  }

  @Test
  void sendsTheHeadUnaskedAndNothingElse() {
    Heard heard = new Heard(0);

    upstream.exchange(stream("echo", "a b c"), heard);

    assertThat(heard.signals).containsExactly("subscribe", "head");
  }

  @Test
  void sendsAsManyBuffersAsAskedFor() {
    Heard heard = new Heard(1);

    upstream.exchange(stream("echo", "a b c"), heard);
    assertThat(heard.count("next")).isEqualTo(1);

    heard.subscription.request(2);
    assertThat(heard.count("next")).isEqualTo(3);
    assertThat(heard.ended()).isFalse();

    heard.subscription.request(3);
    assertThat(heard.count("next")).isEqualTo(6);
    assertThat(heard.signals).endsWith("next", "usage", "next", "complete");
  }

  @Test
  void servesAReaderThatAsksForOneMoreEachTime() {
    String text = "word ".repeat(20_000);
    Heard heard =
        new Heard(1) {
          @Override
          public void onNext(ByteBuffer buffer) {
            super.onNext(buffer);
            subscription.request(1);
          }
        };

    upstream.exchange(stream("echo", text), heard);

    assertThat(heard.ended()).isTrue();
    assertThat(heard.count("next")).isEqualTo(20_003);
    assertThat(heard.overlapped).isFalse();
  }

  @Test
  void answersOnTheCallingThread() {
    Heard heard = new Heard();

    upstream.exchange(stream("echo", "a b c"), heard);

    assertThat(heard.ended()).isTrue();
    assertThat(heard.threads).containsOnly(Thread.currentThread());
    assertThat(scheduler.millis).isEmpty();
  }

  @Test
  void takesTwoHundredMillisecondsAWord() throws Exception {
    Heard heard = new Heard();

    upstream.exchange(stream("echo-slow", "a b c"), heard);

    assertThat(heard.signals).startsWith("subscribe", "head").contains("next");
    heard.untilEnd();
    assertThat(scheduler.millis).containsExactly(200L, 200L, 200L);
    assertThat(heard.count("next")).isEqualTo(6);
  }

  @Test
  void takesAsLongForAWholeAnswerAsForItsWords() throws Exception {
    Heard heard = new Heard();

    upstream.exchange(call(Operation.CHAT_COMPLETIONS, "echo-slow", chat("a b c", "")), heard);

    heard.untilEnd();
    assertThat(scheduler.millis).containsExactly(600L);
    assertThat(heard.signals).containsExactly("subscribe", "head", "next", "usage", "complete");
  }

  @Test
  void saysNothingAfterItIsCancelled() {
    Heard heard =
        new Heard(Long.MAX_VALUE) {
          @Override
          public void onNext(ByteBuffer buffer) {
            super.onNext(buffer);
            if (count("next") == 2) {
              subscription.cancel();
            }
          }
        };

    upstream.exchange(stream("echo", "a b c d e"), heard);
    heard.subscription.request(5);

    assertThat(heard.signals).containsExactly("subscribe", "head", "next", "next");
  }

  @Test
  void saysNothingIfCancelledWhileSubscribing() {
    Heard heard =
        new Heard(1) {
          @Override
          public void onSubscribe(Flow.Subscription given) {
            super.onSubscribe(given);
            given.cancel();
          }
        };

    upstream.exchange(stream("echo", "a b c"), heard);

    assertThat(heard.signals).containsExactly("subscribe");
  }

  @Test
  void saysNothingIfCancelledInTheHead() {
    Heard heard =
        new Heard() {
          @Override
          public void onHead(AnswerHead given) {
            super.onHead(given);
            subscription.cancel();
          }
        };

    upstream.exchange(stream("echo", "a b c"), heard);

    assertThat(heard.signals).containsExactly("subscribe", "head");
  }

  @Test
  void stopsItsTimerWhenCancelled() {
    try (ScheduledThreadPoolExecutor unhurried = new ScheduledThreadPoolExecutor(1)) {
      unhurried.setRemoveOnCancelPolicy(true);
      Heard heard = new Heard();
      Calls.upstream(unhurried).exchange(stream("echo-slow", "a b c"), heard);
      assertThat(unhurried.getQueue()).hasSize(1);

      heard.subscription.cancel();

      assertThat(unhurried.getQueue()).isEmpty();
      assertThat(heard.signals).containsExactly("subscribe", "head", "next");
    }
  }

  @Test
  void breaksOffWhenNoTimerCanBeSet() {
    scheduler.shutdownNow();
    Heard heard = new Heard();

    upstream.exchange(stream("echo-slow", "a b c"), heard);

    assertThat(heard.signals).endsWith("error");
    assertThat(failure(heard)).isInstanceOf(UpstreamFailure.BrokenOff.class);
  }

  @Test
  void refusesARequestForNothing() {
    Heard heard = new Heard(0);

    upstream.exchange(stream("echo", "a b c"), heard);
    heard.subscription.request(0);
    heard.subscription.request(5);

    assertThat(heard.signals).containsExactly("subscribe", "head", "error");
    assertThat(heard.error).isInstanceOf(UpstreamException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void neverSignalsTwiceAtOnce(long seed) throws Exception {
    Random random = new Random(seed);
    String text = "word ".repeat(60);
    Heard heard = new Heard(random.nextInt(2));
    Thread[] askers = new Thread[3];

    upstream.exchange(stream("echo-slow", text), heard);
    for (int i = 0; i < askers.length; i++) {
      askers[i] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int asked = 0; asked < 100; asked++) {
                      heard.subscription.request(1);
                      Thread.onSpinWait();
                    }
                  });
    }
    for (Thread asker : askers) {
      asker.join();
    }

    heard.untilEnd();
    assertThat(heard.overlapped).isFalse();
    assertThat(heard.count("next")).isEqualTo(63);
    assertThat(Collections.frequency(heard.signals, "complete")).isEqualTo(1);
  }

  private static UpstreamFailure failure(Heard heard) {
    return ((UpstreamException) heard.error).failure();
  }

  private static UpstreamCall stream(String model, String text) {
    return call(Operation.CHAT_COMPLETIONS, model, chat(text, ",\"stream\":true"));
  }
}
