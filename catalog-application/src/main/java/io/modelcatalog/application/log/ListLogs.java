package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.application.port.log.RequestLogs.Cursor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Lists calls, newest first; of the last 30 days where no time and no trace is asked for. */
public interface ListLogs {
  /** What the actor needs. */
  String SCOPE = "logs.list";

  Result<Listed, CatalogError> handle(Query query);

  /**
   * Which calls.
   *
   * @param actor who asks
   * @param workspace the workspace by id or slug; empty for all within reach
   * @param filter which of them
   * @param page which part; only its size counts with a cursor
   * @param cursor where the list goes on; empty for its beginning
   */
  record Query(
      Actor actor,
      Optional<String> workspace,
      LogFilter filter,
      Page.Request page,
      Optional<Cursor> cursor) {}

  /**
   * A part of the list.
   *
   * @param entries the calls
   * @param total how many there are in all; empty where a cursor was given
   * @param next where the list goes on; empty at its end
   */
  record Listed(List<LogEntry> entries, OptionalLong total, Optional<Cursor> next) {
    public Listed {
      entries = List.copyOf(entries);
    }
  }
}
