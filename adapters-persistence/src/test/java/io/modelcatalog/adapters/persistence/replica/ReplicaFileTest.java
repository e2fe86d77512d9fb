package io.modelcatalog.adapters.persistence.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.domain.shared.ReplicaId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicaFileTest {
  private static final ReplicaId MADE = new ReplicaId("made-1");
  private static final ReplicaId OTHER = new ReplicaId("made-2");

  @TempDir Path folder;

  @Test
  void keepsTheNameThatWasMadeAtTheFirstStart() throws IOException {
    assertThat(ReplicaFile.in(folder, Optional.empty(), MADE)).isEqualTo(MADE);
    assertThat(ReplicaFile.in(folder, Optional.empty(), OTHER)).isEqualTo(MADE);
  }

  @Test
  void aGivenNameGoesFirstAndIsKept() throws IOException {
    ReplicaId given = new ReplicaId("west.1");

    assertThat(ReplicaFile.in(folder, Optional.empty(), MADE)).isEqualTo(MADE);
    assertThat(ReplicaFile.in(folder, Optional.of(given), OTHER)).isEqualTo(given);
    assertThat(ReplicaFile.in(folder, Optional.empty(), OTHER)).isEqualTo(given);
  }

  @Test
  void refusesAnotherNameWhileUsageNotedUnderTheFirstWaits() throws IOException {
    ReplicaFile.in(folder, Optional.of(MADE), OTHER);
    Path segment = Files.createDirectories(folder.resolve("journal"));
    Files.createFile(segment.resolve("0000000000000001.segment"));

    assertThatThrownBy(() -> ReplicaFile.in(folder, Optional.of(OTHER), OTHER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("made-1")
        .hasMessageContaining("made-2");
    assertThat(ReplicaFile.in(folder, Optional.of(MADE), OTHER)).isEqualTo(MADE);
  }

  @Test
  void refusesAFileThatHoldsNoName() throws IOException {
    Files.writeString(folder.resolve(ReplicaFile.FILE_NAME), "Not A Name\n");

    assertThatThrownBy(() -> ReplicaFile.in(folder, Optional.empty(), MADE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("replica-id")
        .hasMessageContaining("a-z");
  }
}
