package io.modelcatalog.application.gateway;

import io.modelcatalog.domain.usage.UsageRecord;

/**
 * Is told of each call that used more than was reserved for it, which is counted in full all the
 * same. It means that a bound was none: a price that is too low, or an upstream that heeds no cap.
 */
@FunctionalInterface
public interface ShortfallWatch {
  /** Nobody watches. */
  ShortfallWatch NONE = (record, reservedCost, reservedTokens) -> {};

  /**
   * A call under limits of cost or tokens went beyond its reservation. Called on the request path:
   * must not block.
   *
   * @param record how it was settled
   * @param reservedCost nano-dollars set aside for it
   * @param reservedTokens tokens set aside for it
   */
  void exceeded(UsageRecord record, long reservedCost, long reservedTokens);
}
