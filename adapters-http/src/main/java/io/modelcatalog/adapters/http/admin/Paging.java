package io.modelcatalog.adapters.http.admin;

import io.micronaut.http.HttpParameters;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.modelcatalog.adapters.http.problem.Problem;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.application.port.persistence.Page;
import java.util.List;
import java.util.Optional;

/**
 * Reads query parameters of lists. {@code current_page} counts from 0; both it and {@code
 * page_size} are also taken as {@code currentPage} and {@code pageSize}; empty values count as
 * absent.
 */
public final class Paging {
  private static final int MOST = 1000;

  private Paging() {}

  /**
   * Which part of a list is asked for.
   *
   * @param request the request
   * @param defaultSize items a page where the request does not say
   * @throws Refusal if a value is no number or out of bounds
   */
  public static Page.Request of(HttpRequest<?> request, int defaultSize) {
    int number = number(request, "current_page", "currentPage", 0, 0, Integer.MAX_VALUE);
    int size = number(request, "page_size", "pageSize", defaultSize, 1, MOST);
    return new Page.Request(number, size);
  }

  /** A query parameter that is there and not empty. */
  public static Optional<String> text(HttpRequest<?> request, String name) {
    HttpParameters parameters = request.getParameters();
    return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isBlank());
  }

  /**
   * A query parameter that is a whole number.
   *
   * @param otherwise what it is where the request does not say
   * @throws Refusal if it is no number or out of bounds
   */
  public static int number(
      HttpRequest<?> request, String name, int otherwise, int least, int most) {
    return number(request, name, name, otherwise, least, most);
  }

  /** The refusal of a query parameter. */
  public static Refusal invalid(String name, String rule) {
    return new Refusal(
        Problem.of(
            HttpStatus.BAD_REQUEST,
            name + ": " + rule,
            List.of(new Problem.FieldError("/" + name, rule))));
  }

  private static int number(
      HttpRequest<?> request, String name, String alias, int otherwise, int least, int most) {
    Optional<String> given = text(request, name).or(() -> text(request, alias));
    if (given.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(given.get());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Refused below, like a number out of bounds.
    }
    throw invalid(name, "expected a whole number from " + least + " to " + most);
  }
}
