package io.modelcatalog.adapters.providers.echo;

import static io.modelcatalog.adapters.providers.echo.Calls.call;
import static io.modelcatalog.adapters.providers.echo.Calls.chat;
import static io.modelcatalog.adapters.providers.echo.Calls.heard;
import static io.modelcatalog.adapters.providers.echo.Heard.number;
import static io.modelcatalog.adapters.providers.echo.Heard.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.upstream.Header;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.domain.usage.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EchoChatTest {

  @Test
  void repeatsTheLastUserMessage() throws Exception {
    Heard heard =
        heard(
            call(
                Operation.CHAT_COMPLETIONS,
                "echo",
                """
                {"messages":[
                  {"role":"system","content":"be brief"},
                  {"role":"user","content":"first"},
                  {"role":"assistant","content":null},
                  {"role":"user","content":"hello to you"}],
                 "model":"@demo/echo"}
                """));

    assertThat(heard.head.status()).isEqualTo(200);
    assertThat(heard.head.streamed()).isFalse();
    assertThat(heard.head.headers())
        .containsExactly(new Header("content-type", "application/json"));
    assertThat(heard.head.contentLength()).isEqualTo(heard.bytes().length);
    Json answer = heard.json();
    assertThat(string(answer, "object")).isEqualTo("chat.completion");
    assertThat(string(answer, "id")).isEqualTo("chatcmpl-echo-r-1");
    assertThat(string(answer, "model")).isEqualTo("echo");
    assertThat(number(answer, "created")).isEqualTo(Calls.NOON.getEpochSecond());
    assertThat(string(answer, "choices", 0, "message", "role")).isEqualTo("assistant");
    assertThat(string(answer, "choices", 0, "message", "content")).isEqualTo("hello to you");
    assertThat(string(answer, "choices", 0, "finish_reason")).isEqualTo("stop");
    assertThat(number(answer, "usage", "prompt_tokens")).isEqualTo(6);
    assertThat(number(answer, "usage", "completion_tokens")).isEqualTo(3);
    assertThat(number(answer, "usage", "total_tokens")).isEqualTo(9);
    assertThat(number(answer, "usage", "prompt_tokens_details", "cached_tokens")).isZero();
    assertThat(number(answer, "usage", "completion_tokens_details", "reasoning_tokens")).isZero();
    assertThat(heard.usage).isEqualTo(TokenUsage.of(6, 3));
    assertThat(heard.signals).containsExactly("subscribe", "head", "next", "usage", "complete");
  }

  @Test
  void joinsTheTextPartsOfAMessage() throws Exception {
    Heard heard =
        heard(
            call(
                Operation.CHAT_COMPLETIONS,
                "echo",
                """
                {"messages":[{"role":"user","content":[
                  {"type":"text","text":"one "},
                  {"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}},
                  {"type":"text","text":"two"}]}]}
                """));

    assertThat(string(heard.json(), "choices", 0, "message", "content")).isEqualTo("one two");
  }

  @Test
  void repeatsTheLastMessageWhereNoneIsAUsers() throws Exception {
    Heard heard =
        heard(
            call(
                Operation.CHAT_COMPLETIONS,
                "gpt-unheard-of",
                "{\"messages\":[{\"role\":\"system\",\"content\":\"alone\"}]}"));

    assertThat(string(heard.json(), "choices", 0, "message", "content")).isEqualTo("alone");
    assertThat(string(heard.json(), "model")).isEqualTo("gpt-unheard-of");
  }

  @Test
  void streamsAChunkAWord() throws Exception {
    Heard heard =
        heard(call(Operation.CHAT_COMPLETIONS, "echo", chat("to be  or\nnot", ",\"stream\":true")));

    assertThat(heard.head.streamed()).isTrue();
    assertThat(heard.head.contentLength()).isEqualTo(-1);
    assertThat(heard.head.headers())
        .containsExactly(new Header("content-type", "text/event-stream; charset=utf-8"));
    List<Heard.Event> events = heard.events();
    assertThat(events).hasSize(7);
    assertThat(events.getLast().data()).isEqualTo("[DONE]");
    Json opening = events.getFirst().json();
    assertThat(string(opening, "object")).isEqualTo("chat.completion.chunk");
    assertThat(string(opening, "choices", 0, "delta", "role")).isEqualTo("assistant");
    assertThat(events.subList(1, 5))
        .extracting(event -> string(event.json(), "choices", 0, "delta", "content"))
        .containsExactly("to ", "be  ", "or\n", "not");
    assertThat(events.subList(0, 5))
        .allSatisfy(
            event ->
                assertThat(Heard.at(event.json(), "choices", 0, "finish_reason"))
                    .isEqualTo(new Json.Nothing()));
    Json last = events.get(5).json();
    assertThat(Heard.at(last, "choices", 0, "delta")).isEqualTo(Json.Obj.EMPTY);
    assertThat(string(last, "choices", 0, "finish_reason")).isEqualTo("stop");
  }

  @Test
  void handsOverEachEventByItself() throws Exception {
    Heard heard = heard(call(Operation.CHAT_COMPLETIONS, "echo", chat("a b", ",\"stream\":true")));

    assertThat(heard.count("next")).isEqualTo(heard.events().size());
  }

  @Test
  void tellsUsageInAChunkOfItsOwnWhenAsked() throws Exception {
    Heard heard =
        heard(
            call(
                Operation.CHAT_COMPLETIONS,
                "echo",
                chat("a b", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}")));

    List<Heard.Event> events = heard.events();
    Json usage = events.get(events.size() - 2).json();
    assertThat(Heard.at(usage, "choices")).isEqualTo(new Json.Arr(List.of()));
    assertThat(number(usage, "usage", "total_tokens")).isEqualTo(4);
    assertThat(events.subList(0, events.size() - 2))
        .allSatisfy(
            event -> assertThat(Heard.at(event.json(), "usage")).isEqualTo(new Json.Nothing()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"stream_options\":{\"include_usage\":false}"})
  void reportsUsageToTheGatewayEvenIfTheClientDidNotAsk(String more) throws Exception {
    Heard heard =
        heard(call(Operation.CHAT_COMPLETIONS, "echo", chat("a b c", ",\"stream\":true" + more)));

    assertThat(heard.usage).isEqualTo(TokenUsage.of(3, 3));
    assertThat(heard.text()).doesNotContain("usage");
  }

  @ParameterizedTest
  @CsvSource({
    "-1, '\"max_tokens\":2', 2",
    "-1, '\"max_completion_tokens\":1', 1",
    "-1, '\"max_tokens\":3,\"max_completion_tokens\":2', 2",
    "2, '\"n\":1', 2",
    "1, '\"max_tokens\":3', 1",
  })
  void keepsToTheSmallestCap(long gatewayCap, String more, int words) throws Exception {
    String kept = String.join("", List.of("one ", "two ", "three ", "four").subList(0, words));
    String whole = chat("one two three four", "," + more);
    String streamed = chat("one two three four", ",\"stream\":true," + more);

    Heard atOnce = heard(call(Operation.CHAT_COMPLETIONS, "echo", whole, gatewayCap));
    Heard bit = heard(call(Operation.CHAT_COMPLETIONS, "echo", streamed, gatewayCap));

    assertThat(string(atOnce.json(), "choices", 0, "message", "content")).isEqualTo(kept);
    assertThat(string(atOnce.json(), "choices", 0, "finish_reason")).isEqualTo("length");
    assertThat(joined(bit, 0)).isEqualTo(kept);
    assertThat(bit.text()).contains("\"finish_reason\":\"length\"");
    assertThat(List.of(atOnce.usage, bit.usage)).containsOnly(TokenUsage.of(4, words));
  }

  @Test
  void answersAsManyTimesAsAsked() throws Exception {
    Heard whole = heard(call(Operation.CHAT_COMPLETIONS, "echo", chat("a b", ",\"n\":3")));
    Heard streamed =
        heard(call(Operation.CHAT_COMPLETIONS, "echo", chat("a b", ",\"n\":3,\"stream\":true")));

    for (int choice = 0; choice < 3; choice++) {
      assertThat(number(whole.json(), "choices", choice, "index")).isEqualTo(choice);
      assertThat(string(whole.json(), "choices", choice, "message", "content")).isEqualTo("a b");
      assertThat(joined(streamed, choice)).isEqualTo("a b");
    }
    assertThat(List.of(whole.usage, streamed.usage)).containsOnly(TokenUsage.of(2, 6));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void joinsToTheVeryTextWhateverItIs(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      String text = Calls.randomText(random);

      Heard whole = heard(call(Operation.CHAT_COMPLETIONS, "echo", chat(text, "")));
      Heard streamed =
          heard(call(Operation.CHAT_COMPLETIONS, "echo", chat(text, ",\"stream\":true")));

      assertThat(string(whole.json(), "choices", 0, "message", "content")).isEqualTo(text);
      assertThat(joined(streamed, 0)).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void neverUsesMoreThanARequestAllows(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      String text = Calls.randomText(random);
      int choices = 1 + random.nextInt(3);
      int cap = 1 + random.nextInt(20);
      boolean stream = random.nextBoolean();
      String more = ",\"n\":" + choices + ",\"max_tokens\":" + cap + ",\"stream\":" + stream;
      Operation operation =
          random.nextBoolean() ? Operation.CHAT_COMPLETIONS : Operation.COMPLETIONS;
      String body =
          operation == Operation.CHAT_COMPLETIONS
              ? chat(text, more)
              : "{\"prompt\":" + new Json.Text(text).text() + more + "}";

      TokenUsage usage = heard(call(operation, "echo", body)).usage;

      assertThat(usage.prompt()).isLessThanOrEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
      assertThat(usage.output()).isLessThanOrEqualTo((long) cap * choices);
    }
  }

  @Test
  void repairsHalfASurrogatePair() throws Exception {
    Heard heard =
        heard(
            call(
                Operation.CHAT_COMPLETIONS,
                "echo",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\\ud83dz\\ude00\"}]}"));

    assertThat(string(heard.json(), "choices", 0, "message", "content"))
        .isEqualTo("a\uFFFDz\uFFFD");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not json | ",
        "[] | ",
        "{} {} | ",
        "{} | messages",
        "{\"messages\":null} | messages",
        "{\"messages\":[]} | messages",
        "{\"messages\":\"hi\"} | messages",
        "{\"messages\":[\"hi\"]} | messages[0]",
        "{\"messages\":[{\"content\":\"hi\"}]} | messages[0].role",
        "{\"messages\":[{\"role\":\"user\",\"content\":7}]} | messages[0].content",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{}]}]} | messages[0].content[0].type",
        "{\"messages\":[{\"role\":\"user\"}],\"n\":0} | n",
        "{\"messages\":[{\"role\":\"user\"}],\"n\":129} | n",
        "{\"messages\":[{\"role\":\"user\"}],\"n\":1.5} | n",
        "{\"messages\":[{\"role\":\"user\"}],\"max_tokens\":0} | max_tokens",
        "{\"messages\":[{\"role\":\"user\"}],\"max_tokens\":\"9\"} | max_tokens",
        "{\"messages\":[{\"role\":\"user\"}],\"stream\":\"yes\"} | stream",
        "{\"messages\":[{\"role\":\"user\"}],\"stream_options\":{}} | stream_options",
        "{\"messages\":[{\"role\":\"user\"}],\"stream\":true,\"stream_options\":{\"include_usage\":1}}"
            + " | stream_options.include_usage",
      })
  void namesTheFieldAtFault(String body, String param) throws Exception {
    Heard heard = heard(call(Operation.CHAT_COMPLETIONS, "echo", body));

    assertThat(heard.head.status()).isEqualTo(400);
    assertThat(string(heard.json(), "error", "type")).isEqualTo("invalid_request_error");
    assertThat(string(heard.json(), "error", "message")).isNotBlank();
    assertThat(heard.at("error", "param"))
        .isEqualTo(param == null ? new Json.Nothing() : new Json.Text(param));
    assertThat(heard.usage).isNull();
  }

  @Test
  void asksForAModel() throws Exception {
    Heard heard = heard(call(Operation.CHAT_COMPLETIONS, null, chat("hi", "")));

    assertThat(heard.head.status()).isEqualTo(400);
    assertThat(string(heard.json(), "error", "param")).isEqualTo("model");
  }

  @Test
  void completesAPrompt() throws Exception {
    Heard whole =
        heard(call(Operation.COMPLETIONS, "echo", "{\"prompt\":\"once upon\",\"model\":\"x\"}"));
    Heard streamed =
        heard(
            call(
                Operation.COMPLETIONS,
                "echo",
                "{\"prompt\":[\"once upon\"],\"stream\":true,"
                    + "\"stream_options\":{\"include_usage\":true}}"));

    assertThat(string(whole.json(), "object")).isEqualTo("text_completion");
    assertThat(string(whole.json(), "choices", 0, "text")).isEqualTo("once upon");
    List<Heard.Event> events = streamed.events();
    assertThat(events).hasSize(5);
    assertThat(events.subList(0, 3))
        .extracting(event -> string(event.json(), "choices", 0, "text"))
        .containsExactly("once ", "upon", "");
    assertThat(number(events.get(3).json(), "usage", "completion_tokens")).isEqualTo(2);
    assertThat(List.of(whole.usage, streamed.usage)).containsOnly(TokenUsage.of(2, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"prompt\":7}", "{\"prompt\":[\"a\",\"b\"]}", "{\"prompt\":[1]}"})
  void refusesAPromptItCannotRepeat(String body) throws Exception {
    Heard heard = heard(call(Operation.COMPLETIONS, "echo", body));

    assertThat(heard.head.status()).isEqualTo(400);
    assertThat(string(heard.json(), "error", "param")).isEqualTo("prompt");
  }

  private static String joined(Heard heard, int choice) {
    StringBuilder joined = new StringBuilder();
    List<Heard.Event> events = heard.events();
    assertThat(events.getLast().data()).isEqualTo("[DONE]");
    for (Heard.Event event : events.subList(0, events.size() - 1)) {
      Json first = Heard.at(event.json(), "choices", 0);
      if (number(first, "index") == choice
          && ((Json.Obj) Heard.at(first, "delta")).get("content") instanceof Json.Text(var text)) {
        joined.append(text);
      }
    }
    return joined.toString();
  }
}
