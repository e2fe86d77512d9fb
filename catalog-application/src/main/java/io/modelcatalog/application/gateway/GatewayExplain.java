package io.modelcatalog.application.gateway;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.gateway.Denial.Reason;
import io.modelcatalog.application.limit.LimitAccounts;
import io.modelcatalog.application.limit.LimitState;
import io.modelcatalog.application.port.upstream.BodyOutline;
import io.modelcatalog.application.port.upstream.Operation;
import io.modelcatalog.application.snapshot.CatalogSnapshot;
import io.modelcatalog.application.snapshot.CompiledKey;
import io.modelcatalog.application.snapshot.CompiledModel;
import io.modelcatalog.application.snapshot.CompiledRoute;
import io.modelcatalog.application.snapshot.SnapshotHolder;
import io.modelcatalog.application.snapshot.WorkspaceView;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.shared.Result;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Explains with the code that admits. */
public final class GatewayExplain implements ExplainAccess {
  private static final String READ = "virtual_keys.read";

  private final SnapshotHolder snapshots;
  private final LimitAccounts accounts;
  private final InstantSource clock;
  private final GatewaySettings settings;

  /**
   * Explanations.
   *
   * @param snapshots the compiled catalog
   * @param accounts the counters
   * @param clock time
   * @param settings what the operator decided
   */
  public GatewayExplain(
      SnapshotHolder snapshots,
      LimitAccounts accounts,
      InstantSource clock,
      GatewaySettings settings) {
    this.snapshots = snapshots;
    this.accounts = accounts;
    this.clock = clock;
    this.settings = settings;
  }

  @Override
  public Result<Explanation, CatalogError> explain(Query query) {
    Actor actor = query.actor();
    if (!actor.may(READ) && !actor.may(Scope.COMPLETIONS_WRITE)) {
      return Result.err(new CatalogError.Forbidden(READ));
    }
    CatalogSnapshot snapshot = snapshots.current();
    WorkspaceView workspace = workspace(snapshot, query);
    if (workspace == null) {
      return query.workspace().isEmpty()
          ? Result.err(
              new CatalogError.Invalid("workspace_id", "required with an organisation key"))
          : Result.err(new CatalogError.NotFound("workspace", query.workspace().get()));
    }
    CompiledRoute route = workspace.route(query.provider());
    if (route == null) {
      return Result.err(new CatalogError.NotFound("provider", query.provider()));
    }
    if (query.model().isPresent() && !ModelSlug.isValid(query.model().get())) {
      return Result.err(new CatalogError.Invalid("model", ModelSlug.RULE));
    }
    Optional<CompiledKey> key = key(snapshot, workspace, query);
    if (query.apiKey().isPresent() && key.isEmpty()) {
      return Result.err(new CatalogError.NotFound("api_key", query.apiKey().get()));
    }
    return Result.ok(explain(query, workspace, route, key));
  }

  private Explanation explain(
      Query query, WorkspaceView workspace, CompiledRoute route, Optional<CompiledKey> key) {
    long now = clock.millis();
    @Nullable CompiledKey caller = key.orElse(null);
    BodyOutline outline =
        new BodyOutline(
            1,
            false,
            query.model().orElse(null),
            BodyOutline.Span.NONE,
            false,
            BodyOutline.Span.NONE,
            false,
            query.outputCap(),
            Map.of(),
            1,
            query.promptBytes());
    Router.Target target =
        Router.resolve(
            workspace,
            caller,
            query.provider(),
            query.model().isPresent() ? Operation.CHAT_COMPLETIONS : Operation.PASS_THROUGH,
            query.model().isEmpty(),
            query.model().orElse(null),
            outline,
            () -> Result.ok(query.metadata()),
            now,
            settings.outputCap());
    Bound bound = target.bound() == null ? Bound.NONE : target.bound();
    List<LimitState> limits =
        accounts.look(
            target.lines().length == 0 ? Router.lines(caller, route) : target.lines(),
            target.cost(),
            bound.tokens(),
            now);
    CompiledModel model = target.model();
    return new Explanation(
        workspace.workspace().slug().value(),
        query.provider(),
        query.model(),
        route.integration().slug().value(),
        route.integration().kind(),
        key.map(k -> k.key().id().toString()),
        Optional.ofNullable(denial(target, key, limits, route, now)),
        model == null ? List.of() : lists(route, model.slug()),
        limits,
        Explanation.settings(route, key),
        target.cost(),
        bound.tokens(),
        model != null && model.price() != null);
  }

  private static @Nullable Denial denial(
      Router.Target target,
      Optional<CompiledKey> key,
      List<LimitState> limits,
      CompiledRoute route,
      long now) {
    if (key.isPresent() && key.get().expiredAt(now)) {
      return Denial.ofKey(Reason.KEY_EXPIRED, "The API key has expired");
    }
    Denial scope = key.map(Router::scope).orElse(null);
    if (scope != null) {
      return scope;
    }
    if (target.denial() != null) {
      return target.denial();
    }
    for (boolean rate : new boolean[] {true, false}) {
      for (LimitState limit : limits) {
        if (!limit.room() && limit.rate() == rate) {
          return ModelGateway.full(limit, key.map(k -> k.key().name()).orElse(""), route);
        }
      }
    }
    return null;
  }

  private static List<Explanation.ModelList> lists(CompiledRoute route, ModelSlug model) {
    return route.settings().models().stream()
        .map(list -> new Explanation.ModelList(list.level(), list.value().allows(model)))
        .toList();
  }

  private static boolean permitted(Actor actor, WorkspaceView workspace) {
    return actor.may(READ, workspace.workspace().id())
        || actor.may(Scope.COMPLETIONS_WRITE, workspace.workspace().id());
  }

  private static @Nullable WorkspaceView workspace(CatalogSnapshot snapshot, Query query) {
    Actor actor = query.actor();
    if (query.workspace().isEmpty()) {
      return actor.impliedWorkspace().map(snapshot::workspace).orElse(null);
    }
    WorkspaceView found = snapshot.workspace(actor.organization(), query.workspace().get());
    return found != null && permitted(actor, found) ? found : null;
  }

  private static Optional<CompiledKey> key(
      CatalogSnapshot snapshot, WorkspaceView workspace, Query query) {
    String id =
        query
            .apiKey()
            .orElse(
                query.actor().kind() == Actor.Kind.API_KEY && !query.actor().isOrganizationWide()
                    ? query.actor().id().value()
                    : "");
    try {
      return Optional.ofNullable(
          id.isEmpty() ? null : snapshot.key(workspace.workspace().id(), ApiKeyId.of(id)));
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }
}
