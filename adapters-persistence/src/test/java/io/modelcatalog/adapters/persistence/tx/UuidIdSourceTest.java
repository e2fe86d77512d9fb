package io.modelcatalog.adapters.persistence.tx;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UuidIdSourceTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123Z");

  @Test
  void beginsWithTheTimeAndIsOfVersionSeven() {
    UUID id = new UuidIdSource(InstantSource.fixed(NOON)).next();

    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOON.toEpochMilli());
  }

  @Test
  void idsOfALaterTimeComeLaterInAnIndex() {
    String earlier = new UuidIdSource(InstantSource.fixed(NOON)).next().toString();
    String later = new UuidIdSource(InstantSource.fixed(NOON.plusMillis(1))).next().toString();

    assertThat(earlier).isLessThan(later);
  }

  @Test
  void neverRepeatsNotEvenAmongThreads() throws InterruptedException {
    UuidIdSource ids = new UuidIdSource(InstantSource.fixed(NOON));
    Set<UUID> seen = ConcurrentHashMap.newKeySet();
    AtomicInteger bits = new AtomicInteger();
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      for (int t = 0; t < 4; t++) {
        pool.execute(
            () -> {
              for (int i = 0; i < 20_000; i++) {
                UUID id = ids.next();
                seen.add(id);
                bits.accumulateAndGet((int) id.getMostSignificantBits() & 0xfff, (a, b) -> a | b);
              }
            });
      }
    }
    assertThat(seen).hasSize(80_000);
    assertThat(bits).hasValue(0xfff);
  }
}
