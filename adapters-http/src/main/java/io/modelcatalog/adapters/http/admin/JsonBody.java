package io.modelcatalog.adapters.http.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.micronaut.http.HttpStatus;
import io.modelcatalog.adapters.http.problem.Problem;
import io.modelcatalog.adapters.http.problem.Refusal;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object strictly: no duplicate names, nothing after its end, bounded in size, depth
 * and digits, and no text that a database could not store. Values are {@link String}, {@link
 * Boolean}, {@link BigDecimal}, null, {@link List} and {@link LinkedHashMap}.
 */
final class JsonBody {
  static final int MOST_BYTES = 4 * 1024 * 1024;
  private static final int DEEPEST = 32;
  private static final int MOST_DIGITS = 40;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(256 * 1024)
                  .maxNameLength(1024)
                  .maxNumberLength(MOST_DIGITS)
                  .build())
          .build();

  private JsonBody() {}

  /**
   * Reads an object.
   *
   * @throws Refusal if it is none, with the position at fault
   */
  static LinkedHashMap<String, @Nullable Object> read(byte[] body) {
    return parsed(
        body,
        parser -> {
          if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw refusal(HttpStatus.BAD_REQUEST, "", "the body must be a JSON object");
          }
          return object(parser, "");
        });
  }

  /**
   * Reads an object, or a list of objects.
   *
   * @param most how many there may be
   * @throws Refusal if it is neither, with the position at fault
   */
  static List<LinkedHashMap<String, @Nullable Object>> readOneOrMore(byte[] body, int most) {
    String rule = "the body must be a JSON object or a list of 1 to " + most + " of them";
    return parsed(
        body,
        parser -> {
          if (parser.nextToken() == JsonToken.START_OBJECT) {
            return List.of(object(parser, ""));
          }
          List<LinkedHashMap<String, @Nullable Object>> objects = new ArrayList<>();
          if (parser.currentToken() == JsonToken.START_ARRAY) {
            while (objects.size() <= most && parser.nextToken() == JsonToken.START_OBJECT) {
              objects.add(object(parser, "/" + objects.size()));
            }
          }
          if (parser.currentToken() != JsonToken.END_ARRAY || objects.isEmpty()) {
            throw refusal(HttpStatus.BAD_REQUEST, "", rule);
          }
          return objects;
        });
  }

  /** Reads what a body holds. */
  @FunctionalInterface
  private interface Reading<T> {
    T by(JsonParser parser) throws IOException;
  }

  private static <T> T parsed(byte[] body, Reading<T> reading) {
    if (body.length > MOST_BYTES) {
      throw refusal(
          HttpStatus.REQUEST_ENTITY_TOO_LARGE,
          "",
          "the body may have at most " + MOST_BYTES + " bytes here");
    }
    try (JsonParser parser = FACTORY.createParser(body)) {
      T read = reading.by(parser);
      if (parser.nextToken() != null) {
        throw malformed(parser, "nothing may follow the object");
      }
      return read;
    } catch (StreamConstraintsException tooMuch) {
      throw refusal(
          HttpStatus.BAD_REQUEST,
          "",
          "the JSON goes too far (at most "
              + DEEPEST
              + " levels, 262144 characters a text, "
              + MOST_DIGITS
              + " digits a number)");
    } catch (JsonProcessingException broken) {
      throw refusal(
          HttpStatus.BAD_REQUEST,
          "",
          broken.getLocation() == null
              ? "malformed JSON"
              : "malformed JSON at line "
                  + broken.getLocation().getLineNr()
                  + ", column "
                  + broken.getLocation().getColumnNr());
    } catch (IOException notText) {
      throw refusal(HttpStatus.BAD_REQUEST, "", "malformed JSON: not valid UTF-8");
    }
  }

  private static LinkedHashMap<String, @Nullable Object> object(JsonParser parser, String pointer)
      throws IOException {
    LinkedHashMap<String, @Nullable Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = storable(parser.currentName(), pointer);
      String at = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
      if (members.containsKey(name)) {
        throw refusal(HttpStatus.BAD_REQUEST, at, "given twice (expected: once)");
      }
      parser.nextToken();
      members.put(name, value(parser, at));
    }
    return members;
  }

  private static @Nullable Object value(JsonParser parser, String pointer) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, pointer);
      case START_ARRAY -> {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser, pointer + "/" + items.size()));
        }
        yield items;
      }
      case VALUE_STRING -> storable(parser.getText(), pointer);
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser, pointer);
      default -> throw malformed(parser, "a value is missing");
    };
  }

  private static BigDecimal number(JsonParser parser, String pointer) throws IOException {
    BigDecimal number = parser.getDecimalValue();
    // Without this bound, 1e999999999 would take all memory as soon as it is rounded.
    if (Math.abs((long) number.scale()) > MOST_DIGITS) {
      throw refusal(HttpStatus.BAD_REQUEST, pointer, "the exponent must be between -40 and 40");
    }
    return number;
  }

  private static String storable(String text, String pointer) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw refusal(HttpStatus.BAD_REQUEST, pointer, "must not hold the character U+0000");
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw refusal(HttpStatus.BAD_REQUEST, pointer, "must be well-formed Unicode");
      }
    }
    return text;
  }

  private static Refusal malformed(JsonParser parser, String rule) {
    return refusal(
        HttpStatus.BAD_REQUEST,
        "",
        "malformed JSON at line "
            + parser.currentLocation().getLineNr()
            + ", column "
            + parser.currentLocation().getColumnNr()
            + ": "
            + rule);
  }

  private static Refusal refusal(HttpStatus status, String pointer, String rule) {
    return new Refusal(
        Problem.of(
            status,
            pointer.isEmpty() ? rule : Fields.wireName(pointer) + ": " + rule,
            List.of(new Problem.FieldError(pointer, rule))));
  }
}
