package io.modelcatalog.adapters.persistence.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.adapters.persistence.lease.JdbcLeaseStore;
import io.modelcatalog.adapters.persistence.lease.Replicas;
import io.modelcatalog.application.port.lease.LeaseStore;
import io.modelcatalog.application.port.persistence.RandomAggregates;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.application.port.usage.UsageLedger.Balance;
import io.modelcatalog.domain.limit.LeaseAsk;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.shared.ReplicaId;
import io.modelcatalog.domain.usage.Charge;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes of the balances, what stays, and that the records agree with them afterwards. */
abstract class BalanceRetentionContract {
  private static final Duration KEEP = Duration.ofDays(35);
  private static final String OWNER = ":7b1d0f2e-0000-4000-8000-000000000001:";
  private static final String RATE = "api_key" + OWNER + "requests/rpm";
  private static final String GROUP = "policy" + OWNER + "cost/monthly@user:ann";
  private static final String GROUP_FOR_EVER = "policy" + OWNER + "cost/total@user:ann";
  private static final String WORKSPACE = "workspace" + OWNER + "cost/monthly";
  private static final String TOTAL = "api_key" + OWNER + "cost/total";

  private final RandomAggregates random = new RandomAggregates(21);
  private final Set<LimitKey> counting =
      new TreeSet<>(java.util.Comparator.comparing(LimitKey::text));
  private TestDatabase database;
  private int records;

  abstract TestDatabase newDatabase();

  @BeforeEach
  void open() {
    database = newDatabase();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static long daysAgo(int days) {
    return Instant.now().minus(Duration.ofDays(days)).toEpochMilli();
  }

  @Test
  void removesBalancesOfRatesAndGroupsWhoseWindowEndedLongAgo() throws Exception {
    for (String replica : List.of("east", "west")) {
      use(replica, RATE, daysAgo(36), 1);
      use(replica, GROUP, daysAgo(67), 2);
    }

    assertThat(pass().removed()).isEqualTo(4);

    assertThat(ledger("east").balances()).isEmpty();
    assertThat(findings()).isZero();
    assertThat(pass()).isEqualTo(new BalanceRetention.Done(0, 0));
  }

  @Test
  void keepsWhatEndedLatelyOrNeverEndsOrBelongsToOneOwner() throws Exception {
    use("east", RATE, daysAgo(34), 1);
    use("east", GROUP, daysAgo(65), 2);
    use("east", GROUP_FOR_EVER, 0, 3);
    use("east", TOTAL, 0, 4);
    use("east", WORKSPACE, daysAgo(400), 5);
    use("east", "policy" + OWNER + "tokens/monthly@waits for its first reset", 0, 6);
    use("east", "of another version", daysAgo(400), 7);

    assertThat(pass().removed()).isZero();

    assertThat(ledger("east").balances()).hasSize(7);
    assertThat(findings()).isZero();
  }

  @Test
  void keepsAGroupsBalanceThatItsPolicyStillCounts() throws Exception {
    use("east", GROUP, daysAgo(300), 2);
    counting.add(LimitKey.parse(GROUP).orElseThrow());

    assertThat(pass().removed()).isZero();

    counting.clear();
    assertThat(pass().removed()).isOne();
  }

  @Test
  void removesWhatFillsManyPagesAndNothingBetween() throws Exception {
    List<Charge> charges = new ArrayList<>();
    for (int i = 0; i < 1_300; i++) {
      charges.add(new Charge(GROUP + i, daysAgo(i % 2 == 0 ? 67 : 1), i));
    }
    ledger("east").append(List.of(with(charges)));

    assertThat(pass().removed()).isEqualTo(650);

    assertThat(ledger("east").balances()).hasSize(650);
    assertThat(findings()).isZero();
  }

  @Test
  void aClockThatIsAheadRemovesNothingTooEarly() throws Exception {
    use("east", RATE, daysAgo(1), 1);
    use("east", GROUP, daysAgo(1), 1);

    assertThat(pass(Instant.now().plus(Duration.ofDays(1_000))).removed()).isZero();
  }

  @Test
  void aClockThatIsBehindIsWaitedFor() throws Exception {
    use("east", RATE, daysAgo(100), 1);

    assertThat(pass(Instant.now().minus(Duration.ofDays(90))).removed()).isZero();
  }

  @Test
  void usageOfARemovedWindowThatComesLateStillAgrees() throws Exception {
    use("east", GROUP, daysAgo(80), 10);
    use("east", GROUP, daysAgo(67), 10);
    pass();

    use("east", GROUP, daysAgo(67), 5);
    assertThat(findings()).isZero();
    pass();
    use("east", GROUP, daysAgo(80), 5);
    assertThat(findings()).isZero();
    use("east", GROUP, daysAgo(0), 7);

    assertThat(findings()).isZero();
    assertThat(pass().removed()).isZero();
    assertThat(ledger("east").balances()).singleElement().extracting(Balance::used).isEqualTo(7L);
  }

  @Test
  void addsUpWhatIsLeftOfAReplicaThatWasWrittenOffLongAgo() throws Exception {
    for (String replica : List.of("east", "gone", "lost")) {
      use(replica, TOTAL, 0, 100);
      use(replica, WORKSPACE, daysAgo(replica.equals("lost") ? 400 : 3), 20);
      use(replica, RATE, daysAgo(3), 3);
    }
    List<Balance> before = ledger("east").balances();
    writeOff("gone", 36);
    writeOff("lost", 36);

    assertThat(pass()).isEqualTo(new BalanceRetention.Done(0, 4));

    assertThat(ledger("east").balances()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(used(TOTAL, "")).isEqualTo(200);
    assertThat(used(WORKSPACE, "")).as("the newest window").isEqualTo(20);
    assertThat(ledger("east").balances(new ReplicaId("gone")))
        .as("goes by itself")
        .singleElement()
        .extracting(Balance::key)
        .isEqualTo(RATE);
    assertThat(findings()).isZero();
    assertThat(pass().folded()).isZero();
  }

  @Test
  void aFollowerLearnsWhatWasAddedUp() throws Exception {
    use("gone", TOTAL, 0, 100);
    long cursor = ledger("east").changedSince(0).cursor();
    use("gone", TOTAL, 0, 1);
    writeOff("gone", 36);
    pass();

    assertThat(ledger("east").changedSince(cursor).balances())
        .containsExactly(new Balance(TOTAL, 0, 101));
  }

  @Test
  void leavesTheReplicasAloneThatLiveOrLeftLately() throws Exception {
    JdbcLeaseStore store = new JdbcLeaseStore(source(), "this process", Duration.ZERO);
    for (String replica : List.of("lives", "left", "self", "returned", "lately")) {
      use(replica, TOTAL, 0, 1);
    }
    store.join("lives");
    store.join("left");
    store.leave("left");
    writeOff("self", 36);
    writeOff("returned", 36);
    store.join("returned");
    writeOff("lately", 34);

    assertThat(pass().folded()).isZero();

    assertThat(gone()).containsExactly("lately", "left", "self");
  }

  @Test
  void leavesTheRestToAReplicaThatReturnsMeanwhile() throws Exception {
    JdbcLeaseStore store = new JdbcLeaseStore(source(), "this process", Duration.ZERO);
    for (int i = 0; i < 3; i++) {
      use("gone", TOTAL + "#" + i, 0, 1);
    }
    writeOff("gone", 36);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<BalanceRetention.Done> pass =
          thread.submit(() -> retention().pass(Instant.now(), Duration.ofSeconds(1)));
      while (texts("SELECT counter FROM limit_balance WHERE replica = ''").isEmpty()) {
        Thread.sleep(5);
      }

      store.join("gone");

      assertThat(pass.get().folded()).isOne();
    }
    assertThat(ledger("gone").balances(new ReplicaId("gone"))).hasSize(2);
    assertThat(findings()).isZero();
  }

  @Test
  void addsUpWhatReplicasLeftThatStoppedInOrder() throws Exception {
    JdbcLeaseStore store = new JdbcLeaseStore(source(), "this process", Duration.ZERO);
    use("pod-1", TOTAL, 0, 1);
    store.join("pod-1");
    store.leave("pod-1");
    assertThat(pass().folded()).isZero();
    execute("UPDATE replica_gone SET since = since - " + Duration.ofDays(36).toMillis());

    assertThat(pass().folded()).isOne();

    assertThat(gone()).isEmpty();
    assertThat(texts("SELECT id FROM replica")).isEmpty();
    assertThat(findings()).isZero();
  }

  @Test
  void theBooksOfLeasesStillKnowWhatWasAddedUp() throws Exception {
    JdbcLeaseStore store = new JdbcLeaseStore(source(), "this process", Duration.ZERO);
    store.join("gone");
    store.join("east");
    assertThat(ask(store, "gone", 1, 0, 60)).isEqualTo(60);
    use("gone", TOTAL, 0, 40);
    execute("UPDATE replica SET seen_at = 1 WHERE id = 'gone'");
    forget("gone", Replicas.Unused.FREE);
    agedBy(36);

    assertThat(pass().folded()).as("a balance and a lease").isEqualTo(2);

    assertThat(gone()).isEmpty();
    assertThat(ask(store, "east", 2, 0, 61)).as("of 100, 40 are used").isZero();
    store.join("gone");
    assertThat(ask(store, "gone", 1_000, 0, 0)).as("it comes back with nothing").isZero();
    assertThat(ask(store, "east", 3, 0, 61)).as("which frees nothing").isZero();
    assertThat(ask(store, "east", 4, 0, 60)).isEqualTo(60);
  }

  @Test
  void whoComesBackAllTheSameCountsOnceWhatItUsesThen() throws Exception {
    JdbcLeaseStore store = new JdbcLeaseStore(source(), "this process", Duration.ZERO);
    store.join("east");
    assertThat(ask(store, "east", 1, 0, 10)).isEqualTo(10);
    use("gone", TOTAL, 0, 40);
    execute("DELETE FROM limit_book");
    writeOff("gone", 36);
    pass();

    store.join("gone");
    assertThat(ledger("gone").balances(new ReplicaId("gone"))).isEmpty();
    assertThat(ask(store, "gone", 1, 0, 61)).isZero();
    assertThat(ask(store, "gone", 2, 0, 60)).isEqualTo(60);
    use("gone", TOTAL, 0, 60);

    assertThat(ledger("gone").balances()).containsExactly(new Balance(TOTAL, 0, 100));
    assertThat(findings()).isZero();
  }

  @Test
  void findsAndRepairsChangesOfWhatWasAddedUp() throws Exception {
    use("gone", TOTAL, 0, 40);
    writeOff("gone", 36);
    pass();
    use("gone", TOTAL, 0, 2);
    execute("UPDATE limit_balance SET used = used + 5 WHERE replica = ''");

    assertThat(findings()).isOne();
    assertThat(verify(true)).isOne();
    assertThat(findings()).isZero();
    assertThat(used(TOTAL, "")).isEqualTo(40);
    assertThat(used(TOTAL, "gone")).as("it counts on by that").isEqualTo(2);

    execute("UPDATE limit_balance SET used = used + 50 WHERE replica = 'gone'");
    assertThat(verify(true)).isOne();
    assertThat(findings()).isZero();
  }

  @Test
  void severalMayDoItAtOnceWhileUsageIsWritten() throws Exception {
    for (int i = 0; i < 40; i++) {
      for (String replica : List.of("gone", "lost", "east")) {
        use(replica, TOTAL + "#" + i, 0, 10);
        use(replica, GROUP + i, daysAgo(67), 10);
      }
    }
    writeOff("gone", 36);
    writeOff("lost", 36);
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<BalanceRetention.Done>> passes =
          threads.invokeAll(
              List.of(
                  this::pass,
                  this::pass,
                  (Callable<BalanceRetention.Done>)
                      () -> {
                        for (int i = 0; i < 200; i++) {
                          use("lost", TOTAL + "#" + i % 40, 0, 1);
                        }
                        return new BalanceRetention.Done(0, 0);
                      }));
      int removed = 0;
      for (Future<BalanceRetention.Done> one : passes) {
        removed += one.get().removed();
      }
      assertThat(removed).isEqualTo(120);
    }

    pass();
    assertThat(ledger("east").balances())
        .hasSize(40)
        .allSatisfy(balance -> assertThat(balance.used()).isEqualTo(35));
    assertThat(findings()).isZero();
  }

  @Test
  void keepsNothingShorterThanADay() {
    assertThatThrownBy(
            () ->
                new BalanceRetention(
                    transactions(), new ReplicaId("self"), (a, b, c) -> true, Duration.ofHours(23)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private BalanceRetention.Done pass() throws InterruptedException {
    return pass(Instant.now());
  }

  private BalanceRetention.Done pass(Instant clock) throws InterruptedException {
    return retention().pass(clock, Duration.ZERO);
  }

  private BalanceRetention retention() {
    return new BalanceRetention(
        transactions(),
        new ReplicaId("self"),
        (counter, start, now) -> counting.contains(counter),
        KEEP);
  }

  private synchronized void use(String replica, String counter, long windowStart, long amount) {
    ledger(replica).append(List.of(with(List.of(new Charge(counter, windowStart, amount)))));
  }

  private io.modelcatalog.domain.usage.UsageRecord with(List<Charge> charges) {
    return UsageVerificationContract.with(random.usage(records++), charges.toArray(Charge[]::new));
  }

  private long findings() throws SQLException {
    return verify(false);
  }

  private long verify(boolean repair) throws SQLException {
    try (Connection connection = database.connection()) {
      return UsageVerification.run(connection, repair, finding -> {}).findings();
    }
  }

  private void writeOff(String replica, int daysAgo) throws SQLException {
    execute(
        "INSERT INTO replica_gone (id, since) VALUES ('"
            + replica
            + "', "
            + daysAgo(daysAgo)
            + ")");
  }

  private void forget(String replica, Replicas.Unused unused) throws SQLException {
    try (Connection connection = database.connection()) {
      Replicas.forget(connection, replica, unused);
    }
  }

  private void agedBy(int days) throws SQLException {
    execute("UPDATE replica_gone SET since = since - " + Duration.ofDays(days).toMillis());
  }

  private List<String> gone() throws SQLException {
    return texts("SELECT id FROM replica_gone ORDER BY id");
  }

  private long used(String counter, String replica) throws SQLException {
    return Long.parseLong(
        texts(
                "SELECT used FROM limit_balance WHERE counter = '"
                    + counter
                    + "' AND replica = '"
                    + replica
                    + "'")
            .getFirst());
  }

  private static long ask(LeaseStore store, String replica, long turn, long held, long need) {
    return store
        .exchange(
            List.of(
                new LeaseStore.Message(
                    TOTAL,
                    0,
                    Long.MAX_VALUE,
                    new LeaseAsk(replica, turn, 100, held, held, held, need, need, 0))))
        .getFirst()
        .held();
  }

  private List<String> texts(String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private UsageLedger ledger(String replica) {
    return new JdbcUsageLedger(transactions(), new ReplicaId(replica));
  }

  @SuppressWarnings("unchecked")
  private TransactionOperations<Connection> transactions() {
    return database.bean(TransactionOperations.class);
  }

  private DataSource source() {
    return DelegatingDataSource.unwrapDataSource(database.bean(DataSource.class));
  }
}
