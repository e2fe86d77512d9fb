package io.modelcatalog.adapters.persistence.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyTest {
  @TempDir Path directory;

  @Test
  void readsEitherAlphabetOfBase64WithOrWithoutPadding() throws GeneralSecurityException {
    byte[] bytes = new byte[32];
    new Random(3).nextBytes(bytes);
    bytes[0] = (byte) 0xfb;
    bytes[1] = (byte) 0xff;
    String standard = Base64.getEncoder().encodeToString(bytes);
    String url = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    byte[] wrapped =
        MasterKey.ofText(standard, "A").wrapping().encrypt(new byte[] {1, 2}, new byte[0]);

    assertThat(MasterKey.ofText(" " + url + "\n", "B").wrapping().decrypt(wrapped, new byte[0]))
        .containsExactly(1, 2);
  }

  @Test
  void refusesOtherTextsByNameAndWithoutRepeatingThem() {
    for (String text :
        List.of("", "c2hvcnQ=", "not base64 at all!", "A".repeat(43) + "=", "x".repeat(200))) {
      assertThatThrownBy(() -> MasterKey.ofText(text, "CATALOG_MASTER_KEY"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("CATALOG_MASTER_KEY: ")
          .hasMessageContaining("32 bytes in Base64")
          .hasNoCause()
          .satisfies(
              e ->
                  assertThat(text.isEmpty() || !String.valueOf(e.getMessage()).contains(text))
                      .isTrue());
    }
  }

  @Test
  void readsAFileOfBytesOrOfText() throws IOException {
    byte[] bytes = new byte[32];
    new Random(5).nextBytes(bytes);
    Path raw = Files.write(directory.resolve("raw"), bytes);
    Path text =
        Files.writeString(
            directory.resolve("text"), Base64.getEncoder().encodeToString(bytes) + "\n");

    assertThat(MasterKey.ofFile(raw).fingerprint()).isEqualTo(MasterKey.ofFile(text).fingerprint());
    assertThat(MasterKey.ofFile(raw).made()).isFalse();
  }

  @Test
  void makesAKeyOnceThatOnlyItsOwnerCanRead() throws IOException {
    Path data = directory.resolve("data");

    MasterKey made = MasterKey.inDirectory(data);
    MasterKey again = MasterKey.inDirectory(data);

    assertThat(made.made()).isTrue();
    assertThat(again.made()).isFalse();
    assertThat(again.fingerprint()).isEqualTo(made.fingerprint());
    Path file = data.resolve("master.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
    try (var files = Files.list(data)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void makesOneKeyForManyWhoAskAtOnce() throws Exception {
    Set<String> fingerprints = new HashSet<>();
    int made = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Future<MasterKey>> keys =
          java.util.stream.IntStream.range(0, 8)
              .mapToObj(i -> pool.submit(() -> MasterKey.inDirectory(directory)))
              .toList();
      for (Future<MasterKey> key : keys) {
        fingerprints.add(key.get().fingerprint());
        made += key.get().made() ? 1 : 0;
      }
    }
    assertThat(fingerprints).hasSize(1);
    assertThat(made).isEqualTo(1);
  }

  @Test
  void refusesAFileWithoutAKeyRatherThanReplaceIt() throws IOException {
    Files.writeString(directory.resolve("master.key"), "damaged");

    assertThatThrownBy(() -> MasterKey.inDirectory(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("master.key");
    assertThat(directory.resolve("master.key")).hasContent("damaged");
  }

  @Test
  void neverPrintsItself() throws IOException {
    MasterKey key = MasterKey.inDirectory(directory);
    String text = Files.readString(directory.resolve("master.key")).strip();

    assertThat(key.toString() + key.fingerprint() + key.source()).doesNotContain(text);
    assertThat(key.fingerprint()).matches("[0-9a-f]{8}");
  }
}
