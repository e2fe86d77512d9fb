package io.modelcatalog.adapters.persistence.journal;

import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.domain.shared.ReplicaId;
import io.modelcatalog.domain.usage.UsageRecord;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * A process made to be killed: it notes calls from several threads as fast as it can, and tells on
 * its standard output of each note once it has been taken. Run with a directory, the first number
 * of its calls, and what the ledger is.
 */
final class Crasher {
  static final JournalOptions OPTIONS =
      new JournalOptions(
          1 << 20, 64, Duration.ofMillis(50), Duration.ofMillis(5), 500, Duration.ofSeconds(5));

  /** Comes before the number of a call that was taken. */
  static final byte OPENED = 1;

  /** Comes before the number of a call whose end was noted. */
  static final byte SETTLED = 2;

  private Crasher() {}

  public static void main(String[] args) throws IOException {
    DataOutputStream out = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
    System.setOut(System.err);
    Path directory = Path.of(args[0]);
    long base = Long.parseLong(args[1]);
    UsageLedger ledger =
        switch (args[2]) {
          case "h2" -> TestDatabase.h2In(directory).bean(UsageLedger.class);
          default -> new OutOfReach();
        };
    FileUsageJournal journal = FileUsageJournal.open(directory.resolve("journal"), ledger, OPTIONS);
    journal.recover();
    for (int t = 0; t < 3; t++) {
      long first = base + t * 1_000_000L;
      new Thread(() -> note(journal, first, out)).start();
    }
  }

  private static void note(FileUsageJournal journal, long first, DataOutputStream out) {
    try {
      for (long n = first; n < first + 1_000_000; n++) {
        while (!journal.opened(Calls.bound(n))) {
          Thread.sleep(1);
        }
        tell(out, OPENED, n);
        if (n % 7 != 0) {
          journal.settled(Calls.end(n));
          tell(out, SETTLED, n);
        }
        if (n % 64 == 0) {
          Thread.sleep(1);
        }
      }
    } catch (IOException | InterruptedException e) {
      Runtime.getRuntime().halt(3);
    }
  }

  private static void tell(DataOutputStream out, byte what, long n) throws IOException {
    byte[] message = new byte[9];
    message[0] = what;
    for (int i = 0; i < 8; i++) {
      message[i + 1] = (byte) (n >>> 56 - 8 * i);
    }
    synchronized (out) {
      out.write(message);
    }
  }

  /** Never takes anything, so that all depends on the files. */
  private static final class OutOfReach implements UsageLedger {
    @Override
    public int append(Collection<UsageRecord> records) {
      if (records.isEmpty()) {
        return 0;
      }
      throw new IllegalStateException("ledger: out of reach");
    }

    @Override
    public List<Balance> balances() {
      return List.of();
    }

    @Override
    public List<Balance> balances(ReplicaId replica) {
      return List.of();
    }

    @Override
    public Changes changedSince(long cursor) {
      return new Changes(List.of(), cursor);
    }
  }
}
