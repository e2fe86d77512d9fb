package io.modelcatalog.adapters.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.providers.RawServer.Request;
import io.modelcatalog.adapters.providers.transport.TransportSettings;
import io.modelcatalog.application.port.upstream.AnswerHead;
import io.modelcatalog.application.port.upstream.AnswerSubscriber;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamCall;
import io.modelcatalog.application.port.upstream.UpstreamFailure.BrokenOff;
import io.modelcatalog.application.port.upstream.UpstreamFailure.Unreachable;
import io.modelcatalog.domain.usage.TokenUsage;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionReuseTest {
  private final UpstreamsOverSockets upstreams = new UpstreamsOverSockets();
  private final EventLoop loop = upstreams.loops().next();

  @AfterEach
  void close() {
    upstreams.close();
  }

  @Test
  void carriesManyExchangesOverOneConnectionOfItsLoop() throws Exception {
    try (RawServer server = RawServer.always(peer -> peer.json("{\"n\":1}"))) {
      Upstream upstream = upstreams.to(server);
      for (int i = 0; i < 50; i++) {
        assertThat(onLoop(upstream, Calls.chat(Calls.CHAT)).text()).isEqualTo("{\"n\":1}");
      }
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void staysOnTheLoopThatTheCallBeganOn() throws Exception {
    try (RawServer server =
        RawServer.always(
            peer ->
                peer.eventStream().chunk("data: {}\n\n").chunk("data: {}\n\n").say("0\r\n\r\n"))) {
      Upstream upstream = upstreams.to(server);
      Thread thread = loop.submit(Thread::currentThread).get();

      CollectingReader reader = onLoop(upstream, Calls.chat(Calls.CHAT_STREAM));

      assertThat(reader.threads()).isNotEmpty().containsOnly(thread);
    }
  }

  @Test
  void startsTheNextCallFromWithinTheEndOfTheLast() throws Exception {
    try (RawServer server = RawServer.always(peer -> peer.json("{}"))) {
      Upstream upstream = upstreams.to(server);
      CompletableFuture<Integer> over = new CompletableFuture<>();
      AtomicInteger left = new AtomicInteger(2000);
      loop.execute(() -> chain(upstream, left, over));

      assertThat(over.get(20, TimeUnit.SECONDS)).isZero();
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void usesAsManyConnectionsAsCallsRunAtOnce() throws Exception {
    try (RawServer server =
        RawServer.always(
            peer -> {
              Thread.sleep(100);
              peer.json("{}");
            })) {
      Upstream upstream = upstreams.to(server);
      for (int round = 0; round < 2; round++) {
        List<CollectingReader> readers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          CollectingReader reader = CollectingReader.eager();
          readers.add(reader);
          loop.execute(() -> upstream.exchange(Calls.chat(Calls.CHAT), reader));
        }
        readers.forEach(CollectingReader::awaitEnd);
      }
      assertThat(server.connections()).isEqualTo(20);
    }
  }

  @Test
  void doesNotReuseAConnectionThatTheAnswerEnds() throws Exception {
    try (RawServer server =
        RawServer.always(
            peer ->
                peer.say("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}"))) {
      Upstream upstream = upstreams.to(server);
      for (int i = 0; i < 3; i++) {
        assertThat(onLoop(upstream, Calls.chat(Calls.CHAT)).text()).isEqualTo("{}");
      }
      assertThat(server.connections()).isEqualTo(3);
    }
  }

  @Test
  void doesNotReuseAConnectionWhoseRequestWasAnsweredBeforeItLeft() throws Exception {
    String large = "{\"model\":\"a\",\"prompt\":\"" + "x".repeat(20_000_000) + "\"}";
    try (RawServer server =
        new RawServer(
            peer -> {
              if (peer.number() == 1) {
                peer.socket().getInputStream().readNBytes(1000);
                peer.answer(413, "text/plain", "too large");
                Thread.sleep(1000); // The rest of the request stays in the client's socket.
              } else {
                peer.request();
                peer.json("{}");
                peer.request();
              }
            })) {
      Upstream upstream = upstreams.to(server);

      CollectingReader refused = onLoop(upstream, Calls.chat(large));
      CollectingReader next = onLoop(upstream, Calls.chat(Calls.CHAT));

      assertThat(refused.head().status()).isEqualTo(413);
      assertThat(refused.text()).isEqualTo("too large");
      assertThat(next.text()).isEqualTo("{}");
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void refusesCallsWhenItsLoopsAreGone() throws Exception {
    try (RawServer server = RawServer.always(peer -> peer.json("{}"))) {
      Upstream upstream = upstreams.to(server);
      upstreams.loops().shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
      CollectingReader reader = CollectingReader.eager();

      upstream.exchange(Calls.chat(Calls.CHAT), reader);

      assertThat(reader.awaitEnd().failure())
          .isEqualTo(new Unreachable("the gateway is shutting down"));
      assertThat(reader.signals()).containsExactly("subscribe", "error");
    }
  }

  @Test
  void closesWhatIsUnusedForTooLong() throws Exception {
    try (RawServer server = RawServer.always(peer -> peer.json("{}"))) {
      ProviderUpstreams factory =
          upstreams.factory(
              TransportSettings.DEFAULT.withPool(Duration.ofMillis(200), 10, 10),
              server.hostAndPort());
      onLoop(at(factory, server), Calls.chat(Calls.CHAT));
      assertThat(factory.openConnections()).isEqualTo(1);

      awaitOpen(factory, 0);
    }
  }

  @Test
  void letsGoBeforeTheServerSaysItWill() throws Exception {
    try (RawServer server =
        RawServer.always(
            peer ->
                peer.say(
                    "HTTP/1.1 200 OK\r\nkeep-alive: timeout=2\r\ncontent-length: 2\r\n\r\n{}"))) {
      ProviderUpstreams factory =
          upstreams.factory(
              TransportSettings.DEFAULT.withPool(Duration.ofMillis(1500), 10, 10),
              server.hostAndPort());
      onLoop(at(factory, server), Calls.chat(Calls.CHAT));
      long began = System.nanoTime();

      awaitOpen(factory, 0);

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(1700));
    }
  }

  @Test
  void keepsNoMoreUnusedConnectionsThanConfigured() throws Exception {
    try (RawServer server =
        RawServer.always(
            peer -> {
              Thread.sleep(100);
              peer.json("{}");
            })) {
      ProviderUpstreams factory =
          upstreams.factory(
              TransportSettings.DEFAULT.withPool(Duration.ofSeconds(30), 3, 100),
              server.hostAndPort());
      Upstream upstream = at(factory, server);
      List<CollectingReader> readers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        CollectingReader reader = CollectingReader.eager();
        readers.add(reader);
        loop.execute(() -> upstream.exchange(Calls.chat(Calls.CHAT), reader));
      }
      readers.forEach(CollectingReader::awaitEnd);

      awaitOpen(factory, 3);
    }
  }

  @Test
  void refusesAConnectionBeyondTheLimitAndMakesRoomFromUnusedOnes() throws Exception {
    CompletableFuture<Void> release = new CompletableFuture<>();
    try (RawServer busy =
            RawServer.always(
                peer -> {
                  release.join();
                  peer.json("{}");
                });
        RawServer other = RawServer.always(peer -> peer.json("{}"))) {
      ProviderUpstreams factory =
          upstreams.factory(
              TransportSettings.DEFAULT.withPool(Duration.ofSeconds(30), 10, 2),
              busy.hostAndPort(),
              other.hostAndPort());
      CollectingReader first = CollectingReader.eager();
      CollectingReader second = CollectingReader.eager();
      CollectingReader third = CollectingReader.eager();
      onLoop(at(factory, other), Calls.chat(Calls.CHAT));
      for (CollectingReader reader : List.of(first, second, third)) {
        loop.execute(() -> at(factory, busy).exchange(Calls.chat(Calls.CHAT), reader));
      }

      assertThat(third.awaitEnd().failure())
          .isEqualTo(new Unreachable("as many upstream connections are open as are allowed"));
      release.complete(null);
      assertThat(first.awaitEnd().text()).isEqualTo("{}");
      assertThat(second.awaitEnd().text()).isEqualTo("{}");
    }
  }

  @Test
  void repeatsARequestThatAnUnusedConnectionsEndOvertook() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              answered.incrementAndGet();
              peer.json("{}");
              // The next request is taken off the wire, but the connection ends without a word.
              if (peer.request() != null && peer.number() % 2 == 1) {
                peer.socket().close();
              }
            })) {
      Upstream upstream = upstreams.to(server);
      for (int i = 0; i < 20; i++) {
        CollectingReader reader = onLoop(upstream, Calls.chat(Calls.CHAT));

        assertThat(reader.failure()).isNull();
        assertThat(reader.signals()).containsExactly("subscribe", "head", "complete");
      }
      assertThat(answered.get()).isEqualTo(20);
    }
  }

  @Test
  void showsNoErrorWhenAServerClosesUnusedConnectionsAtAnyMoment() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.json("{}");
              Thread.sleep(0, peer.number() % 7 * 100_000);
              if (peer.number() % 2 == 0) {
                peer.reset();
              }
            })) {
      Upstream upstream = upstreams.to(server);
      for (int i = 0; i < 300; i++) {
        assertThat(onLoop(upstream, Calls.chat(Calls.CHAT)).failure()).isNull();
      }
    }
  }

  @Test
  void repeatsOnceOnlyAndNotOnAFreshConnection() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (RawServer server =
        new RawServer(
            peer -> {
              Request request = peer.request();
              while (request != null) {
                if (requests.incrementAndGet() > 1) {
                  return;
                }
                peer.json("{}");
                request = peer.request();
              }
            })) {
      Upstream upstream = upstreams.to(server);
      onLoop(upstream, Calls.chat(Calls.CHAT));

      CollectingReader reader = onLoop(upstream, Calls.chat(Calls.CHAT));

      assertThat(reader.failure())
          .isEqualTo(new BrokenOff("the connection ended before the answer", true));
      assertThat(requests.get()).isEqualTo(3);
    }
  }

  @Test
  void doesNotRepeatACallThatTheUpstreamThoughtAbout() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (RawServer server = slowDeath(requests)) {
      Upstream upstream = upstreams.to(server);
      onLoop(upstream, Calls.chat(Calls.CHAT));

      CollectingReader reader = onLoop(upstream, Calls.chat(Calls.CHAT));

      assertThat(reader.failure()).isInstanceOf(BrokenOff.class);
      assertThat(requests.get()).isEqualTo(2);
    }
  }

  @Test
  void repeatsAHarmlessRequestHoweverLongItTook() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (RawServer server = slowDeath(requests)) {
      Upstream upstream = upstreams.to(server);
      onLoop(upstream, Calls.chat(Calls.CHAT));

      assertThat(onLoop(upstream, Calls.get("/models")).text()).isEqualTo("{}");
      assertThat(requests.get()).isEqualTo(3);
    }
  }

  @Test
  void doesNotRepeatAfterTheFirstByteOfAnAnswer() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (RawServer server =
        RawServer.always(
            peer -> {
              if (requests.incrementAndGet() == 1) {
                peer.json("{}");
              } else {
                peer.say("H");
                peer.socket().close();
              }
            })) {
      Upstream upstream = upstreams.to(server);
      onLoop(upstream, Calls.chat(Calls.CHAT));

      assertThat(onLoop(upstream, Calls.chat(Calls.CHAT)).failure()).isInstanceOf(BrokenOff.class);
      assertThat(requests.get()).isEqualTo(2);
    }
  }

  /** A server that takes the second request, works for more than a second, and dies once. */
  private static RawServer slowDeath(AtomicInteger requests) throws IOException {
    return new RawServer(
        peer -> {
          while (peer.request() != null) {
            if (requests.incrementAndGet() == 2) {
              Thread.sleep(1200);
              return;
            }
            peer.json("{}");
          }
        });
  }

  private CollectingReader onLoop(Upstream upstream, UpstreamCall call) {
    CollectingReader reader = CollectingReader.eager();
    loop.execute(() -> upstream.exchange(call, reader));
    return reader.awaitEnd();
  }

  private static Upstream at(ProviderUpstreams factory, RawServer server) {
    return UpstreamsOverSockets.make(
        factory, "custom", Map.of("custom_host", "http://" + server.hostAndPort()));
  }

  private static void awaitOpen(ProviderUpstreams factory, int expected) throws Exception {
    for (int i = 0; i < 300 && factory.openConnections() != expected; i++) {
      Thread.sleep(10);
    }
    assertThat(factory.openConnections()).isEqualTo(expected);
  }

  private static void chain(
      Upstream upstream, AtomicInteger left, CompletableFuture<Integer> over) {
    upstream.exchange(
        Calls.chat(Calls.CHAT),
        new AnswerSubscriber() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
          }

          @Override
          public void onHead(AnswerHead head) {
            // Only the end matters here.
          }

          @Override
          public void onUsage(TokenUsage usage) {
            // Only the end matters here.
          }

          @Override
          public void onNext(ByteBuffer item) {
            // Only the end matters here.
          }

          @Override
          public void onError(Throwable cause) {
            over.completeExceptionally(cause);
          }

          @Override
          public void onComplete() {
            if (left.decrementAndGet() > 0) {
              chain(upstream, left, over);
            } else {
              over.complete(left.get());
            }
          }
        });
  }
}
