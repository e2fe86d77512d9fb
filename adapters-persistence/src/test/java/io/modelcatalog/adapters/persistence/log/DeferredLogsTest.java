package io.modelcatalog.adapters.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.application.port.log.LogReach;
import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.application.port.log.RequestLogs;
import io.modelcatalog.application.port.log.RequestLogsContract;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeferredLogsTest {
  private final OrganizationId organization = new OrganizationId(UUID.randomUUID());
  private final WorkspaceId workspace = new WorkspaceId(UUID.randomUUID());
  private final TestDatabase database = TestDatabase.newH2();
  private final RequestLogs store = database.bean(RequestLogs.class);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void recordsComeOutOfABlockAsTheyWentIn() {
    Random random = new Random(7);
    List<LogRecord> records = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      records.add(any(random));
    }

    assertThat(RecordBlock.decode(RecordBlock.encode(records))).isEqualTo(records);
  }

  @Test
  void fewAreAtTheirPlaceAtOnce() {
    DeferredLogs deferred = deferred(store);

    deferred.append(calls(DeferredLogs.FEW - 1));

    assertThat(deferred.waiting()).isZero();
    assertThat(found()).isEqualTo(DeferredLogs.FEW - 1);
  }

  @Test
  void manyWaitAndAreBroughtToTheirPlaceOnceAlsoAfterANewStart() {
    DeferredLogs before = deferred(store);
    List<LogRecord> calls = calls(250);
    before.append(calls);
    before.append(calls(150));
    assertThat(found()).isZero();

    DeferredLogs after = deferred(store);
    assertThat(after.waiting()).isEqualTo(400);
    assertThat(after.carry()).isEqualTo(250);
    assertThat(found()).isEqualTo(250);
    assertThat(after.carry()).isEqualTo(150);

    assertThat(after.carry()).isZero();
    assertThat(after.waiting()).isZero();
    assertThat(found()).isEqualTo(400);
    assertThat(store.find(LogReach.of(organization), calls.getFirst().id().toString()))
        .contains(calls.getFirst());
  }

  @Test
  void recordsTooLargeForOneBlockAreDividedAmongSeveral() {
    DeferredLogs deferred = deferred(store);
    List<LogRecord> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      calls.add(with(RequestLogsContract.aCall(organization, workspace, 0), "m".repeat(9_000) + i));
    }

    deferred.append(calls);
    int blocks = 0;
    while (deferred.carry() > 0) {
      blocks++;
    }

    assertThat(blocks).isGreaterThan(1);
    assertThat(found()).isEqualTo(200);
  }

  @Test
  void theCarrierLeavesOutWhatIsRefusedAndWhatCannotBeReadAndBringsTheRest() throws Exception {
    List<LogRecord> calls = calls(200);
    Set<UUID> refused = Set.of(calls.get(3).id(), calls.get(150).id());
    DeferredLogs deferred = deferred(new Choosy(store, refused));
    deferred.append(calls);
    damagedBlock();
    DeferredLogs all = deferred(new Choosy(store, refused));
    all.append(calls(120));

    LogCarrier carrier = LogCarrier.start(all);
    until(() -> all.waiting() == 0);
    carrier.close();

    assertThat(found()).isEqualTo(198 + 120);
  }

  /** A database that does not take some records. */
  private record Choosy(RequestLogs store, Set<UUID> refused) implements RequestLogs {
    @Override
    public void append(Collection<LogRecord> records) {
      if (records.stream().anyMatch(record -> refused.contains(record.id()))) {
        throw new IllegalStateException("planted");
      }
      store.append(records);
    }

    @Override
    public Page<LogRecord> find(LogReach reach, LogFilter filter, Page.Request page) {
      return store.find(reach, filter, page);
    }

    @Override
    public List<LogRecord> next(
        LogReach reach, LogFilter filter, Optional<Cursor> cursor, int most) {
      return store.next(reach, filter, cursor, most);
    }

    @Override
    public Optional<LogRecord> find(LogReach reach, String idOrTrace) {
      return store.find(reach, idOrTrace);
    }
  }

  private void damagedBlock() {
    transactions()
        .executeWrite(
            status -> {
              try (PreparedStatement insert =
                  status
                      .getConnection()
                      .prepareStatement(
                          "INSERT INTO request_log_block (records, content) VALUES (?, ?)")) {
                insert.setInt(1, 3);
                insert.setBytes(2, new byte[] {1, 6, 5});
                return insert.executeUpdate();
              }
            });
  }

  @SuppressWarnings("unchecked")
  private TransactionOperations<Connection> transactions() {
    return database.bean(TransactionOperations.class);
  }

  private DeferredLogs deferred(RequestLogs place) {
    return new DeferredLogs(transactions(), place);
  }

  private long found() {
    return store.find(LogReach.of(organization), LogFilter.ALL, new Page.Request(0, 1)).total();
  }

  private List<LogRecord> calls(int count) {
    List<LogRecord> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      calls.add(RequestLogsContract.aCall(organization, workspace, i));
    }
    return calls;
  }

  private static LogRecord with(LogRecord call, String path) {
    return new LogRecord(
        call.id(),
        call.at(),
        call.organization(),
        call.workspace(),
        call.caller(),
        call.target(),
        new LogRecord.Asked("chatComplete", "POST", path, false),
        call.end(),
        call.usage(),
        call.cost(),
        call.estimated(),
        call.times(),
        call.trace(),
        call.metadata());
  }

  private LogRecord any(Random random) {
    UUID id = new UUID(random.nextLong(), random.nextLong());
    return new LogRecord(
        id,
        Instant.ofEpochMilli(random.nextLong(1_000_000_000_000L)),
        organization,
        random.nextBoolean() ? workspace : new WorkspaceId(UUID.randomUUID()),
        new LogRecord.Caller(
            random.nextBoolean() ? Optional.of(new ApiKeyId(UUID.randomUUID())) : Optional.empty(),
            text(random),
            random.nextBoolean() ? Optional.of(text(random)) : Optional.empty(),
            text(random)),
        new LogRecord.Target(text(random), text(random), text(random), text(random)),
        new LogRecord.Asked(text(random), text(random), text(random), random.nextBoolean()),
        new LogRecord.End(random.nextInt(), text(random), text(random)),
        new TokenUsage(
            random.nextLong(Long.MAX_VALUE), 0, random.nextLong(1_000), random.nextLong(200), 1),
        new Money(random.nextLong(Long.MAX_VALUE)),
        random.nextBoolean(),
        new LogRecord.Times(random.nextLong(1L << 40), -1, random.nextLong(1L << 40)),
        new LogRecord.Trace(
            random.nextBoolean() ? id.toString() : text(random),
            text(random),
            text(random),
            text(random)),
        random.nextBoolean() ? Map.of() : Map.of(text(random), text(random), "x", text(random)));
  }

  private static String text(Random random) {
    return List.of("", "gpt-4.1", "Zürich ☃ 🎈", "m".repeat(random.nextInt(300)), "a\u0000b")
        .get(random.nextInt(5));
  }

  private static void until(BooleanSupplier holds) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(5);
    }
  }
}
