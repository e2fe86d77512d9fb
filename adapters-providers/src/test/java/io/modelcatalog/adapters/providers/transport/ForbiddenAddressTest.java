package io.modelcatalog.adapters.providers.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.providers.Calls;
import io.modelcatalog.adapters.providers.CollectingReader;
import io.modelcatalog.adapters.providers.RawServer;
import io.modelcatalog.adapters.providers.UpstreamsOverSockets;
import io.modelcatalog.adapters.providers.openai.Dialect;
import io.modelcatalog.adapters.providers.openai.OpenAiCompatibleUpstream;
import io.modelcatalog.adapters.providers.transport.HostResolver.Lookup;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamFailure;
import io.modelcatalog.application.port.upstream.UpstreamFailure.Forbidden;
import io.modelcatalog.application.port.upstream.UpstreamFailure.TimedOut;
import io.modelcatalog.application.port.upstream.UpstreamFailure.Unreachable;
import io.modelcatalog.domain.shared.Result;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForbiddenAddressTest {
  private final UpstreamsOverSockets sockets = new UpstreamsOverSockets();

  @AfterEach
  void close() {
    sockets.close();
  }

  @Test
  void isNotCalledUnlessTheOperatorAllowedIt() throws Exception {
    try (RawServer server = RawServer.always(peer -> peer.json("{}"))) {
      UpstreamFailure failure =
          call("127.0.0.1", server.port(), AddressGuard.STRICT, HostsFile::all);

      assertThat(failure)
          .isEqualTo(
              new Forbidden(
                  "127.0.0.1:" + server.port() + " is or leads to a private or special address"));
      assertThat(failure.dispatched()).isFalse();
      assertThat(server.connections()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "0.0.0.0",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "127.0.0.53",
        "169.254.169.254"
      })
  void isNotCalledUnderAPublicName(String literal) throws Exception {
    try (RawServer server = RawServer.always(peer -> peer.json("{}"))) {
      UpstreamFailure failure =
          call(
              "public.example.com",
              server.port(),
              AddressGuard.STRICT,
              host -> new InetAddress[] {InetAddress.getByName(literal)});

      assertThat(failure).isInstanceOf(Forbidden.class);
      assertThat(failure.toString()).doesNotContain(literal);
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void isNotCalledWhenOnlyOneOfManyAddressesIsForbidden() throws Exception {
    try (RawServer server = RawServer.always(peer -> peer.json("{}"))) {
      UpstreamFailure failure =
          call(
              "public.example.com",
              server.port(),
              AddressGuard.STRICT,
              host ->
                  new InetAddress[] {
                    InetAddress.getByName("8.8.8.8"), InetAddress.getByName("127.0.0.1")
                  });

      assertThat(failure).isInstanceOf(Forbidden.class);
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void isNotReachedByANameThatChangesItsAddress() throws Exception {
    AtomicInteger lookups = new AtomicInteger();
    try (RawServer server = RawServer.always(peer -> peer.json("{}"))) {
      // The first lookup shows a public address (nothing answers there), later ones the loopback.
      Lookup rebinding =
          host ->
              new InetAddress[] {
                InetAddress.getByName(lookups.incrementAndGet() == 1 ? "203.0.114.1" : "127.0.0.1")
              };
      HttpTransport transport = transport(AddressGuard.STRICT, rebinding, Duration.ofMillis(1));
      Upstream upstream = upstream(transport, "rebind.example.com", server.port());

      UpstreamFailure first = exchange(upstream);
      assertThat(lookups.get()).isEqualTo(1);
      // A network that refuses at once answers before the name's millisecond is over.
      Thread.sleep(10);
      UpstreamFailure second = exchange(upstream);

      assertThat(first).isInstanceOfAny(TimedOut.class, Unreachable.class);
      assertThat(second).isInstanceOf(Forbidden.class);
      assertThat(server.connections()).isZero();
      transport.close();
    }
  }

  @Test
  void isCheckedAgainAtEveryConnectionThoughTheNameIsKnown() throws Exception {
    AtomicInteger lookups = new AtomicInteger();
    Lookup counted =
        host -> {
          lookups.incrementAndGet();
          return new InetAddress[] {InetAddress.getByName("10.0.0.1")};
        };
    HttpTransport transport = transport(AddressGuard.STRICT, counted, Duration.ofMinutes(1));
    Upstream upstream = upstream(transport, "inside.example.com", 443);

    for (int i = 0; i < 3; i++) {
      assertThat(exchange(upstream)).isInstanceOf(Forbidden.class);
    }
    assertThat(lookups.get()).isEqualTo(1);
    transport.close();
  }

  @Test
  void isCalledWhereHostAndPortAreAllowedByName() throws Exception {
    try (RawServer server = RawServer.always(peer -> peer.json("{}"))) {
      AddressGuard guard = AddressGuard.allowing(List.of("models.internal:" + server.port()));
      Lookup lookup = host -> new InetAddress[] {InetAddress.getLoopbackAddress()};

      assertThat(call("models.internal", server.port(), guard, lookup)).isNull();
      assertThat(call("other.internal", server.port(), guard, lookup))
          .isInstanceOf(Forbidden.class);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void isCalledWhereAddressAndPortAreAllowed() throws Exception {
    try (RawServer server = RawServer.always(peer -> peer.json("{}"))) {
      AddressGuard guard = AddressGuard.allowing(List.of(server.hostAndPort()));
      Lookup lookup = host -> new InetAddress[] {InetAddress.getByName("127.0.0.1")};

      assertThat(call("models.internal", server.port(), guard, lookup)).isNull();
    }
  }

  @Test
  void triesTheNextAddressWhenOneRefuses() throws Exception {
    try (RawServer server = RawServer.always(peer -> peer.json("{}"))) {
      AddressGuard guard = AddressGuard.allowing(List.of("models.internal:" + server.port()));
      Lookup lookup =
          host ->
              new InetAddress[] {
                InetAddress.getByName("127.0.0.77"), InetAddress.getByName("127.0.0.1")
              };

      assertThat(call("models.internal", server.port(), guard, lookup)).isNull();
    }
  }

  @Test
  void aLookupThatHangsBlocksNoLoopAndEndsInTheConnectTimeout() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    try (RawServer server = RawServer.always(peer -> peer.json("{}"))) {
      AddressGuard guard =
          AddressGuard.allowing(List.of("a.internal:" + server.port(), server.hostAndPort()));
      Lookup lookup =
          host -> {
            try {
              hang.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              throw new UnknownHostException(host);
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
          };
      HttpTransport transport = transport(guard, lookup, Duration.ofSeconds(5));
      CollectingReader stuck = CollectingReader.eager();
      upstream(transport, "a.internal", server.port()).exchange(Calls.chat(Calls.CHAT), stuck);

      for (int i = 0; i < 8; i++) {
        assertThat(exchange(upstream(transport, "127.0.0.1", server.port()))).isNull();
      }
      assertThat(stuck.isOver()).isFalse();
      assertThat(stuck.awaitEnd().failure()).isEqualTo(new TimedOut(TimedOut.Phase.CONNECT, 1500));
      hang.countDown();
      transport.close();
    }
  }

  /** Java's own lookup. */
  private static final class HostsFile {
    static InetAddress[] all(String host) throws UnknownHostException {
      return InetAddress.getAllByName(host);
    }
  }

  private UpstreamFailure call(String host, int port, AddressGuard guard, Lookup lookup) {
    HttpTransport transport = transport(guard, lookup, Duration.ofSeconds(5));
    UpstreamFailure failure = exchange(upstream(transport, host, port));
    transport.close();
    return failure;
  }

  private static UpstreamFailure exchange(Upstream upstream) {
    CollectingReader reader = CollectingReader.eager();
    upstream.exchange(Calls.chat(Calls.CHAT), reader);
    return reader.awaitEnd().failure();
  }

  private HttpTransport transport(AddressGuard guard, Lookup lookup, Duration keepNames) {
    return new HttpTransport(
        sockets.loops(),
        sockets::channel,
        guard,
        UpstreamsOverSockets.quick(1500, 5000, 5000),
        HttpTransport.publicTrust(),
        lookup,
        keepNames);
  }

  private static Upstream upstream(HttpTransport transport, String host, int port) {
    String url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    return switch (UpstreamAddress.parse(url)) {
      case Result.Ok<UpstreamAddress, String>(UpstreamAddress address) ->
          new OpenAiCompatibleUpstream(transport, address, Dialect.COMPATIBLE, Map.of(), List.of());
      case Result.Err<UpstreamAddress, String>(String rule) -> throw new AssertionError(rule);
    };
  }
}
