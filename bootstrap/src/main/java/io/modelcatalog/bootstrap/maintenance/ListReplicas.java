package io.modelcatalog.bootstrap.maintenance;

import io.modelcatalog.adapters.persistence.lease.Replicas;
import io.modelcatalog.adapters.persistence.lease.Replicas.Replica;
import io.modelcatalog.adapters.persistence.lease.Replicas.Unused;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import io.modelcatalog.domain.money.Money;
import java.io.PrintStream;
import java.util.StringJoiner;

/** {@code catalog replicas}: who shares the limits, what they hold, and writing a lost one off. */
public final class ListReplicas {
  private final CatalogSettings settings;
  private final PrintStream out;

  /** For the database of these settings. */
  public ListReplicas(CatalogSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /**
   * Prints a line for each.
   *
   * @return 0
   * @throws MaintenanceFailure if the database cannot be used
   */
  public int list() throws MaintenanceFailure {
    return StoredCatalog.with(
        settings,
        connection -> {
          for (Replica replica : Replicas.all(connection)) {
            out.println(replica.id() + "  " + state(replica) + "  " + held(replica));
          }
          return 0;
        });
  }

  /**
   * Writes a lost replica off.
   *
   * @return 0 if done, 1 if there is none of that name or it lives
   * @throws MaintenanceFailure if the database cannot be used
   */
  public int forget(String id, Unused unused) throws MaintenanceFailure {
    return StoredCatalog.with(
        settings,
        connection -> {
          try {
            int limits = Replicas.forget(connection, id, unused);
            out.println(
                "Replica "
                    + id
                    + " is written off: what it held unused of "
                    + limits
                    + " limits "
                    + (unused == Unused.SPENT ? "counts as spent" : "is free again"));
            return 0;
          } catch (IllegalStateException e) {
            out.println("catalog: " + e.getMessage());
            return 1;
          }
        });
  }

  private static String state(Replica replica) {
    if (replica.silentMillis().isEmpty()) {
      return "stopped";
    }
    return replica.lives()
        ? "lives"
        : "lost, silent for " + replica.silentMillis().getAsLong() / 1000 + " s";
  }

  private static String held(Replica replica) {
    StringJoiner held = new StringJoiner(", ", "holds unused: ", "").setEmptyValue("holds nothing");
    replica
        .unused()
        .forEach(
            (unit, amount) ->
                held.add(unit.equals("cost") ? new Money(amount) + " " : amount + " " + unit));
    return held.toString().strip();
  }
}
