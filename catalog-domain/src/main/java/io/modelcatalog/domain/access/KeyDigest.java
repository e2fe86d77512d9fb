package io.modelcatalog.domain.access;

import java.util.Arrays;
import java.util.HexFormat;

/** The keyed hash of an API key: all that is stored of it. */
public final class KeyDigest {
  private final byte[] bytes;

  /**
   * Wraps a hash.
   *
   * @param bytes 32 bytes
   */
  public KeyDigest(byte[] bytes) {
    if (bytes.length != 32) {
      throw new IllegalArgumentException("digest: " + bytes.length + " bytes (expected: 32)");
    }
    this.bytes = bytes.clone();
  }

  /** From its hexadecimal form. */
  public static KeyDigest ofHex(String hex) {
    return new KeyDigest(HexFormat.of().parseHex(hex));
  }

  /** In hexadecimal. */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyDigest that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return (bytes[0] & 0xff)
        | (bytes[1] & 0xff) << 8
        | (bytes[2] & 0xff) << 16
        | (bytes[3] & 0xff) << 24;
  }

  @Override
  public String toString() {
    return "KeyDigest(…)";
  }
}
