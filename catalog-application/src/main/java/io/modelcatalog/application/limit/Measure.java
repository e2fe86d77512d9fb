package io.modelcatalog.application.limit;

/** What a limit counts. */
public enum Measure {
  /** Nano-dollars. */
  COST,
  /** Prompt and completion tokens. */
  TOKENS,
  /** Calls. */
  REQUESTS;

  long of(long cost, long tokens) {
    return switch (this) {
      case COST -> cost;
      case TOKENS -> tokens;
      case REQUESTS -> 1;
    };
  }
}
