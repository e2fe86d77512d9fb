package io.modelcatalog.adapters.providers.notification;

import io.modelcatalog.domain.credential.SecretAccess;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.jspecify.annotations.Nullable;

/** Sends plain text, one message for each address, over a connection of its own. */
final class Mailer {
  private static final SecretAccess LOGIN = new SecretAccess("logging in to the mail server");
  private static final int FIRST_PERMANENT = 500;

  private final SmtpSettings settings;
  private final Session session;
  private final InternetAddress from;

  /**
   * A sender; connects to nothing yet.
   *
   * @throws IllegalArgumentException if the sender is not an address
   */
  Mailer(SmtpSettings settings) {
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

  /**
   * What is sent.
   *
   * @param id the same on each attempt
   * @param subject without line breaks of its own: they are taken for blanks
   * @param text the body
   * @param at when it came up
   */
  record Letter(String id, String subject, String text, Instant at) {}

  /**
   * Sends a message.
   *
   * @param to a mail address
   * @throws AddressException if it is none
   * @throws MessagingException if the server does not take it
   */
  void send(Letter letter, String to) throws MessagingException {
    InternetAddress address = new InternetAddress(to, true);
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect(
          settings.host(),
          settings.port(),
          settings.user().orElse(null),
          settings.password().map(password -> password.reveal(LOGIN)).orElse(null));
      transport.sendMessage(message(letter, address), new InternetAddress[] {address});
    }
  }

  private MimeMessage message(Letter letter, InternetAddress to) throws MessagingException {
    MimeMessage message = new IdentifiedMessage(session, "<" + letter.id() + "@model-catalog>");
    message.setFrom(from);
    message.setRecipient(Message.RecipientType.TO, to);
    message.setSubject(letter.subject(), "UTF-8");
    message.setText(letter.text(), "UTF-8");
    message.setSentDate(Date.from(letter.at()));
    // RFC 3834: so that nobody's absence notice answers it.
    message.setHeader("Auto-Submitted", "auto-generated");
    message.saveChanges();
    return message;
  }

  /** Whether trying again is no use: it is no address, or the server will never take it. */
  static boolean isPermanent(MessagingException failure) {
    for (Exception e = failure; e != null; e = next(e)) {
      if (e instanceof SMTPAddressFailedException address) {
        return address.getReturnCode() >= FIRST_PERMANENT;
      }
    }
    return failure instanceof AddressException;
  }

  private static @Nullable Exception next(Exception e) {
    return e instanceof MessagingException messaging ? messaging.getNextException() : null;
  }

  /** What the server says, without any secret. */
  static String reason(MessagingException failure) {
    if (failure instanceof AddressException) {
      return "not a mail address";
    }
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
