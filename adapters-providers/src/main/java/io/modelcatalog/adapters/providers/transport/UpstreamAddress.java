package io.modelcatalog.adapters.providers.transport;

import io.modelcatalog.domain.shared.Result;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where an upstream's API begins: origin and path prefix. Made by {@link #parse} alone, which is
 * strict so that no two parsers can disagree about the host.
 *
 * @param origin scheme, host and port
 * @param basePath path before every operation, without a trailing slash; empty for the root
 */
public record UpstreamAddress(Origin origin, String basePath) {

  /**
   * Scheme, host and port: what a connection belongs to.
   *
   * @param secure https
   * @param host in lower case; an IPv6 address without brackets
   * @param port 1 to 65535
   */
  public record Origin(boolean secure, String host, int port) {

    /** The value of the {@code host} header: the port only where it is not the scheme's own. */
    public String authority() {
      String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
      return port == (secure ? 443 : 80) ? name : name + ":" + port;
    }

    /** {@code host:port} as an operator writes it in the allow-list. */
    public String hostAndPort() {
      return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /**
   * A base address, or the rule that the text breaks, in words that can follow the field's name.
   */
  public static Result<UpstreamAddress, String> parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return Result.err("must be an absolute http(s) URL");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      return Result.err("must begin with https:// or http://");
    }
    if (uri.getRawUserInfo() != null
        || (uri.getRawAuthority() != null && uri.getRawAuthority().indexOf('@') >= 0)) {
      return Result.err("must not hold a user name or password");
    }
    if (uri.getRawFragment() != null) {
      return Result.err("must not have a fragment (#)");
    }
    if (uri.getRawQuery() != null) {
      return Result.err("must not have a query (?)");
    }
    String host = uri.getHost();
    if (host == null) {
      return Result.err(
          "must name a host of letters, digits, '-' and '.', or an IP address in its usual form");
    }
    boolean secure = scheme.equals("https");
    String authority = uri.getRawAuthority();
    if (authority.endsWith(":")) {
      return Result.err("must have a port between 1 and 65535, or none and no colon");
    }
    int port = uri.getPort() == -1 ? (secure ? 443 : 80) : uri.getPort();
    if (port < 1 || port > 65535) {
      return Result.err("must have a port between 1 and 65535");
    }
    String path = uri.getRawPath();
    String pathRule = pathRule(path);
    if (pathRule != null) {
      return Result.err(pathRule);
    }
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    String name = normalHost(host);
    if (name == null) {
      return Result.err(
          "must name a host of letters, digits, '-' and '.', or an IP address in its usual form");
    }
    return Result.ok(new UpstreamAddress(new Origin(secure, name, port), path));
  }

  /** This address with a fixed, trusted path added to its prefix. */
  public UpstreamAddress below(String path) {
    return new UpstreamAddress(origin, basePath + path);
  }

  /**
   * The rule that a request path breaks, or null. A path is passed on as it was written, so nothing
   * may be in it that a server could fold into another path.
   *
   * @param path an absolute path; a query may follow
   */
  public static @Nullable String pathRule(String path) {
    int end = path.indexOf('?') < 0 ? path.length() : path.indexOf('?');
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#' || c == '\\' || c == '"' || c == '<' || c == '>') {
        return "must have a path of plain ASCII without spaces, '#' and '\\'";
      }
      if (c == '%' && i < end && foldsInto(path, i)) {
        return "must not have an encoded '.' or '\\' in its path";
      }
    }
    int from = 0;
    for (int i = 0; i <= end; i++) {
      boolean encodedSlash = i < end && path.regionMatches(true, i, "%2f", 0, 3);
      if (i == end || path.charAt(i) == '/' || encodedSlash) {
        if ((i - from == 1 && path.charAt(from) == '.')
            || (i - from == 2 && path.startsWith("..", from))) {
          return "must not have '.' or '..' as a part of its path";
        }
        from = encodedSlash ? i + 3 : i + 1;
      }
    }
    return null;
  }

  private static boolean foldsInto(String path, int percent) {
    return path.regionMatches(true, percent, "%2e", 0, 3)
        || path.regionMatches(true, percent, "%5c", 0, 3)
        || path.regionMatches(true, percent, "%00", 0, 3);
  }

  /**
   * The host in lower case, or null if it is not written in the one form that every parser reads
   * alike: {@code 0x7f.1}, {@code 127.1} and {@code 0177.0.0.1} mean different hosts to different
   * programs.
   */
  private static @Nullable String normalHost(String host) {
    if (host.startsWith("[")) {
      String literal = host.substring(1, host.length() - 1);
      byte @Nullable [] bytes =
          literal.indexOf('%') >= 0 ? null : NetUtil.createByteArrayFromIpAddressString(literal);
      if (bytes == null) {
        return null;
      }
      try {
        return InetAddress.getByAddress(bytes).getHostAddress();
      } catch (UnknownHostException e) {
        return null;
      }
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (name.length() > 253 || name.endsWith(".")) {
      return null;
    }
    int lastDot = name.lastIndexOf('.');
    String last = name.substring(lastDot + 1);
    if (looksNumeric(last)) {
      return isDottedQuad(name) ? name : null;
    }
    for (String label : name.split("\\.", -1)) {
      if (label.isEmpty()
          || label.length() > 63
          || label.startsWith("-")
          || label.endsWith("-")
          || !label.chars().allMatch(UpstreamAddress::isHostCharacter)) {
        return null;
      }
    }
    return name;
  }

  private static boolean looksNumeric(String label) {
    return label.startsWith("0x") || label.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isDottedQuad(String name) {
    String[] parts = name.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (String part : parts) {
      if (part.isEmpty()
          || part.length() > 3
          || (part.length() > 1 && part.charAt(0) == '0')
          || !part.chars().allMatch(c -> c >= '0' && c <= '9')
          || Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHostCharacter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  }

  @Override
  public String toString() {
    return (origin.secure() ? "https://" : "http://") + origin.authority() + basePath;
  }
}
