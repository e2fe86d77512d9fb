package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.log.LogAnalytics.Dimension;
import io.modelcatalog.application.port.log.LogAnalytics.Measure;
import io.modelcatalog.application.port.log.LogAnalytics.Row;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.shared.Result;
import java.util.Optional;
import java.util.Set;

/** Tells what calls add up to, group by group; of the last seven days if no time is given. */
public interface MeasureGroups {
  /** What the actor needs. */
  String SCOPE = MeasureOverTime.SCOPE;

  Result<Page<Row>, CatalogError> handle(Query query);

  /**
   * What is asked. The groups of workspaces are named by the workspaces' slugs.
   *
   * @param actor who asks
   * @param workspace the workspace by id or slug; empty for all within reach
   * @param filter which calls
   * @param by what they are told apart by
   * @param measures what is measured
   * @param order what the groups are ordered by; one of the measures
   * @param ascending whether the smallest comes first
   * @param page which part
   */
  record Query(
      Actor actor,
      Optional<String> workspace,
      LogFilter filter,
      Dimension by,
      Set<Measure> measures,
      Measure order,
      boolean ascending,
      Page.Request page) {}
}
