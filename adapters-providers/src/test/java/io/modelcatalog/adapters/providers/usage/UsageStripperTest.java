package io.modelcatalog.adapters.providers.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageStripperTest {
  private static final String CHOICE =
      "data: {\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":null}";
  private static final String USAGE =
      "data: {\"id\":\"1\",\"choices\":[],\"usage\":{\"prompt_tokens\":7}}";
  private static final String DONE = "data: [DONE]";

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void takesOutTheEventThatCarriesOnlyUsageWhereverTheStreamIsCut(String end) {
    List<String> events = List.of(CHOICE, CHOICE, USAGE, DONE);

    assertStripped(events, List.of(CHOICE, CHOICE, DONE), end);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {\"choices\":[{\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":7}}",
        "data: {\"usage\":{\"prompt_tokens\":7},\"choices\":[{\"finish_reason\":\"stop\"}]}",
        "data: {\"choices\":[],\"prompt_filter_results\":[{}],\"id\":\"\"}",
        "data: {\"choices\":[],\"usage\":null}",
        "data: {\"usage\":{\"prompt_tokens\":7}}",
        "data: {\"choices\":{},\"usage\":{\"prompt_tokens\":7}}",
        "data: {\"choices\":[\"x\"],\"usage\":{\"prompt_tokens\":7}}",
        "data: {\"choices\":[1],\"usage\":{\"prompt_tokens\":7}}",
        "data: {\"choices\":[[]],\"usage\":{\"prompt_tokens\":7}}",
        "data: {\"error\":{\"message\":\"choices: [] usage: {}\"}}",
        "data: not json",
        "data:",
        "event: ping",
        ": a comment",
        ": a comment\ndata: {\"choices\":[{}]}",
        "id: 7\nevent: x\ndata: {\"choices\":[{}]}\nretry: 5",
        "data"
      })
  void leavesEveryOtherEventAsItIs(String event) {
    assertStripped(List.of(CHOICE, event, DONE), List.of(CHOICE, event, DONE), "\n");
    assertStripped(List.of(event), List.of(event), "\n");
  }

  @Test
  void takesItOutWhenItIsNotTheLastOrComesTwiceOrFirst() {
    assertStripped(
        List.of(USAGE, CHOICE, USAGE, USAGE, CHOICE, DONE), List.of(CHOICE, CHOICE, DONE), "\n");
  }

  @Test
  void takesItOutWithItsOtherFields() {
    assertStripped(
        List.of("event: x\n" + USAGE + "\nid: 5", DONE, USAGE + "\nevent: y"), List.of(DONE), "\n");
  }

  @Test
  void takesItOutWhenTheStreamEndsWithinIt() {
    assertThat(strip((CHOICE + "\n\n" + USAGE).getBytes(UTF_8), 5)).isEqualTo(CHOICE + "\n\n");
    assertThat(strip((CHOICE + "\n\n" + USAGE + "\n").getBytes(UTF_8), 5))
        .isEqualTo(CHOICE + "\n\n");
  }

  @Test
  void handsOnWhatTheStreamEndsWith() {
    String cut = CHOICE + "\n\ndata: {\"choices\":[],\"us";

    assertThat(strip(cut.getBytes(UTF_8), 3)).isEqualTo(cut);
  }

  @Test
  void letsAChunkGoAsSoonAsItsFirstChoiceBegins() {
    UsageStripper stripper = new UsageStripper(UsageScanner.ofEvents());
    byte[] begun = "data: {\"choices\":[{\"delta\":{\"content\":\"wor".getBytes(UTF_8);

    stripper.filter(begun, 0, begun.length, false);

    assertThat(passed(stripper)).isEqualTo(new String(begun, UTF_8));
  }

  @Test
  void letsCommentsAndTheEndMarkGoAtOnce() {
    for (String text :
        new String[] {": ping\n", ": ping\n\n", "data: [DONE]", "data: [DONE]\n\n"}) {
      UsageStripper stripper = new UsageStripper(UsageScanner.ofEvents());
      byte[] bytes = text.getBytes(UTF_8);

      stripper.filter(bytes, 0, bytes.length, false);

      assertThat(passed(stripper)).isEqualTo(text);
    }
  }

  @Test
  void holdsBackNoMoreThanOneEventOf64KiB() {
    String endless = "data: {\"a\":\"" + "x".repeat(300_000);
    UsageStripper stripper = new UsageStripper(UsageScanner.ofEvents());
    byte[] bytes = endless.getBytes(UTF_8);
    int passed = 0;
    for (int at = 0; at < bytes.length; at += 4096) {
      int to = Math.min(bytes.length, at + 4096);
      stripper.filter(bytes, at, to, false);
      passed += stripper.to() - stripper.from();
      assertThat(to - passed).isLessThanOrEqualTo(64 * 1024);
    }
    byte[] rest = "\",\"choices\":[],\"usage\":{}}\n\ndata: [DONE]\n\n".getBytes(UTF_8);
    stripper.filter(rest, 0, rest.length, true);

    assertThat(passed).isEqualTo(bytes.length);
    assertThat(passed(stripper)).isEqualTo(new String(rest, UTF_8));
  }

  @Test
  void changesNothingElseInAnyMixture() {
    String[] kinds = {
      CHOICE, USAGE, DONE, ": ping", "event: e\ndata: {}", "data: {\"choices\":[]}", "id: 1", ""
    };
    for (int seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      String end = new String[] {"\n", "\r\n", "\r"}[random.nextInt(3)];
      List<String> events = new ArrayList<>();
      List<String> kept = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        String event = kinds[random.nextInt(kinds.length)];
        events.add(event);
        if (!event.equals(USAGE)) {
          kept.add(event);
        }
      }
      assertThat(strip(joined(events, end), 1 + random.nextInt(300)))
          .as("seed %d", seed)
          .isEqualTo(new String(joined(kept, end), UTF_8));
    }
  }

  private static void assertStripped(List<String> events, List<String> kept, String end) {
    byte[] bytes = joined(events, end);
    String expected = new String(joined(kept, end), UTF_8);
    for (int cut = 0; cut <= bytes.length; cut++) {
      byte[] copy = bytes.clone();
      UsageStripper stripper = new UsageStripper(UsageScanner.ofEvents());
      stripper.filter(copy, 0, cut, false);
      String passed = passed(stripper);
      stripper.filter(copy, cut, copy.length, true);
      assertThat(passed + passed(stripper)).as("cut at %d", cut).isEqualTo(expected);
    }
    assertThat(strip(bytes, 1)).isEqualTo(expected);
  }

  private static byte[] joined(List<String> events, String end) {
    StringBuilder text = new StringBuilder();
    for (String event : events) {
      text.append(event.replace("\n", end)).append(end).append(end);
    }
    return text.toString().getBytes(UTF_8);
  }

  private static String strip(byte[] bytes, int piece) {
    UsageStripper stripper = new UsageStripper(UsageScanner.ofEvents());
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    byte[] copy = bytes.clone();
    for (int at = 0; at <= copy.length; at += piece) {
      int to = Math.min(copy.length, at + piece);
      stripper.filter(copy, at, to, at + piece > copy.length);
      passed.write(stripper.bytes(), stripper.from(), stripper.to() - stripper.from());
    }
    return passed.toString(UTF_8);
  }

  private static String passed(UsageStripper stripper) {
    return new String(stripper.bytes(), stripper.from(), stripper.to() - stripper.from(), UTF_8);
  }
}
