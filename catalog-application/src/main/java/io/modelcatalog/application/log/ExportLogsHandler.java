package io.modelcatalog.application.log;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.log.LogExport;
import io.modelcatalog.application.port.log.LogExport.Status;
import io.modelcatalog.application.port.log.LogExports;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.application.port.log.LogReach;
import io.modelcatalog.application.port.log.RequestLogs;
import io.modelcatalog.application.port.log.RequestLogs.Cursor;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.ApiKeys;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

final class ExportLogsHandler implements ExportLogs {
  private static final Duration LINK_WORKS = Duration.ofMinutes(15);
  private static final int MOST_LISTED = 1_000;
  private static final int PART = 1_000;

  private final LogExports exports;
  private final RequestLogs logs;
  private final LogVisibility visibility;
  private final WorkspaceLookup workspaces;
  private final WorkspaceNames names;
  private final ApiKeys keys;
  private final UnitOfWork unitOfWork;
  private final IdSource ids;
  private final InstantSource clock;

  ExportLogsHandler(LogUseCases.Ports ports) {
    this.exports = ports.exports();
    this.logs = ports.logs();
    WorkspaceRepository repository = ports.workspaces();
    this.visibility = new LogVisibility(repository);
    this.workspaces = new WorkspaceLookup(repository);
    this.names = new WorkspaceNames(repository);
    this.keys = ports.keys();
    this.unitOfWork = ports.unitOfWork();
    this.ids = ports.ids();
    this.clock = ports.clock();
  }

  @Override
  public Result<LogExport, CatalogError> create(
      Actor actor, Optional<String> workspace, Draft draft) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return unitOfWork.execute(
        actor,
        () -> workspaces.mentioned(actor, SCOPE, workspace).map(in -> created(actor, in, draft)));
  }

  private LogExport created(Actor actor, Optional<Workspace> workspace, Draft draft) {
    Instant now = now();
    LogExport export =
        new LogExport(
            ids.next(),
            actor.organization(),
            workspace.map(Workspace::id),
            draft.description().orElse(""),
            draft.filters().orElse(Settings.NONE),
            draft.requested().orElse(List.of()),
            Status.DRAFT,
            0,
            Optional.empty(),
            actor.id(),
            now,
            now);
    exports.add(export);
    return export;
  }

  @Override
  public Result<List<LogExport>, CatalogError> list(Actor actor, Optional<String> workspace) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return unitOfWork.read(
        () ->
            workspace.filter(ref -> !ref.isBlank()).isEmpty()
                ? Result.ok(listed(actor, Optional.empty()))
                : workspaces
                    .find(actor, SCOPE, workspace.get())
                    .map(found -> listed(actor, Optional.of(found))));
  }

  private List<LogExport> listed(Actor actor, Optional<Workspace> workspace) {
    return exports.all(actor.organization(), MOST_LISTED).stream()
        .filter(export -> actor.may(SCOPE, export.workspace()))
        .filter(
            export ->
                workspace.isEmpty() || export.workspace().equals(workspace.map(Workspace::id)))
        .toList();
  }

  @Override
  public Result<LogExport, CatalogError> find(Actor actor, String id) {
    return unitOfWork.read(() -> found(actor, id));
  }

  private Result<LogExport, CatalogError> found(Actor actor, String id) {
    if (!actor.may(SCOPE)) {
      return Result.err(new CatalogError.Forbidden(SCOPE));
    }
    return WorkspaceLookup.uuid(id)
        .flatMap(known -> exports.find(actor.organization(), known))
        .filter(export -> actor.may(SCOPE, export.workspace()))
        .<Result<LogExport, CatalogError>>map(Result::ok)
        .orElseGet(() -> Result.err(new CatalogError.NotFound("export", id)));
  }

  @Override
  public Result<LogExport, CatalogError> change(Actor actor, String id, Draft draft) {
    return changed(
        actor,
        id,
        export ->
            export.status() == Status.DRAFT
                ? Result.ok(
                    with(
                        export,
                        draft.description().orElse(export.description()),
                        draft.filters().orElse(export.filters()),
                        draft.requested().orElse(export.requested())))
                : refused("only a draft can be changed; this one is " + name(export)));
  }

  @Override
  public Result<LogExport, CatalogError> start(Actor actor, String id, LogFilter filter) {
    return changed(
        actor,
        id,
        export ->
            export.status() == Status.DRAFT
                ? reach(actor, export).map(reach -> started(export, reach, filter))
                : refused("only a draft can be started; this one is " + name(export)));
  }

  private LogExport started(LogExport export, LogReach reach, LogFilter filter) {
    Instant end = now();
    long records =
        logs.find(reach, bounded(filter, Optional.of(end)), new Page.Request(0, 1)).total();
    return with(export, Status.SUCCESS, records, Optional.of(end));
  }

  @Override
  public Result<LogExport, CatalogError> cancel(Actor actor, String id) {
    return changed(
        actor,
        id,
        export -> Result.ok(with(export, Status.STOPPED, export.records(), export.endsAt())));
  }

  @Override
  public Result<Link, CatalogError> link(Actor actor, String id) {
    return unitOfWork.execute(
        actor,
        () ->
            found(actor, id)
                .then(
                    export ->
                        export.status() == Status.SUCCESS
                            ? reach(actor, export).map(reach -> linked(export, reach))
                            : refused("must be started first; it is " + name(export))));
  }

  private Link linked(LogExport export, LogReach reach) {
    UUID link = ids.next();
    exports.link(export, link, reach);
    Instant expires = now().truncatedTo(ChronoUnit.MILLIS).plus(LINK_WORKS);
    return new Link(export.id(), link, expires, signature(export.id(), link, expires));
  }

  @Override
  public Optional<LogExports.Opened> open(Link link) {
    String expected = signature(link.export(), link.link(), link.expires());
    boolean ours =
        MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.US_ASCII),
            link.signature().getBytes(StandardCharsets.US_ASCII));
    if (!ours || !clock.instant().isBefore(link.expires())) {
      return Optional.empty();
    }
    Result<Optional<LogExports.Opened>, CatalogError> opened =
        unitOfWork.execute(() -> Result.ok(exports.open(link.export(), link.link())));
    return opened instanceof Result.Ok<Optional<LogExports.Opened>, CatalogError>(var found)
        ? found
        : Optional.empty();
  }

  @Override
  public List<LogEntry> read(LogExports.Opened opened, LogFilter filter, Optional<Cursor> after) {
    return unitOfWork.read(
        () ->
            names.entries(
                opened.export().organization(),
                logs.next(opened.reach(), bounded(filter, opened.export().endsAt()), after, PART)));
  }

  /** It is not what the log has come to be since. */
  private static LogFilter bounded(LogFilter filter, Optional<Instant> end) {
    Instant latest = end.orElse(Instant.EPOCH);
    return filter.between(
        filter.from().orElse(Instant.EPOCH),
        filter.to().filter(to -> to.isBefore(latest)).orElse(latest));
  }

  private Result<LogReach, CatalogError> reach(Actor actor, LogExport export) {
    return visibility.of(actor, SCOPE, export.workspace().map(Object::toString));
  }

  private Result<LogExport, CatalogError> changed(
      Actor actor, String id, Function<LogExport, Result<LogExport, CatalogError>> change) {
    return unitOfWork.execute(
        actor,
        () ->
            found(actor, id)
                .then(change)
                .map(
                    export -> {
                      exports.change(export);
                      return export;
                    }));
  }

  /** A keyed hash; no API key looks like what is hashed. */
  private String signature(UUID export, UUID link, Instant expires) {
    return keys.digest("log-export " + export + " " + link + " " + expires.toEpochMilli()).hex();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private LogExport with(
      LogExport export, String description, Settings filters, List<String> requested) {
    return new LogExport(
        export.id(),
        export.organization(),
        export.workspace(),
        description,
        filters,
        requested,
        export.status(),
        export.records(),
        export.endsAt(),
        export.createdBy(),
        export.createdAt(),
        now());
  }

  private LogExport with(LogExport export, Status status, long records, Optional<Instant> endsAt) {
    return new LogExport(
        export.id(),
        export.organization(),
        export.workspace(),
        export.description(),
        export.filters(),
        export.requested(),
        status,
        records,
        endsAt,
        export.createdBy(),
        export.createdAt(),
        now());
  }

  private static String name(LogExport export) {
    return export.status().wireName();
  }

  private static <T> Result<T, CatalogError> refused(String rule) {
    return Result.err(new CatalogError.Invalid("status", rule));
  }
}
