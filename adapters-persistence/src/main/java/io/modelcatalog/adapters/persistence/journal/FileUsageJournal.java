package io.modelcatalog.adapters.persistence.journal;

import io.modelcatalog.adapters.persistence.journal.JournalEntry.Kind;
import io.modelcatalog.application.port.usage.UsageJournal;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.domain.usage.UsageRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal in memory-mapped files. To note a call costs a copy of some hundred bytes: no system
 * call, no lock, no wait. The pages belong to the operating system, so what was noted survives the
 * end of the process. In the background, one thread has the disk keep it and makes the next file
 * ahead of need; another carries what was noted to the ledger, and may wait for a database that is
 * away while the first goes on.
 *
 * <p>Life: {@link #recover} once, then {@link #start}, then use, then {@link #close}.
 */
public final class FileUsageJournal implements UsageJournal, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileUsageJournal.class);
  private static final int BATCH = 1_000;
  private static final long RETRY_NANOS = 200_000_000L;
  private static final long LONGEST_RETRY_NANOS = 2_000_000_000L;
  private static final int FIRST_BUFFER = 4 * 1024;
  private static final ThreadLocal<ByteBuffer> BUFFER =
      ThreadLocal.withInitial(() -> ByteBuffer.allocate(FIRST_BUFFER));

  private final JournalSettings settings;
  private final UsageLedger ledger;
  private final FileChannel lockFile;
  private final FileLock lock;
  private final ReentrantLock rotation = new ReentrantLock();
  private final AtomicLong numbers = new AtomicLong();

  /** Ends of calls that found no room: their bounds are in the files, so they only wait. */
  private final ConcurrentLinkedQueue<UsageRecord> unwritten = new ConcurrentLinkedQueue<>();

  private volatile @Nullable Segment current;
  private volatile @Nullable Segment spare;
  private volatile boolean running;
  private @Nullable Thread keeper;
  private @Nullable Thread carrier;
  private final AtomicInteger files = new AtomicInteger();

  // These two belong to the keeper alone.
  private @Nullable Segment lastForced;
  private boolean spareFailed;

  // What follows belongs to the carrier alone, and at the end to who closes.
  private final ArrayDeque<Segment> unread = new ArrayDeque<>();
  private final ConcurrentLinkedQueue<Segment> fresh = new ConcurrentLinkedQueue<>();
  private final List<Segment> read = new ArrayList<>();
  private final Map<UUID, Open> open = new HashMap<>();
  private final List<UsageRecord> batch = new ArrayList<>();
  private long position;

  private record Open(Segment segment, UsageRecord bound) {}

  /**
   * Takes hold of the journal's folder, and makes it if there is none.
   *
   * @param settings how it is kept
   * @param ledger where usage is carried to
   * @throws IllegalStateException if another process uses the folder
   * @throws UncheckedIOException if the folder cannot be used
   */
  public FileUsageJournal(JournalSettings settings, UsageLedger ledger) {
    this.settings = settings;
    this.ledger = ledger;
    try {
      Files.createDirectories(settings.folder());
      lockFile =
          FileChannel.open(
              settings.folder().resolve("journal.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      lock = exclusive(lockFile);
    } catch (IOException e) {
      throw new UncheckedIOException("usage journal: " + settings.folder() + " cannot be used", e);
    }
  }

  private FileLock exclusive(FileChannel file) throws IOException {
    FileLock held = null;
    try {
      held = file.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      LOG.debug("The journal is locked by this very process", sameProcess);
    }
    if (held == null) {
      file.close();
      throw new IllegalStateException(
          "usage journal: another process uses " + settings.folder() + "; give each its own data folder");
    }
    return held;
  }

  /**
   * Books what an earlier process left behind: calls that ended as they ended, calls that did not at
   * their bound. May be interrupted at any instant and done again.
   *
   * @return how many calls were booked that the ledger did not know
   */
  public int recover() {
    List<Path> left = left();
    Map<UUID, UsageRecord> bounds = new HashMap<>();
    Set<UUID> settled = new HashSet<>();
    List<UsageRecord> found = new ArrayList<>();
    int booked = 0;
    for (Path file : left) {
      for (JournalEntry entry : readAll(file)) {
        UUID id = entry.record().requestId();
        if (entry.kind() == Kind.SETTLED) {
          bounds.remove(id);
          if (settled.add(id)) {
            found.add(entry.record());
          }
        } else if (!settled.contains(id)) {
          bounds.putIfAbsent(id, entry.record());
        }
        if (found.size() >= BATCH) {
          booked += ledger.append(found);
          found.clear();
        }
      }
    }
    found.addAll(bounds.values());
    if (!found.isEmpty()) {
      booked += ledger.append(found);
    }
    for (Path file : left) {
      delete(file);
      numbers.accumulateAndGet(Segment.number(file), Math::max);
    }
    if (booked > 0) {
      LOG.info(
          "Booked {} calls that an earlier process left in the journal, {} of them at their bound",
          booked,
          bounds.size());
    }
    return booked;
  }

  /**
   * Begins to take calls.
   *
   * @throws UncheckedIOException if the first file cannot be made
   */
  public void start() {
    try {
      current = create();
    } catch (IOException e) {
      throw new UncheckedIOException("usage journal: no file can be made in " + settings.folder(), e);
    }
    running = true;
    keeper = Thread.ofPlatform().name("usage-journal-keeper").daemon().start(this::keep);
    carrier = Thread.ofPlatform().name("usage-journal-carrier").daemon().start(this::carryOn);
  }

  @Override
  public boolean opened(UsageRecord bound) {
    return running && append(Kind.OPENED, bound);
  }

  @Override
  public void settled(UsageRecord record) {
    if (!append(Kind.SETTLED, record)) {
      unwritten.add(record);
    }
  }

  @Override
  public boolean accepting() {
    Segment segment = current;
    return running
        && segment != null
        && (spare != null || segment.hasRoom(JournalSettings.SMALLEST_SEGMENT / 2));
  }

  /**
   * Carries everything to the ledger and lets go of the folder. Calls that have not ended stay in the
   * files; the next start books them.
   */
  @Override
  public void close() {
    running = false;
    join(keeper);
    join(carrier);
    finish();
    try {
      lock.release();
      lockFile.close();
    } catch (IOException e) {
      LOG.warn("The usage journal's folder was not let go of cleanly", e);
    }
  }

  private static void join(@Nullable Thread thread) {
    if (thread != null) {
      LockSupport.unpark(thread);
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean append(Kind kind, UsageRecord record) {
    ByteBuffer buffer = BUFFER.get();
    int most = JournalEntry.mostBytes(record);
    if (buffer.capacity() < most) {
      buffer = ByteBuffer.allocate(most);
      BUFFER.set(buffer);
    }
    buffer.clear();
    JournalEntry.write(kind, record, buffer);
    buffer.flip();
    Segment segment = current;
    while (segment != null) {
      if (segment.append(buffer)) {
        return true;
      }
      segment = after(segment);
    }
    return false;
  }

  /** The file to go on in when one is full; null if there is none. */
  private @Nullable Segment after(Segment full) {
    rotation.lock();
    try {
      Segment now = current;
      if (now != full) {
        return now;
      }
      Segment next = spare;
      if (next == null) {
        return null;
      }
      spare = null;
      current = next;
      LockSupport.unpark(keeper);
      return next;
    } finally {
      rotation.unlock();
    }
  }

  private Segment create() throws IOException {
    Segment segment =
        Segment.create(settings.folder(), numbers.incrementAndGet(), settings.segmentBytes());
    files.incrementAndGet();
    fresh.add(segment);
    return segment;
  }

  private void keep() {
    while (running) {
      prepareSpare();
      force();
      LockSupport.parkNanos(settings.syncInterval().toNanos());
    }
  }

  private void carryOn() {
    long retry = RETRY_NANOS;
    while (running) {
      try {
        if (!carry()) {
          LockSupport.parkNanos(settings.flushInterval().toNanos());
        }
        retry = RETRY_NANOS;
      } catch (RuntimeException e) {
        LOG.warn("Usage stays in the journal for now; the ledger did not take it: {}", e.toString());
        LOG.debug("The ledger's failure", e);
        LockSupport.parkNanos(retry);
        retry = Math.min(LONGEST_RETRY_NANOS, 2 * retry);
      }
    }
  }

  private void prepareSpare() {
    if (spare != null || files.get() >= settings.maxSegments()) {
      return;
    }
    try {
      spare = create();
      if (spareFailed) {
        LOG.info("The usage journal has room again");
        spareFailed = false;
      }
    } catch (IOException e) {
      if (!spareFailed) {
        LOG.error(
            "No room for the usage journal in {}: calls are refused once the current file is full",
            settings.folder(),
            e);
        spareFailed = true;
      }
    }
  }

  private void force() {
    Segment before = lastForced;
    Segment now = current;
    if (before != null && before != now) {
      force(before);
    }
    if (now != null) {
      force(now);
    }
    lastForced = now;
  }

  private static void force(Segment segment) {
    try {
      segment.force();
    } catch (UncheckedIOException e) {
      LOG.error("The disk did not keep the usage journal {}", segment.file(), e);
    } catch (IllegalStateException deleted) {
      LOG.debug("Nothing left to keep: {} was booked", segment.file(), deleted);
    }
  }

  /**
   * Reads on and has the ledger book what ended.
   *
   * @return whether there may be more at once
   */
  private boolean carry() {
    Segment made = fresh.poll();
    while (made != null) {
      unread.add(made);
      made = fresh.poll();
    }
    readOn();
    UsageRecord late = unwritten.poll();
    while (late != null) {
      end(late);
      late = unwritten.poll();
    }
    boolean more = batch.size() >= BATCH;
    if (!batch.isEmpty()) {
      ledger.append(batch);
      batch.clear();
    }
    dropRead();
    return more;
  }

  private void readOn() {
    Segment segment = unread.peek();
    while (segment != null && batch.size() < BATCH) {
      long next = segment.next(position);
      if (next != position) {
        take(segment, JournalEntry.read(segment.body(position)));
        position = next;
      } else if (segment.isReadTo(position)) {
        read.add(unread.remove());
        position = 0;
        segment = unread.peek();
      } else {
        return;
      }
    }
  }

  private void take(Segment segment, JournalEntry entry) {
    UUID id = entry.record().requestId();
    switch (entry.kind()) {
      case OPENED -> open.put(id, new Open(segment, entry.record()));
      case CARRIED -> open.computeIfPresent(id, (_, was) -> new Open(segment, was.bound()));
      case SETTLED -> end(entry.record());
    }
  }

  private void end(UsageRecord record) {
    open.remove(record.requestId());
    batch.add(record);
  }

  /** Deletes files whose calls are all booked; calls that go on are noted again in a newer file. */
  private void dropRead() {
    if (read.isEmpty()) {
      return;
    }
    Set<Segment> needed = new HashSet<>();
    for (Map.Entry<UUID, Open> entry : open.entrySet()) {
      Segment segment = entry.getValue().segment();
      if (read.contains(segment) && !append(Kind.CARRIED, entry.getValue().bound())) {
        needed.add(segment);
      }
    }
    // What was carried just now is safe: it stands in a newer file, which is read before that goes.
    read.removeIf(
        segment -> {
          if (needed.contains(segment)) {
            return false;
          }
          try {
            segment.delete();
          } catch (IllegalStateException inUse) {
            LOG.debug("{} is being forced to disk; it goes next time", segment.file(), inUse);
            return false;
          } catch (IOException e) {
            LOG.warn("The journal file {} stays, though it was booked", segment.file(), e);
          }
          files.decrementAndGet();
          return true;
        });
  }

  private void finish() {
    boolean booked = false;
    for (int attempt = 0; attempt < 5 && !booked; attempt++) {
      try {
        boolean more = true;
        while (more) {
          more = carry();
        }
        booked = true;
      } catch (RuntimeException e) {
        LOG.warn("The ledger did not take the last usage; it stays in the journal", e);
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
    boolean empty = booked && open.isEmpty();
    List<Segment> remaining = new ArrayList<>(read);
    remaining.addAll(unread);
    remaining.addAll(fresh);
    for (Segment segment : remaining) {
      try {
        if (empty) {
          segment.delete();
        } else {
          segment.force();
          segment.close();
        }
      } catch (IOException | UncheckedIOException e) {
        LOG.warn("The journal file {} was not closed cleanly", segment.file(), e);
      }
    }
  }

  private List<Path> left() {
    try (Stream<Path> all = Files.list(settings.folder())) {
      return all.filter(Segment::isSegment)
          .sorted(Comparator.comparing(path -> path.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("usage journal: " + settings.folder() + " cannot be read", e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("usage journal: " + file + " cannot be deleted", e);
    }
  }

  private static List<JournalEntry> readAll(Path file) {
    List<JournalEntry> entries = new ArrayList<>();
    Segment segment;
    try {
      if (Files.size(file) < Segment.HEADER) {
        return entries;
      }
      segment = Segment.open(file);
    } catch (IOException e) {
      throw new UncheckedIOException("usage journal: " + file + " cannot be read", e);
    }
    try {
      long at = 0;
      while (at + Segment.HEADER <= segment.size()) {
        if (segment.isWhole(at)) {
          entries.add(JournalEntry.read(segment.body(at)));
          at = segment.next(at);
        } else {
          at += 8;
        }
      }
    } finally {
      segment.close();
    }
    return entries;
  }
}
