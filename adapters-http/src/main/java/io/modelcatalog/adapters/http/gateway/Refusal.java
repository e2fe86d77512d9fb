package io.modelcatalog.adapters.http.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.modelcatalog.application.gateway.Denial;
import io.modelcatalog.application.limit.LimitState;
import io.modelcatalog.application.limit.Measure;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.money.Money;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the gateway's own instead of an upstream's. Its body is what OpenAI's clients parse
 * ({@code error}) together with what Portkey's parse ({@code status}, {@code message}).
 *
 * @param status HTTP status
 * @param type machine-readable kind of error
 * @param code machine-readable code; null if there is none
 * @param param the field at fault; null if there is none
 * @param message for people
 * @param denial what refused the call before it went upstream; null if nothing did
 */
record Refusal(
    int status,
    String type,
    @Nullable String code,
    @Nullable String param,
    String message,
    @Nullable Denial denial) {
  /** How soon another try may find what was missing for the whole service. */
  private static final long SERVICE_RETRY_SECONDS = 2;

  private static final JsonFactory JSON = new JsonFactory();

  static Refusal invalid(@Nullable String param, String message) {
    return new Refusal(400, "invalid_request_error", null, param, message, null);
  }

  static Refusal plain(int status, String type, String message) {
    return new Refusal(status, type, null, null, message, null);
  }

  /** The refusal of a denied call, with the codes clients know. */
  static Refusal of(Denial denial) {
    return switch (denial.reason()) {
      case KEY_MISSING, KEY_UNKNOWN -> coded(denial, 401, "authentication_error", "03");
      case KEY_EXPIRED -> coded(denial, 401, "authentication_error", "01");
      case SCOPE_MISSING -> coded(denial, 403, "permission_error", "033");
      case PROVIDER_MISSING, PROVIDER_UNKNOWN -> field(denial, null);
      case MODEL_INVALID, MODEL_MISSING -> field(denial, "model");
      case METADATA_INVALID -> field(denial, "metadata");
      case WORKSPACE_ARCHIVED -> coded(denial, 401, "workspace_expired_error", "01");
      case INTEGRATION_DISABLED -> coded(denial, 412, "integration_disabled_error", null);
      case PROVIDER_EXPIRED -> coded(denial, 401, "virtual_key_expired_error", "01");
      case NOT_CALLABLE -> coded(denial, 412, "integration_not_callable_error", null);
      case SECRET_UNAVAILABLE -> coded(denial, 503, "secret_unavailable_error", null);
      case MODEL_NOT_ALLOWED -> coded(denial, 412, "model_not_allowed_error", null);
      case MODEL_UNPRICED -> coded(denial, 412, "model_unpriced_error", null);
      case CALL_UNBOUNDED -> coded(denial, 412, "call_unbounded_error", null);
      case RATE_LIMITED ->
          coded(
              denial,
              429,
              denial.level() == Level.POLICY
                  ? "rate_limits_policy_exhaust_error"
                  : owner(denial) + "_rate_limit_error",
              denial.level() == Level.API_KEY ? "05" : null);
      case BUDGET_EXHAUSTED ->
          denial.level() == Level.POLICY
              ? coded(denial, 412, "usage_limits_policy_exhaust_error", "06")
              : coded(denial, 412, owner(denial) + "_exhaust_error", "04");
      case LEASE_UNAVAILABLE ->
          coded(denial, 503, "service_unavailable_error", "limit_store_unavailable");
      case UNAVAILABLE -> coded(denial, 503, "service_unavailable_error", null);
    };
  }

  /** The refusal of a call whose upstream failed before it answered. */
  static Refusal of(UpstreamFailure failure) {
    return switch (failure) {
      case UpstreamFailure.Forbidden(String reason) ->
          plain(
              502,
              "upstream_forbidden_error",
              "The upstream's address may not be called: " + reason);
      case UpstreamFailure.Unreachable(var _, String reason) ->
          plain(502, "upstream_unreachable_error", "The upstream cannot be reached: " + reason);
      case UpstreamFailure.TimedOut(UpstreamFailure.TimedOut.Phase phase, long millis) ->
          plain(
              504,
              "timeout_error",
              "The upstream was too slow ("
                  + phase.name().toLowerCase(java.util.Locale.ROOT)
                  + " timeout after "
                  + millis
                  + " ms)");
      case UpstreamFailure.BeyondReservation(long reserved) ->
          new Refusal(
              502,
              "reservation_exceeded_error",
              "reservation_exceeded",
              null,
              "The answer went beyond the "
                  + reserved
                  + " tokens that were reserved for it, and was ended",
              null);
      case UpstreamFailure.BrokenOff(String reason, boolean ignored) ->
          plain(502, "upstream_error", "The upstream's answer broke off: " + reason);
    };
  }

  /** Seconds after which the client may try again; -1 if waiting is not what helps. */
  long retryAfterSeconds(long nowMillis) {
    if (status == 503) {
      return SERVICE_RETRY_SECONDS;
    }
    LimitState limit = denial == null ? null : denial.limit();
    if (limit == null || !limit.waitingHelps()) {
      return -1;
    }
    return Math.max(1, Math.ceilDiv(limit.resetAtMillis() - nowMillis, 1000L));
  }

  /** The body, in JSON. */
  byte[] body(String traceId) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      String text = code == null ? message : message + ". Error Code: " + code;
      json.writeStartObject();
      json.writeStringField("status", "failure");
      json.writeStringField("message", text);
      json.writeObjectFieldStart("error");
      json.writeStringField("message", text);
      json.writeStringField("type", type);
      json.writeStringField("param", param);
      json.writeStringField("code", code);
      json.writeEndObject();
      if (denial != null) {
        write(json, denial);
      }
      json.writeStringField("trace_id", traceId);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** One event of a stream that has to end in an error. */
  byte[] event() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeRaw("\n\ndata: ");
      json.writeStartObject();
      json.writeObjectFieldStart("error");
      json.writeStringField("message", message);
      json.writeStringField("type", type);
      json.writeStringField("param", param);
      json.writeStringField("code", code);
      json.writeEndObject();
      json.writeEndObject();
      json.writeRaw("\n\n");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, Denial denial) throws IOException {
    Level level = denial.level();
    Denial.Ask ask = denial.ask();
    if (level != null && ask != null) {
      json.writeStringField("level", level.wireName());
      if (denial.owner() != null) {
        json.writeStringField("owner", denial.owner());
      }
      json.writeStringField("ask", ask.wireName());
    }
    if (denial.limit() != null) {
      json.writeFieldName("limit");
      write(json, denial.limit());
    }
  }

  private static void write(JsonGenerator json, LimitState limit) throws IOException {
    json.writeStartObject();
    json.writeStringField("level", limit.level().wireName());
    json.writeStringField("limit", limit.what());
    json.writeStringField("kind", limit.rate() ? "rate_limit" : "budget");
    json.writeStringField("unit", limit.measure() == Measure.COST ? "usd" : unit(limit.measure()));
    amount(json, "value", limit, limit.limit());
    amount(json, "used", limit, limit.used());
    amount(json, "reserved", limit, limit.reserved());
    amount(json, "requested", limit, limit.asked());
    json.writeStringField(
        "reset_at",
        limit.resetAtMillis() == Long.MAX_VALUE
            ? null
            : Instant.ofEpochMilli(limit.resetAtMillis()).toString());
    if (limit.policy() != null) {
      json.writeObjectFieldStart("policy");
      json.writeStringField("id", limit.policy().id().toString());
      json.writeStringField("name", limit.policy().name());
      json.writeStringField("value_key", limit.policy().valueKey());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void amount(JsonGenerator json, String name, LimitState limit, long value)
      throws IOException {
    if (limit.measure() == Measure.COST) {
      json.writeFieldName(name);
      json.writeNumber(new Money(value).toUsd().toPlainString());
    } else {
      json.writeNumberField(name, value);
    }
  }

  private static String unit(Measure measure) {
    return measure.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static Refusal coded(Denial denial, int status, String type, @Nullable String code) {
    return new Refusal(status, type, code, null, denial.message(), denial);
  }

  private static Refusal field(Denial denial, @Nullable String param) {
    return new Refusal(400, "invalid_request_error", null, param, denial.message(), denial);
  }

  /** The word clients know for whose limit refused. */
  private static String owner(Denial denial) {
    Level level = denial.level();
    if (level == null) {
      return "organization";
    }
    return switch (level) {
      case API_KEY -> "api_key";
      case PROVIDER -> "virtual_key";
      case WORKSPACE -> "workspace";
      case GRANT, INTEGRATION, INTEGRATION_DEFAULT -> "integration";
      case ORGANIZATION -> "organization";
      case POLICY -> "policy";
    };
  }
}
