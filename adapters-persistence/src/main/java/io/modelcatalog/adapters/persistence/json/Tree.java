package io.modelcatalog.adapters.persistence.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Casts with a clear failure for trees that {@link JsonText} read. */
final class Tree {
  private Tree() {}

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new IllegalStateException("stored JSON: an object was expected");
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return (List<Object>) list;
    }
    throw new IllegalStateException("stored JSON: a list was expected");
  }

  static String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalStateException("stored JSON: a text was expected");
  }

  static long number(@Nullable Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw new IllegalStateException("stored JSON: a whole number was expected");
  }

  static boolean flag(@Nullable Object value) {
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw new IllegalStateException("stored JSON: true or false was expected");
  }
}
