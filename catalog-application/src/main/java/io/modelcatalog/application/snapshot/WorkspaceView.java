package io.modelcatalog.application.snapshot;

import io.modelcatalog.domain.workspace.Workspace;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One workspace as calls see it.
 *
 * @param workspace the workspace
 * @param allowUnpriced whether cost budgets let models without a price pass
 * @param routes its providers by slug
 */
public record WorkspaceView(
    Workspace workspace, boolean allowUnpriced, Map<String, CompiledRoute> routes) {
  public WorkspaceView {
    routes = Map.copyOf(routes);
  }

  /** The provider of this slug; null if the workspace has none. */
  public @Nullable CompiledRoute route(String slug) {
    return routes.get(slug);
  }
}
