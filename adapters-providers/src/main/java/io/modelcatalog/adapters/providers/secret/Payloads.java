package io.modelcatalog.adapters.providers.secret;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.modelcatalog.application.port.secret.SecretSource.Payload;
import io.modelcatalog.domain.credential.SecretText;
import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads JSON that holds secrets, without ever telling what is in it. */
final class Payloads {
  private static final JsonFactory JSON = new JsonFactory();

  private Payloads() {}

  /** A secret that is a text, which may be a JSON object with members; empty if it is blank. */
  static Optional<Payload> ofText(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Payload(SecretText.of(text), secrets(members(text))));
  }

  /** A secret that has named members: with one alone, that is the whole. */
  static Optional<Payload> ofMembers(String object) {
    Map<String, SecretText> members = secrets(members(object));
    if (members.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Payload(
            members.size() == 1 ? members.values().iterator().next() : SecretText.of(object),
            members));
  }

  /**
   * The members of a JSON object: texts as they are, others as JSON, nulls and empty ones left out;
   * none if the text is no object.
   */
  static Map<String, String> members(String text) {
    Map<String, String> members = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Map.of();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        String value = value(parser);
        if (value != null && !value.isEmpty()) {
          members.put(name, value);
        }
      }
      return members;
    } catch (IOException notJson) {
      return Map.of();
    }
  }

  private static @Nullable String value(JsonParser parser) throws IOException {
    return switch (parser.nextToken()) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NULL -> null;
      case null -> throw new IOException("ended early");
      default -> {
        StringWriter json = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(json)) {
          out.copyCurrentStructure(parser);
        }
        yield json.toString();
      }
    };
  }

  private static Map<String, SecretText> secrets(Map<String, String> members) {
    Map<String, SecretText> secrets = new LinkedHashMap<>();
    members.forEach((name, value) -> secrets.put(name, SecretText.of(value)));
    return secrets;
  }
}
