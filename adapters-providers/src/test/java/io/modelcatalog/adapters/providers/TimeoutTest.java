package io.modelcatalog.adapters.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.upstream.UpstreamFailure.TimedOut;
import io.modelcatalog.application.port.upstream.UpstreamFailure.TimedOut.Phase;
import io.modelcatalog.domain.usage.TokenUsage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeoutTest {
  private final UpstreamsOverSockets upstreams = new UpstreamsOverSockets();

  @AfterEach
  void close() {
    upstreams.close();
  }

  @Test
  void givesUpConnecting() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> filling = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Socket socket = new Socket();
        socket.connect(full.getLocalSocketAddress(), 1000);
        filling.add(socket);
      }
      String host = "127.0.0.1:" + full.getLocalPort();
      ProviderUpstreams factory =
          upstreams.factory(UpstreamsOverSockets.quick(300, 60_000, 60_000), host);
      CollectingReader reader = CollectingReader.eager();

      UpstreamsOverSockets.make(factory, "custom", Map.of("custom_host", "http://" + host))
          .exchange(Calls.chat(Calls.CHAT), reader);

      assertThat(reader.awaitEnd().failure()).isEqualTo(new TimedOut(Phase.CONNECT, 300));
      assertThat(reader.failure().dispatched()).isFalse();
      for (Socket socket : filling) {
        socket.close();
      }
    }
  }

  @Test
  void givesUpWaitingForTheFirstByte() throws Exception {
    try (RawServer server = new RawServer(peer -> peer.untilClientIsGone(5000))) {
      CollectingReader reader = CollectingReader.eager();

      upstreams
          .to(server, UpstreamsOverSockets.quick(5000, 300, 60_000))
          .exchange(Calls.chat(Calls.CHAT), reader);

      assertThat(reader.awaitEnd().failure()).isEqualTo(new TimedOut(Phase.FIRST_BYTE, 300));
      assertThat(reader.failure().dispatched()).isTrue();
    }
  }

  @Test
  void givesUpOnAHeadThatDrips() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.say("HTTP/1.1 200 OK\r\n");
              while (true) {
                peer.say("x: y\r\n");
                Thread.sleep(50);
              }
            })) {
      CollectingReader reader = CollectingReader.eager();

      upstreams
          .to(server, UpstreamsOverSockets.quick(5000, 400, 60_000))
          .exchange(Calls.chat(Calls.CHAT), reader);

      assertThat(reader.awaitEnd().failure()).isEqualTo(new TimedOut(Phase.FIRST_BYTE, 400));
    }
  }

  @Test
  void waitsForTheFirstTokenAsLongAsForTheFirstByte() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.eventStream();
              Thread.sleep(800);
              peer.chunk("data: {\"choices\":[{}]}\n\n").say("0\r\n\r\n");
              peer.request();
            })) {
      CollectingReader reader = CollectingReader.eager();

      upstreams
          .to(server, UpstreamsOverSockets.quick(5000, 3000, 200))
          .exchange(Calls.chat(Calls.CHAT_STREAM), reader);

      assertThat(reader.awaitEnd().signals()).endsWith("complete");
    }
  }

  @Test
  void givesUpOnAStreamThatFallsSilentAfterItsUsage() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.eventStream()
                  .chunk("data: {\"choices\":[{}],\"usage\":{\"prompt_tokens\":9}}\n\n");
              peer.untilClientIsGone(5000);
            })) {
      CollectingReader reader = CollectingReader.eager();

      upstreams
          .to(server, UpstreamsOverSockets.quick(5000, 60_000, 300))
          .exchange(Calls.chat(Calls.CHAT_STREAM), reader);

      assertThat(reader.awaitEnd().failure()).isEqualTo(new TimedOut(Phase.IDLE, 300));
      assertThat(reader.usage()).containsExactly(TokenUsage.of(9, 0));
      assertThat(reader.signals()).containsExactly("subscribe", "head", "usage", "error");
    }
  }

  @Test
  void doesNotGiveUpOnAStreamThatGoesOn() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.eventStream();
              for (int i = 0; i < 10; i++) {
                Thread.sleep(150);
                peer.chunk("data: {\"choices\":[{}]}\n\n");
              }
              peer.say("0\r\n\r\n");
              peer.request();
            })) {
      CollectingReader reader = CollectingReader.oneByOne();

      upstreams
          .to(server, UpstreamsOverSockets.quick(5000, 60_000, 600))
          .exchange(Calls.chat(Calls.CHAT_STREAM), reader);

      assertThat(reader.awaitEnd().signals()).endsWith("complete");
      assertThat(reader.pieces()).isEqualTo(10);
    }
  }
}
