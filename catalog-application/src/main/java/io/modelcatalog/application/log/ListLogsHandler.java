package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.application.port.log.LogReach;
import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.application.port.log.RequestLogs;
import io.modelcatalog.application.port.log.RequestLogs.Cursor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.shared.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

final class ListLogsHandler implements ListLogs {
  private static final Duration USUAL = Duration.ofDays(30);

  private final RequestLogs logs;
  private final LogVisibility visibility;
  private final WorkspaceNames names;
  private final UnitOfWork unitOfWork;
  private final InstantSource clock;

  ListLogsHandler(
      RequestLogs logs,
      LogVisibility visibility,
      WorkspaceNames names,
      UnitOfWork unitOfWork,
      InstantSource clock) {
    this.logs = logs;
    this.visibility = visibility;
    this.names = names;
    this.unitOfWork = unitOfWork;
    this.clock = clock;
  }

  @Override
  public Result<Listed, CatalogError> handle(Query query) {
    return unitOfWork.read(
        () ->
            visibility
                .of(query.actor(), SCOPE, query.workspace())
                .map(reach -> listed(query, reach, bounded(query.filter()))));
  }

  private Listed listed(Query query, LogReach reach, LogFilter filter) {
    int size = query.page().size();
    if (query.cursor().isPresent()) {
      List<LogRecord> records = logs.next(reach, filter, query.cursor(), size);
      return new Listed(
          names.entries(reach.organization(), records),
          OptionalLong.empty(),
          next(records, records.size() == size));
    }
    Page<LogRecord> page = logs.find(reach, filter, query.page());
    return new Listed(
        names.entries(reach.organization(), page.items()),
        OptionalLong.of(page.total()),
        next(page.items(), query.page().offset() + page.items().size() < page.total()));
  }

  private static Optional<Cursor> next(List<LogRecord> records, boolean more) {
    return records.isEmpty() || !more
        ? Optional.empty()
        : Optional.of(new Cursor(records.getLast().at(), records.getLast().id()));
  }

  private LogFilter bounded(LogFilter filter) {
    if (filter.from().isPresent() || !filter.traces().isEmpty()) {
      return filter;
    }
    Instant end = filter.to().orElse(clock.instant().plus(Duration.ofMinutes(1)));
    return filter.between(end.minus(USUAL), end);
  }
}
