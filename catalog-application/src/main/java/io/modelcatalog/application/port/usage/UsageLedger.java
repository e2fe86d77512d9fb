package io.modelcatalog.application.port.usage;

import io.modelcatalog.domain.usage.UsageRecord;
import java.util.Collection;
import java.util.List;

/**
 * The stored usage: append-only records, unique by request id, and the balance of each counter.
 * Blocking.
 */
public interface UsageLedger {

  /**
   * The balance of one counter.
   *
   * @param key the counter, as {@link io.modelcatalog.domain.limit.LimitKey#text()}
   * @param windowStart start of its window, milliseconds since the epoch
   * @param used what was used in that window
   */
  record Balance(String key, long windowStart, long used) {}

  /**
   * Appends records and adds their charges to the balances, in one transaction. A record whose
   * request id is known already is left out with its charges; a charge of an older window than the
   * balance's is recorded but does not change the balance.
   *
   * @return how many records were new
   */
  int append(Collection<UsageRecord> records);

  /** All balances. */
  List<Balance> balances();
}
