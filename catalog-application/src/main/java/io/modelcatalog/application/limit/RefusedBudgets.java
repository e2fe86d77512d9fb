package io.modelcatalog.application.limit;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Budgets that refused a call since they were last asked for. Noting one neither waits nor grows
 * without bound: what comes when it is full is left out, and comes again with the next refusal.
 */
public final class RefusedBudgets {
  private static final int MOST = 10_000;

  private final ConcurrentHashMap<String, Long> windows = new ConcurrentHashMap<>();

  /** Notes which budget refused a call; nothing if it was a rate limit. */
  public void refused(LimitState state, Standing standing) {
    if (state.rate()) {
      return;
    }
    for (int i = 0; i < standing.size(); i++) {
      if (!standing.isRate(i)
          && standing.level(i) == state.level()
          && standing.what(i).equals(state.what())) {
        note(standing.counter(i), standing.windowStart(i));
      }
    }
  }

  private void note(String counter, long windowStart) {
    Long known = windows.get(counter);
    if (known == null ? windows.mappingCount() < MOST : known < windowStart) {
      windows.put(counter, windowStart);
    }
  }

  /** Gives up what was noted: counters, each with the start of its window. */
  public Map<String, Long> drain() {
    Map<String, Long> drained = new HashMap<>();
    windows.forEach(
        (counter, windowStart) -> {
          if (windows.remove(counter, windowStart)) {
            drained.put(counter, windowStart);
          }
        });
    return drained;
  }
}
