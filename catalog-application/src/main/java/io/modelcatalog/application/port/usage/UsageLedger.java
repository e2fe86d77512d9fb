package io.modelcatalog.application.port.usage;

import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.shared.ReplicaId;
import io.modelcatalog.domain.usage.UsageRecord;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/**
 * The stored usage: append-only records, unique by request id, and the balance of each counter.
 * Each ledger writes for one replica and keeps that replica's balances apart, so that replicas
 * never wait for one another's rows. Blocking.
 */
public interface UsageLedger {

  /**
   * The balance of one counter.
   *
   * @param key the counter, as {@link io.modelcatalog.domain.limit.LimitKey#text()}
   * @param windowStart start of its window, milliseconds since the epoch
   * @param used what was used in that window
   */
  record Balance(String key, long windowStart, long used) {
    /** Whether its window has surely ended; not if that may go on for ever. */
    public boolean isOver(long nowMillis) {
      OptionalLong end =
          LimitKey.parse(key)
              .map(parsed -> parsed.endsBy(windowStart))
              .orElse(OptionalLong.empty());
      return end.isPresent() && end.getAsLong() <= nowMillis;
    }
  }

  /**
   * What changed between two looks.
   *
   * @param balances the counters that changed, as they stand now
   * @param cursor where the next look begins
   */
  record Changes(List<Balance> balances, long cursor) {
    public Changes {
      balances = List.copyOf(balances);
    }
  }

  /**
   * Appends records and adds their charges to the balances, in one transaction. A record whose
   * request id is known already is left out with its charges; a charge of an older window than this
   * replica's balance has is recorded but does not change the balance.
   *
   * @return how many records were new
   */
  int append(Collection<UsageRecord> records);

  /**
   * The balance of each counter: its newest window, with what all replicas used in it. A sum that
   * would overflow stays at the largest number.
   */
  List<Balance> balances();

  /**
   * The balances of those counters whose keys begin so, as {@link #balances()} gives them.
   *
   * @param prefix how a key begins
   */
  default List<Balance> balancesOf(String prefix) {
    return balances().stream().filter(balance -> balance.key().startsWith(prefix)).toList();
  }

  /**
   * What one replica has used of each counter, in the newest window that this replica has used
   * anything in.
   */
  List<Balance> balances(ReplicaId replica);

  /**
   * The balances of those counters that any replica has changed since an earlier look, as {@link
   * #balances()} gives them. A change is never left out, but one may be told twice.
   *
   * @param cursor 0 for everything, else the cursor of the look before
   */
  Changes changedSince(long cursor);
}
