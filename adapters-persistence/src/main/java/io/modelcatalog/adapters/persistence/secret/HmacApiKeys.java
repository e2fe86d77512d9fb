package io.modelcatalog.adapters.persistence.secret;

import io.micronaut.context.annotation.Requires;
import io.modelcatalog.application.port.secret.ApiKeys;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.credential.SecretText;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * API keys of the form {@code mcg_sk_<43 characters>_<6 characters>}: 256 random bits, then the
 * CRC-32 of all before the last {@code _}, both in base 62. Organization keys begin with {@code
 * mcg_adm_}, keys of people with {@code mcg_usr_}. The checksum lets scanners and this gateway tell
 * a mistyped key without looking it up; it protects nothing.
 *
 * <p>Keys are known by HMAC-SHA-256 under a secret that never leaves the vault. A fast hash is
 * right for keys of full strength: NIST SP 800-63B §5.1.2.2 asks for slow ones only below 64 bits.
 * Keys of any other form are hashed alike, so an operator can bring a first key of their own.
 */
@Singleton
@Requires(beans = MasterKey.class)
public final class HmacApiKeys implements ApiKeys {
  private static final String PREFIX = "mcg_";
  private static final String BASE_62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int RANDOM_LENGTH = 43;
  private static final int CHECKSUM_LENGTH = 6;
  private static final int LONGEST = 512;

  private final Keyring keyring;
  private final SecureRandom random = new SecureRandom();
  private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(this::newMac);

  /** With the hash's key from a key ring; while that is sealed, {@link #digest} throws. */
  public HmacApiKeys(Keyring keyring) {
    this.keyring = keyring;
  }

  @Override
  public SecretText generate(KeyType type) {
    StringBuilder key = new StringBuilder(64);
    key.append(
        switch (type) {
          case ORGANISATION_SERVICE -> "mcg_adm_";
          case WORKSPACE_SERVICE -> "mcg_sk_";
          case WORKSPACE_USER -> "mcg_usr_";
        });
    for (int i = 0; i < RANDOM_LENGTH; i++) {
      key.append(BASE_62.charAt(random.nextInt(62)));
    }
    String body = key.toString();
    return SecretText.of(body + "_" + checksum(body));
  }

  @Override
  public boolean plausible(String presented) {
    int length = presented.length();
    if (length == 0 || length > LONGEST) {
      return false;
    }
    if (!presented.startsWith(PREFIX)) {
      return true;
    }
    int body = length - CHECKSUM_LENGTH - 1;
    return body > PREFIX.length()
        && presented.charAt(body) == '_'
        && presented.regionMatches(
            body + 1, checksum(presented.substring(0, body)), 0, CHECKSUM_LENGTH);
  }

  @Override
  public KeyDigest digest(String key) {
    return new KeyDigest(macs.get().doFinal(key.getBytes(StandardCharsets.UTF_8)));
  }

  private Mac newMac() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(keyring.derived("api-key-digest"), "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 is missing from this Java", e);
    }
  }

  private static String checksum(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    long rest = crc.getValue();
    char[] digits = new char[CHECKSUM_LENGTH];
    for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
      digits[i] = BASE_62.charAt((int) (rest % 62));
      rest /= 62;
    }
    return new String(digits);
  }
}
