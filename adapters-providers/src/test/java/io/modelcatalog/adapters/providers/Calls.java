package io.modelcatalog.adapters.providers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.modelcatalog.application.port.upstream.BodyOutline;
import io.modelcatalog.application.port.upstream.BodyOutline.Span;
import io.modelcatalog.application.port.upstream.Header;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.port.upstream.UpstreamCall;
import io.modelcatalog.domain.model.ModelSlug;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Calls as the gateway would make them. */
public final class Calls {
  public static final String CHAT =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"model\":\"@a/gpt-4o\"}";
  public static final String CHAT_STREAM =
      "{\"model\":\"@a/gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
          + "\"stream\":true}";
  public static final List<Header> JSON = List.of(new Header("content-type", "application/json"));

  private Calls() {}

  public static UpstreamCall chat(String body) {
    return post("/chat/completions", "gpt-4o", body, -1);
  }

  public static UpstreamCall post(String path, String model, String body, long outputCap) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new UpstreamCall(
        "r-1",
        Operation.ofPost(path),
        "POST",
        path,
        model == null ? null : new ModelSlug(model),
        JSON,
        bytes,
        outline(bytes),
        outputCap);
  }

  public static UpstreamCall get(String path, Header... headers) {
    return new UpstreamCall(
        "r-1", Operation.PASS_THROUGH, "GET", path, null, List.of(headers), new byte[0], null, -1);
  }

  public static UpstreamCall with(UpstreamCall call, Header... headers) {
    return new UpstreamCall(
        call.requestId(),
        call.operation(),
        call.method(),
        call.path(),
        call.model(),
        List.of(headers),
        call.body(),
        call.outline(),
        call.outputCap());
  }

  /** The outline of a body, found with a full parser; null if it is no JSON object. */
  public static BodyOutline outline(byte[] body) {
    try (JsonParser parser = new JsonFactory().createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      int first = (int) parser.currentTokenLocation().getByteOffset() + 1;
      String model = null;
      Span modelAt = Span.NONE;
      Span optionsAt = Span.NONE;
      boolean empty = true;
      boolean stream = false;
      boolean includesUsage = false;
      long cap = -1;
      Map<String, Span> caps = new HashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        empty = false;
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        int start = (int) parser.currentTokenLocation().getByteOffset();
        switch (name) {
          case "model" -> model = parser.getText();
          case "stream" -> stream = value == JsonToken.VALUE_TRUE;
          case "max_tokens", "max_completion_tokens", "max_output_tokens" -> {
            if (value != JsonToken.VALUE_NULL) {
              cap = Math.max(cap, parser.getLongValue());
            }
            caps.put(name, new Span(start, start + parser.getTextLength()));
          }
          case "stream_options" -> {
            if (value == JsonToken.START_OBJECT) {
              while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean usage = parser.currentName().equals("include_usage");
                includesUsage |= parser.nextToken() == JsonToken.VALUE_TRUE && usage;
                parser.skipChildren();
              }
            }
          }
          default -> parser.skipChildren();
        }
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        if (name.equals("model")) {
          modelAt = new Span(start, end);
        } else if (name.equals("stream_options")) {
          optionsAt = new Span(start, end);
        }
      }
      return new BodyOutline(
          first,
          empty,
          model,
          modelAt,
          stream,
          optionsAt,
          includesUsage,
          cap,
          caps,
          1,
          body.length);
    } catch (IOException e) {
      return null;
    }
  }
}
