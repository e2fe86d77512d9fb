package io.modelcatalog.adapters.persistence.usage;

import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.domain.usage.UsageRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** When keys were last used, to the minute, so that no key is written more than once in one. */
final class KeyUse {
  /** Keys that were deleted meanwhile are passed over. */
  private static final String ADD =
      """
      INSERT INTO api_key_use (api_key_id, last_used_at)
      SELECT id, CAST(? AS BIGINT) FROM api_key WHERE id = ? ON CONFLICT DO NOTHING\
      """;

  private static final String MOVE =
      "UPDATE api_key_use SET last_used_at = ? WHERE api_key_id = ? AND last_used_at < ?";

  /** Beyond this, what is known is forgotten, and at worst written again. */
  private static final int MOST_KNOWN = 100_000;

  private final Map<UUID, Long> known = new ConcurrentHashMap<>();

  /** The keys whose last use is later than what is stored as far as known, and when that was. */
  Map<UUID, Long> news(Collection<UsageRecord> records) {
    // Replicas that write the same keys take them in one order.
    Map<UUID, Long> news = new TreeMap<>();
    for (UsageRecord each : records) {
      UUID key = each.apiKey().value();
      long minute = Columns.micros(each.at().truncatedTo(ChronoUnit.MINUTES));
      if (minute > known.getOrDefault(key, Long.MIN_VALUE)) {
        news.merge(key, minute, Math::max);
      }
    }
    return news;
  }

  /** Stores them. */
  static void store(Connection connection, Map<UUID, Long> news) throws SQLException {
    try (PreparedStatement add = connection.prepareStatement(ADD);
        PreparedStatement move = connection.prepareStatement(MOVE)) {
      for (Map.Entry<UUID, Long> use : news.entrySet()) {
        add.setLong(1, use.getValue());
        add.setObject(2, use.getKey());
        add.addBatch();
        move.setLong(1, use.getValue());
        move.setObject(2, use.getKey());
        move.setLong(3, use.getValue());
        move.addBatch();
      }
      add.executeBatch();
      move.executeBatch();
    }
  }

  /** Remembers what was stored. */
  void stored(Map<UUID, Long> news) {
    if (known.size() > MOST_KNOWN) {
      known.clear();
    }
    news.forEach((key, minute) -> known.merge(key, minute, Math::max));
  }
}
