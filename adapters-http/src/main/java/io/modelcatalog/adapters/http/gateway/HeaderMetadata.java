package io.modelcatalog.adapters.http.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.modelcatalog.application.gateway.CallMetadata;
import io.modelcatalog.domain.shared.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Metadata in a header: a JSON object of texts. Read only when it is asked for, so that calls no
 * policy looks at pay nothing for it.
 *
 * @param header the header as it came
 */
public record HeaderMetadata(String header) implements CallMetadata {
  /** The rule for what stands in the header. */
  public static final String RULE =
      "must be a JSON object of at most 64 texts, names and texts of at most 128 characters each,"
          + " without control characters";

  private static final int MOST = 64;
  private static final int LONGEST = 128;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1)
                  .maxStringLength(2 * LONGEST)
                  .maxNameLength(2 * LONGEST)
                  .build())
          .build();

  @Override
  public Result<Map<String, String>, String> read() {
    Map<String, String> values = new HashMap<>();
    try (JsonParser parser = JSON.createParser(utf8(header))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Result.err(RULE);
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (parser.nextToken() != JsonToken.VALUE_STRING) {
          return Result.err(RULE);
        }
        String value = parser.getText();
        if (values.size() == MOST || name.isEmpty() || !sound(name) || !sound(value)) {
          return Result.err(RULE);
        }
        values.put(name, value);
      }
      return parser.nextToken() == null ? Result.ok(values) : Result.err(RULE);
    } catch (IOException malformed) {
      return Result.err(RULE);
    }
  }

  /**
   * Header fields come as bytes, one to a character; clients that send more than ASCII send UTF-8.
   */
  private static String utf8(String header) {
    for (int i = 0; i < header.length(); i++) {
      char c = header.charAt(i);
      if (c > 0xff) {
        return header;
      }
      if (c >= 0x80) {
        try {
          return StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(header.getBytes(StandardCharsets.ISO_8859_1)))
              .toString();
        } catch (CharacterCodingException notUtf8) {
          return header;
        }
      }
    }
    return header;
  }

  /** Whether a text can be kept as it is: a database takes neither zeros nor halves of pairs. */
  private static boolean sound(String text) {
    if (text.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        return false;
      }
      if (Character.isHighSurrogate(c)) {
        if (++i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
          return false;
        }
      } else if (Character.isLowSurrogate(c)) {
        return false;
      }
    }
    return true;
  }
}
