package io.modelcatalog.bootstrap.wiring;

import io.modelcatalog.application.secret.SecretNews;
import io.modelcatalog.domain.secret.SecretReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log how reading secrets from outside goes. */
final class SecretLog implements SecretNews {
  private static final Logger LOG = LoggerFactory.getLogger(SecretLog.class);

  @Override
  public void failed(SecretReference reference, String reason, boolean kept) {
    LOG.warn(
        "the secret reference {} of organization {} {}; {}",
        reference.slug(),
        reference.organization(),
        reason,
        kept
            ? "calls go on with the value that was read last"
            : "calls that need it are refused until it can be read");
  }

  @Override
  public void readAgain(SecretReference reference) {
    LOG.info(
        "the secret reference {} of organization {} can be read again",
        reference.slug(),
        reference.organization());
  }
}
