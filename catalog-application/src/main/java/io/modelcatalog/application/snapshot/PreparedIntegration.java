package io.modelcatalog.application.snapshot;

import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.domain.model.ModelSlug;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An integration made callable.
 *
 * @param upstream where its calls go; null if it cannot be called
 * @param problem why it cannot be called; null if it can
 * @param modelUpstreams where models with a host of their own are called
 */
public record PreparedIntegration(
    @Nullable Upstream upstream,
    @Nullable UpstreamProblem problem,
    Map<ModelSlug, Upstream> modelUpstreams) {
  public PreparedIntegration {
    modelUpstreams = Map.copyOf(modelUpstreams);
  }
}
