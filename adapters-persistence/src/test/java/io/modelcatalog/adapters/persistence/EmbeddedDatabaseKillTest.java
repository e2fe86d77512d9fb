package io.modelcatalog.adapters.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.persistence.RandomAggregates;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded database keeps every commit it has acknowledged when its process is killed. */
@Tag("slow")
class EmbeddedDatabaseKillTest {
  @TempDir Path directory;

  /** Saves organizations, and tells of each once its transaction has committed. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws IOException {
      DataOutputStream out = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
      System.setOut(System.err);
      TestDatabase database = TestDatabase.h2In(Path.of(args[0]));
      for (int seed = 0; ; seed++) {
        Organization made = new RandomAggregates(seed).organization();
        Result<Organization, ?> saved =
            database.unitOfWork().execute(() -> database.organizations().save(made));
        if (saved instanceof Result.Ok<Organization, ?>) {
          byte[] id = new byte[16];
          ByteBuffer.wrap(id)
              .putLong(made.id().value().getMostSignificantBits())
              .putLong(made.id().value().getLeastSignificantBits());
          out.write(id);
        }
      }
    }
  }

  @Test
  void aKilledProcessLosesNoAcknowledgedCommit() throws Exception {
    List<UUID> acknowledged = new ArrayList<>();
    for (int kill = 0; kill < 4; kill++) {
      int before = acknowledged.size();
      runAndKill(acknowledged, 200 + 150 * kill);
      assertThat(acknowledged).hasSizeGreaterThan(before + 20);

      try (TestDatabase database = TestDatabase.h2In(directory)) {
        for (UUID id : acknowledged) {
          assertThat(database.organizations().find(new OrganizationId(id))).isPresent();
        }
      }
    }
  }

  private void runAndKill(List<UUID> acknowledged, int millis)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (DataInputStream in = new DataInputStream(process.getInputStream())) {
      long killAt = 0;
      while (true) {
        acknowledged.add(new UUID(in.readLong(), in.readLong()));
        if (killAt == 0) {
          killAt = System.nanoTime() + millis * 1_000_000L;
        } else if (System.nanoTime() >= killAt) {
          // Not Process.destroyForcibly, which would close the stream with words still in it.
          assertThat(process.toHandle().destroyForcibly()).isTrue();
          killAt = Long.MAX_VALUE;
        }
      }
    } catch (EOFException e) {
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("killed by SIGKILL").isEqualTo(137);
    } finally {
      process.destroyForcibly();
    }
  }
}
