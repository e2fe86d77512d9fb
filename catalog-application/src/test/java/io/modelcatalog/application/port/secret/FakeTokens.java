package io.modelcatalog.application.port.secret;

import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.credential.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicInteger;

/** Tokens that are counted: {@code token-1} and so on. */
public final class FakeTokens implements Tokens {
  private final AtomicInteger count = new AtomicInteger();

  @Override
  public SecretText generate() {
    return SecretText.of("token-of-a-test-" + count.incrementAndGet());
  }

  @Override
  public KeyDigest digest(String token) {
    try {
      return new KeyDigest(
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
