package io.modelcatalog.adapters.providers.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.modelcatalog.adapters.providers.transport.AddressGuard;
import io.modelcatalog.adapters.providers.transport.HttpTransport;
import io.modelcatalog.adapters.providers.transport.TransportSettings;
import io.modelcatalog.application.alert.AlertDispatcher;
import io.modelcatalog.application.alert.RetryPolicy;
import io.modelcatalog.application.port.alert.AlertChannel.Failure;
import io.modelcatalog.application.port.alert.AlertOutboxContract;
import io.modelcatalog.application.port.alert.BudgetAlert;
import io.modelcatalog.application.port.alert.Delivery;
import io.modelcatalog.application.port.alert.InMemoryAlertOutbox;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.shared.Result;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks to a real receiver on a socket. */
class WebhookChannelTest {
  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
  private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);
  private static final Instant NOON = Instant.parse("2026-03-18T12:00:00Z");

  /** What a receiver got. */
  private record Got(String path, Map<String, String> headers, String body) {}

  private final BudgetAlert alert = AlertOutboxContract.anAlert("c", 100);
  private final Delivery delivery = new Delivery(UUID.randomUUID(), Delivery.Channel.WEBHOOK, "");
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<Got> received = new CopyOnWriteArrayList<>();
  private final HttpServer receiver = receiver(0);
  private final int port = receiver.getAddress().getPort();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private volatile int status = 200;

  @AfterEach
  void stop() throws Exception {
    receiver.stop(0);
    for (AutoCloseable each : opened) {
      each.close();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  @Test
  void postsTheAlertWithASignatureThatTheReceiverCanCheck() throws Exception {
    receiver.start();

    assertThat(channel("/hooks/budget?team=a", SECRET).deliver(alert, delivery)).isEmpty();

    Got got = received.getFirst();
    assertThat(got.path()).isEqualTo("/hooks/budget?team=a");
    assertThat(got.headers())
        .containsEntry("webhook-id", delivery.id().toString())
        .containsEntry("webhook-timestamp", Long.toString(NOON.getEpochSecond()))
        .containsEntry("content-type", "application/json");
    assertThat(got.headers().get("webhook-signature")).isEqualTo(expected(KEY, got));
    assertThat(got.body())
        .startsWith("{\"type\":\"budget.exhausted\",\"timestamp\":\"" + alert.raisedAt() + "\"")
        .contains("\"level\":\"provider\"", "\"owner\":\"openai-prod\"", "\"unit\":\"usd\"")
        .contains("\"amount\":0.0000001", "\"used\":0.000000101")
        .contains("\"workspace_id\":\"" + alert.workspace().orElseThrow() + "\"")
        // Its window began when time did.
        .contains("\"window_start\":null", "\"window_end\":\"2026-03-18T12:00:00Z\"")
        .doesNotContain(SECRET);
  }

  @Test
  void whatIsTheOrganizationsNamesNoWorkspace() {
    receiver.start();

    channel("/", SECRET).deliver(AlertOutboxContract.ofOrganization(alert), delivery);

    assertThat(received.getFirst().body())
        .contains("\"organisation_id\":\"" + alert.organization() + "\",\"workspace_id\":null")
        .contains("\"window_start\":\"2026-03-18T12:00:00Z\"");
  }

  @Test
  void aSecretWithoutThePrefixIsTheKeyItself() throws Exception {
    receiver.start();

    channel("/", "plain-secret").deliver(alert, delivery);

    Got got = received.getFirst();
    assertThat(got.headers().get("webhook-signature"))
        .isEqualTo(expected("plain-secret".getBytes(StandardCharsets.UTF_8), got));
  }

  @ParameterizedTest
  @CsvSource({"200, true", "204, true", "302, false", "400, false", "500, false", "410, false"})
  void onlyA2xxAccepts(int answer, boolean accepted) {
    receiver.start();
    status = answer;

    Optional<Failure> failure = channel("/", SECRET).deliver(alert, delivery);

    assertThat(failure.isEmpty()).isEqualTo(accepted);
    assertThat(failure.map(Failure::permanent).orElse(false)).isEqualTo(answer == 410);
    // A redirect is not followed.
    assertThat(received).hasSize(1);
  }

  @Test
  void itArrivesOnceTheReceiverIsBack() {
    InMemoryAlertOutbox outbox = new InMemoryAlertOutbox();
    outbox.raise(alert, List.of(delivery));
    Instant[] now = {alert.raisedAt()};
    AlertDispatcher dispatcher =
        new AlertDispatcher(outbox, channel("/", SECRET), RetryPolicy.DEFAULT, () -> now[0]);
    receiver.start();
    status = 503;

    assertThat(dispatcher.dispatch()).isZero();
    assertThat(outbox.deliveries(alert.id()).getFirst().reason()).contains("503");
    status = 200;
    assertThat(dispatcher.dispatch()).isZero();
    now[0] = now[0].plus(Duration.ofSeconds(5));
    assertThat(dispatcher.dispatch()).isEqualTo(1);

    // The receiver sees the same id both times.
    assertThat(received)
        .extracting(got -> got.headers().get("webhook-id"))
        .containsExactly(delivery.id().toString(), delivery.id().toString());
  }

  @Test
  void aReceiverThatIsDownIsAFailureAndNotTheEnd() {
    receiver.start();
    receiver.stop(0);

    Optional<Failure> failure = channel("/", SECRET).deliver(alert, delivery);

    assertThat(failure).isPresent();
    assertThat(failure.get().permanent()).isFalse();
  }

  @Test
  void aReceiverThatNeverAnswersIsLeft() {
    // It is not started: the socket takes the connection, and nobody answers.
    long start = System.nanoTime();

    Optional<Failure> failure = channel("/", SECRET).deliver(alert, delivery);

    assertThat(failure).isPresent();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aNameThatLeadsToAPrivateAddressIsNotCalled() {
    receiver.start();
    // The guard of the transport looks where the name leads, whatever the settings let pass.
    WebhookSettings settings =
        ok(
            WebhookSettings.of(
                "http://127.0.0.1:" + port + "/",
                SecretText.of(SECRET),
                Duration.ofSeconds(2),
                AddressGuard.allowing(List.of("127.0.0.1:" + port))));

    Optional<Failure> failure =
        new WebhookChannel(transport(AddressGuard.STRICT), settings, () -> NOON)
            .deliver(alert, delivery);

    assertThat(failure).isPresent();
    assertThat(failure.get().reason()).contains("private");
    assertThat(received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://169.254.169.254/latest",
        "https://user:pass@example.com/",
        "https://example.com/a/../b",
        "https://example.com/a b",
        "https://example.com/?a=b c",
        "ftp://example.com/",
        "example.com",
      })
  void refusesReceiversThatMayNotBeCalled(String url) {
    assertThat(
            WebhookSettings.of(
                url, SecretText.of(SECRET), Duration.ofSeconds(2), AddressGuard.STRICT))
        .isInstanceOf(Result.Err.class);
  }

  private WebhookChannel channel(String path, String secret) {
    AddressGuard guard = AddressGuard.allowing(List.of("127.0.0.1:" + port));
    WebhookSettings settings =
        ok(
            WebhookSettings.of(
                "http://127.0.0.1:" + port + path,
                SecretText.of(secret),
                Duration.ofSeconds(2),
                guard));
    return new WebhookChannel(transport(guard), settings, () -> NOON);
  }

  private HttpTransport transport(AddressGuard guard) {
    HttpTransport transport =
        new HttpTransport(
            loops,
            NioSocketChannel::new,
            guard,
            TransportSettings.DEFAULT.withTimeouts(
                Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)));
    opened.add(transport);
    return transport;
  }

  private HttpServer receiver(int onPort) {
    try {
      HttpServer made =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort), 10);
      made.createContext(
          "/",
          exchange -> {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((name, all) -> headers.put(name, all.getFirst()));
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add(new Got(exchange.getRequestURI().toString(), headers, body));
            exchange.getResponseHeaders().add("location", "http://127.0.0.1:" + port + "/other");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
          });
      return made;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** As a receiver checks it, by the specification. */
  private static String expected(byte[] key, Got got) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String signed =
        got.headers().get("webhook-id")
            + "."
            + got.headers().get("webhook-timestamp")
            + "."
            + got.body();
    return "v1,"
        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  private static WebhookSettings ok(Result<WebhookSettings, String> result) {
    return switch (result) {
      case Result.Ok<WebhookSettings, String>(WebhookSettings settings) -> settings;
      case Result.Err<WebhookSettings, String>(String rule) -> throw new AssertionError(rule);
    };
  }
}
