package io.modelcatalog.adapters.providers.notification;

import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs as the Standard Webhooks specification says: HMAC-SHA-256 over id, timestamp and body with
 * dots between, in Base64 after {@code v1,}. A secret that begins with {@code whsec_} holds its key
 * in Base64; any other is the key itself.
 */
final class WebhookSignature {
  private static final SecretAccess SIGNING = new SecretAccess("signing webhooks");
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /**
   * A signature with a secret.
   *
   * @throws IllegalArgumentException if it begins with {@code whsec_} and goes on in no Base64
   */
  WebhookSignature(SecretText secret) {
    String text = secret.reveal(SIGNING);
    byte[] bytes =
        text.startsWith(PREFIX)
            ? Base64.getDecoder().decode(text.substring(PREFIX.length()))
            : text.getBytes(StandardCharsets.UTF_8);
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  String of(String id, long timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
