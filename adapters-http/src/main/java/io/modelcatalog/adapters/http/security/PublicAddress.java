package io.modelcatalog.adapters.http.security;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where people reach this server, for links to it.
 *
 * @param configured such as {@code https://catalog.example.com}; empty to take what the request
 *     asking for a link was sent to
 */
public record PublicAddress(Optional<String> configured) {
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9._-]{1,253}(:\\d{1,5})?|\\[[0-9a-fA-F:]+](:\\d{1,5})?");

  /** A link to a page, which carries a token where neither server nor proxy writes it down. */
  public String link(HttpRequest<?> request, String page, String token) {
    return base(request) + page + "#" + token;
  }

  /** Whether browsers come here by TLS, as far as it is known. */
  public boolean isSecure(HttpRequest<?> request) {
    return configured.map(url -> url.startsWith("https:")).orElse(false)
        || request.isSecure()
        || "https".equalsIgnoreCase(request.getHeaders().get("x-forwarded-proto"));
  }

  /** Whether an origin that a browser names is this server. */
  public boolean isOwn(HttpRequest<?> request, String origin) {
    String host = request.getHeaders().get(HttpHeaders.HOST);
    return configured.map(url -> url.equalsIgnoreCase(origin)).orElse(false)
        || (host != null
            && (origin.equalsIgnoreCase("http://" + host)
                || origin.equalsIgnoreCase("https://" + host)));
  }

  /** Where it is reached, without a slash at the end. */
  public String base(HttpRequest<?> request) {
    String host = request.getHeaders().get(HttpHeaders.HOST);
    return configured.orElseGet(
        () ->
            (isSecure(request) ? "https://" : "http://")
                + (host != null && HOST.matcher(host).matches() ? host : "localhost"));
  }
}
