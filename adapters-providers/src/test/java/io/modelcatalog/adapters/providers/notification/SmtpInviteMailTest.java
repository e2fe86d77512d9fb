package io.modelcatalog.adapters.providers.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.modelcatalog.application.port.mail.InviteMail;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SmtpInviteMailTest {
  private static final InviteMail.Letter LETTER =
      new InviteMail.Letter(
          "ada@example.com",
          "https://catalog.example.com/invite#t0ken",
          Instant.parse("2026-03-17T09:30:00Z"));

  private final int port = freePort();
  private final GreenMail server =
      new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private final SmtpInviteMail mail =
      new SmtpInviteMail(
          new SmtpSettings(
              "127.0.0.1",
              port,
              SmtpSettings.Tls.NONE,
              Optional.empty(),
              Optional.empty(),
              "catalog@example.com",
              Duration.ofSeconds(5)),
          Duration.ofMillis(300),
          InstantSource.system());

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    mail.close();
    server.stop();
  }

  @Test
  void theLinkComesToWhoIsInvited() throws Exception {
    server.start();

    mail.send(LETTER);

    assertThat(server.waitForIncomingEmail(10_000, 1)).isTrue();
    MimeMessage message = server.getReceivedMessages()[0];
    assertThat(message.getAllRecipients()[0]).hasToString("ada@example.com");
    assertThat(message.getSubject()).isEqualTo("You are invited to Model Catalog");
    assertThat(message.getContent().toString())
        .contains("https://catalog.example.com/invite#t0ken")
        .contains("17 March 2026, 09:30 UTC");
  }

  @Test
  void itIsTriedAgainWhenTheServerIsBack() {
    mail.send(LETTER);
    server.start();

    assertThat(server.waitForIncomingEmail(10_000, 1)).isTrue();
  }

  @Test
  void whatIsNoAddressKeepsNothingUp() {
    server.start();

    mail.send(new InviteMail.Letter("nobody\r\nRCPT TO:<eve@example.com>", "x", LETTER.until()));
    mail.send(LETTER);

    assertThat(server.waitForIncomingEmail(10_000, 1)).isTrue();
    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  @Test
  void aLetterDoesNotShowItsLink() {
    assertThat(LETTER).asString().doesNotContain("t0ken");
  }
}
