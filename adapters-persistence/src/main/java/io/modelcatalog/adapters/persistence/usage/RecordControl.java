package io.modelcatalog.adapters.persistence.usage;

import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.domain.usage.UsageRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * What must be found of a replica's records: how many there are, and the sum of their digests, in
 * whatever order they came. Kept with every append, so that a record that was lost or changed
 * afterwards is noticed even when no balance tells of it any more.
 *
 * @param records how many
 * @param digest the sum of their digests, modulo 2^62
 */
record RecordControl(long records, long digest) {
  static final RecordControl NONE = new RecordControl(0, 0);

  /** The columns that {@link #digestOf(ResultSet)} reads, of {@code usage_record}. */
  static final String COLUMNS =
      "request_id, admitted_at, organization_id, workspace_id, api_key_id, integration_id,"
          + " provider_id, model, input_tokens, cached_input_tokens, cache_write_tokens,"
          + " output_tokens, reasoning_tokens, cost_nanos, estimated, outcome, status, charges";

  private static final long MODULUS = 1L << 62;

  private static final String UPDATE =
      "UPDATE usage_control SET records = records + ?, digest = (digest + ?) % "
          + MODULUS
          + " WHERE replica = ?";

  private static final String INSERT =
      "INSERT INTO usage_control (records, digest, replica) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

  /** With one more record. */
  RecordControl plus(long digestOfOne) {
    return new RecordControl(records + 1, (digest + digestOfOne) % MODULUS);
  }

  /**
   * Adds records to what must be found of a replica.
   *
   * @param charges the charges of each as they are stored
   */
  static void add(
      Connection connection, String replica, List<UsageRecord> fresh, List<String> charges)
      throws SQLException {
    Digester digester = new Digester();
    long sum = 0;
    for (int i = 0; i < fresh.size(); i++) {
      sum = (sum + digestOf(fresh.get(i), charges.get(i), digester)) % MODULUS;
    }
    RecordControl more = new RecordControl(fresh.size(), sum);
    if (!more.execute(connection, UPDATE, replica) && !more.execute(connection, INSERT, replica)) {
      more.execute(connection, UPDATE, replica);
    }
  }

  private boolean execute(Connection connection, String sql, String replica) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, records);
      statement.setLong(2, digest);
      statement.setString(3, replica);
      return statement.executeUpdate() > 0;
    }
  }

  private static long digestOf(UsageRecord record, String charges, Digester digester) {
    return digester.digest(
        record.requestId(),
        Columns.micros(record.at()),
        record.organization().value(),
        record.workspace().value(),
        record.apiKey().value(),
        record.integration().value(),
        record.provider().value(),
        StoredText.model(record.model()),
        record.usage().input(),
        record.usage().cachedInput(),
        record.usage().cacheWrite(),
        record.usage().output(),
        record.usage().reasoning(),
        record.cost().nanos(),
        record.estimated(),
        record.outcome().name(),
        record.status(),
        charges);
  }

  /** The digest of a stored record. */
  static long digestOf(ResultSet row, Digester digester) throws SQLException {
    return digester.digest(
        row.getObject(1, UUID.class),
        row.getLong(2),
        row.getObject(3, UUID.class),
        row.getObject(4, UUID.class),
        row.getObject(5, UUID.class),
        row.getObject(6, UUID.class),
        row.getObject(7, UUID.class),
        row.getString(8),
        row.getLong(9),
        row.getLong(10),
        row.getLong(11),
        row.getLong(12),
        row.getLong(13),
        row.getLong(14),
        row.getBoolean(15),
        row.getString(16),
        row.getInt(17),
        row.getString(18));
  }

  /** Makes digests, of one after another. */
  static final class Digester {
    private final MessageDigest sha256;
    private final StringBuilder text = new StringBuilder(1_024);
    private byte[] bytes = new byte[1_024];

    Digester() {
      try {
        sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("every Java runtime has SHA-256", e);
      }
    }

    private long digest(Object... fields) {
      text.setLength(0);
      for (Object field : fields) {
        text.append(field).append('\n');
      }
      return ByteBuffer.wrap(hash()).getLong() & MODULUS - 1;
    }

    /** Of the text in UTF-8, which is nearly always ASCII: then nothing is copied. */
    private byte[] hash() {
      int length = text.length();
      if (bytes.length < length) {
        bytes = new byte[2 * length];
      }
      for (int i = 0; i < length; i++) {
        char c = text.charAt(i);
        if (c >= 0x80) {
          return sha256.digest(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        bytes[i] = (byte) c;
      }
      sha256.update(bytes, 0, length);
      return sha256.digest();
    }
  }
}
