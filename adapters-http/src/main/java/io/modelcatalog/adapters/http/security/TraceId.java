package io.modelcatalog.adapters.http.security;

import io.micronaut.http.HttpRequest;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id by which a call is found again in logs and answers. */
public final class TraceId {
  /** The header that carries it, both ways. */
  public static final String HEADER = "x-portkey-trace-id";

  /** Its neutral alias on requests. */
  public static final String ALIAS = "x-catalog-trace-id";

  private static final String ATTRIBUTE = "io.modelcatalog.trace-id";
  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private TraceId() {}

  /** The id of a request: the client's if it is sane, else one made once for the request. */
  public static String of(HttpRequest<?> request) {
    return request
        .getAttribute(ATTRIBUTE, String.class)
        .orElseGet(
            () -> {
              @Nullable String sent = request.getHeaders().get(HEADER);
              String id = orNew(sent == null ? request.getHeaders().get(ALIAS) : sent);
              request.setAttribute(ATTRIBUTE, id);
              return id;
            });
  }

  /** What a client sent if it is sane, else a new id. */
  public static String orNew(@Nullable String sent) {
    return sent != null && SANE.matcher(sent).matches() ? sent : UUID.randomUUID().toString();
  }
}
