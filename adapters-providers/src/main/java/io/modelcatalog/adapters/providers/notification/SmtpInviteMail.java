package io.modelcatalog.adapters.providers.notification;

import io.modelcatalog.application.port.mail.InviteMail;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends invites as mail, on a thread of its own. A link is a secret that nothing keeps, so neither
 * do these letters outlive the process: one that has failed three times, or that waits when the
 * server stops, is not sent, and the log says whose.
 */
public final class SmtpInviteMail implements InviteMail {
  private static final Logger LOG = LoggerFactory.getLogger(SmtpInviteMail.class);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final int MOST_WAITING = 1_000;
  private static final int ATTEMPTS = 3;
  private static final long CLOSE_SECONDS = 2;

  private final Mailer mailer;
  private final Duration pause;
  private final InstantSource clock;
  private final AtomicInteger waiting = new AtomicInteger();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("invite-mail").factory());

  /**
   * Sends through a mail server.
   *
   * @param pause before a second attempt; three times as long before the last
   * @throws IllegalArgumentException if the sender is not an address
   */
  public SmtpInviteMail(SmtpSettings settings, Duration pause, InstantSource clock) {
    this.mailer = new Mailer(settings);
    this.pause = pause;
    this.clock = clock;
  }

  @Override
  public void send(Letter letter) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      givenUp(letter, "too many wait already");
      return;
    }
    Mailer.Letter written =
        new Mailer.Letter(
            UUID.randomUUID().toString(),
            "You are invited to Model Catalog",
            """
            You are invited to Model Catalog. Open this link to choose a password and sign in:

            %s

            It works once, until %s. If you did not expect it, leave it alone: nothing happens then.
            """
                .formatted(letter.link(), DAY.format(letter.until())),
            clock.instant());
    later(letter, written, 1, Duration.ZERO);
  }

  private void later(Letter letter, Mailer.Letter written, int attempt, Duration after) {
    try {
      executor.schedule(
          () -> attempt(letter, written, attempt), after.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      givenUp(letter, "the server stops");
    }
  }

  private void attempt(Letter letter, Mailer.Letter written, int attempt) {
    try {
      mailer.send(written, letter.to());
      waiting.decrementAndGet();
    } catch (MessagingException e) {
      if (attempt >= ATTEMPTS || Mailer.isPermanent(e)) {
        givenUp(letter, Mailer.reason(e));
      } else {
        later(letter, written, attempt + 1, attempt == 1 ? pause : pause.multipliedBy(3));
      }
    }
  }

  private void givenUp(Letter letter, String why) {
    waiting.decrementAndGet();
    LOG.warn("The invite of {} was not mailed: {}", letter.to(), why);
  }

  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.debug("an invite is still being mailed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (waiting.get() > 0) {
      LOG.warn("{} invites were not mailed, as the server stops", waiting.get());
    }
  }
}
