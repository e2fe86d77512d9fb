package io.modelcatalog.adapters.http.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.modelcatalog.application.port.persistence.Page;
import java.util.List;
import java.util.function.Function;

/**
 * The envelope of lists.
 *
 * @param object always {@code list}
 * @param total how many there are in all
 * @param data this page's items
 * @param <T> what is listed
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Listed<T>(String object, long total, List<T> data) {

  /** A page, each item as the function shows it. */
  public static <S, T> Listed<T> of(Page<S> page, Function<? super S, ? extends T> view) {
    return new Listed<>("list", page.total(), page.items().stream().<T>map(view).toList());
  }
}
