package io.modelcatalog.application.port.alert;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds budgets in force by their counters. Answers from memory; for one thread. */
public interface BudgetWatch {

  /**
   * Takes over what has changed in the catalog.
   *
   * @return the budgets that are new or not as they were
   */
  Collection<WatchedBudget> refresh();

  /**
   * The budget behind a counter.
   *
   * @return null if there is no such budget, as with counters of rate limits
   */
  @Nullable WatchedBudget find(String counter);
}
