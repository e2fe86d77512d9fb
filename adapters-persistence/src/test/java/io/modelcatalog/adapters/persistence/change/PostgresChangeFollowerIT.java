package io.modelcatalog.adapters.persistence.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.adapters.persistence.database.DatabaseUrl;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.ChangeLog;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writers and a follower on a real PostgreSQL server. */
class PostgresChangeFollowerIT {
  private final TestDatabase database = TestDatabase.newPostgres();
  private final ChangeLog log = database.bean(ChangeLog.class);
  private final OrganizationId organization = new OrganizationId(UUID.randomUUID());
  private final Set<WorkspaceId> told = ConcurrentHashMap.newKeySet();
  private final AtomicInteger reloads = new AtomicInteger();
  private volatile boolean broken;
  private FrozenProxy proxy;
  private ChangeFollower follower;

  @BeforeEach
  void follow() throws Exception {
    proxy = new FrozenProxy(port());
    String name;
    try (Connection connection = database.connection()) {
      name = connection.getCatalog();
    }
    Properties login = new Properties();
    login.setProperty("user", "postgres");
    follower =
        ChangeFollower.open(
            DatabaseUrl.postgres("jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + name),
            login,
            "follower",
            ChangeFollower.Claim.SHARING);
    follower.follow(
        new ChangeFollower.Follower() {
          @Override
          public void changed(CatalogChange change) {
            if (broken) {
              throw new IllegalStateException("cannot read");
            }
            told.addAll(change.workspaces());
          }

          @Override
          public void reload() {
            reloads.incrementAndGet();
          }

          @Override
          public void catchUp() {}
        });
  }

  @AfterEach
  void close() throws Exception {
    follower.close();
    proxy.close();
    database.close();
  }

  @Test
  void tellsACommittedChangeWithinASecond() {
    WorkspaceId workspace = workspace();

    write(workspace);

    await(Duration.ofSeconds(1), () -> told.contains(workspace));
  }

  @Test
  void tellsNothingOfATransactionThatRolledBack() {
    WorkspaceId never = workspace();
    WorkspaceId after = workspace();
    database
        .unitOfWork()
        .execute(
            () -> {
              log.append(CatalogChange.of(organization, never));
              return Result.err("refused");
            });

    write(after);

    await(Duration.ofSeconds(1), () -> told.contains(after));
    assertThat(told).doesNotContain(never);
  }

  @Test
  void missesNoTransactionThatCommitsLateWithALowerNumber() throws Exception {
    WorkspaceId late = workspace();
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch commit = new CountDownLatch(1);
    Thread slow =
        Thread.ofPlatform()
            .start(
                () ->
                    database
                        .unitOfWork()
                        .execute(
                            () -> {
                              log.append(CatalogChange.of(organization, late));
                              written.countDown();
                              awaitQuietly(commit);
                              return Result.ok(true);
                            }));
    written.await();
    for (int i = 0; i < 5; i++) {
      WorkspaceId quick = workspace();
      write(quick);
      await(Duration.ofSeconds(1), () -> told.contains(quick));
    }
    assertThat(told).doesNotContain(late);

    commit.countDown();
    slow.join();

    await(Duration.ofSeconds(1), () -> told.contains(late));
  }

  @Test
  void missesNothingOfManyWriters() throws Exception {
    Set<WorkspaceId> all = ConcurrentHashMap.newKeySet();
    List<Thread> writers = new ArrayList<>();
    for (int w = 0; w < 6; w++) {
      Random random = new Random(w);
      writers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 60; i++) {
                      WorkspaceId workspace = workspace();
                      all.add(workspace);
                      database
                          .unitOfWork()
                          .execute(
                              () -> {
                                log.append(CatalogChange.of(organization, workspace));
                                sleep(random.nextInt(4));
                                return Result.ok(true);
                              });
                    }
                  }));
    }
    for (Thread writer : writers) {
      writer.join();
    }

    await(Duration.ofSeconds(1), () -> told.containsAll(all));
  }

  @Test
  void aConnectionThatIsKilledIsReplaced() throws Exception {
    execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%catalog_change%'"
            + " AND pid <> pg_backend_pid()");
    WorkspaceId workspace = workspace();

    write(workspace);

    await(Duration.ofSeconds(1), () -> told.contains(workspace));
  }

  @Test
  void aConnectionThatDiedSilentlyIsReplaced() {
    WorkspaceId before = workspace();
    write(before);
    await(Duration.ofSeconds(1), () -> told.contains(before));
    WorkspaceId workspace = workspace();

    proxy.freeze();
    write(workspace);

    await(Duration.ofMillis(1_200), () -> told.contains(workspace));
    assertThat(follower.problem()).isEmpty();
  }

  @Test
  void whoCountsAloneAndWhoSharesKeepEachOtherOut() throws Exception {
    Properties login = new Properties();
    login.setProperty("user", "postgres");
    String name;
    try (Connection connection = database.connection()) {
      name = connection.getCatalog();
    }
    DatabaseUrl url = DatabaseUrl.postgres("jdbc:postgresql://127.0.0.1:" + port() + "/" + name);

    assertThatThrownBy(() -> ChangeFollower.open(url, login, "alone", ChangeFollower.Claim.ALONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("must be the only one");
    ChangeFollower.open(url, login, "sharing", ChangeFollower.Claim.SHARING).close();
    follower.close();
    ChangeFollower alone = ChangeFollower.open(url, login, "alone", ChangeFollower.Claim.ALONE);
    assertThatThrownBy(
            () -> ChangeFollower.open(url, login, "sharing", ChangeFollower.Claim.SHARING))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CATALOG_LIMITS_STORE=local");
    alone.close();
  }

  @Test
  void whatCouldNotBeReadIsToldAgain() throws Exception {
    WorkspaceId workspace = workspace();
    broken = true;
    write(workspace);
    await(Duration.ofSeconds(5), () -> follower.problem().isPresent());

    broken = false;

    await(Duration.ofSeconds(2), () -> told.contains(workspace));
    await(Duration.ofSeconds(2), () -> follower.problem().isEmpty());
    assertThat(reloads).hasValue(0);
  }

  @Test
  void oldRowsGoAndNewOnesStay() throws Exception {
    write(workspace());
    execute("UPDATE catalog_change SET written_at = written_at - 7200000000");
    write(workspace());

    try (Connection connection = database.connection()) {
      assertThat(ChangeFollower.tidy(connection, Duration.ofHours(1))).isEqualTo(1);
      assertThat(ChangeFollower.tidy(connection, Duration.ofHours(1))).isZero();
    }
  }

  private void write(WorkspaceId workspace) {
    database
        .unitOfWork()
        .execute(
            () -> {
              log.append(
                  new CatalogChange(
                      organization, new HashSet<>(List.of(workspace, workspace())), false));
              return Result.ok(true);
            });
  }

  private int port() throws SQLException {
    try (Connection connection = database.connection()) {
      String url = connection.getMetaData().getURL();
      return Integer.parseInt(url.replaceAll(".*:(\\d+)/.*", "$1"));
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static WorkspaceId workspace() {
    return new WorkspaceId(UUID.randomUUID());
  }

  private static void await(Duration most, BooleanSupplier condition) {
    long deadline = System.nanoTime() + most.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for " + most).isLessThan(deadline);
      sleep(5);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
