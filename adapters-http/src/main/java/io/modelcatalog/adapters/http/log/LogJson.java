package io.modelcatalog.adapters.http.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.modelcatalog.adapters.http.admin.Times;
import io.modelcatalog.application.log.ListLogs;
import io.modelcatalog.application.log.LogEntry;
import io.modelcatalog.application.port.log.LogBodies;
import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.application.port.log.LogRecord.End;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Records of calls on the wire. */
final class LogJson {
  private static final int MICRO_DIGITS = 3;

  /** Nano-dollars are ten millionths of a cent. */
  private static final int CENT_DIGITS = 7;

  private LogJson() {}

  /** A part of the list. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Logs(
      String object,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long total,
      List<Log> data,
      @JsonProperty("next_cursor") @Nullable String nextCursor) {
    static Logs of(ListLogs.Listed listed) {
      return new Logs(
          "list",
          listed.total().isPresent() ? listed.total().getAsLong() : null,
          listed.entries().stream().map(Log::of).toList(),
          listed.next().map(Cursors::text).orElse(null));
    }
  }

  /** The answer to calls that were added. */
  @Serdeable
  record Written(String status, String message, @JsonProperty("log_ids") List<String> ids) {
    static Written of(List<UUID> ids) {
      return new Written(
          "success", "Logged " + ids.size() + " calls", ids.stream().map(UUID::toString).toList());
    }
  }

  /** One call. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Log(
      String object,
      String id,
      @JsonProperty("trace_id") String traceId,
      @JsonProperty("span_id") @Nullable String spanId,
      @JsonProperty("parent_span_id") @Nullable String parentSpanId,
      @JsonProperty("span_name") @Nullable String spanName,
      @JsonProperty("created_at") String createdAt,
      @JsonProperty("organisation_id") String organization,
      @JsonProperty("workspace_id") String workspace,
      @JsonProperty("workspace_slug") String workspaceSlug,
      Request request,
      Response response,
      Metrics metrics,
      Map<String, String> metadata) {

    static Log of(LogEntry entry) {
      return of(entry, Optional.empty());
    }

    static Log of(LogEntry entry, Optional<LogBodies.Bodies> said) {
      LogRecord record = entry.record();
      return new Log(
          "log",
          record.id().toString(),
          record.trace().id(),
          orNull(record.trace().span()),
          orNull(record.trace().parent()),
          orNull(record.trace().name()),
          Times.text(record.at()),
          record.organization().toString(),
          record.workspace().toString(),
          entry.workspaceSlug(),
          new Request(
              record.operation().method(),
              "/v1" + record.operation().path(),
              said.map(LogBodies.Bodies::request).orElse(null),
              said.map(LogBodies.Bodies::requestTruncated).orElse(null)),
          new Response(
              record.end().status(),
              said.map(LogBodies.Bodies::response).orElse(null),
              said.map(LogBodies.Bodies::responseTruncated).orElse(null)),
          Metrics.of(record),
          record.metadata());
    }
  }

  /** What was asked; the body as text, where it is kept and for the actor to see. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Request(
      String method,
      String url,
      @Nullable String body,
      @JsonProperty("body_truncated") @Nullable Boolean truncated) {}

  /** What was answered; the body as text, where it is kept and for the actor to see. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Response(
      int status,
      @Nullable String body,
      @JsonProperty("body_truncated") @Nullable Boolean truncated) {}

  /** The numbers of a call: times in milliseconds, cost in cents. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Metrics(
      @JsonProperty("ai_org") @Nullable String kind,
      @JsonProperty("ai_model") @Nullable String model,
      @JsonProperty("integration") @Nullable String integration,
      @JsonProperty("virtual_key") @Nullable String provider,
      @Nullable String config,
      @JsonProperty("prompt_slug") @Nullable String promptSlug,
      @JsonProperty("api_key_id") @Nullable String apiKey,
      @JsonProperty("api_key_name") @Nullable String apiKeyName,
      @JsonProperty("user") @Nullable String user,
      @JsonProperty("client_ip") @Nullable String clientIp,
      @JsonProperty("request_type") String operation,
      @JsonProperty("request_method") String method,
      @JsonProperty("request_url") String url,
      @JsonProperty("stream_mode") boolean streamed,
      @JsonProperty("response_status_code") int status,
      @JsonProperty("is_success") boolean success,
      String outcome,
      @Nullable String reason,
      @JsonProperty("req_units") long prompt,
      @JsonProperty("res_units") long completion,
      @JsonProperty("total_units") long total,
      @JsonProperty("cached_units") long cached,
      @JsonProperty("cache_write_units") long cacheWrite,
      @JsonProperty("reasoning_units") long reasoning,
      @JsonProperty("units_estimated") boolean estimated,
      BigDecimal cost,
      @JsonProperty("cost_currency") String currency,
      @JsonProperty("response_time") BigDecimal responseTime,
      @JsonProperty("time_to_first_byte") @Nullable BigDecimal firstByte,
      @JsonProperty("upstream_response_time") BigDecimal upstreamTime,
      @JsonProperty("gateway_processing_time") BigDecimal gatewayTime,
      @JsonProperty("cache_status") String cacheStatus,
      @JsonProperty("retry_count") int retries,
      @JsonProperty("fallback_used") boolean fallback) {

    static Metrics of(LogRecord record) {
      return new Metrics(
          orNull(record.target().kind()),
          orNull(record.target().model()),
          orNull(record.target().integration()),
          orNull(record.target().provider()),
          null,
          null,
          record.caller().apiKey().map(Object::toString).orElse(null),
          orNull(record.caller().keyName()),
          record.user().orElse(null),
          orNull(record.caller().ip()),
          record.operation().name(),
          record.operation().method(),
          "/v1" + record.operation().path(),
          record.operation().streamed(),
          record.end().status(),
          !record.failed(),
          record.end().outcome().toLowerCase(Locale.ROOT),
          orNull(record.end().reason().toLowerCase(Locale.ROOT)),
          record.usage().prompt(),
          record.usage().output(),
          record.usage().total(),
          record.usage().cachedInput(),
          record.usage().cacheWrite(),
          record.usage().reasoning(),
          record.estimated(),
          cents(record.cost().nanos()),
          "usd",
          millis(record.times().total()),
          record.times().firstByte() < 0 ? null : millis(record.times().firstByte()),
          millis(record.times().upstream()),
          millis(record.times().gateway()),
          record.end().outcome().equals(End.CUSTOM) ? "" : "DISABLED",
          0,
          false);
    }
  }

  /** Nano-dollars as a number of cents. */
  static BigDecimal cents(long nanos) {
    return plain(BigDecimal.valueOf(nanos, CENT_DIGITS));
  }

  /** Microseconds as a number of milliseconds. */
  static BigDecimal millis(long micros) {
    return plain(BigDecimal.valueOf(micros, MICRO_DIGITS));
  }

  private static BigDecimal plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
