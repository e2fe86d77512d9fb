package io.modelcatalog.application.model;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.model.ModelDirectory;
import io.modelcatalog.application.snapshot.CatalogSnapshot;
import io.modelcatalog.application.snapshot.CompiledModel;
import io.modelcatalog.application.snapshot.CompiledRoute;
import io.modelcatalog.application.snapshot.SnapshotHolder;
import io.modelcatalog.application.snapshot.WorkspaceView;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationModel;
import io.modelcatalog.domain.model.ModelDefinition;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.shared.Result;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Lists models from the compiled catalog, so that what is listed is what can be called. */
public final class SnapshotModels implements ListModels {
  private static final String LIST = "virtual_keys.list";

  private final SnapshotHolder snapshots;
  private final ModelDirectory directory;
  private final InstantSource clock;

  /**
   * Lists from memory.
   *
   * @param snapshots the compiled catalog
   * @param directory what is known of models
   * @param clock time
   */
  public SnapshotModels(SnapshotHolder snapshots, ModelDirectory directory, InstantSource clock) {
    this.snapshots = snapshots;
    this.directory = directory;
    this.clock = clock;
  }

  @Override
  public Result<List<Item>, CatalogError> list(Query query) {
    Actor actor = query.actor();
    if (!actor.may(Scope.COMPLETIONS_WRITE) && !actor.may(LIST)) {
      return Result.err(new CatalogError.Forbidden(LIST));
    }
    CatalogSnapshot snapshot = snapshots.current();
    List<WorkspaceView> workspaces = new ArrayList<>();
    if (query.workspace().isPresent()) {
      WorkspaceView found = snapshot.workspace(actor.organization(), query.workspace().get());
      if (found == null || !permitted(actor, found)) {
        return Result.err(new CatalogError.NotFound("workspace", query.workspace().get()));
      }
      workspaces.add(found);
    } else {
      snapshot.workspaces(actor.organization()).stream()
          .filter(view -> permitted(actor, view))
          .forEach(workspaces::add);
    }
    List<Item> items = new ArrayList<>();
    for (WorkspaceView workspace : workspaces) {
      for (CompiledRoute route : workspace.routes().values()) {
        if (matches(query, route) && callable(route)) {
          addModels(workspace, route, items);
        }
      }
    }
    items.sort(Comparator.comparing(Item::id).thenComparing(Item::workspace));
    return Result.ok(items);
  }

  private static boolean permitted(Actor actor, WorkspaceView view) {
    return !view.workspace().archived()
        && (actor.may(LIST, view.workspace().id())
            || actor.may(Scope.COMPLETIONS_WRITE, view.workspace().id()));
  }

  private boolean callable(CompiledRoute route) {
    return route.grant().enabled()
        && !route.integration().archived()
        && route.upstream() != null
        && !route.expiredAt(clock.millis());
  }

  private static boolean matches(Query query, CompiledRoute route) {
    return query.provider().map(route.provider().slug().value()::equals).orElse(true)
        && query.kind().map(route.integration().kind()::equals).orElse(true);
  }

  private void addModels(WorkspaceView workspace, CompiledRoute route, List<Item> items) {
    Integration integration = route.integration();
    TreeSet<ModelSlug> slugs = new TreeSet<>(integration.models().models().keySet());
    directory.of(integration.kind()).forEach(model -> slugs.add(model.slug()));
    integration.listedModels().ifPresent(slugs::addAll);
    for (ModelSlug slug : slugs) {
      CompiledModel model = route.model(slug.value());
      if (model.refusedBy() == null) {
        Optional<IntegrationModel> own = integration.models().find(slug);
        Optional<ModelDefinition> known =
            directory.find(integration.kind(), slug).or(() -> base(integration, own));
        items.add(
            new Item(
                workspace.workspace().slug().value(),
                route.provider().slug().value(),
                integration.kind(),
                slug.value(),
                own.map(IntegrationModel::custom).orElse(false),
                known,
                Optional.ofNullable(model.price())));
      }
    }
  }

  private Optional<ModelDefinition> base(Integration integration, Optional<IntegrationModel> own) {
    return own.flatMap(IntegrationModel::base).flatMap(b -> directory.find(integration.kind(), b));
  }
}
