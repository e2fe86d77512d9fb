package io.modelcatalog.adapters.providers.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UsageScannerTest {
  private static final String USAGE = "{\"prompt_tokens\":3,\"completion_tokens\":4}";

  static Arguments[] jsonAnswers() {
    return new Arguments[] {
      json("at the end", "{\"choices\":[{\"text\":\"a\"}],\"usage\":" + USAGE + "}"),
      json("at the beginning", "{\"usage\":" + USAGE + ",\"choices\":[]}"),
      json("white space everywhere", " {\n \"usage\" :\t" + USAGE + " }\r\n"),
      json("after a byte order mark", "\uFEFF{\"usage\":" + USAGE + "}"),
      json("of a Responses answer", "{\"response\":{\"id\":\"r\",\"usage\":" + USAGE + "}}"),
      json("of an older Groq answer", "{\"choices\":[],\"x_groq\":{\"usage\":" + USAGE + "}}"),
      json(
          "with strings that look like structure inside it",
          "{\"usage\":{\"note\":\"} ] \\\" } \\\\\",\"prompt_tokens\":1}}",
          "{\"note\":\"} ] \\\" } \\\\\",\"prompt_tokens\":1}"),
      json("with objects inside it", "{\"usage\":{\"a\":{\"b\":[{}]}}}", "{\"a\":{\"b\":[{}]}}"),
      json("twice: the last counts", "{\"usage\":{\"prompt_tokens\":1},\"usage\":" + USAGE + "}"),
      none("null", "{\"choices\":[],\"usage\":null}"),
      none("a number", "{\"usage\":5}"),
      none("a list", "{\"usage\":[{\"usage\":{}}]}"),
      none("a text", "{\"usage\":\"{}\"}"),
      none("inside a string", "{\"content\":\"\\\"usage\\\":{\\\"prompt_tokens\\\":1}\"}"),
      none("the value of another key", "{\"content\":\"usage\",\"x\":{\"prompt_tokens\":1}}"),
      none("too deep", "{\"choices\":[{\"usage\":" + USAGE + "}],\"a\":{\"usage\":" + USAGE + "}}"),
      none("in a list at the top", "[{\"usage\":" + USAGE + "}]"),
      none("after the object", "{}{\"usage\":" + USAGE + "}"),
      none("not closed", "{\"usage\":{\"prompt_tokens\":3"),
      none("longer than is taken", "{\"usage\":{\"a\":\"" + "x".repeat(5000) + "\"}}"),
      none("no JSON", "<html>\"usage\":{}</html>"),
      none("brackets that do not match", "}}]]{\"usage\":{}}"),
      json(
          "after an endless one",
          "{\"usage\":{\"a\":\"" + "x".repeat(5000) + "\"},\"usage\":" + USAGE + "}"),
    };
  }

  static Arguments[] eventStreams() {
    String chunk = "{\"choices\":[{\"delta\":{\"content\":\"\\n\\ndata: {\"}}],\"usage\":null}";
    return new Arguments[] {
      events("in its own event", "data: " + chunk + "\n\ndata: {\"usage\":" + USAGE + "}\n\n"),
      events("without a space", "data:{\"usage\":" + USAGE + "}\n\ndata:[DONE]\n\n"),
      events("with CRLF", "data: " + chunk + "\r\n\r\ndata: {\"usage\":" + USAGE + "}\r\n\r\n"),
      events("with CR alone", "data: " + chunk + "\r\rdata: {\"usage\":" + USAGE + "}\r\r"),
      events("in the last content chunk", "data: {\"choices\":[{}],\"usage\":" + USAGE + "}\n\n"),
      events(
          "in response.completed",
          "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{"
              + "\"output\":[{\"usage\":{\"x\":1}}],\"usage\":"
              + USAGE
              + "}}\n\n"),
      events("with data before event", "data: {\"usage\":" + USAGE + "}\nevent: x\n\n"),
      events("between comments", ": hello\n\n: usage\ndata: {\"usage\":" + USAGE + "}\n\n:\n\n"),
      events("over two data lines", "data: {\"usage\":\ndata: " + USAGE + "}\n\n"),
      events("after a byte order mark", "\uFEFFdata: {\"usage\":" + USAGE + "}\n\n"),
      events("without an end of the event", "data: {\"usage\":" + USAGE + "}"),
      events(
          "after an event that is no JSON",
          "data: {\"a\":\"b\n\ndata: {\"usage\":" + USAGE + "}\n\n"),
      events(
          "after an event cut short", "data: {\"a\":{\"b\"\n\ndata: {\"usage\":" + USAGE + "}\n\n"),
      noneOf("in another field", "event: {\"usage\":" + USAGE + "}\n\nid: 1\n\n"),
      noneOf("in a comment", ":data: {\"usage\":" + USAGE + "}\n\n"),
      noneOf("in a longer field", "datax: {\"usage\":" + USAGE + "}\n\n"),
      noneOf("in no field", "{\"usage\":" + USAGE + "}\n\n"),
    };
  }

  @ParameterizedTest(name = "usage {0}")
  @MethodSource("jsonAnswers")
  void findsUsageInJsonWhereverItIsCut(String name, String answer, String expected) {
    everyWay(answer, expected, false);
  }

  @ParameterizedTest(name = "usage {0}")
  @MethodSource("eventStreams")
  void findsUsageInEventsWhereverTheyAreCut(String name, String stream, String expected) {
    everyWay(stream, expected, true);
  }

  @Test
  void tellsOnceOfEachUsageObject() {
    UsageScanner scanner = UsageScanner.ofEvents();
    byte[] event = ("data: {\"usage\":" + USAGE + "}\n\n").getBytes(UTF_8);

    scanner.scan(event, 0, event.length);

    assertThat(scanner.takeFresh()).isTrue();
    assertThat(scanner.takeFresh()).isFalse();
    scanner.scan(event, 0, event.length);
    assertThat(scanner.takeFresh()).isTrue();
  }

  @Test
  void keepsAnEarlierUsageWhenALaterOneIsCutShort() {
    String text = "data: {\"usage\":" + USAGE + "}\n\ndata: {\"usage\":{\"prompt_tok";

    assertThat(scan(text.getBytes(UTF_8), true, text.length())).isEqualTo(USAGE);
  }

  @Test
  void survivesNoise() {
    byte[] alphabet = "{}[]\":,\\ \n\rdata:usage\"0".getBytes(UTF_8);
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      byte[] noise = new byte[random.nextInt(400)];
      for (int i = 0; i < noise.length; i++) {
        noise[i] =
            random.nextInt(20) == 0
                ? (byte) random.nextInt(256)
                : alphabet[random.nextInt(alphabet.length)];
      }
      boolean events = random.nextBoolean();
      String whole = scan(noise, events, noise.length);
      assertThat(scan(noise, events, 1 + random.nextInt(7))).as("seed %d", seed).isEqualTo(whole);
    }
  }

  private static void everyWay(String text, String expected, boolean events) {
    byte[] bytes = text.getBytes(UTF_8);
    for (int cut = 0; cut <= bytes.length; cut++) {
      UsageScanner scanner = events ? UsageScanner.ofEvents() : UsageScanner.ofJson();
      scanner.scan(bytes, 0, cut);
      scanner.scan(bytes, cut, bytes.length);
      assertThat(text(scanner)).as("cut at %d", cut).isEqualTo(expected);
    }
    assertThat(scan(bytes, events, 1)).isEqualTo(expected);
  }

  private static String scan(byte[] bytes, boolean events, int piece) {
    UsageScanner scanner = events ? UsageScanner.ofEvents() : UsageScanner.ofJson();
    for (int at = 0; at < bytes.length; at += piece) {
      scanner.scan(bytes, at, Math.min(bytes.length, at + piece));
    }
    return text(scanner);
  }

  private static String text(UsageScanner scanner) {
    return scanner.usageLength() < 0
        ? "none"
        : new String(scanner.usage(), 0, scanner.usageLength(), UTF_8);
  }

  private static Arguments json(String name, String text) {
    return Arguments.of(name, text, USAGE);
  }

  private static Arguments json(String name, String text, String expected) {
    return Arguments.of(name, text, expected);
  }

  private static Arguments none(String name, String text) {
    return Arguments.of("is not " + name, text, "none");
  }

  private static Arguments events(String name, String text) {
    return Arguments.of(name, text, USAGE);
  }

  private static Arguments noneOf(String name, String text) {
    return Arguments.of("is not " + name, text, "none");
  }
}
