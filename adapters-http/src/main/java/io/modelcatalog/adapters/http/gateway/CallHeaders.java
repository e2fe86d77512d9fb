package io.modelcatalog.adapters.http.gateway;

import io.modelcatalog.application.gateway.CallMetadata;
import io.modelcatalog.application.port.upstream.Header;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway reads from a call's headers. Every {@code x-portkey-…} header has the neutral
 * twin {@code x-catalog-…}, which wins where both are given.
 */
final class CallHeaders {
  /** Client headers an upstream may see; all others, credentials above all, stay here. */
  private static final List<String> HANDED_ON =
      List.of(
          "content-type",
          "accept",
          "openai-beta",
          "anthropic-beta",
          "anthropic-version",
          "idempotency-key",
          "x-client-request-id",
          "range");

  /** Forms of a call that name credentials or hosts inline: refused, with their error codes. */
  private static final Map<String, String> INLINE =
      Map.of(
          "config", "inline_config_blocked",
          "custom-host", "inline_custom_host_blocked",
          "forward-headers", "inline_forward_headers_blocked");

  private CallHeaders() {}

  /** A control header by the name it has after its prefix; null if absent or blank. */
  static @Nullable String first(HttpHeaders headers, String name) {
    String value = headers.get("x-catalog-" + name);
    if (value == null || value.isBlank()) {
      value = headers.get("x-portkey-" + name);
    }
    return value == null || value.isBlank() ? null : value.trim();
  }

  /** The API key presented; null if none is. */
  static @Nullable String key(HttpHeaders headers) {
    String key = first(headers, "api-key");
    if (key != null) {
      return key;
    }
    String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
    if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return authorization.substring(7).trim();
    }
    String plain = headers.get("x-api-key");
    return plain == null ? headers.get("api-key") : plain;
  }

  /**
   * The provider's slug a header names.
   *
   * @return null if none does; {@code ""} if a vendor is named inline instead
   */
  static @Nullable String provider(HttpHeaders headers) {
    String provider = first(headers, "provider");
    if (provider != null) {
      if (!provider.startsWith("@")) {
        return "";
      }
      int slash = provider.indexOf('/');
      return slash < 0 ? provider.substring(1) : provider.substring(1, slash);
    }
    String virtualKey = first(headers, "virtual-key");
    return virtualKey != null && virtualKey.startsWith("@") ? virtualKey.substring(1) : virtualKey;
  }

  /** The inline form a call uses, as field name and error code; null if none. */
  static Map.@Nullable Entry<String, String> inlineForm(HttpHeaders headers) {
    for (Map.Entry<String, String> form : INLINE.entrySet()) {
      if (first(headers, form.getKey()) != null) {
        return form;
      }
    }
    return null;
  }

  /** What the client says of the call, not read yet. */
  static CallMetadata metadata(HttpHeaders headers) {
    String metadata = first(headers, "metadata");
    return metadata == null ? CallMetadata.NONE : new HeaderMetadata(metadata);
  }

  /** The headers that go on to the upstream. */
  static List<Header> handedOn(HttpHeaders headers) {
    List<Header> handedOn = new ArrayList<>(4);
    for (String name : HANDED_ON) {
      String value = headers.get(name);
      if (value != null) {
        handedOn.add(new Header(name, value));
      }
    }
    return handedOn;
  }

  /** The trace id the client gave, if it is fit to be repeated; null otherwise. */
  static @Nullable String traceId(HttpHeaders headers) {
    return token(headers, "trace-id");
  }

  /** The span of the trace the client gave, if it is fit to be repeated; null otherwise. */
  static @Nullable String spanId(HttpHeaders headers) {
    return token(headers, "span-id");
  }

  /** The span above the client's, if it is fit to be repeated; null otherwise. */
  static @Nullable String parentSpanId(HttpHeaders headers) {
    return token(headers, "parent-span-id");
  }

  /** The span's name the client gave, if it is fit to be repeated; null otherwise. */
  static @Nullable String spanName(HttpHeaders headers) {
    return token(headers, "span-name");
  }

  private static @Nullable String token(HttpHeaders headers, String name) {
    String given = first(headers, name);
    if (given == null || given.length() > 128) {
      return null;
    }
    for (int i = 0; i < given.length(); i++) {
      char c = given.charAt(i);
      if (c <= ' ' || c > '~') {
        return null;
      }
    }
    return given;
  }

  /** How long the client lets the call take, in milliseconds; 0 if it does not say. */
  static long timeoutMillis(HttpHeaders headers) {
    String given = first(headers, "request-timeout");
    if (given == null || given.length() > 9) {
      return 0;
    }
    try {
      return Math.max(0, Long.parseLong(given));
    } catch (NumberFormatException notANumber) {
      return 0;
    }
  }

  /** Whether a body of this type is JSON. */
  static boolean isJson(HttpHeaders headers) {
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
    return type != null && type.toLowerCase(Locale.ROOT).contains("json");
  }
}
