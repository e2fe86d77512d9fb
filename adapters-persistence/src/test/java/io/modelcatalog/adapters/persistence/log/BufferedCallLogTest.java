package io.modelcatalog.adapters.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.log.CapturedBodies;
import io.modelcatalog.application.port.log.LogBodies;
import io.modelcatalog.application.port.log.LogFilter;
import io.modelcatalog.application.port.log.LogReach;
import io.modelcatalog.application.port.log.LogRecord;
import io.modelcatalog.application.port.log.LoggedCall;
import io.modelcatalog.application.port.log.RequestLogs;
import io.modelcatalog.application.port.log.RequestLogsContract;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class BufferedCallLogTest {
  private static final OrganizationId ACME = new OrganizationId(UUID.randomUUID());
  private static final WorkspaceId RESEARCH = new WorkspaceId(UUID.randomUUID());

  private final Database database = new Database();
  private final Kept bodies = new Kept();

  /** Keeps what was said, once for each call. */
  private static final class Kept implements LogBodies {
    private final Map<UUID, Said> stored = new LinkedHashMap<>();

    private record Said(UUID call, String request, String response, boolean truncated) {}

    @Override
    public synchronized void append(Collection<LogBodies.Bodies> bodies) {
      bodies.forEach(
          each ->
              stored.putIfAbsent(
                  each.call().id(),
                  new Said(
                      each.call().id(),
                      each.request(),
                      each.response(),
                      each.responseTruncated())));
    }

    synchronized List<Said> stored() {
      return List.copyOf(stored.values());
    }

    @Override
    public Optional<LogBodies.Bodies> find(LogRecord call) {
      throw new UnsupportedOperationException();
    }
  }

  /** A store that can be away. */
  private static final class Database implements RequestLogs {
    private final List<UUID> stored = new ArrayList<>();
    private final Set<UUID> refusedOnes = ConcurrentHashMap.newKeySet();
    private volatile boolean away;
    private volatile int refused;

    @Override
    public synchronized void append(Collection<LogRecord> records) {
      if (away || records.stream().anyMatch(record -> refusedOnes.contains(record.id()))) {
        refused++;
        throw new IllegalStateException("the database is away");
      }
      records.forEach(record -> stored.add(record.id()));
    }

    synchronized List<UUID> stored() {
      return List.copyOf(stored);
    }

    @Override
    public Page<LogRecord> find(LogReach reach, LogFilter filter, Page.Request page) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<LogRecord> next(
        LogReach reach, LogFilter filter, Optional<Cursor> cursor, int most) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<LogRecord> find(LogReach reach, String idOrTrace) {
      throw new UnsupportedOperationException();
    }
  }

  private static LogRecord aCall() {
    return RequestLogsContract.aCall(ACME, RESEARCH, 0);
  }

  private static void until(BooleanSupplier holds) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(5);
    }
  }

  @Test
  void writesWhatEndedInOrderAndAllOfItBeforeItIsClosed() {
    List<UUID> ended = new ArrayList<>();
    BufferedCallLog log = BufferedCallLog.start(database::append, bodies, 10_000);
    for (int i = 0; i < 1_200; i++) {
      LogRecord call = aCall();
      ended.add(call.id());
      log.ended(() -> call);
    }

    log.close();

    assertThat(database.stored()).isEqualTo(ended);
    assertThat(log.dropped()).isZero();
    assertThat(log.waiting()).isZero();
  }

  @Test
  void keepsWhatItHasRoomForWhileTheDatabaseIsAwayAndCountsTheRest() throws InterruptedException {
    database.away = true;
    BufferedCallLog log = BufferedCallLog.start(database::append, bodies, 100);
    for (int i = 0; i < 60; i++) {
      LogRecord call = aCall();
      log.ended(() -> call);
    }
    until(() -> database.refused > 1);

    database.away = false;
    until(() -> database.stored().size() == 60);

    assertThat(log.dropped()).isZero();
    database.away = true;
    for (int i = 0; i < 1_000; i++) {
      LogRecord call = aCall();
      log.ended(() -> call);
    }
    assertThat(log.waiting()).isLessThanOrEqualTo(100);
    assertThat(log.dropped()).isGreaterThanOrEqualTo(700);
    log.close();
    assertThat(database.stored().size() + log.dropped()).isEqualTo(1_060);
  }

  @Test
  void aCallThatCannotBeWrittenOutDoesNotHoldUpTheNext() throws InterruptedException {
    LogRecord call = aCall();
    BufferedCallLog log = BufferedCallLog.start(database::append, bodies, 100);

    log.ended(
        () -> {
          throw new IllegalStateException("planted");
        });
    log.ended(() -> call);

    until(() -> database.stored().contains(call.id()));
    assertThat(log.dropped()).isEqualTo(1);
    log.close();
  }

  @Test
  void aCallThatTheDatabaseRefusesDoesNotKeepOutTheOthers() throws InterruptedException {
    BufferedCallLog log = BufferedCallLog.start(database::append, bodies, 10_000);
    for (int i = 0; i < 400; i++) {
      LogRecord call = aCall();
      if (i == 77 || i == 390) {
        database.refusedOnes.add(call.id());
      }
      log.ended(() -> call);
    }

    until(() -> database.stored().size() == 398);
    until(() -> log.waiting() == 0);

    assertThat(log.dropped()).isEqualTo(2);
    log.close();
  }

  @Test
  void whatWasSaidIsRedactedBeforeItIsWritten() {
    LogRecord call = aCall();
    BufferedCallLog log = BufferedCallLog.start(database::append, bodies, 100);

    log.ended(said(call, "{\"password\":\"x y\",\"ssn\":\"1-2\",\"prompt\":\"Hello\"}"));
    log.close();

    assertThat(bodies.stored())
        .containsExactly(
            new Kept.Said(
                call.id(),
                "{\"password\":\"[redacted]\",\"ssn\":\"[redacted]\",\"prompt\":\"Hello\"}",
                "ok",
                true));
  }

  @Test
  void ofTooManyCallsAtOnceTheNumbersAloneAreKept() throws InterruptedException {
    database.away = true;
    BufferedCallLog log = BufferedCallLog.start(database::append, bodies, 10_000);
    for (int i = 0; i < 3_000; i++) {
      log.ended(said(aCall(), "{}"));
    }
    database.away = false;
    until(() -> database.stored().size() == 3_000);
    log.close();

    assertThat(bodies.stored()).hasSizeBetween(1_000, 1_500);
    assertThat(log.dropped()).isZero();
  }

  private static LoggedCall said(LogRecord call, String request) {
    return new LoggedCall() {
      @Override
      public LogRecord record() {
        return call;
      }

      @Override
      public Optional<CapturedBodies> bodies() {
        return Optional.of(
            new CapturedBodies(
                request.getBytes(StandardCharsets.UTF_8),
                request.length(),
                "ok".getBytes(StandardCharsets.UTF_8),
                1_000_000,
                Set.of("ssn")));
      }

      @Override
      public LoggedCall withoutBodies() {
        return () -> call;
      }
    };
  }
}
