package io.modelcatalog.adapters.http.problem;

import io.micronaut.http.HttpStatus;
import io.modelcatalog.application.CatalogError;
import java.util.List;

/** The one place that turns refusals of use cases into statuses, codes and words. */
public final class ProblemMapper {
  private static final int LONGEST_ECHO = 100;

  private ProblemMapper() {}

  /** What a refusal looks like on the wire. */
  public static Problem toProblem(CatalogError error) {
    return switch (error) {
      case CatalogError.Invalid(String field, String rule) ->
          field(HttpStatus.BAD_REQUEST, field, rule);
      case CatalogError.NotFound(String what, String ref) ->
          Problem.of(HttpStatus.NOT_FOUND, what + " \"" + shortened(ref) + "\" not found");
      case CatalogError.Forbidden(String scope) ->
          Problem.of(HttpStatus.FORBIDDEN, "not permitted: this takes the scope " + scope);
      case CatalogError.NotPermitted(String rule) -> Problem.of(HttpStatus.FORBIDDEN, rule);
      case CatalogError.SlugTaken(String field, String slug) ->
          field(HttpStatus.CONFLICT, field, "\"" + shortened(slug) + "\" is already in use");
      case CatalogError.LoosensParent(var why) ->
          field(
              HttpStatus.BAD_REQUEST,
              why.field(),
              why.asked()
                  + " is more than "
                  + why.allowed()
                  + ", which the "
                  + why.parent().wireName()
                  + " allows (expected: the same or less)");
      case CatalogError.InUse(String what, String by) ->
          Problem.of(HttpStatus.CONFLICT, what + " is still in use by " + by);
      case CatalogError.TooMany(String rule, int seconds) ->
          Problem.of(HttpStatus.TOO_MANY_REQUESTS, rule + "; try again in " + seconds + " seconds");
      case CatalogError.Conflict(String rule) -> Problem.of(HttpStatus.CONFLICT, rule);
      case CatalogError.Stale(String what) ->
          Problem.of(
              HttpStatus.CONFLICT, what + " was changed by someone else meanwhile; read it again");
    };
  }

  /** The code existing clients know a status by. */
  static String code(HttpStatus status) {
    return switch (status) {
      case UNAUTHORIZED -> "AB05";
      case PAYMENT_REQUIRED -> "AB09";
      case FORBIDDEN -> "AB03";
      case NOT_FOUND -> "AB02";
      case CONFLICT, PRECONDITION_FAILED -> "AB07";
      case TOO_MANY_REQUESTS -> "AB06";
      default -> status.getCode() < 500 ? "AB01" : "AB04";
    };
  }

  /** A wire name such as {@code usage_limits[0].type} as a JSON pointer. */
  public static String pointer(String field) {
    return field.isEmpty() || field.startsWith("/")
        ? field
        : "/" + field.replace("]", "").replace('[', '/').replace('.', '/');
  }

  private static Problem field(HttpStatus status, String field, String rule) {
    return Problem.of(
        status, field + ": " + rule, List.of(new Problem.FieldError(pointer(field), rule)));
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_ECHO ? text : text.substring(0, LONGEST_ECHO) + "…";
  }
}
