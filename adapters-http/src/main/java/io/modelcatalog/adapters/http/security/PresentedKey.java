package io.modelcatalog.adapters.http.security;

import io.micronaut.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/**
 * Finds the API key among a request's headers: {@code x-portkey-api-key}, its neutral alias {@code
 * x-catalog-api-key}, {@code Authorization: Bearer}, {@code x-api-key}, in this order. A header
 * sent twice is ambiguous and counts as no key at all.
 */
public final class PresentedKey {
  private static final String BEARER = "bearer ";

  private PresentedKey() {}

  /** The key, if one is presented. */
  public static Optional<String> of(HttpHeaders headers) {
    for (String name : List.of("x-portkey-api-key", "x-catalog-api-key")) {
      List<String> values = headers.getAll(name);
      if (values.size() > 1) {
        return Optional.empty();
      }
      if (values.size() == 1 && !values.getFirst().isBlank()) {
        return Optional.of(values.getFirst().strip());
      }
    }
    List<String> authorization = headers.getAll(HttpHeaders.AUTHORIZATION);
    if (authorization.size() > 1) {
      return Optional.empty();
    }
    if (authorization.size() == 1
        && authorization.getFirst().regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      String token = authorization.getFirst().substring(BEARER.length()).strip();
      if (!token.isEmpty()) {
        return Optional.of(token);
      }
    }
    List<String> plain = headers.getAll("x-api-key");
    return plain.size() == 1 && !plain.getFirst().isBlank()
        ? Optional.of(plain.getFirst().strip())
        : Optional.empty();
  }
}
