package io.modelcatalog.adapters.persistence.log;

import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.application.port.log.LogFilter.KindAndModel;
import io.modelcatalog.application.port.log.LogFilter.Range;
import io.modelcatalog.application.port.log.LogReach;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Conditions on the table {@code request_log l} and their values; fixed texts only, so that no
 * value becomes a part of it. The tenant and, if it is but one, the workspace come first, as the
 * indexes have them.
 */
record LogWhere(String sql, List<Object> values) {

  static LogWhere of(LogReach reach, LogFilter filter) {
    StringJoiner sql = new StringJoiner(" AND ");
    List<Object> values = new ArrayList<>();
    reach(reach, sql, values);
    if (filter.nothing()) {
      sql.add("1 = 0");
    }
    filter
        .from()
        .ifPresent(
            from -> {
              sql.add("l.at >= ?");
              values.add(Columns.micros(from));
            });
    filter
        .to()
        .ifPresent(
            to -> {
              sql.add("l.at < ?");
              values.add(Columns.micros(to));
            });
    range("l.cost_nanos", filter.cost(), sql, values);
    range(
        "l.input_tokens + l.cached_input_tokens + l.cache_write_tokens + l.output_tokens",
        filter.tokens(),
        sql,
        values);
    range(
        "l.input_tokens + l.cached_input_tokens + l.cache_write_tokens",
        filter.prompt(),
        sql,
        values);
    range("l.output_tokens", filter.completion(), sql, values);
    in("l.status", filter.statuses(), sql, values);
    in("l.provider", filter.providers(), sql, values);
    in("l.api_key_id", filter.apiKeys(), sql, values);
    in("l.trace_id", filter.traces(), sql, values);
    in("l.span_id", filter.spans(), sql, values);
    models(filter.models(), sql, values);
    if (!filter.weightedFeedback().isAny()) {
      StringJoiner feedback = new StringJoiner(" AND ");
      range("f.score * f.weight", filter.weightedFeedback(), feedback, values);
      sql.add(
          "EXISTS (SELECT 1 FROM request_feedback f WHERE f.organization_id = l.organization_id"
              + " AND f.workspace_id = l.workspace_id AND f.trace_id = l.trace_id AND "
              + feedback
              + ")");
    }
    filter
        .metadata()
        .forEach(
            (name, text) -> {
              sql.add(
                  "EXISTS (SELECT 1 FROM request_log_metadata m WHERE m.request_id = l.request_id"
                      + " AND m.name = ? AND m.text = ?)");
              values.add(name);
              values.add(text);
            });
    return new LogWhere(sql.toString(), List.copyOf(values));
  }

  /** The same with one more condition. */
  LogWhere and(String condition, Object... more) {
    return new LogWhere(sql + " AND " + condition, with(more));
  }

  List<Object> with(Object... more) {
    List<Object> all = new ArrayList<>(values);
    all.addAll(List.of(more));
    return all;
  }

  private static void reach(LogReach reach, StringJoiner sql, List<Object> values) {
    sql.add("l.organization_id = ?");
    values.add(reach.organization().value());
    if (reach.everywhere()) {
      return;
    }
    StringJoiner either = new StringJoiner(" OR ", "(", ")").setEmptyValue("1 = 0");
    if (!reach.whole().isEmpty()) {
      either.add(workspaces(reach.whole(), values));
    }
    if (!reach.own().isEmpty() && reach.person().isPresent()) {
      either.add("(" + workspaces(reach.own(), values) + " AND l.person = ?)");
      values.add(reach.person().get());
    } else if (!reach.own().isEmpty() && reach.key().isPresent()) {
      either.add("(" + workspaces(reach.own(), values) + " AND l.api_key_id = ?)");
      values.add(reach.key().get().value());
    }
    sql.add(either.toString());
  }

  private static String workspaces(Set<WorkspaceId> workspaces, List<Object> values) {
    workspaces.forEach(workspace -> values.add(workspace.value()));
    return workspaces.size() == 1
        ? "l.workspace_id = ?"
        : "l.workspace_id IN (" + marks(workspaces.size()) + ")";
  }

  private static void range(String what, Range range, StringJoiner sql, List<Object> values) {
    range
        .least()
        .ifPresent(
            least -> {
              sql.add(what + " >= ?");
              values.add(least);
            });
    range
        .most()
        .ifPresent(
            most -> {
              sql.add(what + " <= ?");
              values.add(most);
            });
  }

  private static void in(
      String column, Collection<?> wanted, StringJoiner sql, List<Object> values) {
    if (!wanted.isEmpty()) {
      sql.add(column + " IN (" + marks(wanted.size()) + ")");
      values.addAll(wanted);
    }
  }

  private static void models(List<KindAndModel> models, StringJoiner sql, List<Object> values) {
    if (models.isEmpty()) {
      return;
    }
    StringJoiner either = new StringJoiner(" OR ", "(", ")");
    for (KindAndModel model : models) {
      StringJoiner both = new StringJoiner(" AND ", "(", ")").setEmptyValue("1 = 1");
      if (!model.kind().isEmpty()) {
        both.add("l.kind = ?");
        values.add(model.kind());
      }
      if (!model.model().isEmpty()) {
        both.add("l.model = ?");
        values.add(model.model());
      }
      either.add(both.toString());
    }
    sql.add(either.toString());
  }

  private static String marks(int count) {
    return "?, ".repeat(count - 1) + "?";
  }
}
