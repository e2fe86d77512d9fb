package io.modelcatalog.bootstrap.demo;

import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Properties;

/**
 * The demonstration's keys in plain text, so that a later start can show them again. Written last:
 * a folder without this file was never filled to the end.
 *
 * @param admin key of the organization's administrator
 * @param research key of an application in the workspace Research
 * @param support key of an application in the workspace Support
 * @param owner password of the organization's owner
 */
record DemoKeys(SecretText admin, SecretText research, SecretText support, SecretText owner) {
  /** The owner's address. */
  static final String OWNER = "owner@acme.example";

  /** The file's name in the data folder. */
  static final String FILE = "demo-keys.properties";

  private static final SecretAccess TO_KEEP =
      new SecretAccess("show the demonstration's keys again at the next start");

  static Optional<DemoKeys> read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    String admin = properties.getProperty("admin", "");
    String research = properties.getProperty("research", "");
    String support = properties.getProperty("support", "");
    String owner = properties.getProperty("owner", "");
    return admin.isEmpty() || research.isEmpty() || support.isEmpty() || owner.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new DemoKeys(
                SecretText.of(admin),
                SecretText.of(research),
                SecretText.of(support),
                SecretText.of(owner)));
  }

  /** Writes the file, readable by its owner only. */
  void write(Path folder) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("admin", admin.reveal(TO_KEEP));
    properties.setProperty("research", research.reveal(TO_KEEP));
    properties.setProperty("support", support.reveal(TO_KEEP));
    properties.setProperty("owner", owner.reveal(TO_KEEP));
    try (Writer writer = Files.newBufferedWriter(ownersFile(folder, FILE))) {
      properties.store(writer, "Keys of the demonstration; they open nothing else.");
    }
  }

  /** Makes an empty file, in place of an older one, that only its owner can read. */
  static Path ownersFile(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    Files.deleteIfExists(file);
    boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    return Files.createFile(file, ownerOnly);
  }
}
