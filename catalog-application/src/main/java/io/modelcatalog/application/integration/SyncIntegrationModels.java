package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.shared.Result;
import java.util.List;

/**
 * Asks an integration's upstream which models it has and keeps the list. Models that were not on
 * the list before may be called at once if the integration enables new ones; the first list is
 * where counting begins, so nothing on it is new. Models of an integration that allows all need no
 * leave.
 */
public interface SyncIntegrationModels {

  /** Asks and keeps; blocks for some seconds at most. Bounded as {@link TestIntegration} is. */
  Result<Synced, CatalogError> handle(Actor actor, Command command);

  /**
   * Of which integration.
   *
   * @param ref slug or UUID
   */
  record Command(String ref) {}

  /**
   * What came of it.
   *
   * @param report how asking went; unless it is a success, nothing was changed
   * @param listed how many models the upstream listed
   * @param added those that were not listed before
   * @param enabled those of them that may be called from now on and could not be before
   * @param gone those that were listed before and are no more; what was said of them stays
   */
  record Synced(
      TestIntegration.Report report,
      int listed,
      List<ModelSlug> added,
      List<ModelSlug> enabled,
      List<ModelSlug> gone) {
    public Synced {
      added = List.copyOf(added);
      enabled = List.copyOf(enabled);
      gone = List.copyOf(gone);
    }
  }
}
