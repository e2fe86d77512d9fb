package io.modelcatalog.adapters.persistence.audit;

import io.modelcatalog.application.port.audit.AuditChain;
import io.modelcatalog.application.port.audit.AuditEvent;
import io.modelcatalog.domain.organization.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Reads chains of the audit log again. To be used in a transaction that sees one moment only, for a
 * log that is being written to.
 */
public final class AuditVerification {
  private static final int PIECE = 1_000;

  private AuditVerification() {}

  /**
   * Where a chain ends.
   *
   * @param organization whose
   * @param sequence the number of its last entry; 0 for none
   * @param hash of that entry, in hexadecimal
   */
  public record Head(OrganizationId organization, long sequence, String hash) {}

  /** Where the chains end, of every organization that has one. */
  public static List<Head> heads(Connection connection) throws SQLException {
    List<Head> heads = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT o.organization_id, COALESCE(h.sequence, 0), h.hash"
                    + " FROM (SELECT organization_id FROM audit_head"
                    + " UNION SELECT organization_id FROM audit_event) o"
                    + " LEFT JOIN audit_head h ON h.organization_id = o.organization_id"
                    + " ORDER BY o.organization_id");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        heads.add(
            new Head(
                new OrganizationId(rows.getObject(1, UUID.class)),
                rows.getLong(2),
                Optional.ofNullable(rows.getString(3)).orElse(AuditChain.START)));
      }
    }
    return heads;
  }

  /**
   * Computes a chain anew.
   *
   * @return the number of the first entry that is not as it was written, that is missing, or that
   *     was never written; empty if there is none
   */
  public static OptionalLong firstBroken(Connection connection, OrganizationId organization)
      throws SQLException {
    Head head = head(connection, organization);
    String previous = AuditChain.START;
    long expected = 1;
    // Numbers start at 1: what is before that was put there.
    long from = Long.MIN_VALUE;
    while (true) {
      int read = 0;
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT * FROM audit_event WHERE organization_id = ? AND sequence >= ?"
                  + " ORDER BY sequence LIMIT "
                  + PIECE)) {
        select.setObject(1, organization.value());
        select.setLong(2, from);
        try (ResultSet rows = select.executeQuery()) {
          for (; rows.next(); read++) {
            Optional<AuditEvent> event = AuditRow.strictly(rows);
            if (rows.getLong("sequence") != expected || event.isEmpty()) {
              return OptionalLong.of(Math.min(expected, rows.getLong("sequence")));
            }
            previous = AuditChain.hash(previous, expected, event.get());
            if (!previous.equals(rows.getString("hash"))) {
              return OptionalLong.of(expected);
            }
            expected++;
          }
        }
      }
      if (read < PIECE) {
        // The head tells of entries that were cut off at the end.
        return head.sequence() == expected - 1 && head.hash().equals(previous)
            ? OptionalLong.empty()
            : OptionalLong.of(Math.min(expected, head.sequence() + 1));
      }
      from = expected;
    }
  }

  /** Looks at both tables, because H2 keeps the moment of a table from when it is first read. */
  private static Head head(Connection connection, OrganizationId organization) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT h.sequence, h.hash, EXISTS (SELECT 1 FROM audit_event e"
                + " WHERE e.organization_id = h.organization_id)"
                + " FROM audit_head h WHERE h.organization_id = ?")) {
      select.setObject(1, organization.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new Head(organization, row.getLong(1), row.getString(2))
            : new Head(organization, 0, AuditChain.START);
      }
    }
  }

  /**
   * The hash of one entry as it is stored.
   *
   * @return empty if there is no such entry
   */
  public static Optional<String> hash(
      Connection connection, OrganizationId organization, long sequence) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT hash FROM audit_event WHERE organization_id = ? AND sequence = ?")) {
      select.setObject(1, organization.value());
      select.setLong(2, sequence);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }
}
