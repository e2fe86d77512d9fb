package io.modelcatalog.adapters.providers.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.modelcatalog.adapters.providers.transport.OutgoingRequest;
import io.modelcatalog.application.port.upstream.BodyOutline;
import io.modelcatalog.application.port.upstream.BodyOutline.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The client's body with a few values replaced and members put in, as slices of the original array
 * and of short new ones. However large the conversation is, it is not copied.
 */
final class SplicedBody {
  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] INCLUDE_USAGE =
      "{\"include_usage\":true}".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = new byte[0];

  private final byte[] body;
  private byte[] inserted = NOTHING;
  private int insertAt;
  private byte[] model = NOTHING;
  private Span modelAt = Span.NONE;
  private byte[] options = NOTHING;
  private Span optionsAt = Span.NONE;

  private SplicedBody(byte[] body) {
    this.body = body;
  }

  /** The body as it came. */
  static SplicedBody unchanged(byte[] body) {
    return new SplicedBody(body);
  }

  /**
   * The body with these changes.
   *
   * @param wanted the model to name; null to leave what stands there
   * @param addUsage whether to ask for usage in the stream
   * @param capField the field to cap the answer with; null for none
   * @param cap its value
   */
  static SplicedBody of(
      byte[] body,
      BodyOutline outline,
      @Nullable String wanted,
      boolean addUsage,
      @Nullable String capField,
      long cap) {
    SplicedBody spliced = new SplicedBody(body);
    StringBuilder members = new StringBuilder();
    if (wanted != null && !wanted.equals(outline.model())) {
      if (outline.modelAt().present()) {
        spliced.model = quoted(wanted);
        spliced.modelAt = outline.modelAt();
      } else {
        members.append("\"model\":").append(new String(quoted(wanted), StandardCharsets.UTF_8));
      }
    }
    if (addUsage) {
      if (outline.streamOptionsAt().present()) {
        spliced.options = withUsage(body, outline.streamOptionsAt());
        spliced.optionsAt = outline.streamOptionsAt();
      } else {
        separate(members).append("\"stream_options\":{\"include_usage\":true}");
      }
    }
    if (capField != null) {
      separate(members).append('"').append(capField).append("\":").append(cap);
    }
    if (!members.isEmpty()) {
      if (!outline.empty()) {
        members.append(',');
      }
      spliced.inserted = members.toString().getBytes(StandardCharsets.UTF_8);
      spliced.insertAt = outline.firstMember();
    }
    return spliced;
  }

  long length() {
    return (long) body.length
        + inserted.length
        + change(model, modelAt)
        + change(options, optionsAt);
  }

  private static int change(byte[] text, Span at) {
    return at.present() ? text.length - (at.end() - at.start()) : 0;
  }

  void addTo(OutgoingRequest request) {
    int from = 0;
    if (inserted.length > 0) {
      request.add(body, 0, insertAt).add(inserted);
      from = insertAt;
    }
    boolean modelFirst = modelAt.start() < optionsAt.start();
    from = addChange(request, from, modelFirst ? modelAt : optionsAt, modelFirst ? model : options);
    from = addChange(request, from, modelFirst ? optionsAt : modelAt, modelFirst ? options : model);
    request.add(body, from, body.length);
  }

  private int addChange(OutgoingRequest request, int from, Span at, byte[] text) {
    if (!at.present()) {
      return from;
    }
    request.add(body, from, at.start()).add(text);
    return at.end();
  }

  private static StringBuilder separate(StringBuilder members) {
    return members.isEmpty() ? members : members.append(',');
  }

  private static byte[] quoted(String text) {
    byte[] plain = JsonStringEncoder.getInstance().quoteAsUTF8(text);
    byte[] quoted = new byte[plain.length + 2];
    quoted[0] = '"';
    System.arraycopy(plain, 0, quoted, 1, plain.length);
    quoted[quoted.length - 1] = '"';
    return quoted;
  }

  /** The client's stream options with {@code include_usage}; null becomes just that. */
  private static byte[] withUsage(byte[] body, Span at) {
    int length = at.end() - at.start();
    ByteArrayOutputStream merged = new ByteArrayOutputStream(length + 24);
    try (JsonParser parser = JSON.createParser(body, at.start(), length);
        JsonGenerator generator = JSON.createGenerator(merged)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.VALUE_NULL) {
        return INCLUDE_USAGE;
      }
      if (first != JsonToken.START_OBJECT) {
        return slice(body, at); // Not what it should be; the upstream says so better than we.
      }
      generator.writeStartObject();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean ours = parser.currentName().equals("include_usage");
        if (ours) {
          parser.nextToken();
          parser.skipChildren();
        } else {
          generator.copyCurrentStructure(parser);
        }
      }
      generator.writeBooleanField("include_usage", true);
      generator.writeEndObject();
    } catch (IOException e) {
      return slice(body, at);
    }
    return merged.toByteArray();
  }

  private static byte[] slice(byte[] body, Span at) {
    byte[] copy = new byte[at.end() - at.start()];
    System.arraycopy(body, at.start(), copy, 0, copy.length);
    return copy;
  }
}
