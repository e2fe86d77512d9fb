package io.modelcatalog.adapters.persistence.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.application.port.persistence.RandomAggregates;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.application.port.usage.UsageLedgerContract;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.provider.ProviderId;
import io.modelcatalog.domain.shared.ReplicaId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.usage.Outcome;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.usage.UsageRecord;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is added to the contract where the ledger is a database. */
interface JdbcUsageLedgerContract extends UsageLedgerContract {
  TestDatabase database();

  @Override
  default UsageLedger ledger() {
    return database().bean(UsageLedger.class);
  }

  @Override
  @SuppressWarnings("unchecked")
  default UsageLedger ledger(ReplicaId replica) {
    return new JdbcUsageLedger(database().bean(TransactionOperations.class), replica);
  }

  @Test
  default void tellsWhenAKeyWasLastUsedToTheMinute() {
    RandomAggregates random = new RandomAggregates(91);
    Organization organization = saved(database().organizations().save(random.organization()));
    ApiKey key =
        saved(database().apiKeys().save(random.apiKey(organization.id(), Optional.empty())));
    Instant noon = Instant.parse("2026-11-23T12:00:00Z");
    UsageLedger other = ledger(new ReplicaId("west-2"));

    ledger().append(List.of(use(key, noon.plusSeconds(30)), use(key, noon.plusSeconds(90))));
    assertThat(database().apiKeys().lastUsed(List.of(key.id())))
        .containsExactly(Map.entry(key.id(), noon.plusSeconds(60)));

    other.append(List.of(use(key, noon)));
    assertThat(database().apiKeys().lastUsed(List.of(key.id())))
        .containsExactly(Map.entry(key.id(), noon.plusSeconds(60)));

    other.append(List.of(use(key, noon.plusSeconds(300))));
    ledger().append(List.of(use(key, noon.plusSeconds(240)), random.usage(1, "c:1")));
    assertThat(database().apiKeys().lastUsed(List.of(key.id())))
        .containsExactly(Map.entry(key.id(), noon.plusSeconds(300)));

    assertThat(database().apiKeys().find(key.id())).contains(key);
    assertThat(database().apiKeys().delete(key.id())).isTrue();
    assertThat(database().apiKeys().lastUsed(List.of(key.id()))).isEmpty();
    ledger().append(List.of(use(key, noon.plusSeconds(900))));
    assertThat(database().apiKeys().lastUsed(List.of(key.id()))).isEmpty();
  }

  private static <T> T saved(Result<T, StoreConflict> result) {
    return switch (result) {
      case Result.Ok<T, StoreConflict>(T value) -> value;
      case Result.Err<T, StoreConflict>(StoreConflict conflict) ->
          throw new AssertionError(conflict);
    };
  }

  private static UsageRecord use(ApiKey key, Instant at) {
    UsageRecord any = new RandomAggregates(at.toEpochMilli()).usage(1, "d:" + UUID.randomUUID());
    return new UsageRecord(
        any.requestId(),
        at,
        any.organization(),
        any.workspace(),
        key.id(),
        any.integration(),
        any.provider(),
        any.model(),
        any.usage(),
        any.cost(),
        any.estimated(),
        any.outcome(),
        any.status(),
        any.charges());
  }

  @Test
  default void writesForTheReplicaOfItsProcess() throws SQLException {
    UsageRecord made = new RandomAggregates(5).usage(5, "c:" + UUID.randomUUID());

    ledger(new ReplicaId("west-1")).append(List.of(made));

    assertThat(replicaOf(made)).isEqualTo("west-1");
  }

  private String replicaOf(UsageRecord record) throws SQLException {
    try (Connection connection = database().connection();
        PreparedStatement select =
            connection.prepareStatement("SELECT replica FROM usage_record WHERE request_id = ?")) {
      select.setObject(1, record.requestId());
      try (ResultSet row = select.executeQuery()) {
        assertThat(row.next()).isTrue();
        return row.getString(1);
      }
    }
  }

  @Test
  default void storesEveryFieldOfARecord() throws SQLException {
    for (int seed = 0; seed < 50; seed++) {
      UsageRecord made = new RandomAggregates(seed).usage(seed, "a:" + seed, "b:" + seed);

      ledger().append(List.of(made));

      assertThat(stored(made.requestId())).isEqualTo(made);
    }
  }

  @Test
  default void noModelNameOrCounterCanHoldUpTheLedger() throws SQLException {
    UsageRecord odd = withModel("zero \0 half \uD83D whole \uD83D\uDE80" + "x".repeat(5000));

    assertThat(ledger().append(List.of(odd))).isEqualTo(1);

    assertThat(stored(odd.requestId()).model())
        .startsWith("zero  half  whole \uD83D\uDE80xxx")
        .hasSize(1024);
  }

  @Test
  default void takesAtLeastFiveThousandRecordsASecond() {
    String[] counters = new String[6];
    for (int c = 0; c < counters.length; c++) {
      counters[c] = "provider:" + UUID.randomUUID() + ":cost/monthly";
    }
    RandomAggregates random = new RandomAggregates(1);
    double best = 0;
    // The best of many short spans: other work on the machine must not decide.
    for (int round = 0; round < 60 && best <= 5_000 || round < 10; round++) {
      List<UsageRecord> batch = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        batch.add(random.usage(0, counters));
      }
      long start = System.nanoTime();
      ledger().append(batch);
      best = Math.max(best, batch.size() / ((System.nanoTime() - start) / 1e9));
    }

    assertThat(best).as("records a second").isGreaterThan(5_000);
  }

  private UsageRecord stored(UUID requestId) throws SQLException {
    try (Connection connection = database().connection();
        PreparedStatement select =
            connection.prepareStatement("SELECT * FROM usage_record WHERE request_id = ?")) {
      select.setObject(1, requestId);
      try (ResultSet row = select.executeQuery()) {
        assertThat(row.next()).isTrue();
        return new UsageRecord(
            row.getObject("request_id", UUID.class),
            Columns.instant(row.getLong("admitted_at")),
            new OrganizationId(row.getObject("organization_id", UUID.class)),
            new WorkspaceId(row.getObject("workspace_id", UUID.class)),
            new ApiKeyId(row.getObject("api_key_id", UUID.class)),
            new IntegrationId(row.getObject("integration_id", UUID.class)),
            new ProviderId(row.getObject("provider_id", UUID.class)),
            row.getString("model"),
            new TokenUsage(
                row.getLong("input_tokens"),
                row.getLong("cached_input_tokens"),
                row.getLong("cache_write_tokens"),
                row.getLong("output_tokens"),
                row.getLong("reasoning_tokens")),
            new Money(row.getLong("cost_nanos")),
            row.getBoolean("estimated"),
            Outcome.valueOf(row.getString("outcome")),
            row.getInt("status"),
            Columns.charges(row.getString("charges")));
      }
    }
  }

  private static UsageRecord withModel(String model) {
    UsageRecord base = new RandomAggregates(3).usage(0);
    return new UsageRecord(
        base.requestId(),
        base.at(),
        base.organization(),
        base.workspace(),
        base.apiKey(),
        base.integration(),
        base.provider(),
        model,
        base.usage(),
        base.cost(),
        base.estimated(),
        base.outcome(),
        base.status(),
        List.of(new Charge("odd \0 " + UUID.randomUUID() + "y".repeat(300), 0, 1)));
  }
}
