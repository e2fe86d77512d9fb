package io.modelcatalog.adapters.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.providers.transport.TransportSettings;
import io.modelcatalog.domain.usage.TokenUsage;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackPressureTest {
  private static final int SIZE = 64 * 1024 * 1024;

  private final UpstreamsOverSockets upstreams = new UpstreamsOverSockets();
  private final AtomicLong written = new AtomicLong();

  @AfterEach
  void close() {
    upstreams.close();
  }

  @Test
  void stopsTheUpstreamWhileTheReaderAsksForNothing() throws Exception {
    try (RawServer server = new RawServer(this::flood)) {
      CollectingReader reader = CollectingReader.idle();
      upstreams.to(server).exchange(Calls.chat(Calls.CHAT), reader);
      reader.awaitHead();

      long stalledAt = awaitStall();

      assertThat(reader.pieces()).isZero();
      // What the kernel's buffers take; nothing like the whole answer.
      assertThat(stalledAt).isLessThan(SIZE / 2);

      reader.subscription().request(3);
      awaitPieces(reader, 3);
      Thread.sleep(100);
      assertThat(reader.pieces()).isEqualTo(3);
      assertThat(reader.bytes().length).isLessThanOrEqualTo(3 * 64 * 1024);

      reader.subscription().request(Long.MAX_VALUE);
      assertThat(reader.awaitEnd().bytes()).hasSize(SIZE);
    }
  }

  @Test
  void doesNotBlameTheUpstreamForASlowReader() throws Exception {
    TransportSettings impatient = UpstreamsOverSockets.quick(1000, 300, 300);
    try (RawServer server = new RawServer(this::flood)) {
      CollectingReader reader = CollectingReader.idle();
      upstreams.to(server, impatient).exchange(Calls.chat(Calls.CHAT), reader);
      reader.awaitHead().subscription().request(1);
      awaitPieces(reader, 1);

      Thread.sleep(1000);

      assertThat(reader.isOver()).isFalse();
      reader.subscription().cancel();
    }
  }

  @Test
  void completesAnEmptyAnswerUnasked() throws Exception {
    try (RawServer server = RawServer.always(peer -> peer.say("HTTP/1.1 204 No Content\r\n\r\n"))) {
      CollectingReader reader = CollectingReader.idle();

      upstreams.to(server).exchange(Calls.get("/files/x"), reader);

      assertThat(reader.awaitEnd().signals()).containsExactly("subscribe", "head", "complete");
      assertThat(reader.head().contentLength()).isZero();
    }
  }

  @Test
  void keepsWhatCameWithTheHeadUntilItIsAskedFor() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.say("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
                  .say("{\"usage\":{\"prompt_tokens\":1}}");
              peer.socket().close();
              closed.countDown();
            })) {
      CollectingReader reader = CollectingReader.idle();
      upstreams.to(server).exchange(Calls.chat(Calls.CHAT), reader);
      reader.awaitHead();
      closed.await(5, TimeUnit.SECONDS);
      Thread.sleep(100);
      assertThat(reader.signals()).containsExactly("subscribe", "head");

      reader.subscription().request(5);

      assertThat(reader.awaitEnd().text()).isEqualTo("{\"usage\":{\"prompt_tokens\":1}}");
      assertThat(reader.usage()).containsExactly(TokenUsage.of(1, 0));
      assertThat(reader.signals()).endsWith("complete");
    }
  }

  @Test
  void holdsLittleOfManyStreamsThatNobodyReads() throws Exception {
    try (RawServer server = new RawServer(this::flood)) {
      var upstream = upstreams.to(server);
      CollectingReader[] readers = new CollectingReader[60];
      Arrays.setAll(readers, i -> CollectingReader.idle());
      for (CollectingReader reader : readers) {
        upstream.exchange(Calls.chat(Calls.CHAT), reader);
      }
      for (CollectingReader reader : readers) {
        reader.awaitHead();
      }
      Thread.sleep(300);

      assertThat(upstreams.buffersInUse()).isLessThanOrEqualTo(readers.length * 128L * 1024);
      for (CollectingReader reader : readers) {
        reader.subscription().cancel();
      }
    }
  }

  private void flood(RawServer.Peer peer) throws java.io.IOException {
    peer.request();
    peer.say("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: " + SIZE + "\r\n\r\n");
    byte[] piece = new byte[64 * 1024];
    Arrays.fill(piece, (byte) 'x');
    for (int sent = 0; sent < SIZE; sent += piece.length) {
      peer.say(piece);
      written.addAndGet(piece.length);
    }
    peer.request();
  }

  private long awaitStall() throws InterruptedException {
    long before = -1;
    long now = written.get();
    while (now != before || now == 0) {
      before = now;
      Thread.sleep(200);
      now = written.get();
    }
    return now;
  }

  private static void awaitPieces(CollectingReader reader, int count) throws InterruptedException {
    for (int i = 0; i < 500 && reader.pieces() < count; i++) {
      Thread.sleep(10);
    }
    assertThat(reader.pieces()).isGreaterThanOrEqualTo(count);
  }
}
