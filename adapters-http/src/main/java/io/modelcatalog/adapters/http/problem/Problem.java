package io.modelcatalog.adapters.http.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of every refusal of the administration API: the envelope of existing clients ({@code
 * success}, {@code data}), the members of RFC 9457 ({@code type} to {@code errors}) and the {@code
 * error} object that OpenAI clients print.
 *
 * @param success always false
 * @param data message and code, where existing clients look for them
 * @param type a URI that names the code
 * @param title the HTTP status in words
 * @param status the HTTP status; a number, as RFC 9457 has it
 * @param detail what is wrong, for people
 * @param instance the path that was asked
 * @param errors each field at fault
 * @param message same as {@code detail}
 * @param error same again, for OpenAI clients
 * @param ok false for a path that does not exist, else left out
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Problem(
    boolean success,
    Data data,
    String type,
    String title,
    int status,
    String detail,
    @Nullable String instance,
    List<FieldError> errors,
    String message,
    Error error,
    @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) Boolean ok) {

  /** Where a request breaks a rule. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record FieldError(String pointer, String message) {}

  /** The envelope existing clients read. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Data(String message, String errorCode) {}

  /** The object OpenAI clients read. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Error(String message, String type, @Nullable String param, String code) {}

  public Problem {
    errors = List.copyOf(errors);
  }

  /** A refusal that concerns the request as a whole. */
  public static Problem of(HttpStatus status, String detail) {
    return of(status, detail, List.of());
  }

  /**
   * A refusal.
   *
   * @param status the HTTP status; it decides the code
   * @param detail what is wrong, for people
   * @param errors each field at fault, the first of which {@code error.param} names
   */
  public static Problem of(HttpStatus status, String detail, List<FieldError> errors) {
    String code = ProblemMapper.code(status);
    return new Problem(
        false,
        new Data(detail, code),
        "urn:model-catalog:error:" + code,
        status.getReason(),
        status.getCode(),
        detail,
        null,
        errors,
        detail,
        new Error(
            detail,
            status.getCode() < 500 ? "invalid_request_error" : "server_error",
            errors.isEmpty() ? null : errors.getFirst().pointer(),
            code),
        null);
  }

  /** The same refusal of a request to this path. */
  public Problem at(String path) {
    return new Problem(
        success, data, type, title, status, detail, path, errors, message, error, ok);
  }

  /** The same refusal, marked as a path that does not exist. */
  Problem notARoute() {
    return new Problem(
        success, data, type, title, status, detail, instance, errors, message, error, false);
  }
}
