package io.modelcatalog.adapters.http.gateway;

import io.modelcatalog.application.port.upstream.Operation;
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
          "auth",
          "collections",
          "configs",
          "explain",
          "invites",
          "setup",
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
   * What a call asks for. Servers fold paths in many ways, so every way to write an operation's
   * path counts as that operation: else a call would pass unread and uncounted by writing it
   * another way.
   *
   * @param path path and query below {@code /v1}
   */
  static Operation operation(HttpMethod method, String path) {
    if (!method.equals(HttpMethod.POST)) {
      return Operation.PASS_THROUGH;
    }
    int query = path.indexOf('?');
    String bare = query < 0 ? path : path.substring(0, query);
    Operation plain = Operation.ofPost(bare);
    return plain == Operation.PASS_THROUGH ? Operation.ofPost(folded(bare)) : plain;
  }

  /** The path of an operation as its upstreams know it, with the query as it came. */
  static String canonical(Operation operation, String path) {
    String plain = operation.path();
    if (plain == null) {
      return path;
    }
    int query = path.indexOf('?');
    return query < 0 ? plain : plain + path.substring(query);
  }

  /** A path without escapes, empty segments, segments' parameters, capitals and last slash. */
  private static String folded(String path) {
    StringBuilder folded = new StringBuilder(path.length());
    boolean parameter = false;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%' && i + 2 < path.length()) {
        int high = Character.digit(path.charAt(i + 1), 16);
        int low = Character.digit(path.charAt(i + 2), 16);
        if (high >= 0 && low >= 0) {
          c = (char) (high * 16 + low);
          i += 2;
        }
      }
      if (c == '/') {
        parameter = false;
        if (!folded.isEmpty() && folded.charAt(folded.length() - 1) == '/') {
          continue;
        }
      }
      parameter |= c == ';';
      if (!parameter) {
        folded.append(Character.toLowerCase(c));
      }
    }
    int last = folded.length() - 1;
    if (last > 0 && folded.charAt(last) == '/') {
      folded.setLength(last);
    }
    return folded.toString();
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
