package io.modelcatalog.adapters.providers.openai;

import io.modelcatalog.adapters.providers.transport.UpstreamAddress;
import io.modelcatalog.application.port.upstream.Header;
import io.modelcatalog.domain.shared.Result;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request's head: our own headers, prepared once, then those of the client's that neither
 * speak about the connection nor carry a credential nor would override ours.
 */
public final class OpenAiHeaders {
  private static final byte[] CRLF = {'\r', '\n'};

  private final Set<String> names;
  private final byte[] fixed;
  private final boolean namesClient;

  private OpenAiHeaders(Map<String, String> own) {
    this.names = Set.copyOf(own.keySet());
    this.namesClient = own.containsKey("user-agent");
    Bytes bytes = new Bytes(256);
    own.forEach((name, value) -> bytes.header(name, value));
    this.fixed = bytes.toArray();
  }

  /**
   * Headers for an address.
   *
   * @param own by name in lower case, such as the credential; the later of two with one name wins
   */
  static OpenAiHeaders to(UpstreamAddress address, Map<String, String> own) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("host", address.origin().authority());
    // Usage could not be read in a compressed answer.
    all.put("accept-encoding", "identity");
    all.putAll(own);
    return new OpenAiHeaders(all);
  }

  /**
   * The custom headers of an integration in lower case, or the rule one of them breaks. Their
   * values are not told.
   */
  public static Result<Map<String, String>, String> custom(Map<String, Object> settings) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry : settings.entrySet()) {
      String name = entry.getKey().toLowerCase(Locale.ROOT);
      if (!isToken(name)) {
        return Result.err("must have header names of letters, digits and '-'");
      }
      if (isConnectionHeader(name) || name.equals("accept-encoding")) {
        return Result.err("must not set \"" + name + "\"");
      }
      if (!(entry.getValue() instanceof String value) || !isPlain(value)) {
        return Result.err("must have a text without line breaks as the value of \"" + name + "\"");
      }
      headers.put(name, value);
    }
    return Result.ok(headers);
  }

  /** Whether a text can stand in a header as it is. */
  public static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        return false;
      }
    }
    return true;
  }

  /**
   * The head of one request, empty line included.
   *
   * @param target path and query, checked
   * @param bodyLength -1 if the request has no body
   */
  byte[] head(
      String method, String target, List<Header> client, boolean jsonBody, long bodyLength) {
    Bytes bytes = new Bytes(fixed.length + 512);
    bytes.text(method).text(" ").text(target).text(" HTTP/1.1\r\n").all(fixed);
    boolean clientNamed = namesClient;
    boolean typed = bodyLength < 0 || names.contains("content-type");
    for (int i = 0; i < client.size(); i++) {
      Header header = client.get(i);
      String name = header.name();
      if (mayPass(name) && isToken(name) && isPlain(header.value())) {
        bytes.header(name, header.value());
        clientNamed |= name.equals("user-agent");
        typed |= name.equals("content-type");
      }
    }
    if (!clientNamed) {
      bytes.header("user-agent", "model-catalog");
    }
    if (!typed && jsonBody) {
      bytes.header("content-type", "application/json");
    }
    if (bodyLength >= 0) {
      bytes.header("content-length", Long.toString(bodyLength));
    }
    return bytes.all(CRLF).toArray();
  }

  private boolean mayPass(String name) {
    return !isConnectionHeader(name)
        && !isCredential(name)
        && !name.equals("accept-encoding")
        && !name.startsWith("x-portkey-")
        && !name.startsWith("x-catalog-")
        && !names.contains(name);
  }

  private static boolean isConnectionHeader(String name) {
    return switch (name) {
      case "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade" ->
          true;
      default -> false;
    };
  }

  private static boolean isCredential(String name) {
    return switch (name) {
      case "api-key",
          "authorization",
          "cookie",
          "proxy-authorization",
          "x-api-key",
          "x-goog-api-key" ->
          true;
      default -> false;
    };
  }

  private static boolean isToken(String name) {
    if (name.isEmpty()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
      if (!plain && "!#$%&'*+.^`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Bytes that grow; text in Latin-1, as header values are. */
  private static final class Bytes {
    private byte[] array;
    private int length;

    Bytes(int room) {
      array = new byte[room];
    }

    Bytes header(String name, @Nullable String value) {
      return text(name).text(": ").text(value == null ? "" : value).all(CRLF);
    }

    Bytes text(String text) {
      return all(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Bytes all(byte[] more) {
      if (array.length < length + more.length) {
        array = Arrays.copyOf(array, Math.max(length + more.length, 2 * array.length));
      }
      System.arraycopy(more, 0, array, length, more.length);
      length += more.length;
      return this;
    }

    byte[] toArray() {
      return Arrays.copyOf(array, length);
    }
  }
}
