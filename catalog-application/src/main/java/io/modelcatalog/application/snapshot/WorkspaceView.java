package io.modelcatalog.application.snapshot;

import io.modelcatalog.domain.workspace.Workspace;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One workspace as calls see it.
 *
 * @param workspace the workspace
 * @param allowUnpriced whether cost budgets let models without a price pass
 * @param routes its providers by slug
 * @param policies the policies that count its calls
 */
public record WorkspaceView(
    Workspace workspace,
    boolean allowUnpriced,
    Map<String, CompiledRoute> routes,
    CompiledPolicies policies) {
  public WorkspaceView {
    routes = Map.copyOf(routes);
  }

  /** The provider of this slug; null if the workspace has none. */
  public @Nullable CompiledRoute route(String slug) {
    return routes.get(slug);
  }

  /**
   * A call's metadata as policies see it: what the workspace's defaults fix wins, then what the
   * key's do, then the person whose key it is ({@code _user}), then what the client says.
   *
   * @param key who calls; null if no key is in question
   * @param said what the client says
   */
  public Map<String, String> metadata(@Nullable CompiledKey key, Map<String, String> said) {
    Map<String, String> fixed =
        key == null ? CompiledKey.metadataOf(workspace.defaults()) : key.fixedMetadata();
    if (fixed.isEmpty()) {
      return said;
    }
    Map<String, String> merged = new HashMap<>(said);
    merged.putAll(fixed);
    return merged;
  }
}
