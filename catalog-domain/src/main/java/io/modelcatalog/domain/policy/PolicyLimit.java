package io.modelcatalog.domain.policy;

import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.RateLimit;
import java.util.Locale;

/** The amount that each group of a policy's calls may use. */
public sealed interface PolicyLimit {

  /** Whether it is a rate limit; otherwise a budget. */
  default boolean isRate() {
    return this instanceof OfRate;
  }

  /** What it counts, by its name on the wire, such as {@code cost}. */
  default String unit() {
    return switch (this) {
      case OfBudget(Budget budget) -> budget.unit().name().toLowerCase(Locale.ROOT);
      case OfRate(RateLimit rate, Target ignored) -> rate.unit().name().toLowerCase(Locale.ROOT);
    };
  }

  /** A budget. */
  record OfBudget(Budget budget) implements PolicyLimit {}

  /** A rate limit. */
  record OfRate(RateLimit rate, Target target) implements PolicyLimit {}

  /** Whose calls a rate limit counts; fixed once declared. */
  enum Target {
    /** Calls of models. */
    LLM("llm"),
    /** Calls of tools, which this gateway does not make: such a policy counts nothing here. */
    MCP_TOOLS("mcp_tools");

    private final String wireName;

    Target(String wireName) {
      this.wireName = wireName;
    }

    /** Its name on the wire. */
    public String wireName() {
      return wireName;
    }
  }
}
