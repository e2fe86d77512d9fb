package io.modelcatalog.adapters.http.security;

import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/**
 * Puts the trace id and the security headers on every answer, refusals included. Clients retry a
 * failed call on their own unless the answer has a trace id.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class AnswerHeaders {

  /** Adds what the answer does not have yet. */
  @ResponseFilter
  void filter(HttpRequest<?> request, MutableHttpResponse<?> response) {
    put(response, TraceId.HEADER, TraceId.of(request));
    put(response, "X-Content-Type-Options", "nosniff");
    put(response, HttpHeaders.CACHE_CONTROL, "no-store");
    put(response, "Referrer-Policy", "no-referrer");
  }

  private static void put(MutableHttpResponse<?> response, String name, String value) {
    if (!response.getHeaders().contains(name)) {
      response.header(name, value);
    }
  }
}
