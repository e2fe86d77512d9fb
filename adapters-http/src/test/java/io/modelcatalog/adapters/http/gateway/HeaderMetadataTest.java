package io.modelcatalog.adapters.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.shared.Result;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderMetadataTest {
  @Test
  void readsAnObjectOfTexts() {
    assertThat(new HeaderMetadata(" {\"_user\":\"ann\",\"team\":\"\"} ").read())
        .isEqualTo(Result.ok(Map.of("_user", "ann", "team", "")));
    assertThat(new HeaderMetadata("{}").read()).isEqualTo(Result.ok(Map.of()));
  }

  @Test
  void readsEscapesAndUtf8ThatCameAsSingleBytes() {
    String utf8 =
        new String(
            "{\"team\":\"Köln 🚀\"}".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

    assertThat(new HeaderMetadata(utf8).read()).isEqualTo(Result.ok(Map.of("team", "Köln 🚀")));
    assertThat(new HeaderMetadata("{\"team\":\"K\\u00f6ln \\ud83d\\ude80\"}").read())
        .isEqualTo(Result.ok(Map.of("team", "Köln 🚀")));
    assertThat(new HeaderMetadata("{\"team\":\"K\u00f6ln\"}").read())
        .isEqualTo(Result.ok(Map.of("team", "Köln")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\"text\"",
        "{",
        "{}{}",
        "{} x",
        "{\"a\":1}",
        "{\"a\":null}",
        "{\"a\":true}",
        "{\"a\":{\"b\":\"c\"}}",
        "{\"a\":[\"b\"]}",
        "{\"a\":\"b\",\"a\":\"c\"}",
        "{\"\":\"b\"}",
        "{\"a\":\"\\u0000\"}",
        "{\"a\":\"line\\nbreak\"}",
        "{\"a\":\"\\ud83d\"}",
        "{\"a\":\"\\ude80\\ud83d\"}"
      })
  void refusesEverythingElse(String header) {
    assertThat(new HeaderMetadata(header).read()).isEqualTo(Result.err(HeaderMetadata.RULE));
  }

  @Test
  void refusesTooMuch() {
    assertThat(new HeaderMetadata("{\"a\":\"" + "b".repeat(128) + "\"}").read())
        .isInstanceOf(Result.Ok.class);
    assertThat(new HeaderMetadata("{\"a\":\"" + "b".repeat(129) + "\"}").read())
        .isEqualTo(Result.err(HeaderMetadata.RULE));
    assertThat(new HeaderMetadata("{\"" + "a".repeat(129) + "\":\"b\"}").read())
        .isEqualTo(Result.err(HeaderMetadata.RULE));
    assertThat(new HeaderMetadata(of(64)).read()).isInstanceOf(Result.Ok.class);
    assertThat(new HeaderMetadata(of(65)).read()).isEqualTo(Result.err(HeaderMetadata.RULE));
  }

  private static String of(int values) {
    return IntStream.range(0, values)
        .mapToObj(i -> "\"k" + i + "\":\"v\"")
        .collect(Collectors.joining(",", "{", "}"));
  }
}
