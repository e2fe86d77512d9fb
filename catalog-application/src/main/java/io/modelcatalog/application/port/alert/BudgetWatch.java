package io.modelcatalog.application.port.alert;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds budgets in force by their counters. Answers from memory; for one thread. */
public interface BudgetWatch {

  /** Takes over what has changed in the catalog. */
  Edits refresh();

  /**
   * The budget behind a counter.
   *
   * @return null if there is no such budget, as with counters of rate limits
   */
  @Nullable WatchedBudget find(String counter);

  /**
   * What is new or not as it was.
   *
   * @param budgets budgets with one counter each
   * @param groups how the counters of budgets begin that have one for each group of calls
   */
  record Edits(List<WatchedBudget> budgets, List<String> groups) {
    /** Nothing is. */
    public static final Edits NONE = new Edits(List.of(), List.of());

    public Edits {
      budgets = List.copyOf(budgets);
      groups = List.copyOf(groups);
    }
  }
}
