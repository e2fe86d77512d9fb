package io.modelcatalog.adapters.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.upstream.Header;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamCall;
import io.modelcatalog.application.port.upstream.UpstreamFailure.BrokenOff;
import io.modelcatalog.application.port.upstream.UpstreamFailure.Unreachable;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Upstreams that break the rules: each call ends soon, with a failure that tells nothing of them.
 */
class EvilUpstreamTest {
  private static final String EVENT = "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n";
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
  private static final String SECRET_WORDS = "PWNED-BY-UPSTREAM";

  private final UpstreamsOverSockets upstreams = new UpstreamsOverSockets();

  @AfterEach
  void close() {
    upstreams.close();
  }

  static Arguments[] brokenAnswers() {
    String chunk = Integer.toHexString(EVENT.length()) + "\r\n" + EVENT + "\r\n";
    String head = "HTTP/1.1 200 OK\r\n";
    return new Arguments[] {
      says("nothing at all", ""),
      says("half a status line", "HTTP/1."),
      says("half a head", head + "content-type: text/ev"),
      says("another protocol", "220 " + SECRET_WORDS + " ESMTP\r\n"),
      says("HTTP/2", "\0\0\022\4\0\0\0\0\0\0\3\0\0\0\144" + SECRET_WORDS),
      says("a status of four digits", "HTTP/1.1 2000 " + SECRET_WORDS + "\r\n\r\n"),
      says("protocols switched", "HTTP/1.1 101 X\r\nupgrade: " + SECRET_WORDS + "\r\n\r\n"),
      says("1 MiB of headers", head + ("x: " + "y".repeat(1000) + "\r\n").repeat(1000) + "\r\n"),
      says("10,000 headers", head + "x: y\r\n".repeat(10_000) + "\r\n"),
      says("endless hints", "HTTP/1.1 103 Hint\r\nlink: x\r\n\r\n".repeat(1000)),
      says("a header without a name", head + ": " + SECRET_WORDS + "\r\n\r\n"),
      says("a NUL in a header", head + "x: \0" + SECRET_WORDS + "\r\n\r\n"),
      says("a folded header", head + "x: y\r\n " + SECRET_WORDS + "\r\n\r\n"),
      says("less than its length", head + "content-length: 100\r\n\r\n{}"),
      says("none of its length", head + "content-length: 100\r\n\r\n"),
      says("two lengths", head + "content-length: 2\r\ncontent-length: 3\r\n\r\n{}"),
      says("a length that is no number", head + "content-length: 2x\r\n\r\n{}"),
      says(
          "a length and chunks",
          head + "content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
      says("an unknown coding", head + "transfer-encoding: chunked, xchunked\r\n\r\n2\r\n{}"),
      says("a chunk size that is none", CHUNKED + chunk + SECRET_WORDS),
      says("a chunk size beyond all numbers", CHUNKED + chunk + "ffffffffffffffffff\r\n"),
      says("a chunk longer than its size", CHUNKED + "2\r\n" + EVENT + "\r\n"),
      says("a chunk that is cut", CHUNKED + "ffff\r\n" + EVENT),
      says("no last chunk", CHUNKED + chunk + chunk),
      says("half a last chunk", CHUNKED + chunk + "0\r\n"),
      says("[DONE] and no last chunk", CHUNKED + chunk + "e\r\ndata: [DONE]\n\n\r\n"),
      says("endless trailers", CHUNKED + chunk + "0\r\n" + "x: y\r\n".repeat(100_000)),
      says("an endless chunk extension", CHUNKED + "5;" + "x".repeat(100_000)),
    };
  }

  @ParameterizedTest(name = "an upstream that says {0}")
  @MethodSource("brokenAnswers")
  void isBrokenOffAndNeverComplete(String name, String answer) throws Exception {
    for (boolean reset : new boolean[] {false, true}) {
      try (RawServer server =
          new RawServer(
              peer -> {
                peer.request();
                peer.say(answer.getBytes(StandardCharsets.ISO_8859_1));
                if (reset) {
                  Thread.sleep(20);
                  peer.reset();
                }
              })) {
        CollectingReader stream = call(server, Calls.CHAT_STREAM);
        CollectingReader plain = call(server, Calls.CHAT);

        for (CollectingReader reader : List.of(stream, plain)) {
          assertThat(reader.signals()).endsWith("error").doesNotContain("complete");
          assertThat(reader.failure()).isInstanceOf(BrokenOff.class);
          assertThat(reader.failure().dispatched()).isTrue();
          assertThat(reader.failure().toString()).doesNotContain(SECRET_WORDS);
        }
      }
    }
  }

  @Test
  void isUnreachableWhereNothingListens() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    CollectingReader reader = CollectingReader.eager();

    upstreams("http://127.0.0.1:" + port, "127.0.0.1:" + port)
        .exchange(Calls.chat(Calls.CHAT), reader);

    assertThat(reader.awaitEnd().failure())
        .isEqualTo(new Unreachable(Unreachable.Cause.REFUSED, "the connection was refused"));
  }

  @Test
  void isUnreachableWhereNoNameIs() {
    CollectingReader reader = CollectingReader.eager();

    upstreams("https://does-not-exist.invalid").exchange(Calls.chat(Calls.CHAT), reader);

    assertThat(reader.awaitEnd().failure())
        .isEqualTo(new Unreachable(Unreachable.Cause.NAME, "the host name was not found"));
  }

  @Test
  void breaksOffWhenTheConnectionIsResetBeforeTheAnswer() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.reset();
            })) {
      assertThat(call(server, Calls.CHAT).failure())
          .isEqualTo(new BrokenOff("the connection ended before the answer", true));
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void breaksOffWhenABodyWithoutALengthIsReset() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.say("HTTP/1.1 200 OK\r\n\r\n{\"a\":1}");
              Thread.sleep(50);
              peer.reset();
            })) {
      assertThat(call(server, Calls.CHAT).failure())
          .isEqualTo(new BrokenOff("the connection ended within the answer", true));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 303, 307, 308})
  void isNotFollowedToAnotherPlace(int status) throws Exception {
    try (RawServer inside = RawServer.always(peer -> peer.json("{\"secret\":true}"));
        RawServer server =
            RawServer.always(
                peer ->
                    peer.say(
                        "HTTP/1.1 "
                            + status
                            + " Moved\r\nlocation: http://"
                            + inside.hostAndPort()
                            + "/\r\ncontent-length: 0\r\n\r\n"))) {
      CollectingReader reader = call(server, Calls.CHAT);

      assertThat(reader.failure())
          .isEqualTo(
              new BrokenOff(
                  "the upstream answered with a redirect (" + status + "), which is never followed",
                  true));
      assertThat(reader.signals()).containsExactly("subscribe", "error");
      assertThat(inside.connections()).isZero();
    }
  }

  @Test
  void doesNotGetItsKeyBackToTheClient() throws Exception {
    String key = UpstreamsOverSockets.KEY;
    String body = "{\"error\":\"Bad key " + key + ", really: Bearer " + key + key + "\"}";
    String masked = body.replace(key, "*".repeat(key.length()));
    for (int cut = 1; cut < body.length(); cut += 3) {
      int at = cut;
      try (RawServer server =
          new RawServer(
              peer -> {
                peer.request();
                peer.say(
                    "HTTP/1.1 401 No\r\nx-echo: "
                        + key
                        + "\r\nwww-authenticate: Bearer "
                        + key
                        + "\r\ncontent-length: "
                        + body.length()
                        + "\r\n\r\n");
                peer.say(body.substring(0, at));
                Thread.sleep(10);
                peer.say(body.substring(at));
              })) {
        CollectingReader reader = call(server, Calls.CHAT);

        assertThat(reader.text()).as("cut at %d", cut).isEqualTo(masked);
        assertThat(reader.head().status()).isEqualTo(401);
        assertThat(reader.head().contentLength()).isEqualTo(body.length());
        assertThat(reader.head().headers())
            .containsExactly(new Header("x-echo", "*".repeat(key.length())));
        assertThat(reader.signals()).endsWith("complete");
      }
    }
  }

  @Test
  void doesNotGetACustomHeadersSecretBackEither() throws Exception {
    try (RawServer server =
        RawServer.always(peer -> peer.answer(403, "text/plain", "hunter2hunter2 is wrong"))) {
      ProviderUpstreams factory =
          upstreams.factory(UpstreamsOverSockets.quick(5000, 5000, 5000), server.hostAndPort());
      Upstream upstream =
          UpstreamsOverSockets.make(
              factory,
              "custom",
              Map.of(
                  "custom_host",
                  "http://" + server.hostAndPort(),
                  "custom_headers",
                  Map.of("X-Auth-Token", "hunter2hunter2")));
      CollectingReader reader = CollectingReader.oneByOne();

      upstream.exchange(Calls.chat(Calls.CHAT), reader);

      assertThat(reader.awaitEnd().text()).isEqualTo("************** is wrong");
    }
  }

  @Test
  void passesItsErrorsThrough() throws Exception {
    String error = "{\"error\":{\"message\":\"slow down\",\"code\":\"rate_limit_exceeded\"}}";
    try (RawServer server =
        RawServer.always(
            peer ->
                peer.say(
                    "HTTP/1.1 429 Too Many\r\ncontent-type: application/json\r\nretry-after:"
                        + " 1000000000\r\ncontent-length: "
                        + error.length()
                        + "\r\n\r\n"
                        + error))) {
      CollectingReader reader = call(server, Calls.CHAT);

      assertThat(reader.text()).isEqualTo(error);
      assertThat(reader.head().headers()).contains(new Header("retry-after", "1000000000"));
      assertThat(reader.usage()).isEmpty();
    }
  }

  @Test
  void keepsItsAccountAndConnectionToItself() throws Exception {
    try (RawServer server =
        RawServer.always(
            peer ->
                peer.say(
                    "HTTP/1.1 200 OK\r\nServer: x\r\nDate: y\r\nSet-Cookie: a=b\r\nConnection:"
                        + " keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\n"
                        + "OpenAI-Organization: org-1\r\nopenai-project: p\r\nX-Request-Id: r7\r\n"
                        + "Access-Control-Allow-Origin: *\r\nAlt-Svc: h3\r\nCF-Ray: 1\r\n"
                        + "x-ratelimit-remaining-requests: 5\r\ncontent-length: 2\r\n\r\n{}"))) {
      assertThat(call(server, Calls.CHAT).head().headers())
          .containsExactly(
              new Header("x-request-id", "r7"), new Header("x-ratelimit-remaining-requests", "5"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"usage\":{\"prompt_tokens\":-5,\"completion_tokens\":1}}",
        "{\"usage\":{\"prompt_tokens\":NaN,\"completion_tokens\":1}}",
        "{\"usage\":{\"prompt_tokens\":1e400,\"completion_tokens\":1}}",
        "{\"usage\":{\"prompt_tokens\":\"7\",\"completion_tokens\":1}}",
        "{\"usage\":{\"prompt_tokens\":999999999999,\"completion_tokens\":1}}",
        "{\"usage\":null}",
        "{\"usage\":[]}",
        "{\"usage\":",
        "\u0001\u0002 not JSON",
        "{}"
      })
  void isNotBelievedWhenItsUsageCannotBe(String body) throws Exception {
    try (RawServer server = RawServer.always(peer -> peer.json(body))) {
      CollectingReader reader = call(server, Calls.CHAT);

      assertThat(reader.text()).isEqualTo(body);
      assertThat(reader.usage()).isEmpty();
      assertThat(reader.signals()).endsWith("complete");
    }
  }

  @Test
  void passesAnEventOf50MegabytesThrough() throws Exception {
    int size = 50_000_000;
    String end = "\",\"choices\":[{}],\"usage\":{\"prompt_tokens\":3}}\n\n";
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.say("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n");
              peer.say("data: {\"a\":\"");
              byte[] piece = new byte[1_000_000];
              java.util.Arrays.fill(piece, (byte) 'x');
              for (int sent = 0; sent < size; sent += piece.length) {
                peer.say(piece);
              }
              peer.say(end);
            })) {
      CollectingReader reader = CollectingReader.oneByOne();
      upstreams.to(server).exchange(Calls.chat(Calls.CHAT_STREAM), reader);

      assertThat(reader.awaitEnd().bytes()).hasSize(size + 12 + end.length());
      assertThat(reader.usage()).hasSize(1);
    }
  }

  @Test
  void isNotDecompressed() throws Exception {
    byte[] bomb = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3};
    try (RawServer server =
        RawServer.always(
            peer ->
                peer.say(
                        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
                            + "content-encoding: gzip\r\ncontent-length: "
                            + bomb.length
                            + "\r\n\r\n")
                    .say(bomb))) {
      CollectingReader reader = call(server, Calls.CHAT_STREAM);

      assertThat(reader.bytes()).isEqualTo(bomb);
      assertThat(reader.head().headers()).contains(new Header("content-encoding", "gzip"));
      assertThat(reader.head().contentLength()).isEqualTo(bomb.length);
    }
  }

  @Test
  void doesNotAnswerTheNextCallWithWhatItSaidUnasked() throws Exception {
    try (RawServer server =
        new RawServer(
            peer -> {
              peer.request();
              peer.json("{\"n\":" + peer.number() + "}");
              if (peer.number() == 1) {
                peer.json("{\"stolen\":true}");
              }
              peer.request();
            })) {
      Upstream upstream = upstreams.to(server);
      upstreams.loops(); // Any loop: each call may take another connection.
      CollectingReader first = CollectingReader.eager();
      upstream.exchange(Calls.chat(Calls.CHAT), first);
      assertThat(first.awaitEnd().text()).isEqualTo("{\"n\":1}");
      Thread.sleep(50);
      for (int i = 0; i < 4; i++) {
        CollectingReader next = CollectingReader.eager();
        upstream.exchange(Calls.chat(Calls.CHAT), next);

        assertThat(next.awaitEnd().text()).doesNotContain("stolen");
      }
    }
  }

  private CollectingReader call(RawServer server, String body) {
    CollectingReader reader = CollectingReader.eager();
    UpstreamCall call = Calls.chat(body);
    upstreams.to(server, UpstreamsOverSockets.quick(5000, 5000, 5000)).exchange(call, reader);
    return reader.awaitEnd();
  }

  private Upstream upstreams(String host, String... allowed) {
    return UpstreamsOverSockets.make(
        upstreams.factory(UpstreamsOverSockets.quick(5000, 5000, 5000), allowed),
        "custom",
        Map.of("custom_host", host));
  }

  private static Arguments says(String name, String answer) {
    return Arguments.of(name, answer);
  }
}
