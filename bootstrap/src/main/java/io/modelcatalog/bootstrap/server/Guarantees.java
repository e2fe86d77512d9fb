package io.modelcatalog.bootstrap.server;

import io.modelcatalog.bootstrap.settings.CatalogSettings.LimitsStore;
import java.time.Duration;

/** What an operator may rely on, by where limits are kept: the log says it at each start. */
final class Guarantees {
  private Guarantees() {}

  /**
   * One sentence or two on what keeps limits from being exceeded, and on what can exceed them all
   * the same.
   *
   * @param store where limits are kept
   * @param syncInterval how often the usage journal is forced to the disk; zero: with each batch
   *     that goes to the database
   */
  static String of(LimitsStore store, Duration syncInterval) {
    String lost =
        syncInterval.isZero()
            ? "was used since the last batch went to the database"
            : "was used in the last " + syncInterval.toMillis() + " ms";
    return switch (store) {
      case LOCAL ->
          "counted by this process alone, never exceeded; kept over kill -9, and over a power cut"
              + " but for what "
              + lost
              + ". No store is shared, so on_store_failure changes nothing";
      case POSTGRES ->
          "shared by all replicas through the database, together never exceeded, but: a power cut"
              + " of a replica's machine can forget what "
              + lost
              + " there; and a limit with on_store_failure \"pass\" lets calls pass while the"
              + " database is away. What a lost replica holds counts as spent until it is back or"
              + " written off";
      case REDIS ->
          "budgets are shared by all replicas through the database, rate limits through Redis,"
              + " together never exceeded, but: a power cut of a replica's machine can forget what "
              + lost
              + " there; a limit with on_store_failure \"pass\" lets calls pass while its store is"
              + " away; and rate limits are exceeded if Redis loses its data, once, by what is"
              + " leased at that moment. What a lost replica holds counts as spent until it is back"
              + " or written off";
    };
  }
}
