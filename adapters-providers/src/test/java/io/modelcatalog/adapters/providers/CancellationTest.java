package io.modelcatalog.adapters.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.modelcatalog.adapters.providers.transport.TransportSettings;
import io.modelcatalog.application.port.upstream.AnswerHead;
import io.modelcatalog.application.port.upstream.AnswerSubscriber;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.domain.usage.TokenUsage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CancellationTest {
  private final UpstreamsOverSockets upstreams = new UpstreamsOverSockets();
  private final CompletableFuture<Long> goneAfter = new CompletableFuture<>();
  private final CompletableFuture<Void> reached = new CompletableFuture<>();

  @AfterEach
  void close() {
    upstreams.close();
  }

  @Test
  void closesTheConnectionBeforeTheFirstByteOfTheAnswer() throws Exception {
    try (RawServer server = new RawServer(peer -> watch(peer))) {
      CollectingReader reader = start(server, CollectingReader.eager());
      reached.get(5, TimeUnit.SECONDS);

      reader.subscription().cancel();

      assertGoneSoon();
      assertThat(reader.signals()).containsExactly("subscribe");
    }
  }

  @Test
  void closesTheConnectionAfterTheHead() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.eventStream();
              watchOn(peer);
            })) {
      CollectingReader reader = start(server, CollectingReader.eager()).awaitHead();

      reader.subscription().cancel();

      assertGoneSoon();
      assertThat(reader.signals()).containsExactly("subscribe", "head");
    }
  }

  @Test
  void closesTheConnectionInMidStream() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.eventStream().chunk("data: {\"choices\":[{}]}\n\n");
              watchOn(peer);
            })) {
      CollectingReader reader = start(server, CollectingReader.eager()).awaitFirstPiece();

      reader.subscription().cancel();

      assertGoneSoon();
      assertThat(reader.signals()).containsExactly("subscribe", "head");
    }
  }

  @Test
  void closesTheConnectionWhileTheReaderAsksForNothing() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.eventStream().chunk("data: {\"choices\":[{}]}\n\n");
              watchOn(peer);
            })) {
      CollectingReader reader = start(server, CollectingReader.idle()).awaitHead();

      reader.subscription().cancel();

      assertGoneSoon();
      assertThat(reader.pieces()).isZero();
    }
  }

  @Test
  void closesTheConnectionWhileTheRequestIsStillBeingSent() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.socket().getInputStream().readNBytes(1000);
              reached.complete(null);
              Thread.sleep(300); // The client's socket fills meanwhile.
              watchOn(peer);
            })) {
      CollectingReader reader = CollectingReader.eager();
      String large = "{\"model\":\"a\",\"prompt\":\"" + "x".repeat(20_000_000) + "\"}";
      upstreams.to(server).exchange(Calls.chat(large), reader);
      reached.get(5, TimeUnit.SECONDS);

      reader.subscription().cancel();

      assertGoneSoon();
      assertThat(reader.signals()).containsExactly("subscribe");
    }
  }

  @Test
  void stopsConnecting() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> filling = fill(full);
      String host = "127.0.0.1:" + full.getLocalPort();
      ProviderUpstreams factory = upstreams.factory(TransportSettings.DEFAULT, host);
      Upstream upstream =
          UpstreamsOverSockets.make(factory, "custom", Map.of("custom_host", "http://" + host));
      CollectingReader reader = CollectingReader.eager();
      upstream.exchange(Calls.chat(Calls.CHAT), reader);
      awaitOpen(factory, 1);

      reader.subscription().cancel();

      awaitOpen(factory, 0);
      assertThat(reader.signals()).containsExactly("subscribe");
      for (Socket socket : filling) {
        socket.close();
      }
    }
  }

  @Test
  void canBeAskedForFromWithinAnySignal() throws Exception {
    for (String when : List.of("subscribe", "head", "usage", "next")) {
      CompletableFuture<Long> gone = new CompletableFuture<>();
      try (RawServer server =
          new RawServer(
              peer -> {
                if (peer.request() == null) {
                  return;
                }
                peer.eventStream()
                    .chunk("data: {\"choices\":[{}],\"usage\":{\"prompt_tokens\":1}}\n\n");
                gone.complete(peer.untilClientIsGone(5000));
              })) {
        List<String> signals = new CopyOnWriteArrayList<>();
        upstreams.to(server).exchange(Calls.chat(Calls.CHAT_STREAM), cancelling(when, signals));

        if (when.equals("subscribe")) {
          Thread.sleep(100);
          assertThat(server.connections()).isZero();
        } else {
          assertThat(gone.get(6, TimeUnit.SECONDS)).as(when).isBetween(0L, 1000L);
        }
        Thread.sleep(50);
        assertThat(signals.getLast()).isEqualTo(when);
      }
    }
  }

  @Test
  void isHarmlessTwiceAndAfterTheEnd() throws Exception {
    try (RawServer server = RawServer.always(peer -> peer.json("{}"))) {
      Upstream upstream = upstreams.to(server);
      CollectingReader first = CollectingReader.eager();
      upstream.exchange(Calls.chat(Calls.CHAT), first);
      first.awaitEnd();

      first.subscription().cancel();
      first.subscription().cancel();
      first.subscription().request(5);
      CollectingReader second = CollectingReader.eager();
      upstream.exchange(Calls.chat(Calls.CHAT), second);

      assertThat(second.awaitEnd().text()).isEqualTo("{}");
      assertThat(first.signals()).containsExactly("subscribe", "head", "complete");
    }
  }

  private void watch(RawServer.Peer peer) throws java.io.IOException {
    peer.request();
    reached.complete(null);
    watchOn(peer);
  }

  private void watchOn(RawServer.Peer peer) throws java.io.IOException {
    goneAfter.complete(peer.untilClientIsGone(5000));
  }

  private void assertGoneSoon() throws Exception {
    assertThat(goneAfter.get(6, TimeUnit.SECONDS)).isCloseTo(500L, within(500L));
  }

  private CollectingReader start(RawServer server, CollectingReader reader) {
    upstreams.to(server).exchange(Calls.chat(Calls.CHAT_STREAM), reader);
    return reader;
  }

  /** Fills a listener's queue, so that the next connection attempt hangs. */
  private static List<Socket> fill(ServerSocket server) throws Exception {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Socket socket = new Socket();
      try {
        socket.connect(server.getLocalSocketAddress(), 200);
        sockets.add(socket);
      } catch (java.net.SocketTimeoutException e) {
        socket.close();
        return sockets;
      }
    }
    throw new AssertionError("the listener's queue does not fill");
  }

  private static void awaitOpen(ProviderUpstreams factory, int expected) throws Exception {
    for (int i = 0; i < 100 && factory.openConnections() != expected; i++) {
      Thread.sleep(10);
    }
    assertThat(factory.openConnections()).isEqualTo(expected);
  }

  private static AnswerSubscriber cancelling(String when, List<String> signals) {
    return new AnswerSubscriber() {
      private Flow.Subscription subscription;

      private void signal(String name) {
        signals.add(name);
        if (name.equals(when)) {
          subscription.cancel();
        }
      }

      @Override
      public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
        signal("subscribe");
      }

      @Override
      public void onHead(AnswerHead head) {
        signal("head");
      }

      @Override
      public void onUsage(TokenUsage usage) {
        signal("usage");
      }

      @Override
      public void onNext(ByteBuffer item) {
        signal("next");
      }

      @Override
      public void onError(Throwable cause) {
        signal("error");
      }

      @Override
      public void onComplete() {
        signal("complete");
      }
    };
  }
}
