package io.modelcatalog.domain.usage;

/** Where the cost of a call comes from. */
public enum CostSource {
  /** Nobody knows a price: the cost stands at zero. */
  NONE,
  /** Usage times price. */
  PRICE,
  /** The upstream itself said what it charges. */
  PROVIDER
}
