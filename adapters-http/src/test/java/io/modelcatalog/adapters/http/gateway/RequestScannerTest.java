package io.modelcatalog.adapters.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.modelcatalog.application.port.upstream.BodyOutline;
import io.modelcatalog.application.port.upstream.BodyOutline.Span;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.domain.shared.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestScannerTest {
  private static final JsonFactory JSON = new JsonFactory();

  @Test
  void findsWhatTheGatewayMustKnow() {
    String body =
        """
        {"model":"gpt-4o","messages":[{"role":"user","content":"hi"}],"stream":true,
         "stream_options":{"include_usage":true},"max_tokens":20,"n":3}""";
    BodyOutline outline = outline(body);

    assertThat(outline.model()).isEqualTo("gpt-4o");
    assertThat(at(body, outline.modelAt())).isEqualTo("\"gpt-4o\"");
    assertThat(at(body, outline.streamOptionsAt())).isEqualTo("{\"include_usage\":true}");
    assertThat(outline.stream()).isTrue();
    assertThat(outline.includesUsage()).isTrue();
    assertThat(outline.outputCap()).isEqualTo(20);
    assertThat(outline.choices()).isEqualTo(3);
    assertThat(outline.firstMember()).isEqualTo(1);
    assertThat(outline.empty()).isFalse();
    assertThat(outline.textBytes()).isEqualTo(body.length() + RequestScanner.TOKENS_OF_TEMPLATE);
    assertThat(outline.contents()).isSameAs(BodyOutline.Contents.TEXT);
  }

  @Test
  void knowsAnEmptyObject() {
    BodyOutline outline = outline(" { } ");

    assertThat(outline.empty()).isTrue();
    assertThat(outline.firstMember()).isEqualTo(2);
    assertThat(outline.model()).isNull();
    assertThat(outline.modelAt()).isEqualTo(Span.NONE);
    assertThat(outline.outputCap()).isEqualTo(-1);
    assertThat(outline.choices()).isEqualTo(1);
    assertThat(outline.stream()).isFalse();
  }

  @Test
  void countsOffsetsInBytesAfterTextOfManyBytes() {
    String body = "{\"user\":\"żółć 😀 \\u00e9\",  \"model\" : \"@a/m\"  ,\"x\":1}";
    BodyOutline outline = outline(body);

    assertThat(at(body, outline.modelAt())).isEqualTo("\"@a/m\"");
  }

  @Test
  void readsEscapedKeysAndValuesAsWhatTheyMean() {
    String body = "{\"mo\\u0064el\":\"g\\u0070t\\/4o\"}";
    BodyOutline outline = outline(body);

    assertThat(outline.model()).isEqualTo("gpt/4o");
    assertThat(at(body, outline.modelAt())).isEqualTo("\"g\\u0070t\\/4o\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"a\",\"model\":\"b\"}",
        "{\"model\":\"a\",\"mo\\u0064el\":\"b\"}",
        "{\"model\":\"a\",\"messages\":[],\"model\":\"a\"}",
        "{\"max_tokens\":1,\"model\":\"a\",\"max_tokens\":100000}",
        "{\"x\":1,\"x\":1,\"model\":\"a\"}",
        "{\"\":1,\"\":1,\"model\":\"a\"}",
      })
  void refusesAMemberGivenTwice(String body) {
    assertThat(fault(body).rule()).isEqualTo("given twice");
    assertThat(fault(body).field()).isNotNull();
  }

  /** Some servers match member names whatever their case; they would see what is not seen here. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"cheap\",\"Model\":\"dear\"}",
        "{\"MODEL\":\"dear\"}",
        "{\"model\":\"a\",\"max_tokens\":1,\"Max_Tokens\":100000}",
        "{\"model\":\"a\",\"max_to\u212aens\":100000}",
        "{\"model\":\"a\",\"\u017ftream\":true}",
        "{\"model\":\"a\",\"N\":50}",
        "{\"model\":\"a\",\"Stream\":true}",
        "{\"model\":\"a\",\"Prompt\":[\"a\",\"b\"]}",
      })
  void refusesAKnownMemberInOtherLetterCase(String body) {
    assertThat(fault(body).rule()).contains("lower case");
  }

  @Test
  void leavesNamesItDoesNotKnowAsTheyAre() {
    assertThat(outline("{\"model\":\"a\",\"topK\":1,\"safePrompt\":true,\"X\":1,\"x\":2}").model())
        .isEqualTo("a");
  }

  @Test
  void looksAtTheTopLevelOnly() {
    BodyOutline outline =
        outline(
            """
            {"messages":[{"model":"evil","model":"worse","max_tokens":9,"stream":true}],
             "metadata":{"model":"evil","n":100,"stream_options":{}},"model":"good"}""");

    assertThat(outline.model()).isEqualTo("good");
    assertThat(outline.outputCap()).isEqualTo(-1);
    assertThat(outline.choices()).isEqualTo(1);
    assertThat(outline.stream()).isFalse();
    assertThat(outline.streamOptionsAt()).isEqualTo(Span.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "x",
        "1",
        "null",
        "\"model\"",
        "[]",
        "[{\"model\":\"a\"}]",
        "{",
        "}",
        "{\"model\"",
        "{\"model\":",
        "{\"model\":\"a\"",
        "{\"model\":\"a}",
        "{\"model\":\"a\",}",
        "{\"model\":\"a\"}x",
        "{\"model\":\"a\"}{}",
        "{\"model\":\"a\"},",
        "{\"model\":\"a\"}\u0000",
        "{'model':'a'}",
        "{model:\"a\"}",
        "{\"model\":\"a\" \"x\":1}",
        "{\"model\":\"a\",\"x\":01}",
        "{\"model\":\"a\",\"x\":+1}",
        "{\"model\":\"a\",\"x\":NaN}",
        "{\"model\":\"a\",\"x\":.5}",
        "{\"model\":\"a\"/**/}",
        "{\"model\":\"a\"} //",
        "{\"model\":\"a\n\"}",
        "{\"model\":\"a\\x\"}",
        "{\"model\":\"\\u00g0\"}",
        "{\"model\":tru}",
      })
  void refusesWhatIsNoJsonObject(String body) {
    assertThat(fault(body)).isNotNull();
  }

  @Test
  void saysWhereABodyIsMalformed() {
    assertThat(fault("{\"model\":\"a\",\n \"x\" 1}").rule()).contains("line 2").contains("column");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":7}",
        "{\"model\":null}",
        "{\"model\":true}",
        "{\"model\":[\"a\"]}",
        "{\"model\":{\"a\":1}}",
      })
  void refusesAModelThatIsNoText(String body) {
    assertThat(fault(body)).isEqualTo(new RequestScanner.Fault("model", "expected a string"));
  }

  @Test
  void refusesHalfACharacterInTheModel() {
    assertThat(fault("{\"model\":\"@a/\\ud800\"}").field()).isEqualTo("model");
    assertThat(fault("{\"model\":\"\\udc00\\ud800\"}").field()).isEqualTo("model");
    assertThat(outline("{\"model\":\"\\ud83d\\ude00\"}").model()).isEqualTo("😀");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stream|1",
        "stream|\"true\"",
        "stream|{}",
        "stream_options|1",
        "stream_options|[]",
        "stream_options|true",
        "max_tokens|\"7\"",
        "max_tokens|1.9",
        "max_tokens|1e3",
        "max_tokens|-1",
        "max_tokens|0",
        "max_tokens|2147483648",
        "max_tokens|9223372036854775808",
        "max_tokens|99999999999999999999999999",
        "max_tokens|true",
        "max_tokens|[]",
        "max_completion_tokens|0",
        "n|0",
        "n|-1",
        "n|1001",
        "n|2.0",
        "n|\"2\"",
        "n|18446744073709551617",
        "best_of|0",
      })
  void refusesAKnownMemberOfTheWrongType(String name, String value) {
    RequestScanner.Fault fault = fault("{\"model\":\"a\",\"" + name + "\":" + value + "}");

    assertThat(fault.field()).isEqualTo(name);
    assertThat(fault.rule()).startsWith("expected");
  }

  @Test
  void takesNullForLeftOut() {
    BodyOutline outline =
        outline(
            "{\"model\":\"a\",\"stream\":null,\"stream_options\":null,\"max_tokens\":null,"
                + "\"n\":null,\"previous_response_id\":null,\"tools\":null,\"service_tier\":null,"
                + "\"web_search_options\":null,\"modalities\":null,\"prediction\":null,"
                + "\"models\":null,\"max_tool_calls\":null}");

    assertThat(outline.stream()).isFalse();
    assertThat(outline.outputCap()).isEqualTo(-1);
    assertThat(outline.choices()).isEqualTo(1);
    assertThat(outline.textBytes()).isLessThan(300 + RequestScanner.TOKENS_OF_TEMPLATE);
    assertThat(outline.contents()).isSameAs(BodyOutline.Contents.TEXT);
  }

  @Test
  void knowsWhereANullOfStreamOptionsStands() {
    String body = "{\"model\":\"a\",\"stream_options\": null ,\"x\":1}";

    assertThat(at(body, outline(body).streamOptionsAt())).isEqualTo("null");
  }

  @ParameterizedTest
  @CsvSource({
    "CHAT_COMPLETIONS,max_tokens,true",
    "CHAT_COMPLETIONS,max_completion_tokens,true",
    "CHAT_COMPLETIONS,max_output_tokens,false",
    "COMPLETIONS,max_tokens,true",
    "COMPLETIONS,max_completion_tokens,false",
    "COMPLETIONS,max_output_tokens,false",
    "RESPONSES,max_output_tokens,true",
    "RESPONSES,max_tokens,false",
    "RESPONSES,max_completion_tokens,false",
  })
  void takesACapOnlyFromAFieldThatCapsThisOperation(
      Operation operation, String field, boolean caps) {
    String body = "{\"model\":\"a\",\"" + field + "\":7}";

    assertThat(outline(body, operation).outputCap()).isEqualTo(caps ? 7 : -1);
  }

  @Test
  void knowsWhereCapsStandSoThatNoneIsGivenTwice() {
    String body =
        "{\"max_tokens\" : null ,\"\u00e9\":1,\"max_completion_tokens\":\t512\n,\"model\":\"m\"}";

    BodyOutline outline = outline(body, Operation.CHAT_COMPLETIONS);

    assertThat(at(body, outline.capsAt().get("max_tokens"))).isEqualTo("null");
    assertThat(at(body, outline.capsAt().get("max_completion_tokens"))).isEqualTo("512");
    assertThat(outline.outputCap()).isEqualTo(512);
  }

  @Test
  void theLargestOfSeveralCapsBounds() {
    assertThat(
            outline("{\"model\":\"a\",\"max_tokens\":5,\"max_completion_tokens\":1000}")
                .outputCap())
        .isEqualTo(1000);
    assertThat(outline("{\"model\":\"a\",\"n\":2,\"best_of\":5}").choices()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"one\"|2",
        "[\"one\"]|2",
        "[\"one\",\"two\",\"three\"]|6",
        "[1,2,3]|2",
        "[[1,2],[3]]|4",
        "[]|2",
      })
  void countsEachPromptOfAListAsCompletionsAnswerThem(String prompt, int choices) {
    assertThat(
            outline("{\"model\":\"a\",\"n\":2,\"prompt\":" + prompt + "}", Operation.COMPLETIONS)
                .choices())
        .isEqualTo(choices);
  }

  @Test
  void neverWrapsChoicesAround() {
    String prompts = "[" + "\"\",".repeat(3_000_000) + "\"\"]";

    assertThat(
            outline(
                    "{\"model\":\"a\",\"n\":1000,\"prompt\":" + prompts + "}",
                    Operation.COMPLETIONS)
                .choices())
        .isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void picturesAndFilesRaiseTheBoundBeyondTheirBytes() {
    String picture = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://a.example/p\"}}";
    String body =
        "{\"model\":\"a\",\"messages\":[{\"content\":[" + picture + "," + picture + "]}]}";

    assertThat(outline(body).textBytes())
        .isEqualTo(
            body.length()
                + RequestScanner.TOKENS_OF_TEMPLATE
                + 2 * RequestScanner.TOKENS_PER_IMAGE);
    for (String reference :
        List.of(
            "\"input\":[{\"file_id\":\"f\"}]",
            "\"input\":[{\"content\":[{\"file_url\":\"f\"}]}]",
            "\"input\":[{\"file_data\":\"f\"}]",
            "\"messages\":[{\"content\":[{\"video_url\":{\"url\":\"v\"}}]}]",
            "\"messages\":[{\"content\":[{\"audio_url\":{\"url\":\"v\"}}]}]",
            "\"previous_response_id\":\"r\"",
            "\"conversation\":{\"id\":\"c\"}",
            "\"prompt\":{\"id\":\"pmpt\"}")) {
      assertThat(outline("{\"model\":\"a\"," + reference + "}", Operation.RESPONSES).textBytes())
          .as(reference)
          .isGreaterThanOrEqualTo(RequestScanner.TOKENS_PER_REFERENCE);
    }
  }

  @Test
  void leavesRoomForWhatTheServerSaysOfTools() {
    String tool = "{\"type\":\"function\",\"function\":{\"name\":\"f\"}}";
    String body = "{\"model\":\"a\",\"tools\":[" + tool + "," + tool + "]}";

    assertThat(outline(body).textBytes())
        .isEqualTo(
            body.length() + RequestScanner.TOKENS_OF_TEMPLATE + RequestScanner.TOKENS_OF_TOOLS);
    assertThat(outline(body).contents()).isSameAs(BodyOutline.Contents.TEXT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"tools\":[{\"type\":\"function\"},{\"type\":\"web_search\"}]|-1",
        "\"tools\":[{\"type\":\"web_search\",\"type\":\"function\"}]|-1",
        "\"tools\":[{\"Type\":\"web_search_preview\"}]|-1",
        "\"tools\":[{\"type\":\"web_search\"}],\"max_tool_calls\":3|3",
        "\"max_tool_calls\":3,\"tools\":[{\"type\":\"web_search\"}]|3",
        "\"max_tool_calls\":3|0",
      })
  void countsTheSearchesThatTheModelMayMake(String members, long searches) {
    assertThat(
            outline("{\"model\":\"a\"," + members + "}", Operation.RESPONSES).contents().searches())
        .isEqualTo(searches);
  }

  @Test
  void aChatThatSearchesDoesSoOnce() {
    BodyOutline.Contents contents =
        outline("{\"model\":\"a\",\"web_search_options\":{}}").contents();

    assertThat(contents.searches()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"tools\":[{\"type\":\"code_interpreter\"}]|tools: a tool that the upstream runs",
        "\"tools\":[{\"type\":\"mcp\",\"server_url\":\"u\"}]|tools: a tool that the upstream runs",
        "\"tools\":[{\"googleSearch\":{}}]|tools: a tool that the upstream runs",
        "\"tools\":[{\"type\":7}]|tools: a tool that the upstream runs",
        "\"service_tier\":\"priority\"|service_tier",
        "\"service_tier\":7|service_tier",
        "\"speed\":\"fast\"|speed",
        "\"inference_geo\":\"us\"|inference_geo",
        "\"models\":[\"b\"]|models",
        "\"plugins\":[{\"id\":\"web\"}]|plugins",
        "\"search_parameters\":{}|search_parameters",
      })
  void namesWhatNoPriceListBounds(String member, String named) {
    assertThat(outline("{\"model\":\"a\"," + member + "}").contents().unbounded()).isEqualTo(named);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "default", "flex", "batch", "standard_only", "on_demand"})
  void knowsTheTiersThatCostNoMoreThanTheList(String tier) {
    assertThat(outline("{\"model\":\"a\",\"service_tier\":\"" + tier + "\"}").contents())
        .isSameAs(BodyOutline.Contents.TEXT);
  }

  @Test
  void seesSoundInThePromptAndWhereItIsAskedFor() {
    assertThat(
            outline("{\"model\":\"a\",\"messages\":[{\"content\":[{\"input_audio\":{}}]}]}")
                .contents()
                .sound())
        .isTrue();
    assertThat(outline("{\"model\":\"a\",\"modalities\":[\"audio\"]}").contents().soundAsked())
        .isTrue();
  }

  @Test
  void countsAGuessAtTheAnswerByTheBytesOfTheBody() {
    String body = "{\"model\":\"a\",\"prediction\":{\"type\":\"content\",\"content\":\"x\"}}";

    assertThat(outline(body).contents().guessedTokens()).isEqualTo(body.length());
  }

  @Test
  void countsWhatIsSpokenAndWhatIsRanked() {
    assertThat(
            outline("{\"model\":\"a\",\"input\":\"żółć\"}", Operation.SPEECH)
                .contents()
                .characters())
        .isEqualTo(4);
    assertThat(
            outline(
                    "{\"model\":\"a\",\"documents\":[\"a\",{\"text\":\"b\"},\"c\"]}",
                    Operation.RERANK)
                .contents()
                .documents())
        .isEqualTo(3);
  }

  @Test
  void knowsTheSizesOfPicturesThatHavePrices() {
    assertThat(
            outline("{\"model\":\"a\",\"n\":2,\"size\":\"1024x1024\"}", Operation.IMAGES)
                .contents())
        .isSameAs(BodyOutline.Contents.TEXT);
    assertThat(
            outline("{\"model\":\"a\",\"size\":\"4096x4096\"}", Operation.IMAGES)
                .contents()
                .unbounded())
        .isEqualTo("size");
    assertThat(outline("{\"model\":\"a\",\"size\":\"4096x4096\"}").contents().unbounded()).isNull();
  }

  @Test
  void refusesOtherEncodings() {
    String body = "{\"model\":\"a\"}";
    byte[] bom = concat(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, utf8(body));

    for (byte[] other :
        List.of(
            bom,
            body.getBytes(StandardCharsets.UTF_16),
            body.getBytes(StandardCharsets.UTF_16LE),
            body.getBytes(StandardCharsets.UTF_16BE),
            body.getBytes(Charset.forName("UTF-32LE")),
            body.getBytes(Charset.forName("UTF-32BE")))) {
      assertThat(fault(other).rule()).contains("UTF-8");
    }
    assertThat(fault(concat(utf8(" \n"), body.getBytes(StandardCharsets.UTF_16LE)))).isNotNull();
  }

  @Test
  void refusesBytesThatAreNoUtf8() {
    for (byte[] bad :
        List.of(
            new byte[] {(byte) 0x80},
            new byte[] {(byte) 0xff},
            new byte[] {(byte) 0xc3, 'a'},
            new byte[] {(byte) 0xe2, (byte) 0x82},
            new byte[] {(byte) 0xf8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80})) {
      byte[] inModel = concat(concat(utf8("{\"model\":\"a"), bad), utf8("\"}"));
      byte[] elsewhere = concat(concat(utf8("{\"model\":\"a\",\"x\":\""), bad), utf8("\"}"));
      assertThat(fault(inModel)).isNotNull();
      assertThat(fault(elsewhere)).isNotNull();
    }
  }

  @Test
  void refusesDeepNestingAndOverlongNumbersAndNamesWithAMessage() {
    for (String body :
        List.of(
            "{\"model\":\"a\",\"x\":" + "[".repeat(201) + "]".repeat(201) + "}",
            "{\"model\":\"a\",\"x\":" + "{\"x\":".repeat(5_000) + "1" + "}".repeat(5_000) + "}",
            "[".repeat(100_000),
            "{\"a\":".repeat(100_000),
            "{\"model\":\"a\",\"max_tokens\":" + "9".repeat(1_001) + "}",
            "{\"model\":\"a\",\"n\":" + "9".repeat(101) + "}",
            "{\"model\":\"a\",\"" + "k".repeat(60_000) + "\":1}")) {
      assertThat(fault(body).rule()).isNotBlank();
    }
  }

  @Test
  void passesNumbersItNeedNotUnderstand() {
    assertThat(outline("{\"model\":\"a\",\"x\":1e400,\"y\":-0.0,\"z\":123456789012345678}").model())
        .isEqualTo("a");
  }

  @Test
  void takesABodyOfAnySize() {
    byte[] large = new byte[32 * 1024 * 1024];
    Arrays.fill(large, (byte) 'x');
    byte[] body =
        concat(concat(utf8("{\"x\":\""), large), utf8("\",\"model\":\"m\",\"max_tokens\":3}"));

    BodyOutline outline = outline(body, Operation.CHAT_COMPLETIONS);

    assertThat(outline.model()).isEqualTo("m");
    assertThat(body[outline.modelAt().start()]).isEqualTo((byte) '"');
    assertThat(outline.modelAt().end() - outline.modelAt().start()).isEqualTo(3);
    assertThat(outline.outputCap()).isEqualTo(3);
    for (int i = 0; i < 256; i++) {
      assertThat(fault(new byte[] {(byte) i})).isNotNull();
    }
  }

  /** Splicing another model into any document changes that and nothing else. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theModelCanBeReplacedInAnyDocument(long seed) throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < 1_500; i++) {
      String document = new Documents(random).document();
      byte[] body = utf8(document);
      BodyOutline outline = outline(body, Operation.CHAT_COMPLETIONS);
      Map<String, Object> before = tree(body);

      assertThat(outline.model()).as(document).isEqualTo(before.get("model"));
      if (!outline.modelAt().present()) {
        continue;
      }
      byte[] spliced =
          concat(
              concat(Arrays.copyOf(body, outline.modelAt().start()), utf8("\"other\"")),
              Arrays.copyOfRange(body, outline.modelAt().end(), body.length));
      before.put("model", "other");
      assertThat(tree(spliced)).as(document).isEqualTo(before);
      assertThat(new ArrayList<>(tree(spliced).keySet()))
          .isEqualTo(new ArrayList<>(before.keySet()));

      byte[] inserted =
          concat(
              concat(
                  Arrays.copyOf(body, outline.firstMember()),
                  utf8(outline.empty() ? "\"added\":1" : "\"added\":1,")),
              Arrays.copyOfRange(body, outline.firstMember(), body.length));
      assertThat(tree(inserted)).as(document).containsEntry("added", "1");
    }
  }

  /** Whatever is thrown at it, it answers; and what it takes is what a strict parser takes. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void answersToAnyBytes(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      byte[] body = utf8(new Documents(random).document());
      for (int change = 0; change <= random.nextInt(3) && body.length > 1; change++) {
        int at = random.nextInt(body.length);
        switch (random.nextInt(3)) {
          case 0 -> body[at] = (byte) random.nextInt(256);
          case 1 -> body = Arrays.copyOf(body, at);
          default ->
              body = concat(Arrays.copyOf(body, at), Arrays.copyOfRange(body, at + 1, body.length));
        }
      }
      if (RequestScanner.scan(body, Operation.CHAT_COMPLETIONS)
          instanceof Result.Ok<BodyOutline, RequestScanner.Fault>(BodyOutline outline)) {
        byte[] taken = body;
        assertThat(catchThrowable(() -> tree(taken)))
            .as(new String(body, StandardCharsets.UTF_8))
            .isNull();
        assertThat(outline.modelAt().end()).isLessThanOrEqualTo(body.length);
      }
    }
  }

  /** Makes JSON documents with every kind of white space, escape and nesting. */
  private record Documents(Random random) {
    String document() {
      List<String> members = new ArrayList<>();
      if (random.nextInt(10) > 0) {
        members.add(name("model") + space() + ":" + space() + text());
      }
      if (random.nextInt(3) == 0) {
        members.add(name("stream") + ":" + (random.nextBoolean() ? "true" : "null"));
      }
      if (random.nextInt(3) == 0) {
        members.add(name("stream_options") + ":{" + space() + "\"include_usage\":false}");
      }
      if (random.nextInt(3) == 0) {
        members.add(name("max_tokens") + space() + ":" + (1 + random.nextInt(100)));
      }
      for (int i = random.nextInt(4); i > 0; i--) {
        members.add("\"k" + i + "\"" + space() + ":" + space() + value(0));
      }
      Collections.shuffle(members, random);
      return space()
          + "{"
          + space()
          + String.join(space() + "," + space(), members)
          + space()
          + "}"
          + space();
    }

    private String name(String name) {
      int at = random.nextInt(name.length());
      return random.nextInt(4) > 0
          ? "\"" + name + "\""
          : "\""
              + name.substring(0, at)
              + String.format("\\u%04x", (int) name.charAt(at))
              + name.substring(at + 1)
              + "\"";
    }

    private String value(int depth) {
      return switch (random.nextInt(depth > 4 ? 5 : 7)) {
        case 0 -> "true";
        case 1 -> "null";
        case 2 -> String.valueOf(random.nextInt());
        case 3 -> random.nextInt(100) + "." + random.nextInt(100) + "e" + random.nextInt(9);
        case 4 -> text();
        case 5 -> "[" + space() + value(depth + 1) + "," + value(depth + 1) + space() + "]";
        default -> "{\"model\":" + value(depth + 1) + space() + ",\"n\":" + value(depth + 1) + "}";
      };
    }

    private String text() {
      StringBuilder text = new StringBuilder("\"");
      for (int i = random.nextInt(12); i > 0; i--) {
        text.append(
            switch (random.nextInt(8)) {
              case 0 -> "\\\"";
              case 1 -> "\\\\";
              case 2 -> "\\n";
              case 3 -> "\\u00e9";
              case 4 -> "😀";
              case 5 -> "ż";
              case 6 -> "}";
              default -> String.valueOf((char) ('a' + random.nextInt(26)));
            });
      }
      return text.append('"').toString();
    }

    private String space() {
      return " \n\t\r".substring(0, random.nextInt(5) == 0 ? random.nextInt(5) : 0);
    }
  }

  private static Map<String, Object> tree(byte[] body) throws IOException {
    try (JsonParser parser = JSON.createParser(body)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      Map<String, Object> tree = object(parser);
      assertThat(parser.nextToken()).isNull();
      return tree;
    }
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      object.put(name, value(parser));
    }
    return object;
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      default -> parser.getText();
    };
  }

  private static String at(String body, Span span) {
    return new String(
        Arrays.copyOfRange(utf8(body), span.start(), span.end()), StandardCharsets.UTF_8);
  }

  private static BodyOutline outline(String body) {
    return outline(body, Operation.CHAT_COMPLETIONS);
  }

  private static BodyOutline outline(String body, Operation operation) {
    return outline(utf8(body), operation);
  }

  private static BodyOutline outline(byte[] body, Operation operation) {
    return switch (RequestScanner.scan(body, operation)) {
      case Result.Ok<BodyOutline, RequestScanner.Fault>(BodyOutline outline) -> outline;
      case Result.Err<BodyOutline, RequestScanner.Fault>(RequestScanner.Fault fault) ->
          throw new AssertionError(fault);
    };
  }

  private static RequestScanner.Fault fault(String body) {
    return fault(utf8(body));
  }

  private static RequestScanner.Fault fault(byte[] body) {
    return switch (RequestScanner.scan(body, Operation.CHAT_COMPLETIONS)) {
      case Result.Ok<BodyOutline, RequestScanner.Fault>(BodyOutline outline) ->
          throw new AssertionError("taken: " + outline);
      case Result.Err<BodyOutline, RequestScanner.Fault>(RequestScanner.Fault fault) -> fault;
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(a.length + b.length);
    bytes.writeBytes(a);
    bytes.writeBytes(b);
    return bytes.toByteArray();
  }
}
