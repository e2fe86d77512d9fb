package io.modelcatalog.application.port.mail;

import java.time.Instant;

/** Sends people the links by which they accept invites. */
public interface InviteMail extends AutoCloseable {
  /** Sends nothing: there is no mail server, or nobody knows where people reach this one. */
  InviteMail NONE = letter -> {};

  /**
   * What is sent.
   *
   * @param to the address that is invited
   * @param link opens the invite, so it is a secret
   * @param until when the link ends
   */
  record Letter(String to, String link, Instant until) {
    @Override
    public String toString() {
      return "Letter(" + to + ")";
    }
  }

  /**
   * Has a letter sent soon. Waits for nothing and never fails: whoever invites was shown the link,
   * and can have another sent.
   */
  void send(Letter letter);

  /** Sends nothing more. */
  @Override
  default void close() {}
}
