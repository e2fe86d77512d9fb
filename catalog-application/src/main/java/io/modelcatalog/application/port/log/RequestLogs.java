package io.modelcatalog.application.port.log;

import io.modelcatalog.application.port.persistence.Page;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The stored records of calls; append-only, unique by id. Blocking. */
public interface RequestLogs {

  /**
   * Where a list goes on: at the records older than this one.
   *
   * @param at its time
   * @param id its id
   */
  record Cursor(Instant at, UUID id) {}

  /**
   * Adds records, in one transaction. One whose id is known already is left out; texts lose what
   * cannot be stored.
   */
  void append(Collection<LogRecord> records);

  /** The records that pass, newest first. */
  Page<LogRecord> find(LogReach reach, LogFilter filter, Page.Request page);

  /** The records that pass and are older than the cursor, newest first; no more than so many. */
  List<LogRecord> next(LogReach reach, LogFilter filter, Optional<Cursor> cursor, int most);

  /** The record with the id of a call or of a trace; of a trace the newest. */
  Optional<LogRecord> find(LogReach reach, String idOrTrace);
}
