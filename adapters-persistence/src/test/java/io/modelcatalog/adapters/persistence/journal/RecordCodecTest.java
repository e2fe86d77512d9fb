package io.modelcatalog.adapters.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.adapters.persistence.journal.RecordCodec.Output;
import io.modelcatalog.application.port.persistence.RandomAggregates;
import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.usage.CostSource;
import io.modelcatalog.domain.usage.Outcome;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.usage.UsageRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
  @Test
  void readsBackEveryFieldOfAnyRecord() {
    Output out = new Output();
    for (int seed = 0; seed < 500; seed++) {
      UsageRecord made = new RandomAggregates(seed).usage(seed, counters(seed % 40));
      for (JournalEntry kind : JournalEntry.values()) {
        byte[] body = encoded(kind, made, out);

        assertThat(RecordCodec.kind(body)).isEqualTo(kind);
        assertThat(RecordCodec.requestId(body)).isEqualTo(made.requestId());
        assertThat(RecordCodec.decode(body)).isEqualTo(made);
      }
    }
  }

  @Test
  void keepsEveryOutcomeAndFineTimes() {
    for (Outcome outcome : Outcome.values()) {
      UsageRecord made =
          with("m", Instant.parse("1969-12-31T23:59:59.999999999Z"), outcome, List.of());

      assertThat(RecordCodec.decode(encoded(JournalEntry.SETTLED, made, new Output())))
          .isEqualTo(made);
    }
  }

  @Test
  void cutsAModelNameBetweenCharacters() {
    for (int shift = 0; shift < 4; shift++) {
      String name = "x".repeat(shift) + "\uD83D\uDE80".repeat(400);

      String read =
          RecordCodec.decode(
                  encoded(
                      JournalEntry.OPENED,
                      with(name, Instant.EPOCH, Outcome.COMPLETED, List.of()),
                      new Output()))
              .model();

      assertThat(name).startsWith(read);
      assertThat(read.getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
          .isBetween(1021, 1024);
      assertThat(read).doesNotContain("\uFFFD", "?");
    }
    String plain = "y".repeat(5_000);
    assertThat(
            RecordCodec.decode(
                    encoded(
                        JournalEntry.OPENED,
                        with(plain, Instant.EPOCH, Outcome.COMPLETED, List.of()),
                        new Output()))
                .model())
        .isEqualTo("y".repeat(1_024));
  }

  @Test
  void keepsCountersWhoseNamesAreNotPlain() {
    UsageRecord made =
        with(
            "modèle",
            Instant.EPOCH,
            Outcome.CANCELLED,
            List.of(new Charge("ключ", Long.MIN_VALUE, Long.MAX_VALUE), new Charge("", 0, 0)));

    assertThat(RecordCodec.decode(encoded(JournalEntry.OPENED, made, new Output())))
        .isEqualTo(made);
  }

  @Test
  void keepsSoundLongCacheWritesAndTheSourceOfTheCost() {
    for (CostSource source : CostSource.values()) {
      UsageRecord base = with("m", Instant.EPOCH, Outcome.COMPLETED, List.of());
      UsageRecord made =
          new UsageRecord(
              base.requestId(),
              base.at(),
              base.organization(),
              base.workspace(),
              base.apiKey(),
              base.integration(),
              base.provider(),
              base.model(),
              new TokenUsage(10, 20, 30, 40, 5, 6, 7, 8),
              base.cost(),
              base.estimated(),
              base.outcome(),
              base.status(),
              List.of(new Charge("c", 1, 2)),
              source);

      assertThat(RecordCodec.decode(encoded(JournalEntry.SETTLED, made, new Output())))
          .isEqualTo(made);
    }
  }

  @Test
  void readsRecordsOfTheFirstVersion() {
    UsageRecord made = with("m", Instant.EPOCH, Outcome.COMPLETED, List.of(new Charge("c", 1, 2)));
    byte[] now = encoded(JournalEntry.SETTLED, made, new Output());
    byte[] first = Arrays.copyOf(now, now.length - 25);
    first[0] = 1;

    assertThat(RecordCodec.kind(first)).isEqualTo(JournalEntry.SETTLED);
    assertThat(RecordCodec.decode(first)).isEqualTo(made);
  }

  @Test
  void saysSoWhenARecordIsOfALaterRelease() {
    byte[] body =
        encoded(
            JournalEntry.OPENED,
            with("m", Instant.EPOCH, Outcome.COMPLETED, List.of()),
            new Output());
    body[0] = 3;

    assertThatThrownBy(() -> RecordCodec.kind(body))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("version 3");
  }

  private static byte[] encoded(JournalEntry kind, UsageRecord record, Output out) {
    out.begin(12);
    RecordCodec.encode(kind, record, out);
    return Arrays.copyOfRange(out.bytes(), 12, out.length());
  }

  private static String[] counters(int count) {
    String[] counters = new String[count];
    Arrays.setAll(
        counters, i -> "provider:00000000-0000-0000-0000-00000000000" + i % 10 + ":x" + i);
    return counters;
  }

  private static UsageRecord with(String model, Instant at, Outcome outcome, List<Charge> charges) {
    UsageRecord base = new RandomAggregates(1).usage(0);
    return new UsageRecord(
        base.requestId(),
        at,
        base.organization(),
        base.workspace(),
        base.apiKey(),
        base.integration(),
        base.provider(),
        model,
        base.usage(),
        base.cost(),
        base.estimated(),
        outcome,
        base.status(),
        charges);
  }
}
