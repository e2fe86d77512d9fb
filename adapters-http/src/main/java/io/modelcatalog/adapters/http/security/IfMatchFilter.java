package io.modelcatalog.adapters.http.security;

import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.modelcatalog.adapters.http.problem.Problem;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.access.Precondition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Has changes made only to what the client has seen, where it says so by {@code If-Match} (RFC
 * 9110, section 13.1.1). {@code *} asks for nothing that a change does not ask anyway: that the
 * object is there. Comes after the caller is known.
 */
@Order(90)
@ServerFilter("/v1/**")
final class IfMatchFilter {
  private static final Pattern TAG =
      Pattern.compile("\\s*(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"\\s*(?:,|$)");

  /** Notes what is expected, or refuses what is no list of tags. */
  @RequestFilter
  @Nullable HttpResponse<?> filter(HttpRequest<?> request) {
    List<String> given = request.getHeaders().getAll(HttpHeaders.IF_MATCH);
    if (given.isEmpty() || request.getMethod() == HttpMethod.GET) {
      return null;
    }
    String text = String.join(",", given).strip();
    if (text.equals("*")) {
      return null;
    }
    Set<String> tags = new HashSet<>();
    Matcher tag = TAG.matcher(text);
    int end = 0;
    while (end < text.length() && tag.find(end) && tag.start() == end) {
      // Weak ones never match.
      if (tag.group(1) == null) {
        tags.add(tag.group(2));
      }
      end = tag.end();
    }
    if (text.isEmpty() || end < text.length()) {
      return malformed(request);
    }
    request
        .getAttribute(CallerFilter.ACTOR, Actor.class)
        .ifPresent(
            actor ->
                request.setAttribute(
                    CallerFilter.ACTOR, actor.expecting(Precondition.anyOf(tags))));
    return null;
  }

  private static HttpResponse<?> malformed(HttpRequest<?> request) {
    String rule = "expected * or entity tags in quotation marks, as ETag has them";
    return HttpResponse.<Problem>status(HttpStatus.BAD_REQUEST)
        .contentType(MediaType.APPLICATION_JSON_TYPE)
        .body(
            Problem.of(
                    HttpStatus.BAD_REQUEST,
                    HttpHeaders.IF_MATCH + ": " + rule,
                    List.of(new Problem.FieldError("/" + HttpHeaders.IF_MATCH, rule)))
                .at(request.getPath()));
  }
}
