package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.log.LogAnalytics;
import io.modelcatalog.application.port.log.LogAnalytics.Dimension;
import io.modelcatalog.application.port.log.LogAnalytics.Row;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.application.port.log.LogReach;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.UUID;

final class MeasureGroupsHandler implements MeasureGroups {
  private final LogAnalytics analytics;
  private final LogVisibility visibility;
  private final WorkspaceNames names;
  private final MeasuredTime time;
  private final UnitOfWork unitOfWork;

  MeasureGroupsHandler(
      LogAnalytics analytics,
      LogVisibility visibility,
      WorkspaceNames names,
      MeasuredTime time,
      UnitOfWork unitOfWork) {
    this.analytics = analytics;
    this.visibility = visibility;
    this.names = names;
    this.time = time;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Page<Row>, CatalogError> handle(Query query) {
    return unitOfWork.read(
        () ->
            visibility
                .of(query.actor(), SCOPE, query.workspace())
                .then(
                    reach ->
                        time.bounded(query.filter()).map(filter -> groups(query, reach, filter))));
  }

  private Page<Row> groups(Query query, LogReach reach, LogFilter filter) {
    Page<Row> groups =
        analytics.groups(
            reach,
            filter,
            query.by(),
            query.measures(),
            query.order(),
            query.ascending(),
            query.page());
    return query.by() == Dimension.Of.WORKSPACE
        ? new Page<>(
            groups.items().stream().map(group -> named(reach, group)).toList(), groups.total())
        : groups;
  }

  private Row named(LogReach reach, Row group) {
    return new Row(
        group.from(),
        names.slug(reach.organization(), new WorkspaceId(UUID.fromString(group.key()))),
        group.values());
  }
}
