package io.modelcatalog.application.port.upstream;

import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;

/**
 * Makes callable upstreams of integrations, once for each change of an integration and never on the
 * request path.
 */
public interface UpstreamFactory {

  /**
   * Checks what can be checked without a secret or a connection: that the kind is known, that its
   * configuration is whole, that a host is a well-formed address that may be called.
   *
   * @param kind the upstream kind, such as {@code openai}
   * @param configuration its non-secret settings
   */
  Result<UpstreamKind, UpstreamProblem> check(String kind, Settings configuration);

  /** Prepares an upstream: address, headers and credentials are worked out here. */
  Result<Upstream, UpstreamProblem> prepare(UpstreamTarget target);
}
