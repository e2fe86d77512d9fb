package io.modelcatalog.adapters.persistence.journal;

import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file of the journal, mapped into memory: a header, then records one after another, then
 * zeros.
 *
 * <pre>
 * header  magic 8 | format 4 | size 4 | index 8 | CRC-32C of those 4 | zeros up to 64
 * record  mark 4 and length 4, written last, together | CRC-32C of index, length and body 4 | body |
 *         zeros up to a multiple of 8
 * </pre>
 *
 * <p>A writer claims its place by moving the tail on, writes its body there, and publishes it with
 * one aligned store. So writers never wait for one another, and a reader sees a record whole or not
 * at all. A process that is killed leaves what it has stored in the operating system's page cache,
 * where the next one finds it; only a record that was being written then is missing. The mark has a
 * byte that no UTF-8 text has, and the checksum knows the file, so that a reader can find the next
 * record behind a hole or a damaged one and takes nothing else for a record.
 */
final class Segment {
  /** Bytes before the first record. */
  static final int HEADER = 64;

  /** Bytes of a record before its body. */
  static final int PREFIX = 12;

  private static final long MAGIC = 0x3130_4c4e_524a_434dL; // "MCJRNL01"
  private static final int FORMAT = 1;
  private static final int LATEST = 256 << 10;
  private static final int MARK = 0xffa5_c3e7;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle PUBLISHED = LONG.varHandle();
  private static final ThreadLocal<CRC32C> CHECKSUMS = ThreadLocal.withInitial(CRC32C::new);

  private final Path file;
  private final long index;
  private final Arena arena;
  private final MemorySegment memory;
  private final AtomicLong tail = new AtomicLong(HEADER);
  private volatile long end = -1;
  private volatile @Nullable Segment next;
  private volatile boolean failing;
  private long forcedTo = HEADER;
  private boolean quiet = true;
  private boolean closed;

  /**
   * A mapped file.
   *
   * @param arena what unmaps it
   * @param memory the whole file
   */
  Segment(Path file, long index, Arena arena, MemorySegment memory) {
    this.file = file;
    this.index = index;
    this.arena = arena;
    this.memory = memory;
  }

  /** The header of a new file. */
  static byte[] header(long index, int size) {
    byte[] header = new byte[HEADER];
    MemorySegment bytes = MemorySegment.ofArray(header);
    bytes.set(LONG.withByteAlignment(1), 0, MAGIC);
    bytes.set(INT.withByteAlignment(1), 8, FORMAT);
    bytes.set(INT.withByteAlignment(1), 12, size);
    bytes.set(LONG.withByteAlignment(1), 16, index);
    CRC32C crc = new CRC32C();
    crc.update(header, 0, 24);
    bytes.set(INT.withByteAlignment(1), 24, (int) crc.getValue());
    return header;
  }

  /** Bytes a record of a body takes. */
  static int total(int bodyLength) {
    return PREFIX + bodyLength + 7 & ~7;
  }

  Path file() {
    return file;
  }

  long index() {
    return index;
  }

  /** Bytes not yet claimed. */
  long remaining() {
    return Math.max(0, memory.byteSize() - tail.get());
  }

  /**
   * Writes a record.
   *
   * @param bytes the body, after {@value #PREFIX} bytes that are overwritten
   * @param length of both
   * @return false if the segment is full, for this record and so for all later ones
   */
  boolean append(byte[] bytes, int length) {
    int body = length - PREFIX;
    int total = total(body);
    long at = claim(total);
    if (at < 0) {
      return false;
    }
    // Nothing from here on can fail, or readers would wait for this record for ever.
    int crc = checksum(bytes, PREFIX, body);
    memory.set(INT, at + 8, crc);
    MemorySegment.copy(bytes, PREFIX, memory, ValueLayout.JAVA_BYTE, at + PREFIX, body);
    PUBLISHED.setRelease(memory, at, word(body));
    return true;
  }

  /** Whether no record was ever begun in it. */
  boolean isUnused() {
    return tail.get() == HEADER || end == HEADER;
  }

  /** Ends the segment where it is. */
  void seal() {
    long unused = claim(Integer.MAX_VALUE);
    assert unused < 0;
  }

  /** Where its records end; -1 while it takes more. */
  long end() {
    return end;
  }

  /** What follows it, once it is full. */
  @Nullable Segment next() {
    return next;
  }

  void followedBy(Segment segment) {
    next = segment;
  }

  /** Whether what was written to it may not have reached the disk. */
  boolean failing() {
    return failing;
  }

  void fails() {
    failing = true;
  }

  /**
   * The body of the record at a position; null if nothing is published there.
   *
   * @throws IllegalStateException if what stands there is no record
   */
  byte @Nullable [] published(long at) {
    if (at + PREFIX > memory.byteSize()) {
      return null;
    }
    long word = (long) PUBLISHED.getAcquire(memory, at);
    if (word == 0) {
      return null;
    }
    byte[] body = body(at, word);
    if (body == null) {
      throw new IllegalStateException("usage journal: " + file + " is damaged at " + at);
    }
    return body;
  }

  /** Takes what a scan finds. */
  interface Visitor {
    void record(long at, byte[] body);
  }

  /**
   * Visits every whole record of the file, in order, whatever else stands between them.
   *
   * @return how many places held something that is no record
   */
  int scan(Visitor visitor) {
    int damaged = 0;
    boolean inDamage = false;
    long size = memory.byteSize();
    for (long at = HEADER; at + PREFIX <= size; ) {
      long word = memory.get(LONG, at);
      byte[] body = word == 0 ? null : body(at, word);
      if (body != null) {
        visitor.record(at, body);
        at += total(body.length);
        inDamage = false;
      } else {
        if (word != 0 && !inDamage) {
          damaged++;
          inDamage = true;
        }
        at += 8;
      }
    }
    return damaged;
  }

  /** Whether the header is that of the segment's index. */
  boolean hasItsHeader() {
    if (memory.byteSize() < HEADER) {
      return false;
    }
    byte[] expected = header(index, (int) memory.byteSize());
    return MemorySegment.ofArray(expected).mismatch(memory.asSlice(0, HEADER)) < 0;
  }

  /**
   * Writes what has changed to the disk.
   *
   * @throws UncheckedIOException if the disk fails
   */
  synchronized void force() {
    long to = Math.min(tail.get(), memory.byteSize());
    boolean grown = to > forcedTo;
    if (closed || (quiet && !grown)) {
      return;
    }
    // The last records may have been in the making the last time, so their place is written again.
    long from = Math.max(0, forcedTo - LATEST);
    memory.asSlice(from, to - from).force();
    forcedTo = to;
    quiet = !grown;
  }

  /** Unmaps the file. Nobody may read or write it any more. */
  synchronized void close() {
    if (!closed) {
      closed = true;
      arena.close();
    }
  }

  private long claim(int total) {
    long at = tail.getAndAdd(total);
    long size = memory.byteSize();
    if (at + total <= size) {
      return at;
    }
    // Exactly one claim crosses the end: the tail only grows, and later ones begin behind it.
    if (at <= size) {
      end = at;
    }
    return -1;
  }

  private byte @Nullable [] body(long at, long word) {
    int length = (int) (word >>> 32);
    if ((int) word != MARK || length < 1 || length > memory.byteSize() - at - PREFIX) {
      return null;
    }
    byte[] body = new byte[length];
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at + PREFIX, body, 0, length);
    return checksum(body, 0, length) == memory.get(INT, at + 8) ? body : null;
  }

  private int checksum(byte[] bytes, int from, int length) {
    CRC32C crc = CHECKSUMS.get();
    crc.reset();
    long salt = index << 32 ^ length;
    for (int i = 0; i < 8; i++) {
      crc.update((int) (salt >>> 8 * i));
    }
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  private static long word(int length) {
    return (long) length << 32 | MARK & 0xffff_ffffL;
  }
}
