package io.modelcatalog.adapters.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentTest {
  private static final int SIZE = 64 << 10;

  @TempDir Path directory;

  @Test
  void readsRecordsBackInOrderWhileItIsWritten() throws IOException {
    Segment segment = new SegmentFiles(directory).create(7, SIZE);
    Random random = new Random(1);
    long position = Segment.HEADER;
    List<byte[]> bodies = new ArrayList<>();
    while (true) {
      byte[] body = body(random);
      if (!append(segment, body)) {
        break;
      }
      bodies.add(body);
      assertThat(segment.published(position)).isEqualTo(body);
      position += Segment.total(body.length);
      assertThat(segment.published(position)).isNull();
    }

    assertThat(segment.end()).isEqualTo(position);
    assertThat(bodies).hasSizeGreaterThan(100);
    assertThat(append(segment, new byte[] {1})).as("full for good").isFalse();
    assertThat(scanned(segment)).usingElementComparator(Arrays::compare).isEqualTo(bodies);
    segment.close();
  }

  @Test
  void isFoundAgainByItsNumberAndKnowsItsHeader() throws IOException {
    SegmentFiles files = new SegmentFiles(directory);
    for (long index : new long[] {0x10, 2, 0xf}) {
      Segment segment = files.create(index, SIZE);
      assertThat(append(segment, new byte[] {(byte) index})).isTrue();
      segment.close();
    }

    List<Segment> found = files.existing();

    assertThat(found).extracting(Segment::index).containsExactly(2L, 0xfL, 0x10L);
    for (Segment segment : found) {
      assertThat(segment.hasItsHeader()).isTrue();
      assertThat(scanned(segment).getFirst()).containsExactly((int) segment.index());
      segment.close();
    }
  }

  @Test
  void removesAFileThatWasNeverFinished() throws IOException {
    Path unfinished = directory.resolve("0000000000000001.segment.new");
    Files.write(unfinished, new byte[100]);

    assertThat(new SegmentFiles(directory).existing()).isEmpty();
    assertThat(unfinished).doesNotExist();
  }

  @Test
  void takesNoRecordOfAnotherSegmentForItsOwn() throws IOException {
    SegmentFiles files = new SegmentFiles(directory);
    Segment one = files.create(1, SIZE);
    assertThat(append(one, new byte[40])).isTrue();
    one.close();
    byte[] content = Files.readAllBytes(directory.resolve("0000000000000001.segment"));
    Files.write(directory.resolve("0000000000000002.segment"), content);

    List<Segment> found = files.existing();

    assertThat(scanned(found.get(0))).hasSize(1);
    assertThat(found.get(1).scan((at, body) -> assertThat(body).isNull())).isEqualTo(1);
    assertThat(found.get(1).hasItsHeader()).isFalse();
    found.forEach(Segment::close);
  }

  @Test
  void endsWhereItIsSealed() throws IOException {
    Segment segment = new SegmentFiles(directory).create(1, SIZE);
    assertThat(append(segment, new byte[20])).isTrue();

    segment.seal();
    segment.seal();

    assertThat(segment.end()).isEqualTo(Segment.HEADER + Segment.total(20));
    assertThat(append(segment, new byte[20])).isFalse();
    segment.close();
  }

  @Test
  void writersAtOnceNeitherLoseNorMixRecords() throws Exception {
    Segment segment = new SegmentFiles(directory).create(3, 4 << 20);
    int writers = 4;
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService pool = Executors.newFixedThreadPool(writers + 1)) {
      List<Future<Integer>> written = new ArrayList<>();
      for (int w = 0; w < writers; w++) {
        int writer = w;
        written.add(
            pool.submit(
                () -> {
                  start.await();
                  int count = 0;
                  Random random = new Random(writer);
                  while (true) {
                    byte[] body = new byte[12 + random.nextInt(300)];
                    Arrays.fill(body, (byte) (writer * 31 + count));
                    ByteBuffer.wrap(body).putInt(writer).putInt(count).putInt(body.length);
                    if (!append(segment, body)) {
                      return count;
                    }
                    count++;
                  }
                }));
      }
      Future<int[]> read =
          pool.submit(
              () -> {
                int[] next = new int[writers];
                long position = Segment.HEADER;
                while (segment.end() < 0 || position < segment.end()) {
                  byte[] body = segment.published(position);
                  if (body == null) {
                    Thread.onSpinWait();
                    continue;
                  }
                  ByteBuffer in = ByteBuffer.wrap(body);
                  int writer = in.getInt();
                  assertThat(in.getInt()).isEqualTo(next[writer]);
                  assertThat(in.getInt()).isEqualTo(body.length);
                  while (in.hasRemaining()) {
                    assertThat(in.get()).isEqualTo((byte) (writer * 31 + next[writer]));
                  }
                  next[writer]++;
                  position += Segment.total(body.length);
                }
                return next;
              });
      start.countDown();
      int[] counts = read.get(60, TimeUnit.SECONDS);
      int all = 0;
      for (int w = 0; w < writers; w++) {
        assertThat(counts[w]).isEqualTo(written.get(w).get());
        all += counts[w];
      }
      assertThat(scanned(segment)).hasSize(all);
      assertThat(all).isGreaterThan(5_000);
    }
    segment.close();
  }

  @Test
  void aReaderThatWaitsForARecordSeesItWholeOrNotAtAll() throws Exception {
    Segment segment = new SegmentFiles(directory).create(4, 16 << 20);
    AtomicInteger read = new AtomicInteger();
    Thread writer =
        new Thread(
            () -> {
              // Large, so that writing one takes a while; and only once the reader is waiting for
              // it.
              byte[] body = new byte[60_000];
              for (int n = 0; n < 250; n++) {
                while (read.get() < n) {
                  Thread.onSpinWait();
                }
                Arrays.fill(body, (byte) (n + 1));
                append(segment, body);
              }
            });
    writer.start();

    long position = Segment.HEADER;
    while (read.get() < 250) {
      byte[] body = segment.published(position);
      if (body != null) {
        byte expected = (byte) (read.get() + 1);
        byte[] whole = new byte[60_000];
        Arrays.fill(whole, expected);
        assertThat(Arrays.equals(body, whole)).isTrue();
        position += Segment.total(body.length);
        read.incrementAndGet();
      }
    }
    writer.join();
    segment.close();
  }

  @Test
  void aDamagedRecordIsToldToAReaderAndPassedOverByAScan() throws IOException {
    SegmentFiles files = new SegmentFiles(directory);
    Segment segment = files.create(1, SIZE);
    for (int i = 0; i < 3; i++) {
      byte[] body = new byte[100];
      Arrays.fill(body, (byte) i);
      assertThat(append(segment, body)).isTrue();
    }
    long second = Segment.HEADER + Segment.total(100);
    flip(segment.file(), second + 50);

    assertThatThrownBy(() -> segment.published(second))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("damaged");
    List<byte[]> found = new ArrayList<>();
    assertThat(segment.scan((at, body) -> found.add(body))).isEqualTo(1);
    assertThat(found).extracting(body -> body[0]).containsExactly((byte) 0, (byte) 2);
    segment.close();
  }

  static void flip(Path file, long at) throws IOException {
    try (var out =
        java.nio.channels.FileChannel.open(
            file, java.nio.file.StandardOpenOption.READ, java.nio.file.StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      out.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 0x41));
      out.write(one.flip(), at);
    }
  }

  private static boolean append(Segment segment, byte[] body) {
    byte[] bytes = new byte[Segment.PREFIX + body.length];
    System.arraycopy(body, 0, bytes, Segment.PREFIX, body.length);
    return segment.append(bytes, bytes.length);
  }

  private static List<byte[]> scanned(Segment segment) {
    List<byte[]> found = new ArrayList<>();
    assertThat(segment.scan((at, body) -> found.add(body))).isZero();
    return found;
  }

  private static byte[] body(Random random) {
    byte[] body = new byte[1 + random.nextInt(400)];
    random.nextBytes(body);
    return body;
  }
}
