package io.modelcatalog.adapters.providers.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.providers.Calls;
import io.modelcatalog.adapters.providers.CollectingReader;
import io.modelcatalog.adapters.providers.RawServer;
import io.modelcatalog.adapters.providers.UpstreamsOverSockets;
import io.modelcatalog.adapters.providers.openai.Dialect;
import io.modelcatalog.adapters.providers.openai.OpenAiCompatibleUpstream;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamFailure.BrokenOff;
import io.modelcatalog.application.port.upstream.UpstreamFailure.TimedOut;
import io.modelcatalog.application.port.upstream.UpstreamFailure.Unreachable;
import io.modelcatalog.domain.shared.Result;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path folder;

  private static KeyStore authority;
  private static KeyStore good;
  private static KeyStore expired;

  private final UpstreamsOverSockets sockets = new UpstreamsOverSockets();

  @BeforeAll
  static void makeCertificates() throws Exception {
    Path ca = folder.resolve("ca.p12");
    keytool(ca, "ca", "-ext", "bc:critical=ca:true");
    authority = KeyStore.getInstance("PKCS12");
    authority.load(null, null);
    authority.setCertificateEntry("ca", load(ca).getCertificate("ca"));
    good = certificate("good");
    expired = certificate("expired", "-startdate", "-10d", "-validity", "1");
  }

  @AfterEach
  void close() {
    sockets.close();
  }

  @Test
  void callsAHostWhoseCertificateIsTrustedAndNamesIt() throws Exception {
    CompletableFuture<List<SNIServerName>> asked = new CompletableFuture<>();
    try (RawServer server =
        server(
            good,
            peer -> {
              while (peer.request() != null) {
                SSLSocket socket = (SSLSocket) peer.socket();
                asked.complete(
                    ((ExtendedSSLSession) socket.getSession()).getRequestedServerNames());
                peer.eventStream();
                for (int i = 0; i < 200; i++) {
                  peer.chunk("data: {\"n\":" + i + "}\n\n");
                }
                peer.say("0\r\n\r\n");
              }
            })) {
      Upstream upstream = upstream("models.example.com", server, trust());
      for (int i = 0; i < 3; i++) {
        CollectingReader reader = CollectingReader.oneByOne();
        upstream.exchange(Calls.chat(Calls.CHAT_STREAM), reader);

        assertThat(reader.awaitEnd().signals()).containsExactly("subscribe", "head", "complete");
        assertThat(reader.text()).endsWith("data: {\"n\":199}\n\n");
      }
      assertThat(asked.get(1, TimeUnit.SECONDS).toString()).contains("models.example.com");
    }
  }

  @Test
  void refusesACertificateForAnotherHost() throws Exception {
    try (RawServer server = server(good, peer -> peer.request())) {
      CollectingReader reader = call("127.0.0.1", server, trust());

      assertThat(reader.failure())
          .isEqualTo(
              new Unreachable(
                  Unreachable.Cause.TLS,
                  "TLS: the server's certificate was not accepted for this host"));
      assertThat(reader.failure().dispatched()).isFalse();
    }
  }

  @Test
  void refusesACertificateThatNobodyVouchesFor() throws Exception {
    try (RawServer server = server(good, peer -> peer.request())) {
      assertThat(call("models.example.com", server, HttpTransport.publicTrust()).failure())
          .isEqualTo(
              new Unreachable(
                  Unreachable.Cause.TLS,
                  "TLS: the server's certificate was not accepted for this host"));
    }
  }

  @Test
  void refusesAnExpiredCertificate() throws Exception {
    try (RawServer server = server(expired, peer -> peer.request())) {
      assertThat(call("models.example.com", server, trust()).failure())
          .isEqualTo(
              new Unreachable(
                  Unreachable.Cause.TLS,
                  "TLS: the server's certificate was not accepted for this host"));
    }
  }

  @Test
  void isUnreachableWhereThePeerSpeaksNoTls() throws Exception {
    try (RawServer server =
        new RawServer(peer -> peer.say("HTTP/1.1 400 Bad Request\r\n\r\nplain HTTP here"))) {
      assertThat(call("models.example.com", server, trust()).failure())
          .isEqualTo(new Unreachable(Unreachable.Cause.TLS, "TLS: the handshake failed"));
    }
  }

  @Test
  void countsTheHandshakeAsConnecting() throws Exception {
    try (RawServer server = new RawServer(peer -> peer.untilClientIsGone(9000))) {
      assertThat(call("models.example.com", server, trust()).failure())
          .isEqualTo(new TimedOut(TimedOut.Phase.CONNECT, 4000));
    }
  }

  @Test
  void takesABodyWithoutALengthOnlyWithAProperEnd() throws Exception {
    CompletableFuture<Boolean> cut = new CompletableFuture<>();
    try (RawServer server =
        server(
            good,
            peer -> {
              peer.request();
              peer.say("HTTP/1.1 200 OK\r\n\r\n{\"a\":1}");
              if (peer.number() == 1) {
                peer.socket().close(); // Says goodbye as TLS wants it.
              } else {
                cut.complete(true);
                RAW.get(peer.socket().getLocalPort()).close();
              }
            })) {
      CollectingReader whole = call("models.example.com", server, trust());
      CollectingReader truncated = call("models.example.com", server, trust());

      assertThat(whole.failure()).isNull();
      assertThat(whole.text()).isEqualTo("{\"a\":1}");
      assertThat(truncated.failure()).isInstanceOf(BrokenOff.class);
    }
  }

  @Test
  void closesTheConnectionAtOnceWhenCancelled() throws Exception {
    CompletableFuture<Long> gone = new CompletableFuture<>();
    try (RawServer server =
        server(
            good,
            peer -> {
              peer.request();
              peer.eventStream().chunk("data: {}\n\n");
              gone.complete(peer.untilClientIsGone(5000));
            })) {
      CollectingReader reader = CollectingReader.eager();
      upstream("models.example.com", server, trust())
          .exchange(Calls.chat(Calls.CHAT_STREAM), reader);
      reader.awaitFirstPiece().subscription().cancel();

      assertThat(gone.get(5, TimeUnit.SECONDS)).isBetween(0L, 1000L);
    }
  }

  /** The TCP sockets under TLS servers' sockets, to cut them without a goodbye. */
  private static final Map<Integer, java.net.Socket> RAW =
      new java.util.concurrent.ConcurrentHashMap<>();

  private static RawServer server(KeyStore store, RawServer.Script script) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    ServerSocket plain = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    return new RawServer(
        new ServerSocket() {
          @Override
          public java.net.Socket accept() throws java.io.IOException {
            java.net.Socket tcp = plain.accept();
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(tcp, null, true);
            socket.setUseClientMode(false);
            RAW.put(socket.getLocalPort(), tcp);
            return socket;
          }

          @Override
          public int getLocalPort() {
            return plain.getLocalPort();
          }

          @Override
          public boolean isClosed() {
            return plain.isClosed();
          }

          @Override
          public void close() throws java.io.IOException {
            plain.close();
          }
        },
        script);
  }

  /** A key pair in its own store, with a certificate signed by the test's authority. */
  private static KeyStore certificate(String name, String... validity) throws Exception {
    Path file = folder.resolve(name + ".p12");
    Files.copy(folder.resolve("ca.p12"), file);
    List<String> command =
        new ArrayList<>(List.of("-signer", "ca", "-ext", "san=dns:models.example.com"));
    command.addAll(List.of(validity));
    keytool(file, name, command.toArray(new String[0]));
    KeyStore store = load(file);
    store.deleteEntry("ca");
    return store;
  }

  private static void keytool(Path file, String name, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name));
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", file.toString()));
    command.addAll(List.of("-storepass", new String(PASSWORD)));
    command.addAll(List.of(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
  }

  private static KeyStore load(Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private static SslContext trust() throws Exception {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(authority);
    return SslContextBuilder.forClient().sslProvider(SslProvider.JDK).trustManager(trust).build();
  }

  private CollectingReader call(String host, RawServer server, SslContext ssl) {
    CollectingReader reader = CollectingReader.eager();
    upstream(host, server, ssl).exchange(Calls.chat(Calls.CHAT), reader);
    return reader.awaitEnd();
  }

  private Upstream upstream(String host, RawServer server, SslContext ssl) {
    HttpTransport transport =
        new HttpTransport(
            sockets.loops(),
            sockets::channel,
            AddressGuard.allowing(List.of(host + ":" + server.port())),
            UpstreamsOverSockets.quick(4000, 5000, 5000),
            ssl,
            name -> new InetAddress[] {InetAddress.getByName("127.0.0.1")},
            Duration.ofSeconds(5));
    return switch (UpstreamAddress.parse("https://" + host + ":" + server.port())) {
      case Result.Ok<UpstreamAddress, String>(UpstreamAddress address) ->
          new OpenAiCompatibleUpstream(transport, address, Dialect.COMPATIBLE, Map.of(), List.of());
      case Result.Err<UpstreamAddress, String>(String rule) -> throw new AssertionError(rule);
    };
  }
}
