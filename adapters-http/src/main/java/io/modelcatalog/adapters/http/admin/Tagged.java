package io.modelcatalog.adapters.http.admin;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.modelcatalog.application.audit.EntityTag;

/** Answers that name the state of the object they show, for {@code If-Match}. */
public final class Tagged {
  private Tagged() {}

  /**
   * An answer with an {@code ETag}.
   *
   * @param body what is shown
   * @param object what it shows, as it is stored
   */
  public static <T> HttpResponse<T> answer(T body, Record object) {
    return HttpResponse.ok(body).header(HttpHeaders.ETAG, '"' + EntityTag.of(object) + '"');
  }
}
