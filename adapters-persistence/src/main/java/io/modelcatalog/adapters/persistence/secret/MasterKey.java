package io.modelcatalog.adapters.persistence.secret;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import io.modelcatalog.adapters.persistence.database.DatabaseUrl;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/**
 * The key above all others: 32 bytes that the operator keeps. It wraps the data keys and is used
 * for nothing else. It prints as where it comes from, never as itself.
 */
public final class MasterKey {
  /** The name of a key file made in the data directory. */
  public static final String FILE_NAME = "master.key";

  private static final int BYTES = 32;
  private static final String EXPECTED = " (expected: 32 bytes in Base64)";

  private final byte[] bytes;
  private final String source;
  private final boolean made;

  private MasterKey(byte[] bytes, String source, boolean made) {
    this.bytes = bytes;
    this.source = source;
    this.made = made;
  }

  /**
   * From its text form.
   *
   * @param base64 32 bytes in Base64, of either alphabet, with or without padding
   * @param source where the text comes from, for messages, such as {@code CATALOG_MASTER_KEY}
   * @throws IllegalArgumentException if it is not such a text; the message does not repeat it
   */
  public static MasterKey ofText(String base64, String source) {
    return new MasterKey(decode(base64, source), source, false);
  }

  /**
   * From a file that holds the 32 bytes themselves, or their text form.
   *
   * @throws IllegalArgumentException if it holds neither
   * @throws IOException if it cannot be read
   */
  public static MasterKey ofFile(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    return new MasterKey(
        content.length == BYTES
            ? content
            : decode(new String(content, StandardCharsets.ISO_8859_1), file.toString()),
        file.toString(),
        false);
  }

  /**
   * From the file {@value #FILE_NAME} in a data directory; if there is none, one is made that only
   * its owner can read. {@link #made} tells which it was.
   *
   * @throws IllegalArgumentException if the file there holds no key
   * @throws IOException if it can be neither read nor made
   */
  public static MasterKey inDirectory(Path dataDirectory) throws IOException {
    Path directory = DatabaseUrl.prepare(dataDirectory);
    Path file = directory.resolve(FILE_NAME);
    if (Files.exists(file)) {
      return ofFile(file);
    }
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    // Under another name first: a crash in between must not leave half a key behind.
    Path fresh = Files.createTempFile(directory, FILE_NAME, ".new", onlyForTheOwner(directory));
    try {
      byte[] text =
          (Base64.getEncoder().encodeToString(bytes) + "\n").getBytes(StandardCharsets.US_ASCII);
      try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(text);
        while (rest.hasRemaining()) {
          out.write(rest);
        }
        out.force(true);
      }
      // A link, unlike a move, never replaces a key that another process made meanwhile.
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException e) {
      return ofFile(file);
    } finally {
      Files.deleteIfExists(fresh);
    }
    return new MasterKey(bytes, file.toString(), true);
  }

  /** Where it comes from, for people. */
  public String source() {
    return source;
  }

  /** Whether it was made just now, so that people must be told to keep it. */
  public boolean made() {
    return made;
  }

  /** Eight hexadecimal digits by which people can tell keys apart; they say nothing of the key. */
  public String fingerprint() {
    return HexFormat.of().formatHex(Derivation.derive(bytes, "fingerprint", 4));
  }

  /** Encryption under a key derived from this one for wrapping alone. */
  @AccessesPartialKey
  Aead wrapping() {
    try {
      AeadConfig.register();
      AesGcmKey key =
          AesGcmKey.builder()
              .setParameters(
                  AesGcmParameters.builder()
                      .setKeySizeBytes(BYTES)
                      .setIvSizeBytes(12)
                      .setTagSizeBytes(16)
                      .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                      .build())
              .setKeyBytes(
                  SecretBytes.copyFrom(
                      Derivation.derive(bytes, "wrap", BYTES), InsecureSecretKeyAccess.get()))
              .build();
      return KeysetHandle.newBuilder()
          .addEntry(KeysetHandle.importKey(key).withFixedId(1).makePrimary())
          .build()
          .getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("master key: cannot be used for AES-256-GCM", e);
    }
  }

  @Override
  public String toString() {
    return "MasterKey(" + source + ")";
  }

  private static byte[] decode(String text, String source) {
    String plain = text.strip().replace('-', '+').replace('_', '/');
    try {
      byte[] bytes = Base64.getDecoder().decode(plain);
      if (bytes.length != BYTES) {
        throw new IllegalArgumentException(source + ": " + bytes.length + " bytes" + EXPECTED);
      }
      if (Arrays.equals(bytes, new byte[BYTES])) {
        throw new IllegalArgumentException(source + ": all zero" + EXPECTED);
      }
      return bytes;
    } catch (IllegalArgumentException e) {
      if (e.getMessage() != null && e.getMessage().startsWith(source)) {
        throw e;
      }
      // The decoder's own message would repeat a character of the key.
      throw new IllegalArgumentException(source + ": not Base64" + EXPECTED);
    }
  }

  private static FileAttribute<?>[] onlyForTheOwner(Path directory) {
    Set<String> views = directory.getFileSystem().supportedFileAttributeViews();
    return views.contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
