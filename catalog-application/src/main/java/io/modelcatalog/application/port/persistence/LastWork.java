package io.modelcatalog.application.port.persistence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What a transaction has to do before it commits; for implementations of {@link UnitOfWork}. */
public final class LastWork {
  private final Map<Consumer<?>, List<Object>> items = new LinkedHashMap<>();

  /** Adds an item to those of the same work. */
  public <T> void add(Consumer<List<T>> work, T item) {
    items.computeIfAbsent(work, first -> new ArrayList<>()).add(item);
  }

  /** Does it, and what is added while it is done. */
  public void run() {
    while (!items.isEmpty()) {
      Map.Entry<Consumer<?>, List<Object>> next = items.entrySet().iterator().next();
      items.remove(next.getKey());
      doTo(next.getKey(), next.getValue());
    }
  }

  /** Items of a work are of its kind: {@link #add} lets nothing else in. */
  @SuppressWarnings("unchecked")
  private static <T> void doTo(Consumer<?> work, List<Object> items) {
    ((Consumer<List<T>>) work).accept((List<T>) items);
  }
}
