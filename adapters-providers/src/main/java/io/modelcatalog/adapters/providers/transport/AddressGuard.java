package io.modelcatalog.adapters.providers.transport;

import io.modelcatalog.adapters.providers.transport.UpstreamAddress.Origin;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which addresses may be called. Only globally reachable unicast addresses may, and what an
 * operator allowed by exact host and port.
 *
 * <p>The ranges are those of the IANA special-purpose registries (RFC 6890 and its successors) plus
 * the metadata services that clouds put on ordinary addresses. Java's own flags are not enough:
 * they call {@code fd00:ec2::254}, {@code 100.100.100.200}, carrier-grade NAT, NAT64 and 6to4
 * public.
 */
public final class AddressGuard {
  /** Allows nothing beyond public addresses. */
  public static final AddressGuard STRICT = new AddressGuard(Set.of());

  private final Set<String> allowed;

  private AddressGuard(Set<String> allowed) {
    this.allowed = Set.copyOf(allowed);
  }

  /**
   * A guard with exceptions.
   *
   * @param hostPorts {@code host:port}, {@code 10.0.0.5:8000} or {@code [fd00::1]:8000}, each
   *     exactly; blank entries are left out
   * @throws IllegalArgumentException if an entry has another shape
   */
  public static AddressGuard allowing(Collection<String> hostPorts) {
    Set<String> allowed = new HashSet<>();
    for (String entry : hostPorts) {
      if (!entry.isBlank()) {
        allowed.add(normalEntry(entry.strip()));
      }
    }
    return new AddressGuard(allowed);
  }

  /** Whether the operator allowed this host and port as it is written in the integration. */
  public boolean allows(Origin origin) {
    return allowed.contains(origin.hostAndPort());
  }

  /**
   * Why none of a host's addresses may be called, or null if they may. One forbidden address is
   * enough to refuse, because which of them a later connection would take is not ours to say.
   */
  public @Nullable String refusal(Origin origin, InetAddress[] resolved) {
    if (allows(origin)) {
      return null;
    }
    for (InetAddress address : resolved) {
      if (!mayCall(address, origin.port())) {
        return origin.hostAndPort() + " is or leads to a private or special address";
      }
    }
    return null;
  }

  /** Whether a host can be called private without a lookup: an address, or this machine's name. */
  public boolean isPrivateName(Origin origin) {
    String host = origin.host();
    if (host.equals("localhost") || host.endsWith(".localhost")) {
      return true;
    }
    byte @Nullable [] literal = NetUtil.createByteArrayFromIpAddressString(host);
    return literal != null
        && !(literal.length == 4 ? isPublic4(literal) : isPublic6(literal))
        && !allows(origin);
  }

  private boolean mayCall(InetAddress address, int port) {
    return isPublic(address)
        || allowed.contains(new Origin(true, address.getHostAddress(), port).hostAndPort());
  }

  /** Whether the address is an ordinary one of the public Internet. */
  public static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 ? isPublic4(bytes) : isPublic6(bytes);
  }

  private static boolean isPublic4(byte[] address) {
    int a = address[0] & 0xff;
    int b = address[1] & 0xff;
    int c = address[2] & 0xff;
    int d = address[3] & 0xff;
    return switch (a) {
      case 0, 10, 127 -> false;
      case 100 -> (b & 0xc0) != 64; // carrier-grade NAT; Alibaba's metadata
      case 168 -> !(b == 63 && c == 129 && d == 16); // Azure's platform address
      case 169 -> b != 254; // link-local; metadata
      case 172 -> (b & 0xf0) != 16;
      case 192 ->
          !(b == 168
              || (b == 0 && (c == 0 || c == 2)) // protocol assignments, Oracle's metadata; TEST-NET
              || (b == 88 && c == 99)); // 6to4 relays
      case 198 -> !((b & 0xfe) == 18 || (b == 51 && c == 100)); // benchmarks; TEST-NET
      case 203 -> !(b == 0 && c == 113); // TEST-NET
      default -> a < 224; // multicast, reserved, broadcast
    };
  }

  private static boolean isPublic6(byte[] address) {
    int first = (address[0] & 0xff) << 8 | (address[1] & 0xff);
    int second = (address[2] & 0xff) << 8 | (address[3] & 0xff);
    if ((first & 0xe000) != 0x2000) {
      // Everything but global unicast: unspecified, loopback, IPv4 mapped and compatible, NAT64,
      // discard, unique local, link-local, site-local, multicast.
      return false;
    }
    boolean protocolAssignment = first == 0x2001 && second < 0x0200; // Teredo, ORCHID, benchmarks
    boolean documentation =
        (first == 0x2001 && second == 0x0db8) || (first == 0x3fff && second < 0x1000);
    boolean sixToFour = first == 0x2002;
    return !protocolAssignment && !documentation && !sixToFour;
  }

  private static String normalEntry(String entry) {
    int colon = entry.lastIndexOf(':');
    String host = colon < 0 ? "" : entry.substring(0, colon).toLowerCase(Locale.ROOT);
    int port = colon < 0 ? 0 : portOf(entry.substring(colon + 1));
    boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
    if (port == 0 || host.isEmpty() || (!bracketed && host.indexOf(':') >= 0)) {
      throw new IllegalArgumentException(
          "upstream allow-list: \"" + entry + "\" (expected: host:port, exactly)");
    }
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    byte @Nullable [] literal = NetUtil.createByteArrayFromIpAddressString(bare);
    if (literal != null) {
      try {
        bare = InetAddress.getByAddress(literal).getHostAddress();
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException("upstream allow-list: \"" + entry + "\"", e);
      }
    }
    return new Origin(true, bare, port).hostAndPort();
  }

  private static int portOf(String text) {
    if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    int port = Integer.parseInt(text);
    return port <= 65535 ? port : 0;
  }
}
