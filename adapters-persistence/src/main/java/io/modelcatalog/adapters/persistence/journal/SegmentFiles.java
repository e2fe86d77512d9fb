package io.modelcatalog.adapters.persistence.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The files of a journal in their directory, named by number so that names sort by age. */
class SegmentFiles {
  private static final String SUFFIX = ".segment";
  private static final String UNFINISHED = ".new";
  private static final int CHUNK = 256 * 1024;

  private final Path directory;
  private final ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK);

  SegmentFiles(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes a file of zeros and maps it; one caller at a time. The zeros are really written, so that
   * a full disk is an exception here and not the end of the process when a page is first touched.
   *
   * @throws IOException if there is no room; nothing is left behind then
   */
  Segment create(long index, int size) throws IOException {
    Path file = directory.resolve(name(index));
    Path unfinished = directory.resolve(name(index) + UNFINISHED);
    try {
      try (FileChannel out =
          FileChannel.open(
              unfinished,
              Set.of(
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE))) {
        write(out, ByteBuffer.wrap(Segment.header(index, size)));
        for (int rest = size - Segment.HEADER; rest > 0; rest -= CHUNK) {
          write(out, zeros.clear().limit(Math.min(rest, CHUNK)));
        }
        out.force(true);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      forceDirectory();
      return map(file, index, FileChannel.MapMode.READ_WRITE);
    } catch (IOException e) {
      Files.deleteIfExists(unfinished);
      throw e;
    }
  }

  /** Whether there are finished files. */
  static boolean anyIn(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.anyMatch(file -> file.getFileName().toString().endsWith(SUFFIX));
    }
  }

  /** The files there are, oldest first, mapped for reading. Unfinished ones are removed. */
  List<Segment> existing() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(directory)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(SUFFIX + UNFINISHED)) {
          Files.delete(file);
        } else if (name.matches("[0-9a-f]{16}\\" + SUFFIX)) {
          files.add(file);
        }
      }
    }
    files.sort(null);
    List<Segment> segments = new ArrayList<>();
    try {
      for (Path file : files) {
        long index = Long.parseUnsignedLong(file.getFileName().toString(), 0, 16, 16);
        segments.add(map(file, index, FileChannel.MapMode.READ_ONLY));
      }
    } catch (IOException | RuntimeException e) {
      segments.forEach(Segment::close);
      throw e;
    }
    return segments;
  }

  /** Writes what has changed in a segment to the disk. */
  void force(Segment segment) {
    segment.force();
  }

  /** Unmaps and deletes a segment that nobody reads or writes any more. */
  void delete(Segment segment) throws IOException {
    segment.close();
    Files.deleteIfExists(segment.file());
  }

  /** The arena lives as long as the segment, which closes it. */
  @SuppressWarnings("MustBeClosedChecker")
  private static Segment map(Path file, long index, FileChannel.MapMode mode) throws IOException {
    Set<StandardOpenOption> options =
        mode == FileChannel.MapMode.READ_ONLY
            ? Set.of(StandardOpenOption.READ)
            : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(file, options)) {
      MemorySegment memory = channel.map(mode, 0, channel.size(), arena);
      return new Segment(file, index, arena, memory);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private void forceDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static String name(long index) {
    return String.format(Locale.ROOT, "%016x", index) + SUFFIX;
  }
}
