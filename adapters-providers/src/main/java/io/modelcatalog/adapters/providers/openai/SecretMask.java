package io.modelcatalog.adapters.providers.openai;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Replaces an upstream's credentials by asterisks, byte for byte, in what the upstream sends back:
 * error pages like to quote the key they refuse. Lengths stay as they are.
 */
final class SecretMask {
  /** Shorter secrets would blot out ordinary words; they are no secrets to speak of either. */
  private static final int SHORTEST = 6;

  private final List<String> texts = new ArrayList<>();
  private final List<byte[]> secrets = new ArrayList<>();

  SecretMask(Collection<String> secrets) {
    for (String secret : secrets) {
      if (secret.length() >= SHORTEST) {
        this.texts.add(secret);
        this.secrets.add(secret.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** A text without the secrets. */
  String mask(String text) {
    String masked = text;
    for (String secret : texts) {
      if (masked.contains(secret)) {
        masked = masked.replace(secret, "*".repeat(secret.length()));
      }
    }
    return masked;
  }

  /** A mask for one body, which may come in pieces cut anywhere. */
  Body body() {
    return new Body();
  }

  /** Masks one body. The last bytes of a piece wait if they could begin a secret. */
  final class Body {
    private byte[] bytes = new byte[0];
    private int length;
    private int from;

    /**
     * Takes a piece; what may be handed on stands in {@link #bytes} from {@link #from} to {@link
     * #to}.
     */
    void filter(byte[] piece, int start, int end, boolean last) {
      int kept = length - from;
      byte[] joined = new byte[kept + end - start];
      System.arraycopy(bytes, from, joined, 0, kept);
      System.arraycopy(piece, start, joined, kept, end - start);
      bytes = joined;
      length = joined.length;
      for (byte[] secret : secrets) {
        blot(secret);
      }
      from = last ? length : length - openEnd();
    }

    byte[] bytes() {
      return bytes;
    }

    int to() {
      return from;
    }

    private void blot(byte[] secret) {
      for (int at = 0; at + secret.length <= length; at++) {
        if (matches(secret, at, secret.length)) {
          Arrays.fill(bytes, at, at + secret.length, (byte) '*');
          at += secret.length - 1;
        }
      }
    }

    /** How many of the last bytes could be the beginning of a secret. */
    private int openEnd() {
      int longest = 0;
      for (byte[] secret : secrets) {
        for (int size = Math.min(secret.length - 1, length); size > longest; size--) {
          if (matches(secret, length - size, size)) {
            longest = size;
          }
        }
      }
      return longest;
    }

    private boolean matches(byte[] secret, int at, int size) {
      return Arrays.equals(bytes, at, at + size, secret, 0, size);
    }
  }
}
