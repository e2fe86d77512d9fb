package io.modelcatalog.adapters.http.gateway;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are model calls. Administration and model calls share the root {@code /v1}: the
 * first segments below are administration's, everything else there goes to an upstream.
 */
final class GatewayRoutes {
  private static final String ROOT = "/v1/";
  private static final Set<String> ADMINISTRATION =
      Set.of(
          "admin",
          "agents",
          "analytics",
          "api-keys",
          "audit-logs",
          "collections",
          "configs",
          "explain",
          "feedback",
          "guardrails",
          "health",
          "integrations",
          "labels",
          "logs",
          "mcp-servers",
          "model-configs",
          "policies",
          "prompts",
          "providers",
          "scim",
          "secret-references",
          "virtual-keys",
          "workspace-exclusions");

  private GatewayRoutes() {}

  /**
   * The path and query below {@code /v1} of a model call, beginning with a slash.
   *
   * @return null if the request is not a model call
   */
  static @Nullable String callPath(HttpRequest request) {
    String uri = request.uri();
    if (!uri.startsWith(ROOT)
        || request.decoderResult().isFailure()
        || request.method().equals(HttpMethod.OPTIONS)) {
      return null;
    }
    int end = ROOT.length();
    while (end < uri.length() && isSegment(uri.charAt(end))) {
      end++;
    }
    String segment = uri.substring(ROOT.length(), end);
    if (segment.isEmpty() || ADMINISTRATION.contains(segment)) {
      return null;
    }
    if (segment.equals("models") && !wantsUpstreamsModels(request)) {
      return null;
    }
    return segment.equals("proxy") && end < uri.length() && uri.charAt(end) == '/'
        ? uri.substring(end)
        : uri.substring(ROOT.length() - 1);
  }

  /**
   * The model list is the catalog's own, unless a provider is named and its own list not refused.
   */
  private static boolean wantsUpstreamsModels(HttpRequest request) {
    HttpHeaders headers = request.headers();
    return CallHeaders.first(headers, "provider") != null
            && !"true".equalsIgnoreCase(CallHeaders.first(headers, "fetch-integrated-models"))
        || CallHeaders.first(headers, "virtual-key") != null;
  }

  private static boolean isSegment(char c) {
    return c != '/' && c != '?' && c != '#' && c != ';';
  }
}
