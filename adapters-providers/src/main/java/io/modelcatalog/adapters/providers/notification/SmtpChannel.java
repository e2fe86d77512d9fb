package io.modelcatalog.adapters.providers.notification;

import io.modelcatalog.application.port.alert.AlertChannel;
import io.modelcatalog.application.port.alert.BudgetAlert;
import io.modelcatalog.application.port.alert.Delivery;
import io.modelcatalog.domain.credential.SecretAccess;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Sends alerts as plain-text mail, one message for each address, over a connection of its own. The
 * message's id is the delivery's, the same on each attempt.
 */
public final class SmtpChannel implements AlertChannel {
  private static final SecretAccess LOGIN = new SecretAccess("logging in to the mail server");
  private static final int FIRST_PERMANENT = 500;

  private final SmtpSettings settings;
  private final Session session;
  private final InternetAddress from;

  /**
   * A channel; connects to nothing yet.
   *
   * @throws IllegalArgumentException if the sender is not an address
   */
  public SmtpChannel(SmtpSettings settings) {
    this.settings = settings;
    this.session = Session.getInstance(properties(settings));
    try {
      this.from = new InternetAddress(settings.from(), true);
    } catch (AddressException e) {
      throw new IllegalArgumentException("from: expected a mail address", e);
    }
  }

  private static Properties properties(SmtpSettings settings) {
    String timeout = Long.toString(settings.timeout().toMillis());
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.connectiontimeout", timeout);
    properties.setProperty("mail.smtp.timeout", timeout);
    properties.setProperty("mail.smtp.writetimeout", timeout);
    properties.setProperty("mail.smtp.auth", Boolean.toString(settings.user().isPresent()));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    properties.setProperty("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
    switch (settings.tls()) {
      case STARTTLS -> {
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", "true");
      }
      case TLS -> properties.setProperty("mail.smtp.ssl.enable", "true");
      case NONE -> {}
    }
    return properties;
  }

  @Override
  public Delivery.Channel channel() {
    return Delivery.Channel.EMAIL;
  }

  @Override
  public Optional<Failure> deliver(BudgetAlert alert, Delivery delivery) {
    InternetAddress to;
    try {
      to = new InternetAddress(delivery.target(), true);
    } catch (AddressException e) {
      return Optional.of(new Failure("not a mail address", true));
    }
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect(
          settings.host(),
          settings.port(),
          settings.user().orElse(null),
          settings.password().map(password -> password.reveal(LOGIN)).orElse(null));
      MimeMessage message = message(alert, delivery.id(), to);
      transport.sendMessage(message, new InternetAddress[] {to});
      return Optional.empty();
    } catch (MessagingException e) {
      return Optional.of(new Failure(reason(e), neverAccepted(e)));
    }
  }

  private MimeMessage message(BudgetAlert alert, UUID id, InternetAddress to)
      throws MessagingException {
    MimeMessage message = new IdentifiedMessage(session, "<" + id + "@model-catalog>");
    message.setFrom(from);
    message.setRecipient(Message.RecipientType.TO, to);
    message.setSubject(AlertText.subject(alert), "UTF-8");
    message.setText(AlertText.body(alert), "UTF-8");
    message.setSentDate(Date.from(alert.raisedAt()));
    // RFC 3834: so that nobody's absence notice answers it.
    message.setHeader("Auto-Submitted", "auto-generated");
    message.saveChanges();
    return message;
  }

  /** Whether the server will never take mail for the address. */
  private static boolean neverAccepted(MessagingException failure) {
    for (Exception e = failure; e != null; e = next(e)) {
      if (e instanceof SMTPAddressFailedException address) {
        return address.getReturnCode() >= FIRST_PERMANENT;
      }
    }
    return false;
  }

  private static @Nullable Exception next(Exception e) {
    return e instanceof MessagingException messaging ? messaging.getNextException() : null;
  }

  private static String reason(MessagingException failure) {
    StringBuilder reason = new StringBuilder();
    for (Exception e = failure; e != null; e = next(e)) {
      String message = String.valueOf(e.getMessage()).strip();
      if (reason.indexOf(message) < 0) {
        reason.append(reason.isEmpty() ? "" : ": ").append(message);
      }
    }
    return reason.toString();
  }

  /** Keeps its id when it is saved. */
  private static final class IdentifiedMessage extends MimeMessage {
    private final String id;

    IdentifiedMessage(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
