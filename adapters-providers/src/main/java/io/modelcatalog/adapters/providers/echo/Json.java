package io.modelcatalog.adapters.providers.echo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value. Numbers stay text, so that they are written as they were read. */
sealed interface Json {

  /**
   * The size of a text is bounded by the body's, which the gateway bounds. Characters beyond the
   * basic plane are written as UTF-8, not as a pair of escapes three times as long.
   */
  JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  record Obj(Map<String, Json> members) implements Json {
    static final Obj EMPTY = new Obj(Map.of());

    /** The member, null if it is absent or null. */
    @Nullable Json get(String name) {
      Json value = members.get(name);
      return value instanceof Nothing ? null : value;
    }
  }

  record Arr(List<Json> items) implements Json {}

  record Text(String value) implements Json {}

  record Num(String text) implements Json {}

  record Bool(boolean value) implements Json {}

  record Nothing() implements Json {}

  /**
   * Reads exactly one value.
   *
   * @throws IOException if it is not JSON
   */
  static Json read(byte[] body) throws IOException {
    try (JsonParser parser = FACTORY.createParser(body)) {
      parser.nextToken();
      Json value = value(parser);
      if (parser.nextToken() != null) {
        throw new IOException("more than one value");
      }
      return value;
    }
  }

  private static Json value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IOException("no value");
    }
    return switch (token) {
      case START_OBJECT -> {
        Map<String, Json> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = wellFormed(parser.currentName());
          parser.nextToken();
          members.put(name, value(parser));
        }
        yield new Obj(members);
      }
      case START_ARRAY -> {
        List<Json> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        yield new Arr(items);
      }
      case VALUE_STRING -> new Text(wellFormed(parser.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Num(parser.getText());
      case VALUE_TRUE -> new Bool(true);
      case VALUE_FALSE -> new Bool(false);
      case VALUE_NULL -> new Nothing();
      default -> throw new IOException("unexpected " + token);
    };
  }

  /** Half a surrogate pair, which an escape can make, has no UTF-8: it becomes U+FFFD. */
  private static String wellFormed(String text) {
    StringBuilder repaired = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else {
        repaired = repaired == null ? new StringBuilder(text) : repaired;
        repaired.setCharAt(i, '\uFFFD');
      }
    }
    return repaired == null ? text : repaired.toString();
  }

  /** Writes this value. */
  default void to(JsonGenerator out) throws IOException {
    switch (this) {
      case Obj(Map<String, Json> members) -> {
        out.writeStartObject();
        for (Map.Entry<String, Json> member : members.entrySet()) {
          out.writeFieldName(member.getKey());
          member.getValue().to(out);
        }
        out.writeEndObject();
      }
      case Arr(List<Json> items) -> {
        out.writeStartArray();
        for (Json item : items) {
          item.to(out);
        }
        out.writeEndArray();
      }
      case Text(String value) -> out.writeString(value);
      case Num(String text) -> out.writeNumber(text);
      case Bool(boolean value) -> out.writeBoolean(value);
      case Nothing _ -> out.writeNull();
    }
  }

  /** This value as compact JSON text. */
  default String text() {
    return new String(bytes(this::to), StandardCharsets.UTF_8);
  }

  /** Something that writes JSON. */
  @FunctionalInterface
  interface Writing {
    void to(JsonGenerator out) throws IOException;
  }

  /** What is written, as UTF-8. */
  static byte[] bytes(Writing writing) {
    return around("", writing, "");
  }

  /** What is written, as the data of a server-sent event. */
  static byte[] event(Writing writing) {
    return around("data: ", writing, "\n\n");
  }

  /** What is written, as the data of a server-sent event of the type. */
  static byte[] event(String type, Writing writing) {
    return around("event: " + type + "\ndata: ", writing, "\n\n");
  }

  private static byte[] around(String before, Writing writing, String after) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    bytes.writeBytes(before.getBytes(StandardCharsets.UTF_8));
    try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    bytes.writeBytes(after.getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }
}
