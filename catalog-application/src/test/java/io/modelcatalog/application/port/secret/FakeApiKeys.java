package io.modelcatalog.application.port.secret;

import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.credential.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keys {@code mcg_sk_1}, {@code mcg_sk_2} … with a plain hash. A key of this product's prefix is
 * plausible if it ends in a digit.
 */
public final class FakeApiKeys implements ApiKeys {
  private final AtomicLong last = new AtomicLong();

  @Override
  public SecretText generate(KeyType type) {
    String prefix =
        switch (type) {
          case ORGANISATION_SERVICE -> "mcg_adm_";
          case WORKSPACE_SERVICE -> "mcg_sk_";
          case WORKSPACE_USER -> "mcg_usr_";
        };
    return SecretText.of(prefix + last.incrementAndGet());
  }

  @Override
  public boolean plausible(String presented) {
    return !presented.isEmpty()
        && (!presented.startsWith("mcg_")
            || Character.isDigit(presented.charAt(presented.length() - 1)));
  }

  @Override
  public KeyDigest digest(String key) {
    try {
      return new KeyDigest(
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
