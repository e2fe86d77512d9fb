package io.modelcatalog.adapters.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamFailure.BrokenOff;
import io.modelcatalog.application.port.upstream.UpstreamFailure.TimedOut;
import io.modelcatalog.domain.usage.TokenUsage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole exchanges with everything left to chance, from a seed. */
class AnythingGoesTest {
  private final UpstreamsOverSockets upstreams = new UpstreamsOverSockets();

  @AfterEach
  void close() {
    upstreams.close();
  }

  @Test
  void streamsArriveWholeHoweverTheyAreChunkedAndCut() throws Exception {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      StringBuilder expected = new StringBuilder();
      String stream = stream(random, expected);
      byte[] wire = chunked(stream.getBytes(UTF_8), random);
      Random cuts = new Random(-seed);
      try (RawServer server =
          new RawServer(
              peer -> {
                peer.request();
                peer.eventStream();
                for (int at = 0; at < wire.length; ) {
                  int size = Math.min(wire.length - at, 1 + cuts.nextInt(400));
                  peer.say(Arrays.copyOfRange(wire, at, at + size));
                  at += size;
                  if (cuts.nextInt(4) == 0) {
                    Thread.sleep(0, cuts.nextInt(300_000));
                  }
                }
                peer.request();
              })) {
        CollectingReader reader =
            random.nextBoolean() ? CollectingReader.eager() : CollectingReader.oneByOne();

        upstreams.to(server).exchange(Calls.chat(Calls.CHAT_STREAM), reader);

        assertThat(reader.awaitEnd().text()).as("seed %d", seed).isEqualTo(expected.toString());
        assertThat(reader.usage()).as("seed %d", seed).last().isEqualTo(TokenUsage.of(7, 2));
        assertThat(reader.signals()).endsWith("complete");
      }
    }
  }

  @Test
  void everyCallEndsOnceWhateverUpstreamAndReaderDo() throws Exception {
    AtomicInteger seeds = new AtomicInteger();
    try (RawServer server =
        new RawServer(peer -> misbehave(peer, new Random(seeds.incrementAndGet())))) {
      ProviderUpstreams factory =
          upstreams.factory(UpstreamsOverSockets.quick(5000, 400, 400), server.hostAndPort());
      Upstream upstream =
          UpstreamsOverSockets.make(
              factory, "custom", java.util.Map.of("custom_host", "http://" + server.hostAndPort()));
      Random random = new Random(1);
      List<CollectingReader> waiting = new ArrayList<>();
      for (int i = 0; i < 800; i++) {
        CollectingReader reader =
            random.nextBoolean() ? CollectingReader.eager() : CollectingReader.oneByOne();
        boolean onLoop = random.nextBoolean();
        String body = random.nextBoolean() ? Calls.CHAT : Calls.CHAT_STREAM;
        if (onLoop) {
          upstreams.loops().next().execute(() -> upstream.exchange(Calls.chat(body), reader));
        } else {
          upstream.exchange(Calls.chat(body), reader);
        }
        if (random.nextInt(4) == 0) {
          Thread.sleep(random.nextInt(3));
          if (reader.subscription() != null) {
            reader.subscription().cancel();
            continue;
          }
        }
        waiting.add(reader);
        if (waiting.size() > 40) {
          assertEndedOnce(waiting.removeFirst());
        }
      }
      waiting.forEach(AnythingGoesTest::assertEndedOnce);
    }
  }

  private static void assertEndedOnce(CollectingReader reader) {
    List<String> ends =
        reader.awaitEnd().signals().stream()
            .filter(signal -> signal.equals("complete") || signal.equals("error"))
            .toList();
    assertThat(ends).hasSize(1);
    if (reader.failure() == null) {
      assertThat(reader.text()).isEqualTo("{\"a\":1}");
    } else {
      assertThat(reader.failure()).isInstanceOfAny(BrokenOff.class, TimedOut.class);
    }
  }

  private static void misbehave(RawServer.Peer peer, Random random)
      throws IOException, InterruptedException {
    while (peer.request() != null) {
      switch (random.nextInt(9)) {
        case 0 -> {
          peer.reset();
          return;
        }
        case 1 -> {
          return;
        }
        case 2 -> {
          peer.say("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{");
          peer.reset();
          return;
        }
        case 3 -> {
          peer.eventStream().chunk("data: {}\n\n");
          return;
        }
        case 4 -> peer.untilClientIsGone(600);
        case 5 -> peer.say("nonsense\r\n\r\n");
        case 6 -> {
          peer.json("{\"a\":1}");
          Thread.sleep(0, random.nextInt(500_000));
          return;
        }
        default -> peer.json("{\"a\":1}");
      }
    }
  }

  private static String stream(Random random, StringBuilder expected) {
    StringBuilder stream = new StringBuilder();
    for (int i = random.nextInt(60); i >= 0; i--) {
      String event =
          switch (random.nextInt(5)) {
            case 0 -> ": keep-alive\n\n";
            case 1 -> "event: x\nid: 1\ndata: {\"choices\":[]}\n\n";
            default ->
                "data: {\"choices\":[{\"delta\":{\"content\":\""
                    + "\u4e16\\\"\\n\\u0041{[".repeat(random.nextInt(20))
                    + "\"}}],\"usage\":null}\n\n";
          };
      stream.append(event);
      expected.append(event);
    }
    stream.append(
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}}\n\n");
    stream.append("data: [DONE]\n\n");
    expected.append("data: [DONE]\n\n");
    return stream.toString();
  }

  private static byte[] chunked(byte[] body, Random random) {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (int at = 0; at < body.length; ) {
      int size = Math.min(body.length - at, 1 + random.nextInt(300));
      wire.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(UTF_8));
      wire.write(body, at, size);
      wire.writeBytes("\r\n".getBytes(UTF_8));
      at += size;
    }
    wire.writeBytes("0\r\n\r\n".getBytes(UTF_8));
    return wire.toByteArray();
  }
}
