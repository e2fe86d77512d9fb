package io.modelcatalog.application.port.persistence;

import java.util.List;

/**
 * A part of a list.
 *
 * @param items this part, in the list's order
 * @param total how many there are in all
 * @param <T> what is listed
 */
public record Page<T>(List<T> items, long total) {
  public Page {
    items = List.copyOf(items);
  }

  /**
   * Which part.
   *
   * @param number the page, from 0
   * @param size items a page, 1 to 1000
   */
  public record Request(int number, int size) {
    /** As much as fits in one page. */
    public static final Request FIRST = new Request(0, 1000);

    public Request {
      if (number < 0) {
        throw new IllegalArgumentException("current_page: " + number + " (expected: 0 or more)");
      }
      if (size < 1 || size > 1000) {
        throw new IllegalArgumentException("page_size: " + size + " (expected: 1 to 1000)");
      }
    }

    /** Items before this page. */
    public long offset() {
      return (long) number * size;
    }
  }
}
