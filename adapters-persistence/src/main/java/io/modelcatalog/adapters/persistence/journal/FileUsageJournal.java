package io.modelcatalog.adapters.persistence.journal;

import io.modelcatalog.adapters.persistence.database.DatabaseUrl;
import io.modelcatalog.adapters.persistence.journal.RecordCodec.Output;
import io.modelcatalog.application.port.usage.UsageJournal;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.domain.usage.Outcome;
import io.modelcatalog.domain.usage.UsageRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes usage in files that are mapped into memory, and carries it to the ledger in the background.
 *
 * <p>A note is an encoding, a claim of a place and a copy: it takes no lock and waits for nothing.
 * Once {@link #opened} or {@link #settled} has returned, the note survives the end of the process
 * at any instant. Two threads do the rest: the keeper makes files ahead of need and has them
 * written to the disk; the carrier reads the notes in order and gives the ends of calls to the
 * ledger in batches, trying again for as long as the ledger fails. A file goes when every end in it
 * is stored and no call that was opened in it is open; a call that is open for so long that its
 * file would be left behind alone is noted again in the newest.
 *
 * <p>When no file can be made, the last part of the last one is kept for the ends of calls that are
 * already under way, and {@link #opened} refuses. Should even that not do, ends wait in memory for
 * the ledger; a crash then books those calls at their bound. All this ends by itself when there is
 * room again.
 */
public final class FileUsageJournal implements UsageJournal, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileUsageJournal.class);
  private static final String NO_SPACE = "No space left";
  private static final int SPARES = 2;
  private static final int SEGMENTS_BEHIND = 4;
  private static final long FIRST_PAUSE = 100_000_000L;
  private static final long LONGEST_PAUSE = 5_000_000_000L;
  private static final long KEEPER_PAUSE = 250_000_000L;

  private enum Phase {
    NEW,
    RUNNING,
    CLOSING,
    CLOSED
  }

  private final Path directory;
  private final SegmentFiles files;
  private final UsageLedger ledger;
  private final JournalOptions options;
  private final FileChannel lockFile;
  private final FileLock lock;
  private final ThreadLocal<Output> outputs = ThreadLocal.withInitial(Output::new);
  private final Thread keeper;
  private final Thread carrier;

  private volatile Phase phase = Phase.NEW;
  private final AtomicReference<@Nullable Segment> current = new AtomicReference<>();
  private final ConcurrentLinkedQueue<Segment> spares = new ConcurrentLinkedQueue<>();
  private final Queue<Segment> mapped = new ConcurrentLinkedQueue<>();
  private final AtomicInteger segments = new AtomicInteger();
  private final ConcurrentLinkedQueue<UsageRecord> overflow = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Segment first;
  private volatile @Nullable Segment last;
  private volatile boolean ended;
  private volatile int open;
  private volatile @Nullable String ledgerProblem;
  private volatile @Nullable String diskProblem;

  // The keeper's own.
  private long nextIndex = 1;
  private long lastSync;

  // The carrier's own.
  private final OpenCalls openCalls = new OpenCalls();
  private final Set<UUID> settledEarly = new HashSet<>();
  private final ArrayDeque<Segment> behind = new ArrayDeque<>();
  private final List<UsageRecord> batch = new ArrayList<>();
  private @Nullable Segment reading;
  private long position = Segment.HEADER;
  private long deadline;
  private boolean gaveUp;

  private FileUsageJournal(
      Path directory,
      SegmentFiles files,
      UsageLedger ledger,
      JournalOptions options,
      FileChannel lockFile,
      FileLock lock) {
    this.directory = directory;
    this.files = files;
    this.ledger = ledger;
    this.options = options;
    this.lockFile = lockFile;
    this.lock = lock;
    this.keeper = Thread.ofPlatform().daemon().name("usage-journal-keeper").unstarted(this::keep);
    this.carrier =
        Thread.ofPlatform().daemon().name("usage-journal-carrier").unstarted(this::carry);
  }

  /**
   * Takes a journal's directory for this process. Nothing is noted before {@link #recover}.
   *
   * @param directory made if missing
   * @throws IOException if it cannot be made or written
   * @throws IllegalStateException if another process has it
   */
  public static FileUsageJournal open(Path directory, UsageLedger ledger, JournalOptions options)
      throws IOException {
    Path absolute = DatabaseUrl.prepare(directory);
    return open(absolute, new SegmentFiles(absolute), ledger, options);
  }

  /**
   * Whether a directory holds notes of a run that did not end in order.
   *
   * @throws IOException if it cannot be listed
   */
  public static boolean hasNotes(Path directory) throws IOException {
    return Files.isDirectory(directory) && SegmentFiles.anyIn(directory);
  }

  static FileUsageJournal open(
      Path directory, SegmentFiles files, UsageLedger ledger, JournalOptions options)
      throws IOException {
    FileChannel lockFile =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = lockFile.tryLock();
    } catch (OverlappingFileLockException e) {
      LOG.debug("journal is open in this process already", e);
    }
    if (lock == null) {
      lockFile.close();
      throw new IllegalStateException(
          "usage journal: "
              + directory
              + " is in use by another process; each needs a data directory of its own");
    }
    return new FileUsageJournal(directory, files, ledger, options, lockFile, lock);
  }

  /**
   * Books what the run before left: calls that ended as they ended, calls that did not at their
   * bound, marked as estimated and interrupted. Then begins to take notes. To be called once,
   * before any call is let through.
   *
   * <p>If the ledger fails, its exception comes out, nothing is lost and this can be called again.
   *
   * @throws IOException if the files cannot be read or removed
   */
  public synchronized Recovery recover() throws IOException {
    if (phase != Phase.NEW) {
      throw new IllegalStateException("usage journal: recovered already");
    }
    List<Segment> left = files.existing();
    Recovery recovery;
    try {
      recovery = replay(left);
    } catch (RuntimeException e) {
      left.forEach(Segment::close);
      throw e;
    }
    for (Segment segment : left) {
      nextIndex = Math.max(nextIndex, segment.index() + 1);
      files.delete(segment);
    }
    if (recovery.settled() + recovery.interrupted() + recovery.damaged() > 0) {
      LOG.info(
          "usage journal: {} ended and {} interrupted calls found, {} of them new, {} damaged places",
          recovery.settled(),
          recovery.interrupted(),
          recovery.stored(),
          recovery.damaged());
    }
    phase = Phase.RUNNING;
    makeSpares();
    keeper.start();
    carrier.start();
    return recovery;
  }

  @Override
  public boolean opened(UsageRecord bound) {
    if (!accepting()) {
      return false;
    }
    Output out = encoded(JournalEntry.OPENED, bound);
    if (out.length() - Segment.PREFIX > options.largestBody()) {
      LOG.error("usage journal: a record of {} bytes is too large", out.length());
      return false;
    }
    return append(out.bytes(), out.length());
  }

  @Override
  public void settled(UsageRecord record) {
    Output out = encoded(JournalEntry.SETTLED, record);
    if (out.length() - Segment.PREFIX > options.largestBody()
        || !append(out.bytes(), out.length())) {
      if (phase == Phase.CLOSED) {
        LOG.warn("usage journal: closed; call {} will be booked at its bound", record.requestId());
      }
      overflow.add(record);
      LockSupport.unpark(carrier);
    }
  }

  @Override
  public boolean accepting() {
    if (phase != Phase.RUNNING || !overflow.isEmpty()) {
      return false;
    }
    Segment segment = current.get();
    return segment != null && (spares.peek() != null || segment.remaining() > options.reserve());
  }

  @Override
  public Optional<String> obstacle() {
    if (accepting()) {
      return Optional.empty();
    }
    String disk = diskProblem;
    if (phase != Phase.RUNNING) {
      return Optional.of("the usage journal is not open");
    }
    if (disk != null) {
      // Its own words name files, which are nobody's business outside.
      return Optional.of(
          disk.contains(NO_SPACE)
              ? "the disk of the usage journal is full"
              : "the disk of the usage journal cannot be written");
    }
    return Optional.of(
        ledgerProblem == null
            ? "the usage journal is full"
            : "the database has been away for so long that the usage journal is full");
  }

  /** How it is doing. */
  public JournalStatus status() {
    return new JournalStatus(
        accepting(),
        segments.get(),
        open,
        overflow.size(),
        Optional.ofNullable(ledgerProblem),
        Optional.ofNullable(diskProblem));
  }

  /**
   * Stops taking notes, gives the ledger what it does not have yet, waiting for it as long as the
   * options say, and leaves the directory. Calls still open are booked by the next {@link
   * #recover}.
   */
  @Override
  public synchronized void close() {
    if (phase == Phase.RUNNING) {
      deadline = System.nanoTime() + options.closeTimeout().toNanos();
      phase = Phase.CLOSING;
      LockSupport.unpark(keeper);
      join(keeper);
      Segment newest = current.getAndSet(null);
      if (newest != null) {
        newest.seal();
      }
      last = newest;
      ended = true;
      LockSupport.unpark(carrier);
      join(carrier);
      leave(!gaveUp && openCalls.size() == 0);
    }
    release();
  }

  /** Leaves everything as it is, as the end of the process would. For tests. */
  synchronized void abandon() {
    if (phase == Phase.RUNNING) {
      deadline = System.nanoTime();
      gaveUp = true;
      phase = Phase.CLOSING;
      ended = true;
      LockSupport.unpark(keeper);
      LockSupport.unpark(carrier);
      join(keeper);
      join(carrier);
      mapped.forEach(Segment::close);
    }
    release();
  }

  private void release() {
    if (phase != Phase.CLOSED) {
      phase = Phase.CLOSED;
      try {
        lock.release();
        lockFile.close();
      } catch (IOException e) {
        LOG.warn("usage journal: {} could not be unlocked", directory, e);
      }
    }
  }

  /** Files that hold nothing new go; the others stay for the next start. */
  private void leave(boolean everythingStored) {
    for (Segment segment : mapped) {
      try {
        if (everythingStored || segment.isUnused()) {
          files.delete(segment);
        } else {
          files.force(segment);
          segment.close();
        }
      } catch (IOException | UncheckedIOException e) {
        LOG.warn("usage journal: {} could not be closed", segment.file(), e);
      }
    }
    mapped.clear();
    spares.clear();
  }

  // Notes

  private Output encoded(JournalEntry kind, UsageRecord record) {
    Output out = outputs.get();
    out.begin(Segment.PREFIX);
    RecordCodec.encode(kind, record, out);
    return out;
  }

  private boolean append(byte[] bytes, int length) {
    for (Segment segment = current.get(); segment != null; segment = current.get()) {
      if (segment.append(bytes, length)) {
        return true;
      }
      if (!advance(segment)) {
        return false;
      }
    }
    return false;
  }

  /** Makes the next spare the current segment, unless someone else did; false if there is none. */
  private boolean advance(Segment full) {
    while (current.get() == full) {
      Segment spare = spares.peek();
      if (spare == null) {
        return false;
      }
      // Whoever made it current may not have come to take it out yet.
      if (spare != full && current.compareAndSet(full, spare)) {
        full.followedBy(spare);
        LockSupport.unpark(keeper);
      }
      Segment now = current.get();
      if (now != null) {
        spares.remove(now);
      }
    }
    return true;
  }

  // The keeper

  private void keep() {
    while (phase == Phase.RUNNING) {
      try {
        makeSpares();
        long sync = options.syncInterval().toNanos();
        if (sync > 0 && System.nanoTime() - lastSync >= sync) {
          sync();
        }
        LockSupport.parkNanos(sync > 0 ? Math.min(sync, KEEPER_PAUSE) : KEEPER_PAUSE);
      } catch (RuntimeException e) {
        LOG.error("usage journal: keeper", e);
        LockSupport.parkNanos(KEEPER_PAUSE);
      }
    }
  }

  private void makeSpares() {
    while ((current.get() == null || spares.size() < SPARES)
        && segments.get() < options.mostSegments()
        && phase == Phase.RUNNING) {
      Segment made;
      try {
        made = files.create(nextIndex, options.segmentBytes());
      } catch (IOException | UncheckedIOException e) {
        problemOfDisk("no file can be made: " + e);
        return;
      }
      nextIndex++;
      mapped.add(made);
      if (current.get() == null) {
        first = made;
        current.set(made);
        LockSupport.unpark(carrier);
      } else {
        spares.add(made);
      }
      segments.incrementAndGet();
      Segment now = current.get();
      if (now != null && now.failing()) {
        advance(now);
      }
      if (diskProblem != null) {
        LOG.info("usage journal: files can be made again");
        diskProblem = null;
      }
    }
  }

  private void sync() {
    lastSync = System.nanoTime();
    for (Segment segment : mapped) {
      if (segment.failing()) {
        continue;
      }
      try {
        files.force(segment);
      } catch (UncheckedIOException e) {
        // After a failed write-back the kernel may call the page clean: this file is done with.
        problemOfDisk("a file could not be written: " + e.getMessage());
        segment.fails();
        segment.seal();
        advance(segment);
      }
    }
  }

  private void problemOfDisk(String problem) {
    if (!problem.equals(diskProblem)) {
      LOG.error("usage journal: {}", problem);
      diskProblem = problem;
    }
  }

  // The carrier

  private void carry() {
    boolean done = false;
    while (!done) {
      try {
        done = carryOn();
      } catch (RuntimeException | IOException e) {
        LOG.error("usage journal: carrier", e);
        LockSupport.parkNanos(FIRST_PAUSE);
        done = phase != Phase.RUNNING && System.nanoTime() - deadline >= 0;
        gaveUp |= done;
      }
    }
  }

  /** One round; true once everything is carried after the end. */
  private boolean carryOn() throws IOException {
    boolean exhausted = read();
    if (exhausted) {
      takeOverflow();
    }
    open = openCalls.size();
    if (!batch.isEmpty() && !store()) {
      gaveUp = true;
      return true;
    }
    if (options.syncInterval().isZero()) {
      sync();
    }
    removeOld();
    if (exhausted && ended) {
      Segment segment = reading;
      boolean atTheEnd =
          gaveUp || segment == null || (segment == last && position >= segment.end());
      if (atTheEnd && overflow.isEmpty()) {
        return true;
      }
    }
    if (exhausted && overflow.isEmpty()) {
      LockSupport.parkNanos(ended ? 1_000_000 : Math.max(1, options.storeInterval().toNanos()));
    }
    return false;
  }

  /** Reads notes into the batch; true if there is none left for now. */
  private boolean read() {
    while (batch.size() < options.largestBatch()) {
      byte[] body = nextBody();
      if (body == null) {
        return true;
      }
      Segment segment = Objects.requireNonNull(reading);
      long at = position;
      position += Segment.total(body.length);
      UUID call = RecordCodec.requestId(body);
      switch (RecordCodec.kind(body)) {
        case OPENED -> {
          if (!settledEarly.remove(call)) {
            openCalls.opened(call, segment.index(), at);
          }
        }
        case REOPENED -> openCalls.reopened(call, segment.index(), at);
        case SETTLED -> {
          openCalls.settled(call);
          batch.add(RecordCodec.decode(body));
        }
      }
    }
    return false;
  }

  private byte @Nullable [] nextBody() {
    Segment segment = reading;
    if (segment == null) {
      segment = first;
      reading = segment;
      position = Segment.HEADER;
    }
    while (segment != null) {
      try {
        byte[] body = segment.published(position);
        if (body != null) {
          return body;
        }
      } catch (IllegalStateException e) {
        LOG.error("usage journal: {}", e.getMessage());
        position += 8;
        continue;
      }
      Segment next = segment.next();
      if (segment.end() < 0 || position < segment.end() || next == null) {
        return null;
      }
      behind.add(segment);
      segment = next;
      reading = next;
      position = Segment.HEADER;
    }
    return null;
  }

  /** Ends that found no room. Their openings stand in the journal and may not be read yet. */
  private void takeOverflow() {
    while (batch.size() < options.largestBatch()) {
      UsageRecord record = overflow.poll();
      if (record == null) {
        return;
      }
      if (!openCalls.settled(record.requestId())) {
        settledEarly.add(record.requestId());
      }
      batch.add(record);
    }
  }

  /** Gives the batch to the ledger, however long it takes; false if the time to close ran out. */
  private boolean store() {
    long pause = FIRST_PAUSE;
    while (true) {
      try {
        ledger.append(List.copyOf(batch));
        batch.clear();
        if (ledgerProblem != null) {
          LOG.info("usage journal: the ledger takes records again");
          ledgerProblem = null;
        }
        return true;
      } catch (RuntimeException e) {
        if (ledgerProblem == null) {
          LOG.error("usage journal: the ledger takes no records; trying on", e);
        }
        ledgerProblem = String.valueOf(e.getMessage());
      }
      if (phase != Phase.RUNNING && System.nanoTime() - deadline >= 0) {
        return false;
      }
      LockSupport.parkNanos(phase == Phase.RUNNING ? pause : FIRST_PAUSE);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }

  /** Everything in the files behind is stored: they go, once no call is open in them. */
  private void removeOld() throws IOException {
    Segment newest = reading;
    if (newest == null) {
      return;
    }
    for (Iterator<Segment> old = behind.iterator(); old.hasNext(); ) {
      Segment segment = old.next();
      if (openCalls.in(segment.index()) == 0) {
        old.remove();
        mapped.remove(segment);
        segments.decrementAndGet();
        files.delete(segment);
        LockSupport.unpark(keeper);
      } else if (segment.failing() || newest.index() - segment.index() >= mostBehind()) {
        writeAgain(segment);
      }
    }
  }

  private int mostBehind() {
    return Math.min(SEGMENTS_BEHIND, options.mostSegments() / 4);
  }

  private void writeAgain(Segment segment) {
    for (OpenCalls.Place place : openCalls.toWriteAgain(segment.index())) {
      byte[] body = Objects.requireNonNull(segment.published(place.at()));
      RecordCodec.becomes(JournalEntry.REOPENED, body);
      byte[] bytes = new byte[Segment.PREFIX + body.length];
      System.arraycopy(body, 0, bytes, Segment.PREFIX, body.length);
      if (!append(bytes, bytes.length)) {
        return;
      }
      place.writtenAgain();
    }
  }

  // Recovery

  /**
   * Ends first, in batches as they come; then what is left open. An opening that was written again
   * may stand behind the end of its call in a file that is gone: the ledger knows that call.
   */
  private Recovery replay(List<Segment> left) {
    Map<UUID, UsageRecord> stillOpen = new LinkedHashMap<>();
    List<UsageRecord> ends = new ArrayList<>();
    int[] counts = new int[2];
    int damaged = 0;
    for (Segment segment : left) {
      if (!segment.hasItsHeader()) {
        damaged++;
      }
      damaged +=
          segment.scan(
              (at, body) -> {
                if (RecordCodec.kind(body) == JournalEntry.SETTLED) {
                  UsageRecord record = RecordCodec.decode(body);
                  stillOpen.remove(record.requestId());
                  ends.add(record);
                  counts[0]++;
                  if (ends.size() >= options.largestBatch()) {
                    counts[1] += ledger.append(List.copyOf(ends));
                    ends.clear();
                  }
                } else {
                  stillOpen.put(RecordCodec.requestId(body), RecordCodec.decode(body));
                }
              });
    }
    counts[1] += ledger.append(List.copyOf(ends));
    List<UsageRecord> interrupted = new ArrayList<>();
    for (UsageRecord bound : stillOpen.values()) {
      interrupted.add(interrupted(bound));
      if (interrupted.size() >= options.largestBatch()) {
        counts[1] += ledger.append(List.copyOf(interrupted));
        interrupted.clear();
      }
    }
    counts[1] += ledger.append(List.copyOf(interrupted));
    return new Recovery(counts[0], stillOpen.size(), counts[1], damaged);
  }

  private static UsageRecord interrupted(UsageRecord bound) {
    return new UsageRecord(
        bound.requestId(),
        bound.at(),
        bound.organization(),
        bound.workspace(),
        bound.apiKey(),
        bound.integration(),
        bound.provider(),
        bound.model(),
        bound.usage(),
        bound.cost(),
        true,
        Outcome.INTERRUPTED,
        bound.status(),
        bound.charges());
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join(Duration.ofSeconds(1));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
