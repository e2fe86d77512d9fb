package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.log.LogAnalytics.Dimension;
import io.modelcatalog.application.port.log.LogAnalytics.Measure;
import io.modelcatalog.application.port.log.LogAnalytics.Row;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.domain.shared.Result;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells what calls add up to, in all and over time; the last seven days if no time is given. */
public interface MeasureOverTime {
  /** What the actor needs. */
  String SCOPE = "analytics.view";

  Result<Graph, CatalogError> handle(Query query);

  /**
   * What is asked.
   *
   * @param actor who asks
   * @param workspace the workspace by id or slug; empty for all within reach
   * @param filter which calls
   * @param by what the calls of one span are told apart by; empty for all together
   * @param measures what is measured
   */
  record Query(
      Actor actor,
      Optional<String> workspace,
      LogFilter filter,
      Optional<Dimension> by,
      Set<Measure> measures) {}

  /**
   * The answer.
   *
   * @param total all spans together
   * @param span the length of a span
   * @param points the spans, oldest first; spans without calls measure 0, but have no groups
   */
  record Graph(Row total, Duration span, List<Row> points) {
    public Graph {
      points = List.copyOf(points);
    }
  }
}
