package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.log.LogAnalytics;
import io.modelcatalog.application.port.log.LogAnalytics.Row;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.application.port.log.LogReach;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.shared.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

final class MeasureOverTimeHandler implements MeasureOverTime {
  private final LogAnalytics analytics;
  private final LogVisibility visibility;
  private final MeasuredTime time;
  private final UnitOfWork unitOfWork;

  MeasureOverTimeHandler(
      LogAnalytics analytics, LogVisibility visibility, MeasuredTime time, UnitOfWork unitOfWork) {
    this.analytics = analytics;
    this.visibility = visibility;
    this.time = time;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Graph, CatalogError> handle(Query query) {
    return unitOfWork.read(
        () ->
            visibility
                .of(query.actor(), SCOPE, query.workspace())
                .then(
                    reach ->
                        time.bounded(query.filter()).map(filter -> graph(query, reach, filter))));
  }

  private Graph graph(Query query, LogReach reach, LogFilter filter) {
    Instant from = filter.from().orElseThrow();
    Instant to = filter.to().orElseThrow();
    Duration span = MeasuredTime.span(Duration.between(from, to));
    List<Row> points = analytics.series(reach, filter, span, query.by(), query.measures());
    return new Graph(
        analytics.total(reach, filter, query.measures()),
        span,
        query.by().isPresent() ? points : filled(points, from, to, span));
  }

  private static List<Row> filled(List<Row> points, Instant from, Instant to, Duration span) {
    Map<Instant, Row> known = new HashMap<>();
    points.forEach(point -> known.put(point.from(), point));
    List<Row> filled = new ArrayList<>();
    long seconds = span.toSeconds();
    for (Instant at =
            Instant.ofEpochSecond(Math.floorDiv(from.getEpochSecond(), seconds) * seconds);
        at.isBefore(to);
        at = at.plus(span)) {
      filled.add(known.getOrDefault(at, new Row(at, "", Map.of())));
    }
    return filled;
  }
}
