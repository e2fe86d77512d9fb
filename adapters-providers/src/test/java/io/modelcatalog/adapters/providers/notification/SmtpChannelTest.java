package io.modelcatalog.adapters.providers.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.modelcatalog.application.alert.AlertDispatcher;
import io.modelcatalog.application.alert.RetryPolicy;
import io.modelcatalog.application.port.alert.AlertChannel;
import io.modelcatalog.application.port.alert.AlertOutboxContract;
import io.modelcatalog.application.port.alert.BudgetAlert;
import io.modelcatalog.application.port.alert.Delivery;
import io.modelcatalog.application.port.alert.InMemoryAlertOutbox;
import io.modelcatalog.domain.credential.SecretText;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Mail to a real server on a socket. */
class SmtpChannelTest {
  private static final String PASSWORD = "s3cret-of-the-mail-server";

  private final BudgetAlert alert = AlertOutboxContract.anAlert("c", 100);
  private final Delivery delivery =
      new Delivery(UUID.randomUUID(), Delivery.Channel.EMAIL, "ada@example.com");
  private final int port = freePort();
  private GreenMail server = serverOn(port, "smtp");

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void sendsPlainTextThatSaysWhatHappened() throws Exception {
    server.start();

    assertThat(channel(SmtpSettings.Tls.NONE).deliver(alert, delivery)).isEmpty();

    MimeMessage message = server.getReceivedMessages()[0];
    assertThat(message.getSubject())
        .isEqualTo(
            "[Model Catalog] The budget of the provider openai-prod is used up (cost/monthly)");
    assertThat(message.getAllRecipients()[0]).hasToString("ada@example.com");
    assertThat(message.getFrom()[0]).hasToString("catalog@example.com");
    assertThat(message.getMessageID()).isEqualTo("<" + delivery.id() + "@model-catalog>");
    assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(message.getContentType()).startsWith("text/plain");
    assertThat(message.getContent().toString())
        .contains("Used: 0.000000101 USD")
        .contains("Budget: 0.0000001 USD")
        .contains("Starts over: 2026-03-18T12:00:00Z")
        .contains("Workspace: " + alert.workspace().orElseThrow())
        .doesNotContain(PASSWORD);
  }

  @Test
  void whatIsTheOrganizationsNamesNoWorkspace() throws Exception {
    server.start();

    channel(SmtpSettings.Tls.NONE).deliver(AlertOutboxContract.ofOrganization(alert), delivery);

    assertThat(server.getReceivedMessages()[0].getContent().toString())
        .contains("Object: " + alert.owner())
        .doesNotContain("Workspace");
  }

  @Test
  void logsInWhereItMust() {
    server.setUser("catalog@example.com", "catalog", PASSWORD);
    server.start();

    assertThat(channel(SmtpSettings.Tls.NONE, Optional.of(PASSWORD)).deliver(alert, delivery))
        .isEmpty();
    Optional<AlertChannel.Failure> wrong =
        channel(SmtpSettings.Tls.NONE, Optional.of("wrong-password")).deliver(alert, delivery);

    assertThat(wrong).isPresent();
    assertThat(wrong.get().permanent()).isFalse();
    assertThat(wrong.get().reason()).doesNotContain("wrong-password");
    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  @Test
  void tellsNothingToAServerThatOffersNoTlsOrProvesNoName() {
    server.start();
    assertThat(channel(SmtpSettings.Tls.STARTTLS).deliver(alert, delivery)).isPresent();
    server.stop();
    // Its certificate is its own.
    server = serverOn(port, "smtps");
    server.start();
    assertThat(channel(SmtpSettings.Tls.TLS).deliver(alert, delivery)).isPresent();
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void noNameOfAnObjectAddsAHeader() throws Exception {
    server.start();
    BudgetAlert evil = named(alert, "x\r\nBcc: eve@example.com\r\n\r\nHi");

    assertThat(channel(SmtpSettings.Tls.NONE).deliver(evil, delivery)).isEmpty();

    MimeMessage message = server.getReceivedMessages()[0];
    assertThat(message.getHeader("Bcc")).isNull();
    assertThat(server.getReceivedMessages()).hasSize(1);
    assertThat(message.getContent().toString()).startsWith("The budget cost/monthly of");
  }

  @Test
  void whatIsNoAddressIsGivenUpAtOnce() {
    server.start();
    for (String target : List.of("nobody", "a@b.example\r\nRCPT TO:<eve@example.com>", "")) {
      Optional<AlertChannel.Failure> failure =
          channel(SmtpSettings.Tls.NONE)
              .deliver(alert, new Delivery(UUID.randomUUID(), Delivery.Channel.EMAIL, target));
      assertThat(failure).isPresent();
      assertThat(failure.get().permanent()).isTrue();
    }
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void mailArrivesOnceTheServerIsBack() {
    InMemoryAlertOutbox outbox = new InMemoryAlertOutbox();
    outbox.raise(alert, List.of(delivery));
    Instant[] now = {alert.raisedAt()};
    AlertDispatcher dispatcher =
        new AlertDispatcher(
            outbox, channel(SmtpSettings.Tls.NONE), RetryPolicy.DEFAULT, () -> now[0]);

    assertThat(dispatcher.dispatch()).isZero();
    assertThat(outbox.deliveries(alert.id()).getFirst().reason()).contains("connect");
    server.start();
    now[0] = now[0].plus(Duration.ofSeconds(5));
    assertThat(dispatcher.dispatch()).isEqualTo(1);
    now[0] = now[0].plus(Duration.ofDays(1));
    assertThat(dispatcher.dispatch()).isZero();

    assertThat(server.getReceivedMessages()).hasSize(1);
    assertThat(outbox.deliveries(alert.id()).getFirst().status()).isEqualTo(Delivery.Status.SENT);
  }

  @Test
  void aServerThatSaysNothingDoesNotHoldUpTheOthersForLong() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      long start = System.nanoTime();
      SmtpChannel channel =
          new SmtpChannel(
              new SmtpSettings(
                  "127.0.0.1",
                  silent.getLocalPort(),
                  SmtpSettings.Tls.NONE,
                  Optional.empty(),
                  Optional.empty(),
                  "catalog@example.com",
                  Duration.ofMillis(300)));

      assertThat(channel.deliver(alert, delivery)).isPresent();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  private SmtpChannel channel(SmtpSettings.Tls tls) {
    return channel(tls, Optional.empty());
  }

  private SmtpChannel channel(SmtpSettings.Tls tls, Optional<String> password) {
    return new SmtpChannel(
        new SmtpSettings(
            "127.0.0.1",
            port,
            tls,
            password.map(given -> "catalog"),
            password.map(SecretText::of),
            "catalog@example.com",
            Duration.ofSeconds(5)));
  }

  private static GreenMail serverOn(int port, String protocol) {
    return new GreenMail(new ServerSetup(port, "127.0.0.1", protocol));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static BudgetAlert named(BudgetAlert alert, String name) {
    return new BudgetAlert(
        alert.id(),
        alert.key(),
        alert.organization(),
        alert.workspace(),
        alert.level(),
        alert.owner(),
        name,
        alert.what(),
        alert.unit(),
        alert.used(),
        alert.windowEnd(),
        alert.raisedAt());
  }
}
