package io.modelcatalog.adapters.providers.notification;

import io.modelcatalog.application.port.alert.AlertChannel;
import io.modelcatalog.application.port.alert.BudgetAlert;
import io.modelcatalog.application.port.alert.Delivery;
import jakarta.mail.MessagingException;
import java.util.Optional;

/** Sends alerts as mail. The message's id is the delivery's, the same on each attempt. */
public final class SmtpChannel implements AlertChannel {
  private final Mailer mailer;

  /**
   * A channel; connects to nothing yet.
   *
   * @throws IllegalArgumentException if the sender is not an address
   */
  public SmtpChannel(SmtpSettings settings) {
    this.mailer = new Mailer(settings);
  }

  @Override
  public Delivery.Channel channel() {
    return Delivery.Channel.EMAIL;
  }

  @Override
  public Optional<Failure> deliver(BudgetAlert alert, Delivery delivery) {
    try {
      mailer.send(
          new Mailer.Letter(
              delivery.id().toString(),
              AlertText.subject(alert),
              AlertText.body(alert),
              alert.raisedAt()),
          delivery.target());
      return Optional.empty();
    } catch (MessagingException e) {
      return Optional.of(new Failure(Mailer.reason(e), Mailer.isPermanent(e)));
    }
  }
}
