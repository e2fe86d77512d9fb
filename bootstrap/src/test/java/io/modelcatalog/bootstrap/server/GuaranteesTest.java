package io.modelcatalog.bootstrap.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.settings.CatalogSettings.LimitsStore;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the log promises of limits at start. */
class GuaranteesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          LOCAL | counted by this process alone, never exceeded; kept over kill -9, and over a power cut \
          but for what was used in the last 250 ms. No store is shared, so on_store_failure changes nothing
          POSTGRES | shared by all replicas through the database, together never exceeded, but: a power cut \
          of a replica's machine can forget what was used in the last 250 ms there; and a limit with \
          on_store_failure "pass" lets calls pass while the database is away. What a lost replica holds \
          counts as spent until it is back or written off
          REDIS | budgets are shared by all replicas through the database, rate limits through Redis, \
          together never exceeded, but: a power cut of a replica's machine can forget what was used in the \
          last 250 ms there; a limit with on_store_failure "pass" lets calls pass while its store is away; \
          and rate limits are exceeded if Redis loses its data, once, by what is leased at that moment. What \
          a lost replica holds counts as spent until it is back or written off
          """,
      quoteCharacter = '^')
  void eachStoreSaysWhatCanExceedALimitAllTheSame(LimitsStore store, String promise) {
    assertThat(Guarantees.of(store, Duration.ofMillis(250))).isEqualTo(promise);
  }

  @ParameterizedTest
  @EnumSource
  void aJournalThatIsForcedWithEachBatchLosesNoTimeSpan(LimitsStore store) {
    assertThat(Guarantees.of(store, Duration.ZERO))
        .contains("what was used since the last batch went to the database")
        .doesNotContain(" ms");
  }
}
