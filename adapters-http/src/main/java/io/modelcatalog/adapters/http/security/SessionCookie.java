package io.modelcatalog.adapters.http.security;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import java.util.Optional;
import java.util.regex.Pattern;

/** The cookie that carries a session's token. */
public final class SessionCookie {
  /** Its name. */
  public static final String NAME = "catalog_session";

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{16,128}");

  private SessionCookie() {}

  /** The token a request brings, if it can be one. */
  public static Optional<String> of(HttpRequest<?> request) {
    return request
        .getCookies()
        .findCookie(NAME)
        .map(Cookie::getValue)
        .filter(value -> TOKEN.matcher(value).matches());
  }

  /**
   * A cookie for a token. It ends with the browser; the session ends by itself.
   *
   * @param secure whether it goes over TLS alone
   */
  public static Cookie with(String token, boolean secure) {
    return Cookie.of(NAME, token).httpOnly(true).secure(secure).sameSite(SameSite.Lax).path("/");
  }

  /** What makes a browser forget it. */
  public static Cookie gone(boolean secure) {
    return with("", secure).maxAge(0);
  }
}
