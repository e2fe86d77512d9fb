package io.modelcatalog.bootstrap.maintenance;

import io.modelcatalog.adapters.persistence.audit.AuditVerification;
import io.modelcatalog.adapters.persistence.audit.AuditVerification.Head;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import io.modelcatalog.domain.organization.OrganizationId;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** {@code catalog audit}: whether the audit log is as it was written, and where it ends. */
public final class AuditChains {
  private final CatalogSettings settings;
  private final PrintStream out;

  /** For the database of these settings. */
  public AuditChains(CatalogSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /**
   * Computes every chain anew and prints the first entry of each that is not as it was written.
   *
   * @param organization the only organization to look at, by id; empty for all
   * @param noted a file with ends of chains that {@link #heads} printed earlier; empty for none
   * @return 0 if all are as they were written; else 1
   * @throws MaintenanceFailure if the database or the file cannot be used
   */
  public int verify(Optional<String> organization, Optional<String> noted)
      throws MaintenanceFailure {
    Optional<OrganizationId> only = Optional.empty();
    if (organization.isPresent()) {
      only = Optional.of(id(organization.get(), "--organization"));
    }
    List<Head> expected = noted.isPresent() ? read(Path.of(noted.get())) : List.of();
    Optional<OrganizationId> chosen = only;
    return StoredCatalog.with(
        settings, connection -> verify(atOneMoment(connection), chosen, expected));
  }

  private int verify(Connection connection, Optional<OrganizationId> only, List<Head> noted)
      throws SQLException {
    long entries = 0;
    int broken = 0;
    int chains = 0;
    for (Head head : AuditVerification.heads(connection)) {
      if (only.isEmpty() || only.get().equals(head.organization())) {
        OptionalLong first = AuditVerification.firstBroken(connection, head.organization());
        if (first.isPresent()) {
          out.println(
              "organization "
                  + head.organization()
                  + ": broken at entry "
                  + first.getAsLong()
                  + " of "
                  + head.sequence());
          broken++;
        }
        chains++;
        entries += head.sequence();
      }
    }
    for (Head end : noted) {
      if ((only.isEmpty() || only.get().equals(end.organization()))
          && !AuditVerification.hash(connection, end.organization(), end.sequence())
              .equals(Optional.of(end.hash()))) {
        out.println(
            "organization "
                + end.organization()
                + ": entry "
                + end.sequence()
                + " is not the one that was noted");
        broken++;
      }
    }
    out.println(
        entries
            + " entries in "
            + chains
            + " chains: "
            + (broken == 0 ? "all as they were written" : broken + " broken"));
    return broken == 0 ? 0 : 1;
  }

  /**
   * Prints where each chain ends, to be noted where nobody who can change the database can.
   *
   * @return 0
   * @throws MaintenanceFailure if the database cannot be used
   */
  public int heads() throws MaintenanceFailure {
    return StoredCatalog.with(
        settings,
        connection -> {
          for (Head head : AuditVerification.heads(connection)) {
            out.println(head.organization() + " " + head.sequence() + " " + head.hash());
          }
          return 0;
        });
  }

  /** Entries that come in meanwhile are not looked at, nor is the end that they make. */
  private static Connection atOneMoment(Connection connection) throws SQLException {
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    return connection;
  }

  private static List<Head> read(Path file) throws MaintenanceFailure {
    List<Head> heads = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        String[] parts = line.strip().split(" +", -1);
        if (parts.length == 3) {
          heads.add(new Head(id(parts[0], "--noted"), Long.parseLong(parts[1]), parts[2]));
        } else if (!line.isBlank()) {
          throw new MaintenanceFailure(
              "--noted: \"" + line + "\" (expected: a line of \"audit head\")", null);
        }
      }
    } catch (IOException e) {
      throw new MaintenanceFailure("--noted: " + file + " cannot be read", e);
    } catch (NumberFormatException e) {
      throw new MaintenanceFailure("--noted: not every line is one of \"audit head\"", e);
    }
    return heads;
  }

  private static OrganizationId id(String text, String option) throws MaintenanceFailure {
    try {
      return new OrganizationId(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      throw new MaintenanceFailure(
          option + ": \"" + text + "\" (expected: the id of an organization)", e);
    }
  }
}
