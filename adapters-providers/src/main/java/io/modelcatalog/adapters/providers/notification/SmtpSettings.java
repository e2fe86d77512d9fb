package io.modelcatalog.adapters.providers.notification;

import io.modelcatalog.domain.credential.SecretText;
import java.time.Duration;
import java.util.Optional;

/**
 * A mail server of the operator's.
 *
 * @param host its name
 * @param port its port
 * @param tls how the connection is protected
 * @param user who logs in; empty for nobody
 * @param password the password; empty for none
 * @param from the sender's address
 * @param timeout for connecting, and for each answer of the server
 */
public record SmtpSettings(
    String host,
    int port,
    Tls tls,
    Optional<String> user,
    Optional<SecretText> password,
    String from,
    Duration timeout) {

  /** How a connection is protected. */
  public enum Tls {
    /** Begins in the clear and must change to TLS before anything else. */
    STARTTLS,
    /** TLS from the first byte. */
    TLS,
    /** Not at all. */
    NONE
  }
}
