package io.modelcatalog.adapters.providers.echo;

import static io.modelcatalog.adapters.providers.echo.Calls.call;
import static io.modelcatalog.adapters.providers.echo.Calls.heard;
import static io.modelcatalog.adapters.providers.echo.Heard.number;
import static io.modelcatalog.adapters.providers.echo.Heard.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.domain.usage.TokenUsage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EchoToolsTest {
  private static final String WEATHER =
      """
      {"type":"function","function":{"name":"weather","parameters":{"type":"object",
        "properties":{
          "city":{"type":"string","minLength":3},
          "unit":{"enum":["celsius","kelvin"]},
          "days":{"type":"integer","minimum":1},
          "note":{"type":"string"}},
        "required":["city","unit","days"]}}}
      """;
  private static final String CLOCK = "{\"type\":\"function\",\"function\":{\"name\":\"clock\"}}";
  private static final String WEATHER_ARGUMENTS =
      "{\"city\":\"xxx\",\"unit\":\"celsius\",\"days\":1}";

  @Test
  void callsTheFirstToolWithWhatItRequires() throws Exception {
    Heard heard = ask("\"tools\":[" + WEATHER + "," + CLOCK + "]");

    Json choice = heard.at("choices", 0);
    assertThat(string(choice, "finish_reason")).isEqualTo("tool_calls");
    assertThat(Heard.at(choice, "message", "content")).isEqualTo(new Json.Nothing());
    Json called = Heard.at(choice, "message", "tool_calls", 0);
    assertThat(string(called, "type")).isEqualTo("function");
    assertThat(string(called, "id")).isEqualTo("call_echo_r-1_0");
    assertThat(string(called, "function", "name")).isEqualTo("weather");
    assertThat(string(called, "function", "arguments")).isEqualTo(WEATHER_ARGUMENTS);
    assertThat(heard.usage).isEqualTo(TokenUsage.of(2, 4));
  }

  @Test
  void streamsTheCallInDeltas() throws Exception {
    Heard heard = ask("\"stream\":true,\"tools\":[" + WEATHER + "]");

    List<Heard.Event> events = heard.events();
    assertThat(string(events.getFirst().json(), "choices", 0, "delta", "role"))
        .isEqualTo("assistant");
    Json start = Heard.at(events.get(1).json(), "choices", 0, "delta", "tool_calls", 0);
    assertThat(number(start, "index")).isZero();
    assertThat(string(start, "function", "name")).isEqualTo("weather");
    assertThat(string(start, "function", "arguments")).isEmpty();
    assertThat(arguments(heard)).isEqualTo(WEATHER_ARGUMENTS);
    assertThat(events).hasSizeGreaterThan(6);
    assertThat(string(events.get(events.size() - 2).json(), "choices", 0, "finish_reason"))
        .isEqualTo("tool_calls");
    assertThat(heard.usage).isEqualTo(TokenUsage.of(2, 4));
  }

  @Test
  void callsTheToolThatTheChoiceNames() throws Exception {
    Heard heard =
        ask(
            "\"tools\":["
                + WEATHER
                + ","
                + CLOCK
                + "],\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"clock\"}}");

    Json function = heard.at("choices", 0, "message", "tool_calls", 0, "function");
    assertThat(string(function, "name")).isEqualTo("clock");
    assertThat(string(function, "arguments")).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"n\":1",
        "\"tools\":[]",
        "\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"sql\"}}]",
        "\"tool_choice\":\"none\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
      })
  void repeatsWhenThereIsNothingToCall(String members) throws Exception {
    Heard heard = ask(members);

    assertThat(string(heard.json(), "choices", 0, "message", "content")).isEqualTo("how's weather");
    assertThat(string(heard.json(), "choices", 0, "finish_reason")).isEqualTo("stop");
  }

  @Test
  void repeatsTheToolsAnswerSoThatALoopOfCallsEnds() throws Exception {
    Heard heard =
        heard(
            call(
                Operation.CHAT_COMPLETIONS,
                "echo-tools",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"go\"},"
                    + "{\"role\":\"assistant\",\"content\":null},"
                    + "{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"12 degrees\"}],"
                    + "\"tools\":["
                    + CLOCK
                    + "]}"));

    assertThat(string(heard.json(), "choices", 0, "message", "content")).isEqualTo("12 degrees");
  }

  @Test
  void callsAgainWhenTheUserSpeaksAgain() throws Exception {
    Heard heard =
        heard(
            call(
                Operation.CHAT_COMPLETIONS,
                "echo-tools",
                "{\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"12\"},"
                    + "{\"role\":\"user\",\"content\":\"and now?\"}],\"tools\":["
                    + CLOCK
                    + "]}"));

    assertThat(string(heard.json(), "choices", 0, "finish_reason")).isEqualTo("tool_calls");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x"})
  void neverCutsACharacterInTwo(String before) throws Exception {
    String text = before + "😀".repeat(20);
    Heard heard =
        ask(
            "\"stream\":true,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\","
                + "\"parameters\":{\"required\":[\"a\"],\"properties\":{\"a\":{\"const\":\""
                + text
                + "\"}}}}}]");

    assertThat(arguments(heard)).isEqualTo("{\"a\":\"" + text + "\"}");
  }

  @Test
  void countsTheNameInTheCap() throws Exception {
    Heard nameOnly = ask("\"max_tokens\":1,\"tools\":[" + WEATHER + "]");
    Heard cut = ask("\"max_tokens\":2,\"tools\":[" + WEATHER + "]");

    assertThat(nameOnly.usage.output()).isEqualTo(1);
    assertThat(string(nameOnly.json(), "choices", 0, "finish_reason")).isEqualTo("length");
    assertThat(cut.usage.output()).isEqualTo(2);
    assertThat(
            string(cut.json(), "choices", 0, "message", "tool_calls", 0, "function", "arguments"))
        .isEqualTo(WEATHER_ARGUMENTS.substring(0, 16));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"tools\":{} | tools",
        "\"tools\":[1] | tools[0]",
        "\"tools\":[{}] | tools[0].type",
        "\"tools\":[{\"type\":\"function\"}] | tools[0].function",
        "\"tools\":[{\"type\":\"function\",\"function\":{}}] | tools[0].function.name",
        "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"x\"}} | tool_choice",
      })
  void namesTheFieldAtFault(String members, String param) throws Exception {
    Heard heard = ask(members);

    assertThat(heard.head.status()).isEqualTo(400);
    assertThat(string(heard.json(), "error", "param")).isEqualTo(param);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | {}",
        "{\"type\":\"string\"} | {}",
        "{\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"boolean\"}}} | {\"a\":false}",
        "{\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":[\"null\",\"string\"]}}} |"
            + " {\"a\":null}",
        "{\"required\":[\"a\"],\"properties\":{\"a\":{\"const\":4.50}}} | {\"a\":4.50}",
        "{\"required\":[\"a\"],\"properties\":{\"a\":{\"default\":[1]}}} | {\"a\":[1]}",
        "{\"required\":[\"a\"],\"properties\":{\"a\":{\"anyOf\":[{\"type\":\"number\"}]}}} |"
            + " {\"a\":0}",
        "{\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"number\","
            + "\"exclusiveMinimum\":0}}} | {\"a\":1}",
        "{\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"number\",\"maximum\":-2}}} |"
            + " {\"a\":-2}",
        "{\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"array\",\"minItems\":2,"
            + "\"items\":{\"type\":\"string\"}}}} | {\"a\":[\"\",\"\"]}",
        "{\"required\":[\"a\"],\"properties\":{\"a\":{\"$ref\":\"#/$defs/b\"}},"
            + "\"$defs\":{\"b\":{\"required\":[\"c\"],\"properties\":{\"c\":{\"type\":\"string\"}}}}}"
            + " | {\"a\":{\"c\":\"\"}}",
        "{\"required\":[\"a\"]} | {\"a\":{}}",
      })
  void makesTheLeastArgumentsOfASchema(String schema, String arguments) {
    assertThat(ToolArguments.of(Heard.parse(schema))).isEqualTo(arguments);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$ref\":\"#\"}",
        "{\"required\":[\"a\",\"b\"],\"properties\":{\"a\":{\"$ref\":\"#\"},\"b\":{\"$ref\":\"#\"}}}",
        "{\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"array\",\"minItems\":1000000,"
            + "\"items\":{\"$ref\":\"#/properties/a\"}}}}",
      })
  void makesNoEndlessArguments(String schema) {
    assertThat(ToolArguments.of(Heard.parse(schema)).length()).isLessThan(20_000);
  }

  private static String arguments(Heard heard) {
    StringBuilder arguments = new StringBuilder();
    List<Heard.Event> events = heard.events();
    for (Heard.Event event : events.subList(2, events.size() - 2)) {
      arguments.append(
          string(event.json(), "choices", 0, "delta", "tool_calls", 0, "function", "arguments"));
    }
    return arguments.toString();
  }

  private static Heard ask(String members) throws InterruptedException {
    return heard(
        call(
            Operation.CHAT_COMPLETIONS,
            "echo-tools",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"how's weather\"}]," + members + "}"));
  }
}
