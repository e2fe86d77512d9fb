package io.modelcatalog.adapters.persistence.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/** Keys for different purposes from one secret, by HKDF-SHA256 (RFC 5869). */
final class Derivation {
  private Derivation() {}

  static byte[] derive(byte[] secret, String purpose, int bytes) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract()
                  .addIKM(secret)
                  .thenExpand(
                      ("model-catalog/v1/" + purpose).getBytes(StandardCharsets.US_ASCII), bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HKDF-SHA256 is missing from this Java", e);
    }
  }
}
