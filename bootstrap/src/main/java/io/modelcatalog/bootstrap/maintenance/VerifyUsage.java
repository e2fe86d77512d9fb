package io.modelcatalog.bootstrap.maintenance;

import io.modelcatalog.adapters.persistence.usage.UsageVerification;
import io.modelcatalog.adapters.persistence.usage.UsageVerification.Finding;
import io.modelcatalog.adapters.persistence.usage.UsageVerification.Standing;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import java.io.PrintStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code catalog usage verify}: prints what does not agree with the usage records. */
public final class VerifyUsage {
  private final CatalogSettings settings;
  private final PrintStream out;

  /** For the database of these settings. */
  public VerifyUsage(CatalogSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /**
   * Verifies.
   *
   * @param repair whether to write what was recomputed
   * @return 0 if everything agrees, or does so now; else 1
   * @throws MaintenanceFailure if the database cannot be used
   */
  public int run(boolean repair) throws MaintenanceFailure {
    return StoredCatalog.with(
        settings,
        connection -> {
          UsageVerification.Summary summary =
              UsageVerification.run(connection, repair, finding -> out.println(text(finding)));
          out.println(
              summary.records()
                  + " records, "
                  + summary.balances()
                  + " balances: "
                  + (summary.findings() == 0
                      ? "all agree"
                      : summary.findings() + (repair ? " differences, repaired" : " differences")));
          return summary.findings() == 0 || repair ? 0 : 1;
        });
  }

  private static String text(Finding finding) {
    return switch (finding) {
      case Finding.Balance(String counter, String replica, Standing stored, Standing recomputed) ->
          counter + of(replica) + ": stored " + text(stored) + ", recomputed " + text(recomputed);
      case Finding.Records(String replica, long written, long found) ->
          "records"
              + of(replica)
              + (written == found
                  ? ": some were changed after they were written"
                  : ": " + written + " were written, " + found + " are there");
    };
  }

  private static String of(String replica) {
    return replica.isEmpty() ? "" : " of replica " + replica;
  }

  private static String text(@Nullable Standing standing) {
    return standing == null
        ? "none"
        : standing.used() + " since " + Instant.ofEpochMilli(standing.windowStart());
  }
}
