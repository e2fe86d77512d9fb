package io.modelcatalog.adapters.providers.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerDecoderTest {
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  /** What came of one answer. */
  private record Outcome(
      int status, String body, boolean complete, boolean keepAlive, boolean broken, int used) {}

  @Test
  void readsABodyOfAGivenLength() {
    assertEveryCut(
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A:  b \t\r\n\r\nhello",
        new Outcome(200, "hello", true, true, false, 54));
  }

  @Test
  void joinsChunksAndLeavesOutExtensionsAndTrailers() {
    String text =
        CHUNKED
            + "5\r\nhello\r\n1;a=\"b c\"\r\n \r\n00A\r\n0123456789\r\n0\r\nX: y\r\nZ: 1\r\n\r\n";

    assertEveryCut(text, new Outcome(200, "hello 0123456789", true, true, false, text.length()));
  }

  @Test
  void leavesWhatComesAfterTheAnswer() {
    String one = CHUNKED + "1\r\na\r\n0\r\n\r\n";

    Outcome outcome = decode(one + "HTTP/1.1 200 OK\r\n", 10_000, false);

    assertThat(outcome.complete()).isTrue();
    assertThat(outcome.used()).isEqualTo(one.length());
  }

  @Test
  void skipsInterimAnswers() {
    String text =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
            + "HTTP/1.1 204 None\r\n\r\n";

    assertEveryCut(text, new Outcome(204, "", true, true, false, text.length()));
  }

  @Test
  void readsToTheEndOfTheConnectionWithoutALength() {
    assertEveryCut(
        "HTTP/1.0 200 OK\r\n\r\nsome text", new Outcome(200, "some text", false, false, false, 28));
  }

  @Test
  void expectsNoBodyAfterHead() {
    Outcome outcome = decode("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", 10_000, true);

    assertThat(outcome).isEqualTo(new Outcome(200, "", true, true, false, 38));
  }

  @Test
  void keepsAConnectionOnlyIfBothSidesMayGoOn() {
    assertThat(keepAlive("HTTP/1.1", "content-length: 0")).isTrue();
    assertThat(keepAlive("HTTP/1.1", "content-length: 0\r\nConnection: Close")).isFalse();
    assertThat(keepAlive("HTTP/1.0", "content-length: 0")).isFalse();
    assertThat(keepAlive("HTTP/1.0", "content-length: 0\r\nconnection: Keep-Alive")).isTrue();
  }

  @Test
  void readsHowLongTheServerKeepsTheConnection() {
    AnswerDecoder decoder = new AnswerDecoder(4096);
    decoder.begin(false);
    byte[] text =
        "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nKeep-Alive: timeout=5, max=100\r\n\r\n"
            .getBytes(ISO_8859_1);

    decoder.readHead(text, 0, text.length);

    assertThat(decoder.keepAliveSeconds()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9\r\n",
        "HTTP/2 200 OK\r\n\r\n",
        "HTTP/1.2 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1 600 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n",
        "HTTP/1.1\t200 OK\r\n\r\n",
        "\r\nHTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\ncontent-length: 0\n\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 0\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 5\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 5, 5\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: +5\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 0x5\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 9999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length:\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked, xchunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: xchunked\r\n\r\n",
        "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nname : value\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: value\r\n\r\n",
        "HTTP/1.1 200 OK\r\nname\r\n\r\n",
        "HTTP/1.1 200 OK\r\na: b\r\n folded\r\n\r\n",
        "HTTP/1.1 200 OK\r\na: b\rc\r\n\r\n",
        "HTTP/1.1 200 OK\r\na: b\0c\r\n\r\n",
        "HTTP/1.1 200 OK\r\na(b): c\r\n\r\n",
        CHUNKED + "\r\n",
        CHUNKED + "g\r\n",
        CHUNKED + "+5\r\nhello",
        CHUNKED + "-5\r\nhello",
        CHUNKED + "0x5\r\nhello",
        CHUNKED + "5\nhello",
        CHUNKED + "5;a\nhello",
        CHUNKED + "5\r\rhello",
        CHUNKED + "ffffffffffffffff\r\n",
        CHUNKED + "10000000000000000\r\n",
        CHUNKED + "5\r\nhello!",
        CHUNKED + "5\r\nhello\n",
        CHUNKED + "5\r\nhello\rx",
        CHUNKED + "0\r\nx\n\r\n",
      })
  void refusesWhatTwoProgramsCouldReadDifferently(String answer) {
    assertThat(decode(answer, 10_000, false).broken()).as("whole").isTrue();
    assertThat(decode(answer, 1, false).broken()).as("byte by byte").isTrue();
  }

  @Test
  void refusesTooMuchBeforeTheBody() {
    String headers = "HTTP/1.1 200 OK\r\n" + "x: ".repeat(1) + "y".repeat(5000) + "\r\n\r\n";
    String hints = "HTTP/1.1 103 Hints\r\n\r\n".repeat(17) + "HTTP/1.1 204 No\r\n\r\n";
    String many = "HTTP/1.1 200 OK\r\n" + "x: y\r\n".repeat(10_000) + "\r\n";
    String extension = CHUNKED + "5;" + "x".repeat(2000) + "\r\nhello\r\n";
    String trailers = CHUNKED + "0\r\n" + "x: y\r\n".repeat(3000) + "\r\n";

    for (String answer : new String[] {headers, hints, many, extension, trailers}) {
      assertThat(decode(answer, 10_000, false).broken()).isTrue();
      assertThat(decode(answer, 7, false).broken()).isTrue();
    }
  }

  @Test
  void readsAnyChunkingAlike() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      StringBuilder body = new StringBuilder();
      StringBuilder answer = new StringBuilder(CHUNKED);
      for (int i = random.nextInt(20); i > 0; i--) {
        String chunk = "\r\n0a{".repeat(1 + random.nextInt(30));
        body.append(chunk);
        answer.append(Integer.toHexString(chunk.length())).append("\r\n").append(chunk);
        answer.append("\r\n");
      }
      answer.append("0\r\n\r\n");

      Outcome outcome = decode(answer.toString(), 1 + random.nextInt(100), false);

      assertThat(outcome)
          .as("seed %d", seed)
          .isEqualTo(new Outcome(200, body.toString(), true, true, false, answer.length()));
    }
  }

  private static boolean keepAlive(String protocol, String headers) {
    return decode(protocol + " 200 OK\r\n" + headers + "\r\n\r\n", 10_000, false).keepAlive();
  }

  private static void assertEveryCut(String answer, Outcome expected) {
    for (int piece = 1; piece <= answer.length(); piece++) {
      assertThat(decode(answer, piece, false)).as("pieces of %d", piece).isEqualTo(expected);
    }
  }

  private static Outcome decode(String answer, int piece, boolean head) {
    byte[] bytes = answer.getBytes(ISO_8859_1);
    AnswerDecoder decoder = new AnswerDecoder(4096);
    decoder.begin(head);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int at = 0;
    while (at < bytes.length && !decoder.complete() && decoder.problem() == null) {
      int to = Math.min(bytes.length, at + piece);
      while (at < to && !decoder.complete() && decoder.problem() == null) {
        if (decoder.head() == null) {
          at = decoder.readHead(bytes, at, to);
        } else {
          byte[] copy = bytes.clone();
          at = decoder.readBody(copy, at, to);
          body.write(copy, decoder.payloadFrom(), decoder.payloadTo() - decoder.payloadFrom());
        }
      }
    }
    int status = decoder.head() == null ? 0 : decoder.head().status();
    return new Outcome(
        status,
        body.toString(ISO_8859_1),
        decoder.complete(),
        decoder.keepAlive(),
        decoder.problem() != null,
        at);
  }
}
