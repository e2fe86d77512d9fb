package io.modelcatalog.adapters.http.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.modelcatalog.adapters.http.problem.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that is kept as text: numbers, escapes and the order of members stay as they were
 * written.
 *
 * @param text an object's text less the blanks between its tokens; a text that was given as a
 *     string is unchanged
 * @param members the same as values
 */
public record KeptJson(String text, Map<String, @Nullable Object> members) {
  private static final JsonFactory FACTORY = new JsonFactory();

  /**
   * Reads a member of a body: an object, or the text of one.
   *
   * @param fields the body as read; takes note of what is wrong
   * @param body the same body
   * @param name the member
   * @return empty if it is absent, null or faulty
   */
  public static Optional<KeptJson> of(Fields fields, byte[] body, String name) {
    if (!fields.has(name) || fields.isNull(name)) {
      return Optional.empty();
    }
    boolean asText = fields.holdsText(name);
    if (!asText && fields.object(name).isEmpty()) {
      return Optional.empty();
    }
    try {
      String text = asText ? fields.rawText(name) : compact(sourceOf(name, utf8(body)));
      return Optional.of(new KeptJson(text, JsonBody.read(text.getBytes(StandardCharsets.UTF_8))));
    } catch (Refusal malformed) {
      fields.reject(name, malformed.problem().detail());
    } catch (IOException notUtf8) {
      fields.reject(name, "the body must be UTF-8");
    }
    return Optional.empty();
  }

  private static String utf8(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static String sourceOf(String name, String body) throws IOException {
    try (JsonParser parser = FACTORY.createParser(body)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(name);
        parser.nextToken();
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        if (wanted) {
          return body.substring(from, (int) parser.currentLocation().getCharOffset());
        }
      }
    }
    throw new IOException("not found again");
  }

  /** The text less the blanks outside its strings. */
  static String compact(String json) {
    StringBuilder text = new StringBuilder(json.length());
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (inString) {
        text.append(c);
        if (c == '\\') {
          text.append(json.charAt(++i));
        } else if (c == '"') {
          inString = false;
        }
      } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        text.append(c);
        inString = c == '"';
      }
    }
    return text.toString();
  }
}
