package io.modelcatalog.adapters.providers.echo;

import static io.modelcatalog.adapters.providers.echo.Calls.call;
import static io.modelcatalog.adapters.providers.echo.Calls.heard;
import static io.modelcatalog.adapters.providers.echo.Heard.number;
import static io.modelcatalog.adapters.providers.echo.Heard.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.domain.usage.TokenUsage;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EchoResponseTest {

  @Test
  void repeatsTheInput() throws Exception {
    Heard heard = respond("echo", "\"input\":\"good day\",\"instructions\":\"be brief now\"");

    Json answer = heard.json();
    assertThat(string(answer, "object")).isEqualTo("response");
    assertThat(string(answer, "id")).isEqualTo("resp_echo_r-1");
    assertThat(string(answer, "status")).isEqualTo("completed");
    assertThat(string(answer, "model")).isEqualTo("echo");
    assertThat(string(answer, "instructions")).isEqualTo("be brief now");
    assertThat(string(answer, "output", 0, "type")).isEqualTo("message");
    assertThat(string(answer, "output", 0, "role")).isEqualTo("assistant");
    assertThat(string(answer, "output", 0, "content", 0, "type")).isEqualTo("output_text");
    assertThat(string(answer, "output", 0, "content", 0, "text")).isEqualTo("good day");
    assertThat(number(answer, "usage", "input_tokens")).isEqualTo(5);
    assertThat(number(answer, "usage", "output_tokens")).isEqualTo(2);
    assertThat(number(answer, "usage", "total_tokens")).isEqualTo(7);
    assertThat(number(answer, "usage", "input_tokens_details", "cached_tokens")).isZero();
    assertThat(number(answer, "usage", "output_tokens_details", "reasoning_tokens")).isZero();
    assertThat(heard.usage).isEqualTo(TokenUsage.of(5, 2));
  }

  @Test
  void readsTheLastUserItem() throws Exception {
    Heard heard =
        respond(
            "echo",
            """
            "input":[
              {"role":"user","content":"first"},
              {"type":"message","role":"user","content":[
                {"type":"input_text","text":"the "},{"type":"input_image","image_url":"x"},
                {"type":"input_text","text":"last"}]},
              {"type":"reasoning","summary":[]},
              {"role":"assistant","content":[{"type":"output_text","text":"well"}]}]
            """);

    assertThat(string(heard.json(), "output", 0, "content", 0, "text")).isEqualTo("the last");
    assertThat(heard.usage).isEqualTo(TokenUsage.of(4, 2));
  }

  @Test
  void tellsEveryEventOfATextInOrder() throws Exception {
    Heard heard = respond("echo", "\"input\":\"to be\",\"stream\":true");

    List<Heard.Event> events = heard.events();
    assertThat(events)
        .extracting(Heard.Event::type)
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
    for (int i = 0; i < events.size(); i++) {
      assertThat(number(events.get(i).json(), "sequence_number")).isEqualTo(i);
      assertThat(string(events.get(i).json(), "type")).isEqualTo(events.get(i).type());
    }
    assertThat(string(events.getFirst().json(), "response", "status")).isEqualTo("in_progress");
    assertThat(Heard.at(events.getFirst().json(), "response", "usage"))
        .isEqualTo(new Json.Nothing());
    assertThat(string(events.get(6).json(), "text")).isEqualTo("to be");
    assertThat(string(events.get(7).json(), "part", "text")).isEqualTo("to be");
    assertThat(string(events.get(8).json(), "item", "content", 0, "text")).isEqualTo("to be");
    assertThat(number(events.getLast().json(), "response", "usage", "total_tokens")).isEqualTo(4);
    assertThat(heard.usage).isEqualTo(TokenUsage.of(2, 2));
  }

  @Test
  void endsAStreamWithTheResponseThatIsNotStreamed() throws Exception {
    Json whole = respond("echo", "\"input\":\"to be\"").json();

    Json last = respond("echo", "\"input\":\"to be\",\"stream\":true").events().getLast().json();

    assertThat(Heard.at(last, "response")).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void joinsToTheVeryTextWhateverItIs(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      String text = Calls.randomText(random);

      Heard heard = respond("echo", "\"stream\":true,\"input\":" + new Json.Text(text).text());

      StringBuilder joined = new StringBuilder();
      for (Heard.Event event : heard.events()) {
        if (event.type().equals("response.output_text.delta")) {
          joined.append(string(event.json(), "delta"));
        }
      }
      assertThat(joined).hasToString(text);
    }
  }

  @Test
  void isIncompleteWhereTheCapEndsIt() throws Exception {
    Heard whole = respond("echo", "\"input\":\"a b c\",\"max_output_tokens\":2");
    Heard streamed = respond("echo", "\"input\":\"a b c\",\"max_output_tokens\":2,\"stream\":true");

    assertThat(string(whole.json(), "status")).isEqualTo("incomplete");
    assertThat(string(whole.json(), "incomplete_details", "reason")).isEqualTo("max_output_tokens");
    assertThat(string(whole.json(), "output", 0, "content", 0, "text")).isEqualTo("a b ");
    assertThat(streamed.events().getLast().type()).isEqualTo("response.incomplete");
    assertThat(List.of(whole.usage, streamed.usage)).containsOnly(TokenUsage.of(3, 2));
  }

  @Test
  void callsATool() throws Exception {
    String members =
        "\"input\":\"go\",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":"
            + "{\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"integer\"}}}}]";

    Heard whole = respond("echo-tools", members);
    Heard streamed = respond("echo-tools", members + ",\"stream\":true");

    assertThat(string(whole.json(), "output", 0, "type")).isEqualTo("function_call");
    assertThat(string(whole.json(), "output", 0, "name")).isEqualTo("f");
    assertThat(string(whole.json(), "output", 0, "arguments")).isEqualTo("{\"a\":0}");
    assertThat(streamed.events())
        .extracting(Heard.Event::type)
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "response.completed");
    assertThat(List.of(whole.usage, streamed.usage)).containsOnly(TokenUsage.of(1, 2));
  }

  @Test
  void repeatsTheToolsAnswer() throws Exception {
    Heard heard =
        respond(
            "echo-tools",
            "\"input\":[{\"role\":\"user\",\"content\":\"go\"},"
                + "{\"type\":\"function_call\",\"call_id\":\"1\",\"name\":\"f\"},"
                + "{\"type\":\"function_call_output\",\"call_id\":\"1\",\"output\":\"done\"}],"
                + "\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]");

    assertThat(string(heard.json(), "output", 0, "content", 0, "text")).isEqualTo("done");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"store\":true | input",
        "\"input\":7 | input",
        "\"input\":[7] | input[0]",
        "\"input\":[{\"content\":\"a\"}] | input[0].role",
        "\"input\":\"a\",\"instructions\":[] | instructions",
        "\"input\":\"a\",\"max_output_tokens\":0 | max_output_tokens",
      })
  void namesTheFieldAtFault(String members, String param) throws Exception {
    Heard heard = respond("echo", members);

    assertThat(heard.head.status()).isEqualTo(400);
    assertThat(string(heard.json(), "error", "param")).isEqualTo(param);
  }

  private static Heard respond(String model, String members) throws InterruptedException {
    return heard(call(Operation.RESPONSES, model, "{" + members + "}"));
  }
}
