package io.modelcatalog.application.port.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private static String redacted(String body, String... hidden) {
    return Redaction.of(body.getBytes(StandardCharsets.UTF_8), Set.of(hidden));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"api_key\":\"HIDE\"}",
        "{\"apiKey\" : \"HIDE\"}",
        "{\"Authorization\":\"HIDE\"}",
        "{\"x\":{\"client_secret\":\"HIDE\"}}",
        "{\"openai_api_key\":\"HIDE\"}",
        "{\"password\":{\"old\":\"HIDE\"}}",
        "{\"password\":\"a \\\" HIDE\"}",
        "{\"password\":\"cut HIDE",
        "{\"password\":[\"HIDE",
        "use sk-HIDEHIDEHIDEHIDE now",
        "Authorization: Bearer HIDEHIDEHIDEHIDE",
        "AKIAHIDEHIDEHIDEHIDE",
        "mcg_HIDEHIDEHIDEHIDE",
        "-----BEGIN PRIVATE KEY-----\nHIDE\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nHIDE",
        "eyJHIDEHIDE.HIDEHIDE12.HIDEHIDE12",
      })
  void takesOutWhatPromisesToBeASecret(String body) {
    assertThat(redacted(body)).doesNotContain("HIDE").contains(Redaction.MARK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"gpt-4o\",\"max_tokens\":100,\"messages\":[{\"content\":\"a secret plan\"}]}",
        "data: {\"choices\":[{\"delta\":{\"content\":\"sk\"}}]}\n\ndata: [DONE]\n\n",
        "",
        "{",
      })
  void leavesTheRestAsItIs(String body) {
    assertThat(redacted(body, "nothing")).isEqualTo(body);
  }

  @Test
  void hidesTheMembersThatAreNamedWithAllTheyHold() {
    assertThat(
            redacted(
                "{\"a\":1,\"ssn\":{\"n\":[1,\"}\"]},\"b\":{\"ssn\":7},\"c\":\"ssn\",\"ssn\":"
                    + " \"x\"}",
                "ssn"))
        .isEqualTo(
            "{\"a\":1,\"ssn\":\"[redacted]\",\"b\":{\"ssn\":\"[redacted]\"},\"c\":\"ssn\","
                + "\"ssn\": \"[redacted]\"}");
  }

  @Test
  void aLongBodyIsNoTroubleWhateverItHolds() {
    String hard = "\"password\":\"" + "\\\"".repeat(30_000) + "\",\"Bearer " + "a".repeat(60_000);

    assertThat(redacted(hard, "x")).hasSizeLessThan(200).contains(Redaction.MARK);
  }
}
