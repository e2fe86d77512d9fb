package io.modelcatalog.adapters.persistence.secret;

import io.modelcatalog.application.port.secret.Tokens;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.credential.SecretText;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** 256 random bits in Base64 for URLs, known again by their SHA-256. */
@Singleton
final class RandomTokens implements Tokens {
  private static final int BYTES = 32;

  private final SecureRandom random = new SecureRandom();

  @Override
  public SecretText generate() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return SecretText.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  @Override
  public KeyDigest digest(String token) {
    try {
      return new KeyDigest(
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
