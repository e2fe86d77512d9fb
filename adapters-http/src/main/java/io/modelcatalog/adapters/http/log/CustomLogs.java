package io.modelcatalog.adapters.http.log;

import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.application.log.WriteLogs;
import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.usage.TokenUsage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads calls that were made elsewhere. Of their bodies only model and usage are taken; little is
 * required, as clients send what they have.
 */
final class CustomLogs {
  private static final int LINE = 255;
  private static final int TOKEN = 128;
  private static final int URL = 2_048;
  private static final int MOST_METADATA = 64;
  private static final long MOST_TOKENS = 1_000_000_000_000L;
  private static final long MOST_MILLIS = 86_400_000_000L;

  private CustomLogs() {}

  static WriteLogs.Item read(Fields fields) {
    if (!fields.has("request") && !fields.has("response")) {
      fields.reject("request", "required, or response");
    }
    Fields request = fields.object("request").orElseGet(Fields::none);
    Fields response = fields.object("response").orElseGet(Fields::none);
    Map<String, String> metadata = metadata(fields);
    Fields said = request.object("body").orElseGet(Fields::none);
    Fields answered = response.object("body").orElseGet(Fields::none);
    Fields usage = answered.object("usage").orElseGet(Fields::none);
    return new WriteLogs.Item(
        new LogRecord.Target(
            "",
            "",
            request.line("provider", LINE).orElse(""),
            said.line("model", LINE).or(() -> answered.line("model", LINE)).orElse("")),
        new LogRecord.Asked(
            "custom",
            request.line("method", 16).orElse("POST"),
            path(request.line("url", URL).orElse("/")),
            said.bool("stream").orElse(false)),
        (int) response.integer("status", 100, 599).orElse(200),
        TokenUsage.of(
            usage.integer("prompt_tokens", 0, MOST_TOKENS).orElse(0),
            usage.integer("completion_tokens", 0, MOST_TOKENS).orElse(0)),
        response
            .integer("response_time", 0, MOST_MILLIS)
            .orElse(response.integer("responseTime", 0, MOST_MILLIS).orElse(0)),
        new LogRecord.Trace(
            token(metadata, "traceId", "trace_id"),
            token(metadata, "spanId", "span_id"),
            token(metadata, "parentSpanId", "parent_span_id"),
            token(metadata, "spanName", "span_name")),
        metadata);
  }

  /** What follows the host, without a query, which can hold a secret. */
  private static String path(String url) {
    int query = url.indexOf('?');
    String plain = query < 0 ? url : url.substring(0, query);
    int scheme = plain.indexOf("://");
    int slash = scheme < 0 ? 0 : plain.indexOf('/', scheme + 3);
    String path = slash < 0 ? "/" : plain.substring(slash);
    return path.startsWith("/v1/") ? path.substring(3) : path;
  }

  /** Takes it out: it is shown as the trace, not as metadata. */
  private static String token(Map<String, String> metadata, String name, String other) {
    String first = metadata.remove(name);
    String second = metadata.remove(other);
    return first != null ? first : second != null ? second : "";
  }

  private static Map<String, String> metadata(Fields fields) {
    Optional<Settings> given = fields.settings("metadata");
    Map<String, String> metadata = new LinkedHashMap<>();
    given.ifPresent(
        settings ->
            settings.values().forEach((name, value) -> metadata.put(name, String.valueOf(value))));
    boolean tooLong =
        metadata.entrySet().stream()
            .anyMatch(
                entry -> entry.getKey().length() > TOKEN || entry.getValue().length() > TOKEN);
    if (metadata.size() > MOST_METADATA || tooLong) {
      fields.reject(
          "metadata",
          "expected at most "
              + MOST_METADATA
              + " members of at most "
              + TOKEN
              + " characters each");
    }
    return metadata;
  }
}
