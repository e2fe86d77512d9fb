package io.modelcatalog.adapters.http.gateway;

import static io.modelcatalog.adapters.http.gateway.GatewayServer.KEY;
import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;
import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.modelcatalog.application.gateway.GatewayWorld;
import io.modelcatalog.application.gateway.ScriptedUpstream;
import io.modelcatalog.application.gateway.ScriptedUpstream.Exchange;
import io.modelcatalog.domain.workspace.Workspace;
import io.netty.util.ResourceLeakDetector;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway in the framework's own pipeline, as it runs in production. */
class GatewayOverMicronautTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String AUTH = "x-portkey-api-key: " + KEY;
  private static final String BODY = "{\"model\":\"@openai-prod/gpt-4o\",\"max_tokens\":10}";

  private static GatewayWorld world;
  private static ScriptedUpstream upstream;
  private static GatewayTraffic traffic;
  private static ApplicationContext context;
  private static EmbeddedServer server;

  @BeforeAll
  static void start() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    world = new GatewayWorld();
    upstream = world.upstream;
    traffic = new GatewayTraffic();
    Workspace workspace = world.put(aWorkspace().build());
    world.put(
        aProvider(world.put(aGrant(world.put(anIntegration().build()), workspace).build()))
            .build());
    world.put(aKeyOf(workspace), KEY);
    world.load();
    context =
        ApplicationContext.builder()
            .properties(
                Map.of(
                    "micronaut.server.port", -1,
                    "micronaut.server.host", "localhost",
                    "micronaut.server.max-request-size", 1_000_000))
            .singletons(
                world.gateway, new GatewayOptions(200_000), traffic, (InstantSource) world.clock)
            .start();
    server = context.getBean(EmbeddedServer.class).start();
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @AfterEach
  void nothingIsLeftOver() throws Exception {
    for (int i = 0; i < 300 && traffic.inFlight() > 0; i++) {
      Thread.sleep(10);
    }
    assertThat(traffic.inFlight()).isZero();
    assertThat(world.journal.stillOpen()).isEmpty();
    upstream.answering(exchange -> {});
  }

  @Test
  void answersModelCallsAndFrameworkRoutesInTurnOnOneConnection() {
    echoing();
    try (Wire client = connect()) {
      for (int i = 0; i < 50; i++) {
        assertThat(client.post(CHAT, BODY, AUTH).answer().body()).isEqualTo(BODY);
        assertThat(client.send(Wire.request("GET", "/none", "")).answer().status()).isEqualTo(404);
      }
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() {
    echoing();
    try (Wire client = connect()) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        if (i % 3 == 0) {
          all.writeBytes(Wire.request("GET", "/none", ""));
          expected.add(404);
        } else if (i % 3 == 1) {
          all.writeBytes(Wire.request("POST", CHAT, BODY, AUTH));
          expected.add(200);
        } else {
          all.writeBytes(Wire.request("POST", CHAT, "{}", AUTH));
          expected.add(400);
        }
      }
      client.send(all.toByteArray());
      List<Integer> answered = new ArrayList<>();
      for (int i = 0; i < expected.size(); i++) {
        answered.add(client.answer().status());
      }
      assertThat(answered).isEqualTo(expected);
    }
  }

  @Test
  void takesABodyChunkByChunk() {
    echoing();
    StringBuilder chunks = new StringBuilder();
    BODY.chars().forEach(c -> chunks.append("1\r\n").append((char) c).append("\r\n"));
    byte[] request =
        ("POST "
                + CHAT
                + " HTTP/1.1\r\nhost: h\r\n"
                + AUTH
                + "\r\ntransfer-encoding: chunked\r\n\r\n"
                + chunks
                + "0\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    try (Wire client = connect()) {
      assertThat(client.sendInPieces(request, 1).answer().body()).isEqualTo(BODY);
      assertThat(client.sendInPieces(request, 5).answer().body()).isEqualTo(BODY);
    }
  }

  @Test
  void cancelsTheUpstreamSoonAfterTheClientLeft() {
    try (Wire client = connect()) {
      client.post(CHAT, BODY, AUTH);
      Exchange beforeHead = fresh();
      client.reset();
      assertThat(beforeHead.cancelledWithin(1_000)).isTrue();
    }
    try (Wire client = connect()) {
      client.post(CHAT, BODY, AUTH);
      Exchange midStream = fresh().streamHead().body("data: 1\n\n");
      client.head();
      client.chunks(1);
      client.close();
      assertThat(midStream.cancelledWithin(1_000)).isTrue();
    }
  }

  @Test
  void asksTheUpstreamForNoMoreThanASlowReaderTakes() throws Exception {
    byte[] event = ("data: " + "x".repeat(16_000) + "\n\n").getBytes(StandardCharsets.UTF_8);
    try (Wire client = Wire.to(server.getPort(), 8 * 1024)) {
      client.post(CHAT, BODY, AUTH);
      Exchange exchange = fresh().streamHead();
      long sent = 0;
      long quiet = System.nanoTime();
      while (System.nanoTime() - quiet < 400_000_000L && sent < 10_000) {
        if (exchange.requested() > sent) {
          exchange.body(event);
          sent++;
          quiet = System.nanoTime();
        } else {
          Thread.sleep(5);
        }
      }
      assertThat(sent * event.length).isLessThan(16_000_000);
      client.head();
      assertThat(client.chunks((int) sent)).hasSize((int) sent * event.length);
      exchange.complete();
    }
  }

  /** What a client sends behind a call waits in its own socket, not in this process. */
  @Test
  void readsNoMoreOfAPipelineThanItCanAnswer() throws Exception {
    try (Wire client = connect()) {
      client.post(CHAT, BODY, AUTH);
      Exchange exchange = fresh();
      byte[] flood = new byte[64 * 1024];
      Arrays.fill(flood, (byte) 'x');
      Thread sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      client.send(
                          "POST /v1/files HTTP/1.1\r\nhost: h\r\ncontent-length: 1000000000\r\n\r\n");
                      for (int i = 0; i < 5_000; i++) {
                        client.send(flood);
                      }
                    } catch (RuntimeException closed) {
                      assertThat(closed).isNotNull();
                    }
                  });

      assertThat(sender.join(Duration.ofSeconds(1))).isFalse();
      exchange.head(200).body("first").complete();
      assertThat(client.answer().body()).isEqualTo("first");
      assertThat(client.answer().status()).isEqualTo(413);
    }
  }

  @Test
  void tellsAClientThatSendsTooMuchBeforeItHangsUp() {
    try (Wire client = connect()) {
      assertThat(client.post(CHAT, "x".repeat(900_000), AUTH).answer().status()).isEqualTo(413);
      assertThat(client.isClosedWithin(3_000)).isTrue();
    }
    try (Wire client = connect()) {
      client.send("POST " + CHAT + " HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n");
      for (int i = 0; i < 30; i++) {
        client.send("2710\r\n" + "x".repeat(10_000) + "\r\n");
      }
      assertThat(client.answer().status()).isEqualTo(413);
    }
    try (Wire client = connect()) {
      client.send("POST " + CHAT + " HTTP/1.1\r\nhost: h\r\ncontent-length: 50000000\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(413);
    }
  }

  @Test
  void asksForABodyHeldBack() {
    echoing();
    try (Wire client = connect()) {
      client.send(
          "POST "
              + CHAT
              + " HTTP/1.1\r\nhost: h\r\n"
              + AUTH
              + "\r\nexpect: 100-continue\r\ncontent-length: "
              + BODY.length()
              + "\r\n\r\n");
      assertThat(client.head().status()).isEqualTo(100);
      assertThat(client.send(BODY).answer().body()).isEqualTo(BODY);
    }
  }

  /** R7: requests that two servers could read in two ways are read in one, or not at all. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("ambiguous")
  void readsAnAmbiguousRequestInOneWayOrRefusesIt(String name, String request) {
    echoing();
    byte[] bytes = request.getBytes(StandardCharsets.ISO_8859_1);
    assertOneReading(name + ", alone", bytes, bytes.length);
    assertOneReading(name + ", byte by byte", bytes, 1);
    for (int cut = 7; cut < bytes.length; cut += 13) {
      assertOneReading(name + ", cut at " + cut, bytes, cut);
    }
  }

  /** Either it is one call with the body meant, or it is refused and the connection ends. */
  private void assertOneReading(String name, byte[] request, int piece) {
    int callsBefore = upstream.calls();
    try (Wire client = connect()) {
      Wire.Answer first;
      try {
        first = client.sendInPieces(request, piece).answer();
      } catch (UncheckedIOException hungUp) {
        // Refused before all of it was sent: what was still on its way meets a closed connection.
        assertThat(hungUp.getCause()).as(name).isNotInstanceOf(SocketTimeoutException.class);
        assertThat(upstream.calls()).as(name).isEqualTo(callsBefore);
        return;
      }
      if (first.status() == 200) {
        assertThat(upstream.calls()).as(name).isEqualTo(callsBefore + 1);
        assertThat(first.body()).as(name).isEqualTo(BODY);
        return;
      }
      assertThat(first.status()).as(name).isBetween(400, 499);
      assertThat(client.isClosedWithin(3_000)).as(name + ": closed").isTrue();
      assertThat(upstream.calls()).as(name).isEqualTo(callsBefore);
    }
  }

  static Stream<Arguments> ambiguous() {
    String start = "POST " + CHAT + " HTTP/1.1\r\nhost: h\r\n" + AUTH + "\r\n";
    String chunk = Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n0\r\n\r\n";
    int length = BODY.length();
    Map<String, String> cases = new LinkedHashMap<>();
    cases.put(
        "length and chunks",
        start + "content-length: 6\r\ntransfer-encoding: chunked\r\n\r\n" + chunk);
    cases.put(
        "chunks and length",
        start + "transfer-encoding: chunked\r\ncontent-length: 6\r\n\r\n" + chunk);
    cases.put(
        "two lengths",
        start + "content-length: " + length + "\r\ncontent-length: 6\r\n\r\n" + BODY);
    cases.put("two lengths in one", start + "content-length: " + length + ", 6\r\n\r\n" + BODY);
    cases.put("a length with a sign", start + "content-length: +" + length + "\r\n\r\n" + BODY);
    cases.put("a length below zero", start + "content-length: -1\r\n\r\n" + BODY);
    cases.put("a length in hex", start + "content-length: 0x2f\r\n\r\n" + BODY);
    cases.put("a length that is no number", start + "content-length: x\r\n\r\n" + BODY);
    cases.put(
        "a length too large for any number",
        start + "content-length: 99999999999999999999\r\n\r\n" + BODY);
    cases.put("a space before a colon", start + "content-length : " + length + "\r\n\r\n" + BODY);
    cases.put(
        "a space before the colon of chunks",
        start + "transfer-encoding : chunked\r\n\r\n" + chunk);
    cases.put("unknown chunks", start + "transfer-encoding: xchunked\r\n\r\n" + chunk);
    cases.put("chunks not last", start + "transfer-encoding: chunked, identity\r\n\r\n" + chunk);
    cases.put(
        "chunks twice",
        start + "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n" + chunk);
    cases.put(
        "chunk size with a line feed only",
        start
            + "transfer-encoding: chunked\r\n\r\n"
            + Integer.toHexString(length)
            + "\n"
            + BODY
            + "\r\n0\r\n\r\n");
    cases.put(
        "chunk without its end of line",
        start
            + "transfer-encoding: chunked\r\n\r\n"
            + Integer.toHexString(length)
            + "\r\n"
            + BODY
            + "0\r\n\r\n");
    cases.put(
        "a chunk size below zero",
        start + "transfer-encoding: chunked\r\n\r\n-1\r\n" + BODY + "\r\n0\r\n\r\n");
    cases.put(
        "a chunk size that is no number",
        start + "transfer-encoding: chunked\r\n\r\nzz\r\n" + BODY + "\r\n0\r\n\r\n");
    cases.put(
        "a chunk size that overflows",
        start + "transfer-encoding: chunked\r\n\r\n1" + "0".repeat(16) + "2f\r\n" + BODY);
    cases.put(
        "HTTP/1.0 with chunks",
        "POST " + CHAT + " HTTP/1.0\r\n" + AUTH + "\r\ntransfer-encoding: chunked\r\n\r\n" + chunk);
    cases.put(
        "a folded header", start + "x: a\r\n b\r\ncontent-length: " + length + "\r\n\r\n" + BODY);
    cases.put("folded chunks", start + "transfer-encoding:\r\n chunked\r\n\r\n" + chunk);
    cases.put("a header without a name", start + ": x\r\n\r\n");
    cases.put("a NUL in a header", start + "x: a\u0000b\r\n\r\n");
    cases.put("a NUL in a header's name", start + "x\u0000: b\r\n\r\n");
    cases.put("a bare CR in a header", start + "x: a\rb: c\r\n\r\n");
    return cases.entrySet().stream().map(each -> Arguments.of(each.getKey(), each.getValue()));
  }

  /** A request hidden in the body of another is never run. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-length: 5\r\ntransfer-encoding: chunked",
        "transfer-encoding: chunked\r\ncontent-length: 5",
      })
  void neverRunsARequestHiddenInAnother(String framing) {
    echoing();
    int before = upstream.calls();
    String hidden = new String(Wire.request("POST", CHAT, BODY, AUTH), StandardCharsets.US_ASCII);
    try (Wire client = connect()) {
      client.send(
          "POST /v1/providers HTTP/1.1\r\nhost: h\r\n" + framing + "\r\n\r\n0\r\n\r\n" + hidden);
      Wire.Answer first = client.answer();
      if (first.status() == 400) {
        assertThat(client.isClosedWithin(3_000)).isTrue();
        assertThat(upstream.calls()).isEqualTo(before);
      } else {
        // Chunks rule: what follows their end is a request of its own right.
        assertThat(client.answer().status()).isEqualTo(200);
      }
    }
  }

  private static void echoing() {
    upstream.answering(
        exchange ->
            exchange
                .head(200)
                .body(new String(exchange.call().body(), StandardCharsets.UTF_8))
                .complete());
  }

  /** The exchange of the call just made, passing over those a script has answered. */
  private static Exchange fresh() {
    for (Exchange exchange = upstream.next(); ; exchange = upstream.next()) {
      if (!world.journal.stillOpen().isEmpty()
          && world
              .journal
              .stillOpen()
              .getLast()
              .requestId()
              .toString()
              .equals(exchange.call().requestId())) {
        return exchange;
      }
    }
  }

  private static Wire connect() {
    return Wire.to(server.getPort());
  }
}
