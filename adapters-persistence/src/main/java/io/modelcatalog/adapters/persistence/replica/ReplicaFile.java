package io.modelcatalog.adapters.persistence.replica;

import io.modelcatalog.adapters.persistence.database.DatabaseUrl;
import io.modelcatalog.adapters.persistence.journal.FileUsageJournal;
import io.modelcatalog.domain.shared.ReplicaId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The name of the replica that a data directory belongs to. The journal beside it was written under
 * that name, so it changes only when no journal is left.
 */
public final class ReplicaFile {
  /** The name of the file in the data directory. */
  public static final String FILE_NAME = "replica-id";

  private ReplicaFile() {}

  /**
   * The name of this process: the one given, else the one in the directory, else the one made,
   * which is then kept there.
   *
   * @param dataDirectory made if missing
   * @param given what the operator calls it
   * @param made a name that no other process has
   * @throws IllegalArgumentException if the file holds no name, or another one than is given while
   *     usage noted under it still waits in the journal
   * @throws IOException if the file can be neither read nor made
   */
  public static ReplicaId in(Path dataDirectory, Optional<ReplicaId> given, ReplicaId made)
      throws IOException {
    Path directory = DatabaseUrl.prepare(dataDirectory);
    Path file = directory.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return keep(file, given.orElse(made));
    }
    ReplicaId kept = read(file);
    if (given.isEmpty() || given.get().equals(kept)) {
      return kept;
    }
    if (FileUsageJournal.hasNotes(directory.resolve("journal"))) {
      throw new IllegalArgumentException(
          "CATALOG_REPLICA_ID is \""
              + given.get()
              + "\", but the journal in "
              + directory
              + " holds usage of replica \""
              + kept
              + "\": start and stop it once more under that name first");
    }
    return keep(file, given.get());
  }

  private static ReplicaId read(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8).strip();
    if (!ReplicaId.isValid(text)) {
      throw new IllegalArgumentException(
          file + ": holds no replica's name (expected: " + ReplicaId.RULE + ")");
    }
    return new ReplicaId(text);
  }

  private static ReplicaId keep(Path file, ReplicaId id) throws IOException {
    // Under another name first: a crash in between must not leave half a name behind.
    Path fresh = file.resolveSibling(FILE_NAME + ".new");
    Files.writeString(fresh, id.value() + "\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return id;
  }
}
