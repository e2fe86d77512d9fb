package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.log.LogExport;
import io.modelcatalog.application.port.log.LogExports;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.application.port.log.RequestLogs.Cursor;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Hands out parts of the request log: an export is drafted, started, and then downloaded through a
 * link that works once. What a link shows is what who asked for it may see.
 */
public interface ExportLogs {
  /** What the actor needs. */
  String SCOPE = "logs.export";

  /**
   * What is to be exported; of a change, what is empty stays.
   *
   * @param description for people
   * @param filters which calls, by wire names
   * @param requested which fields, by wire names
   */
  record Draft(
      Optional<String> description, Optional<Settings> filters, Optional<List<String>> requested) {}

  /**
   * A link to an export.
   *
   * @param export which
   * @param link names this link
   * @param expires when it works no more
   * @param signature proves that it was made here
   */
  record Link(UUID export, UUID link, Instant expires, String signature) {}

  /** Drafts one, of a workspace or of all within reach. */
  Result<LogExport, CatalogError> create(Actor actor, Optional<String> workspace, Draft draft);

  /** Those within reach, newest first. */
  Result<List<LogExport>, CatalogError> list(Actor actor, Optional<String> workspace);

  /** One of them. */
  Result<LogExport, CatalogError> find(Actor actor, String id);

  /** Changes a draft. */
  Result<LogExport, CatalogError> change(Actor actor, String id, Draft draft);

  /**
   * Fixes what it is, up to now, and counts it.
   *
   * @param filter its filters, read
   */
  Result<LogExport, CatalogError> start(Actor actor, String id, LogFilter filter);

  /** Gives it up; its links work no more. */
  Result<LogExport, CatalogError> cancel(Actor actor, String id);

  /** Makes a link to one that was started. */
  Result<Link, CatalogError> link(Actor actor, String id);

  /** Opens a link; empty if it is not one that works. */
  Optional<LogExports.Opened> open(Link link);

  /**
   * A part of what was opened, newest first.
   *
   * @param filter its filters, read
   * @param after where the part before ended
   */
  List<LogEntry> read(LogExports.Opened opened, LogFilter filter, Optional<Cursor> after);
}
