package io.modelcatalog.adapters.providers.echo;

import io.modelcatalog.application.port.upstream.Header;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that is answered with an error, in OpenAI's shape; has no stack trace. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String type;
  private final @Nullable String param;
  private final @Nullable String code;

  private Refused(
      int status, String type, @Nullable String param, @Nullable String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.type = type;
    this.param = param;
    this.code = code;
  }

  /** A request that breaks a rule. */
  static Refused rule(@Nullable String param, String message) {
    return new Refused(400, "invalid_request_error", param, null, message);
  }

  /** A field of the wrong type. */
  static Refused type(String param, String expected) {
    return new Refused(
        400,
        "invalid_request_error",
        param,
        "invalid_type",
        "Invalid type for '" + param + "': expected " + expected + ".");
  }

  /** A field that must be there. */
  static Refused missing(String param) {
    return new Refused(
        400,
        "invalid_request_error",
        param,
        "missing_required_parameter",
        "Missing required parameter: '" + param + "'.");
  }

  /** A path that does not exist. */
  static Refused path(String method, String path) {
    return new Refused(
        404, "invalid_request_error", null, null, "Invalid URL (" + method + " " + path + ")");
  }

  /** A model that does not exist. */
  static Refused model(String model, String why) {
    return new Refused(
        404,
        "invalid_request_error",
        "model",
        "model_not_found",
        "The model '" + model + "' does not exist: " + why + ".");
  }

  /** The error that a model was asked to give. */
  static Refused onDemand(int status) {
    String message = "echo-error-" + status + " answers with this status.";
    return switch (status) {
      case 401 -> new Refused(status, "invalid_request_error", null, "invalid_api_key", message);
      case 404 -> new Refused(status, "invalid_request_error", "model", "model_not_found", message);
      case 429 -> new Refused(status, "requests", null, "rate_limit_exceeded", message);
      default ->
          status >= 500
              ? new Refused(status, "server_error", null, null, message)
              : new Refused(status, "invalid_request_error", null, null, message);
    };
  }

  /** The answer that says so. */
  Script answer() {
    List<Header> headers = new ArrayList<>(List.of(Script.JSON));
    if (status == 429) {
      headers.add(new Header("retry-after", "1"));
    }
    return Script.whole(
        status,
        headers,
        Json.bytes(
            out -> {
              out.writeStartObject();
              out.writeObjectFieldStart("error");
              out.writeStringField("message", getMessage());
              out.writeStringField("type", type);
              out.writeStringField("param", param);
              out.writeStringField("code", code);
              out.writeEndObject();
              out.writeEndObject();
            }));
  }
}
