package io.modelcatalog.domain.limit;

/** What a budget counts. */
public enum BudgetUnit {
  /** Nano-dollars. */
  COST,
  /** Prompt and completion tokens. */
  TOKENS,
  /** Calls. */
  REQUESTS
}
