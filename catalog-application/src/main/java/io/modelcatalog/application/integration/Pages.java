package io.modelcatalog.application.integration;

import io.modelcatalog.application.port.persistence.Page;
import java.util.List;

/** Pages of lists that are short enough to be whole in memory. */
final class Pages {
  private Pages() {}

  static <T> Page<T> of(List<T> all, Page.Request request) {
    int from = (int) Math.min(request.offset(), all.size());
    int to = Math.min(from + request.size(), all.size());
    return new Page<>(all.subList(from, to), all.size());
  }
}
