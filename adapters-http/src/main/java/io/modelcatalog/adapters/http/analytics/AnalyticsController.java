package io.modelcatalog.adapters.http.analytics;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.modelcatalog.adapters.http.admin.Listed;
import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.adapters.http.admin.Times;
import io.modelcatalog.adapters.http.log.LogFilters;
import io.modelcatalog.adapters.http.problem.Problem;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.log.MeasureGroups;
import io.modelcatalog.application.log.MeasureOverTime;
import io.modelcatalog.application.port.log.LogAnalytics.Dimension;
import io.modelcatalog.application.port.log.LogAnalytics.Measure;
import io.modelcatalog.application.port.log.LogAnalytics.Row;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.application.port.persistence.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code /v1/analytics}: what calls add up to. */
@Controller("/v1/analytics")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AnalyticsController {
  private static final int USUAL = 50;
  private static final int MOST_STATUSES = 1_000;
  private static final int CLIENT_ERROR = 400;

  private final MeasureOverTime overTime;
  private final MeasureGroups groups;

  AnalyticsController(MeasureOverTime overTime, MeasureGroups groups) {
    this.overTime = overTime;
    this.groups = groups;
  }

  /** A graph over time, or over groups. */
  @Needs("analytics.view")
  @Get(uris = {"/graphs/{name}", "/graphs/{name}/{part}"})
  AnalyticsJson.Graph graph(
      Actor actor,
      HttpRequest<?> request,
      @PathVariable String name,
      @Nullable @PathVariable String part) {
    String path = part == null ? name : name + "/" + part;
    GraphKind kind = GraphKind.of(path).orElseThrow(() -> unknown("graph", path));
    MeasureOverTime.Graph graph =
        Refusal.unless(
            overTime.handle(
                new MeasureOverTime.Query(
                    actor, workspace(request), filter(request), kind.by(), kind.measures())));
    Map<String, Object> summary = kind.numbers(graph.total());
    List<Map<String, Object>> points;
    if (kind.groups().isPresent()) {
      points = grouped(actor, request, kind, kind.groups().get());
    } else if (kind.by().isPresent()) {
      points = stacked(graph.points());
    } else {
      points = graph.points().stream().map(row -> point(kind, row)).toList();
    }
    return new AnalyticsJson.Graph(summary, points, "analytics-graph");
  }

  /** Groups by what metadata say. */
  @Needs("analytics.view")
  @Get("/groups/metadata/{key}")
  Listed<Map<String, Object>> byMetadata(
      Actor actor, HttpRequest<?> request, @PathVariable String key) {
    return groups(
        actor,
        request,
        new Dimension.OfMetadata(key),
        List.of(Column.REQUESTS, Column.COST, Column.AVG_TOKENS),
        row -> Map.of("metadata_value", row.key()));
  }

  /** Groups by something each call has. */
  @Needs("analytics.view")
  @Get("/groups/{by}")
  Listed<Map<String, Object>> groups(Actor actor, HttpRequest<?> request, @PathVariable String by) {
    List<Column> usual = List.of(Column.REQUESTS);
    List<Column> more = List.of(Column.REQUESTS, Column.COST);
    return switch (by) {
      case "users" ->
          groups(actor, request, Dimension.Of.USER, more, row -> Map.of("user", row.key()));
      case "ai-models" ->
          groups(
              actor, request, Dimension.Of.KIND_AND_MODEL, more, AnalyticsController::kindAndModel);
      case "workspaces" ->
          groups(
              actor, request, Dimension.Of.WORKSPACE, more, row -> Map.of("workspace", row.key()));
      case "ai_service" -> groups(actor, request, Dimension.Of.KIND, usual, named(by));
      case "model" -> groups(actor, request, Dimension.Of.MODEL, usual, named(by));
      case "status_code" ->
          groups(
              actor,
              request,
              Dimension.Of.STATUS,
              usual,
              row -> Map.of(by, Integer.valueOf(row.key())));
      case "api_key" -> groups(actor, request, Dimension.Of.API_KEY, usual, named(by));
      case "workspace" -> groups(actor, request, Dimension.Of.WORKSPACE, usual, named(by));
      case "provider" -> groups(actor, request, Dimension.Of.PROVIDER, usual, named(by));
      // Calls have neither yet, but who may not ask is to be told so.
      case "config", "prompt" -> {
        groups(actor, request, Dimension.Of.PROVIDER, usual, named(by));
        yield Listed.of(new Page<Row>(List.of(), 0), row -> Map.of());
      }
      default -> throw unknown("group", by);
    };
  }

  /** What the cache saved: there is none yet. */
  @Needs("analytics.view")
  @Get("/summary/cache")
  AnalyticsJson.Summary cache(Actor actor, HttpRequest<?> request) {
    Row total =
        Refusal.unless(
                overTime.handle(
                    new MeasureOverTime.Query(
                        actor,
                        workspace(request),
                        filter(request),
                        Optional.empty(),
                        Set.of(Measure.REQUESTS))))
            .total();
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("hits", 0);
    summary.put("avg_latency", 0);
    summary.put("total_requests", Numbers.count(total, Measure.REQUESTS));
    summary.put("cache_speedup", 0);
    return new AnalyticsJson.Summary(summary, "analytics-summary");
  }

  private Listed<Map<String, Object>> groups(
      Actor actor,
      HttpRequest<?> request,
      Dimension by,
      List<Column> usual,
      java.util.function.Function<Row, Map<String, Object>> name) {
    Set<Column> columns = columns(request, usual);
    Column order =
        Paging.text(request, "order_by")
            .map(text -> Column.named("order_by", text))
            .orElse(Column.REQUESTS);
    Set<Measure> measures = EnumSet.of(order.order());
    columns.forEach(column -> measures.addAll(column.measures()));
    Page<Row> rows =
        Refusal.unless(
            groups.handle(
                new MeasureGroups.Query(
                    actor,
                    workspace(request),
                    filter(request),
                    by,
                    measures,
                    order.order(),
                    ascending(request),
                    Paging.of(request, USUAL))));
    return Listed.of(
        rows,
        row -> {
          Map<String, Object> group = new LinkedHashMap<>(name.apply(row));
          columns.forEach(column -> group.put(column.wireName(), column.of(row)));
          group.put("object", "analytics-group");
          return group;
        });
  }

  private static Set<Column> columns(HttpRequest<?> request, List<Column> usual) {
    Optional<String> given = Paging.text(request, "columns");
    if (given.isEmpty()) {
      return new LinkedHashSet<>(usual);
    }
    Set<Column> columns = new LinkedHashSet<>();
    columns.add(Column.REQUESTS);
    Arrays.stream(given.get().split(",", -1))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .forEach(text -> columns.add(Column.named("columns", text)));
    return columns;
  }

  private static boolean ascending(HttpRequest<?> request) {
    return switch (Paging.text(request, "order_by_type").orElse("desc")) {
      case "asc", "ASC" -> true;
      case "desc", "DESC" -> false;
      default -> throw Paging.invalid("order_by_type", "expected asc or desc");
    };
  }

  private List<Map<String, Object>> grouped(
      Actor actor, HttpRequest<?> request, GraphKind kind, Dimension by) {
    Measure order = kind == GraphKind.ERRORS_STATUS_CODES ? Measure.ERRORS : Measure.FEEDBACKS;
    Page<Row> rows =
        Refusal.unless(
            groups.handle(
                new MeasureGroups.Query(
                    actor,
                    workspace(request),
                    filter(request),
                    by,
                    kind.measures(),
                    order,
                    false,
                    new Page.Request(0, MOST_STATUSES))));
    return rows.items().stream()
        .filter(row -> kind != GraphKind.ERRORS_STATUS_CODES || isError(row))
        .map(row -> group(kind, row))
        .toList();
  }

  private static Map<String, Object> group(GraphKind kind, Row row) {
    Map<String, Object> shown = new LinkedHashMap<>();
    switch (kind) {
      case ERRORS_STATUS_CODES -> shown.putAll(status(row));
      case FEEDBACKS_SCORES -> {
        shown.put("score", Integer.valueOf(row.key()));
        shown.put("total", Numbers.count(row, Measure.FEEDBACKS));
      }
      default -> {
        shown.putAll(kindAndModel(row));
        shown.putAll(kind.numbers(row));
      }
    }
    return shown;
  }

  /** One point for each span that has errors, with what they were. */
  private static List<Map<String, Object>> stacked(List<Row> rows) {
    Map<String, List<Map<String, Object>>> bySpan = new LinkedHashMap<>();
    rows.stream()
        .filter(AnalyticsController::isError)
        .forEach(
            row ->
                bySpan
                    .computeIfAbsent(Times.text(row.from()), at -> new ArrayList<>())
                    .add(status(row)));
    List<Map<String, Object>> points = new ArrayList<>();
    bySpan.forEach(
        (at, stats) -> {
          Map<String, Object> point = new LinkedHashMap<>();
          point.put("timestamp", at);
          point.put("stats", stats);
          points.add(point);
        });
    return points;
  }

  private static boolean isError(Row row) {
    return Integer.parseInt(row.key()) >= CLIENT_ERROR;
  }

  private static Map<String, Object> status(Row row) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("status_code", Integer.valueOf(row.key()));
    shown.put("count", Numbers.count(row, Measure.ERRORS));
    return shown;
  }

  private static Map<String, Object> point(GraphKind kind, Row row) {
    Map<String, Object> point = new LinkedHashMap<>();
    point.put("timestamp", Times.text(row.from()));
    point.putAll(kind.numbers(row));
    return point;
  }

  private static Map<String, Object> kindAndModel(Row row) {
    int at = row.key().indexOf("__");
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("ai_org", row.key().substring(0, at));
    shown.put("ai_model", row.key().substring(at + 2));
    return shown;
  }

  private static java.util.function.Function<Row, Map<String, Object>> named(String name) {
    return row -> Map.of(name, row.key());
  }

  private static Optional<String> workspace(HttpRequest<?> request) {
    return Paging.text(request, "workspace_slug").or(() -> Paging.text(request, "workspace_id"));
  }

  private static LogFilter filter(HttpRequest<?> request) {
    return LogFilters.read(name -> Paging.text(request, name));
  }

  private static Refusal unknown(String what, String name) {
    return new Refusal(
        Problem.of(HttpStatus.NOT_FOUND, "there is no " + what + " " + name.replace('"', ' ')));
  }
}
