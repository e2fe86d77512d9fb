package io.modelcatalog.adapters.persistence.change;

import io.modelcatalog.adapters.persistence.database.DatabaseUrl;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of the changes that other replicas have committed to PostgreSQL, on a connection and a
 * thread of its own.
 *
 * <p>A notification only makes it look sooner; it looks every {@value #POLL_MILLIS} ms anyway. Each
 * look asks for the rows of all transactions from the oldest one that was still running at the look
 * before, so that a transaction which commits late, with a lower number than others, is not left
 * out; rows seen already are passed over.
 *
 * <p>A look that takes longer than {@value #FIRST_PATIENCE_MILLIS} ms counts as a connection that
 * died silently: it is replaced. Patience doubles with each failure, so that a slow database is not
 * taken for a dead one for ever.
 */
public final class ChangeFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeFollower.class);
  private static final int POLL_MILLIS = 300;
  private static final int FIRST_PATIENCE_MILLIS = 500;
  private static final int LONGEST_PATIENCE_MILLIS = 8_000;
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final Duration KEPT = Duration.ofHours(1);
  private static final long TIDY_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final Executor AT_ONCE = Runnable::run;

  private static final String CURSOR =
      "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)";

  private static final String NEWS =
      """
      SELECT id, organization_id, workspaces, organization_keys FROM catalog_change
      WHERE xid >= ? AND origin <> ? ORDER BY id""";

  private static final String TIDY =
      """
      DELETE FROM catalog_change
      WHERE written_at < CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) - ?""";

  /** How a process stands to others on the same database. */
  public enum Claim {
    /** It shares its limits; any number of such processes may run. */
    SHARING("SELECT pg_try_advisory_lock_shared(" + KEY + ")"),
    /** It counts limits alone, so no other may run. */
    ALONE("SELECT pg_try_advisory_lock(" + KEY + ")");

    private final String sql;

    Claim(String sql) {
      this.sql = sql;
    }
  }

  /** The advisory lock of this product; the number has no meaning. */
  private static final long KEY = 7_306_926_512_904_117L;

  /** Whom it tells. What fails is told again. */
  public interface Follower {

    /** Takes over a change that another replica has committed. */
    void changed(CatalogChange change);

    /** Takes over everything, because it is not known what has changed. */
    void reload();

    /** Has a moment to make up for what it could not do before. */
    void catchUp();
  }

  private record News(long id, CatalogChange change) {}

  private final DatabaseUrl url;
  private final Properties login;
  private final String origin;
  private final Claim claim;
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable Connection connection;
  private volatile @Nullable Follower follower;
  private volatile @Nullable String problem;
  private Set<Long> seen = new HashSet<>();
  private long cursor;
  private long lookedAt;
  private long tidiedAt;
  private int failures;

  private ChangeFollower(DatabaseUrl url, Properties login, String origin, Claim claim) {
    this.url = url;
    this.login = login;
    this.origin = origin;
    this.claim = claim;
    this.thread = Thread.ofPlatform().daemon().name("catalog-changes").unstarted(this::run);
  }

  /**
   * Connects. Whatever is committed from now on is told once {@link #follow} is called, so the
   * catalog is to be read between the two.
   *
   * @param url a PostgreSQL database
   * @param login user and password
   * @param origin the {@link JdbcChangeLog#origin} of this process, whose changes it knows
   * @param claim held on the connection for as long as it lasts
   * @throws SQLException if the database cannot be reached
   * @throws IllegalStateException if another process's claim is against this one
   */
  public static ChangeFollower open(DatabaseUrl url, Properties login, String origin, Claim claim)
      throws SQLException {
    ChangeFollower opened = new ChangeFollower(url, login, origin, claim);
    if (!opened.claimed(opened.connected())) {
      opened.disconnect();
      throw new IllegalStateException(
          claim == Claim.ALONE
              ? "another process uses the database: with CATALOG_LIMITS_STORE=local it must be"
                  + " the only one"
              : "a process with CATALOG_LIMITS_STORE=local uses the database: it must be the"
                  + " only one");
    }
    opened.cursor = ask(opened.connected());
    opened.lookedAt = System.nanoTime();
    opened.tidiedAt = opened.lookedAt;
    return opened;
  }

  /** Begins to tell. */
  public void follow(Follower told) {
    follower = told;
    thread.start();
  }

  /** What keeps it from hearing of changes; empty if nothing does. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  private void run() {
    while (!closed) {
      try {
        boolean anew = connection == null;
        Connection live = connected();
        if (anew && !claimed(live)) {
          // Most likely our own old connection, which the server has not missed yet.
          LOG.debug("the claim on the database is held by another connection");
        }
        PGConnection listening = live.unwrap(PGConnection.class);
        look(live);
        tidy(live);
        recovered();
        listening.getNotifications(POLL_MILLIS);
      } catch (SQLException | RuntimeException e) {
        failed(e);
      }
    }
    disconnect();
  }

  private void look(Connection live) throws SQLException {
    Follower told = follower;
    if (told == null) {
      return;
    }
    long next = ask(live);
    List<News> news = news(live);
    long now = System.nanoTime();
    if (next < cursor || now - lookedAt > KEPT.toNanos() / 2) {
      // Another database, such as a restored one, or away for so long that rows may be gone.
      LOG.info("Catalog changes may have been missed: reading everything again");
      told.reload();
    } else {
      for (CatalogChange change : merged(news)) {
        told.changed(change);
      }
    }
    told.catchUp();
    Set<Long> known = new HashSet<>();
    news.forEach(row -> known.add(row.id()));
    seen = known;
    cursor = next;
    lookedAt = now;
  }

  private boolean claimed(Connection live) throws SQLException {
    try (Statement statement = live.createStatement();
        ResultSet row = statement.executeQuery(claim.sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static long ask(Connection live) throws SQLException {
    try (Statement statement = live.createStatement();
        ResultSet row = statement.executeQuery(CURSOR)) {
      row.next();
      return row.getLong(1);
    }
  }

  private List<News> news(Connection live) throws SQLException {
    List<News> news = new ArrayList<>();
    try (PreparedStatement select = live.prepareStatement(NEWS)) {
      select.setLong(1, cursor);
      select.setString(2, origin);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          news.add(
              new News(
                  rows.getLong(1),
                  new CatalogChange(
                      new OrganizationId(rows.getObject(2, UUID.class)),
                      workspaces(rows.getString(3)),
                      rows.getBoolean(4))));
        }
      }
    }
    return news;
  }

  private static Set<WorkspaceId> workspaces(String text) {
    Set<WorkspaceId> workspaces = new HashSet<>();
    for (String id : text.split(",")) {
      if (!id.isEmpty()) {
        workspaces.add(new WorkspaceId(UUID.fromString(id)));
      }
    }
    return workspaces;
  }

  /** One change for each organization: what stands in several rows is read again once. */
  private List<CatalogChange> merged(List<News> news) {
    Map<OrganizationId, CatalogChange> merged = new LinkedHashMap<>();
    for (News row : news) {
      if (!seen.contains(row.id())) {
        merged.merge(
            row.change().organization(),
            row.change(),
            (a, b) -> {
              Set<WorkspaceId> both = new HashSet<>(a.workspaces());
              both.addAll(b.workspaces());
              return new CatalogChange(
                  a.organization(), both, a.organizationKeys() || b.organizationKeys());
            });
      }
    }
    return List.copyOf(merged.values());
  }

  private void tidy(Connection live) throws SQLException {
    if (System.nanoTime() - tidiedAt > TIDY_NANOS) {
      tidiedAt = System.nanoTime();
      tidy(live, KEPT);
    }
  }

  /** Removes rows older than this. */
  static int tidy(Connection live, Duration kept) throws SQLException {
    try (PreparedStatement delete = live.prepareStatement(TIDY)) {
      delete.setLong(1, TimeUnit.NANOSECONDS.toMicros(kept.toNanos()));
      return delete.executeUpdate();
    }
  }

  private Connection connected() throws SQLException {
    Connection live = connection;
    if (live == null) {
      live = DriverManager.getConnection(url.jdbcUrl(), login);
      try (Statement listen = live.createStatement()) {
        live.setNetworkTimeout(AT_ONCE, patienceMillis());
        listen.execute("LISTEN " + JdbcChangeLog.CHANNEL);
      } catch (SQLException e) {
        live.close();
        throw e;
      }
      connection = live;
    }
    return live;
  }

  private int patienceMillis() {
    return Math.min(LONGEST_PATIENCE_MILLIS, FIRST_PATIENCE_MILLIS << Math.min(failures, 4));
  }

  private void recovered() {
    failures = 0;
    if (problem != null) {
      LOG.info("Changes of the catalog are heard of again");
      problem = null;
    }
  }

  private void failed(Exception e) {
    failures++;
    disconnect();
    if (closed) {
      return;
    }
    // A single lost connection is replaced at once and worth no alarm.
    if (failures == 2) {
      LOG.warn("Changes of the catalog are not heard of at present: {}", e.getMessage());
    }
    if (failures >= 2) {
      problem = String.valueOf(e.getMessage());
      LockSupport.parkNanos(PAUSE * Math.min(failures, 10));
    }
  }

  private void disconnect() {
    Connection live = connection;
    connection = null;
    if (live != null) {
      try {
        live.abort(AT_ONCE);
      } catch (SQLException e) {
        LOG.debug("closing", e);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    disconnect();
    LockSupport.unpark(thread);
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
