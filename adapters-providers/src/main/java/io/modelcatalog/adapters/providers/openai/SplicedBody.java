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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client's body with a few values replaced and members put in, as slices of the original array
 * and of short new ones. However large the conversation is, it is not copied.
 */
final class SplicedBody {
  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] INCLUDE_USAGE =
      "{\"include_usage\":true}".getBytes(StandardCharsets.US_ASCII);

  private final byte[] body;
  private final List<Change> changes = new ArrayList<>(3);

  /** Bytes that take the place of a span, which may be empty. */
  private record Change(Span at, byte[] text) {}

  private SplicedBody(byte[] body) {
    this.body = body;
  }

  /** The body as it came. */
  static SplicedBody unchanged(byte[] body) {
    return new SplicedBody(body);
  }

  /**
   * The body with these changes. A member that stands there already is changed in its place: of two
   * members of one name an upstream would go by either.
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
        spliced.changes.add(new Change(outline.modelAt(), quoted(wanted)));
      } else {
        members.append("\"model\":").append(new String(quoted(wanted), StandardCharsets.UTF_8));
      }
    }
    if (addUsage) {
      if (outline.streamOptionsAt().present()) {
        spliced.changes.add(
            new Change(outline.streamOptionsAt(), withUsage(body, outline.streamOptionsAt())));
      } else {
        separate(members).append("\"stream_options\":{\"include_usage\":true}");
      }
    }
    if (capField != null) {
      Span at = outline.capsAt().get(capField);
      if (at != null) {
        byte[] text = Long.toString(cap).getBytes(StandardCharsets.US_ASCII);
        spliced.changes.add(new Change(at, text));
      } else {
        separate(members).append('"').append(capField).append("\":").append(cap);
      }
    }
    if (!members.isEmpty()) {
      if (!outline.empty()) {
        members.append(',');
      }
      int first = outline.firstMember();
      spliced.changes.add(
          new Change(new Span(first, first), members.toString().getBytes(StandardCharsets.UTF_8)));
    }
    spliced.changes.sort(Comparator.comparingInt(change -> change.at().start()));
    return spliced;
  }

  long length() {
    long length = body.length;
    for (Change change : changes) {
      length += change.text().length - (change.at().end() - change.at().start());
    }
    return length;
  }

  void addTo(OutgoingRequest request) {
    int from = 0;
    for (Change change : changes) {
      request.add(body, from, change.at().start()).add(change.text());
      from = change.at().end();
    }
    request.add(body, from, body.length);
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
