package io.modelcatalog.adapters.persistence.secret;

import io.modelcatalog.application.port.secret.Passwords;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id, as Bouncy Castle computes it, in the text form that other programs read too: {@code
 * $argon2id$v=19$m=…,t=…,p=…$salt$hash}. The cost is what OWASP's password storage cheat sheet
 * recommends: 19 MiB, two passes, one lane.
 */
@Singleton
final class Argon2Passwords implements Passwords {
  private static final SecretAccess TO_HASH = new SecretAccess("to hash a password");
  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d)\\$([A-Za-z0-9+/]{16,86})"
              + "\\$([A-Za-z0-9+/]{22,86})");
  private static final int SALT = 16;
  private static final int LENGTH = 32;
  private static final int PATIENCE_SECONDS = 10;

  private final Cost cost;
  private final Semaphore places;
  private final SecureRandom random = new SecureRandom();
  private final String ofNobody;

  Argon2Passwords() {
    this(new Cost(19_456, 2, 1), Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  }

  Argon2Passwords(Cost cost, int places) {
    this.cost = cost;
    this.places = new Semaphore(places, true);
    byte[] nobodys = new byte[LENGTH];
    random.nextBytes(nobodys);
    this.ofNobody = text(cost, salt(), nobodys);
  }

  /**
   * What a hash costs.
   *
   * @param kibibytes of memory
   * @param passes over it
   * @param lanes side by side
   */
  record Cost(int kibibytes, int passes, int lanes) {}

  @Override
  public String hash(SecretText password) {
    byte[] salt = salt();
    return text(cost, salt, computed(password, cost, salt, LENGTH));
  }

  @Override
  public boolean matches(SecretText password, String hash) {
    Matcher parts = FORM.matcher(hash);
    if (!parts.matches()) {
      throw new IllegalStateException("password hash: not in the form that is stored");
    }
    byte[] expected = Base64.getDecoder().decode(parts.group(5));
    return MessageDigest.isEqual(
        expected,
        computed(
            password, costOf(parts), Base64.getDecoder().decode(parts.group(4)), expected.length));
  }

  @Override
  public boolean isOutdated(String hash) {
    Matcher parts = FORM.matcher(hash);
    return !parts.matches() || !costOf(parts).equals(cost);
  }

  @Override
  public String ofNobody() {
    return ofNobody;
  }

  private byte[] computed(SecretText password, Cost how, byte[] salt, int length) {
    boolean mine = false;
    try {
      mine = places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!mine) {
        throw new Busy();
      }
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(how.kibibytes())
              .withIterations(how.passes())
              .withParallelism(how.lanes())
              .withSalt(salt)
              .build());
      byte[] result = new byte[length];
      generator.generateBytes(bytes(password), result);
      return result;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Busy();
    } finally {
      if (mine) {
        places.release();
      }
    }
  }

  /** The same letters are the same password, however a keyboard composes them. */
  private static byte[] bytes(SecretText password) {
    return Normalizer.normalize(password.reveal(TO_HASH), Normalizer.Form.NFC)
        .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] salt() {
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    return salt;
  }

  private static Cost costOf(Matcher parts) {
    return new Cost(
        Integer.parseInt(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        Integer.parseInt(parts.group(3)));
  }

  private static String text(Cost cost, byte[] salt, byte[] hash) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            cost.kibibytes(),
            cost.passes(),
            cost.lanes(),
            base64.encodeToString(salt),
            base64.encodeToString(hash));
  }
}
