package io.modelcatalog.adapters.persistence.tx;

import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.micronaut.transaction.TransactionStatus;
import io.modelcatalog.application.port.persistence.LastWork;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.shared.Result;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Transactions of the default data source. Repositories called inside a block use its connection.
 *
 * <p>A writing block that the database gives up for another, because each waits for what the other
 * holds, runs again from its beginning: nothing it did is left.
 *
 * <p>Writing blocks run at the database's default isolation (read committed on both databases):
 * optimistic versions and constraints guard what they write. Reading blocks see one moment only.
 * What is to be done after a commit runs on the same thread when the connection has been given
 * back; if it fails, the rest still runs and the failure is thrown, although the change has been
 * made.
 */
@Singleton
public final class JdbcUnitOfWork implements UnitOfWork {
  private static final TransactionDefinition READ =
      new TransactionDefinition() {
        @Override
        public Optional<Isolation> getIsolationLevel() {
          return Optional.of(Isolation.REPEATABLE_READ);
        }

        @Override
        public Optional<Boolean> isReadOnly() {
          return Optional.of(true);
        }
      };

  private static final int MOST_ATTEMPTS = 5;

  private static final class Running {
    private final TransactionStatus<Connection> status;
    private final boolean readOnly;
    private final List<Runnable> afterCommit;
    private final LastWork lastWork = new LastWork();
    private boolean refused;

    Running(TransactionStatus<Connection> status, boolean readOnly, List<Runnable> afterCommit) {
      this.status = status;
      this.readOnly = readOnly;
      this.afterCommit = afterCommit;
    }
  }

  private final TransactionOperations<Connection> transactions;
  private final ThreadLocal<@Nullable Running> current = new ThreadLocal<>();

  /** On a transaction manager of Micronaut. */
  public JdbcUnitOfWork(TransactionOperations<Connection> transactions) {
    this.transactions = transactions;
  }

  @Override
  public <T, E> Result<T, E> execute(Supplier<Result<T, E>> block) {
    Running running = current.get();
    if (running != null) {
      return joined(running, block);
    }
    List<Runnable> afterCommit = new ArrayList<>();
    Result<T, E> result = committed(block, afterCommit);
    if (result instanceof Result.Ok<T, E>) {
      runAll(afterCommit);
    }
    return result;
  }

  private <T, E> Result<T, E> committed(Supplier<Result<T, E>> block, List<Runnable> afterCommit) {
    for (int attempt = 1; ; attempt++) {
      try {
        return transactions.execute(
            TransactionDefinition.DEFAULT,
            status -> alone(new Running(status, false, afterCommit), block));
      } catch (RuntimeException e) {
        if (attempt == MOST_ATTEMPTS || !Violation.ofTurn(e)) {
          throw e;
        }
        afterCommit.clear();
      }
    }
  }

  @Override
  public <T> T read(Supplier<T> block) {
    if (current.get() != null) {
      return block.get();
    }
    List<Runnable> afterCommit = new ArrayList<>();
    T value =
        transactions.execute(
            READ,
            status -> {
              current.set(new Running(status, true, afterCommit));
              try {
                return block.get();
              } finally {
                current.remove();
              }
            });
    runAll(afterCommit);
    return value;
  }

  @Override
  public <T> void beforeCommit(Consumer<List<T>> work, T item) {
    Running running = current.get();
    if (running == null || running.readOnly) {
      throw new IllegalStateException("beforeCommit: no transaction that writes is running");
    }
    running.lastWork.add(work, item);
  }

  @Override
  public void afterCommit(Runnable action) {
    Running running = current.get();
    if (running == null) {
      throw new IllegalStateException("afterCommit: no transaction is running");
    }
    running.afterCommit.add(action);
  }

  private <T, E> Result<T, E> alone(Running running, Supplier<Result<T, E>> block) {
    current.set(running);
    try {
      Result<T, E> result = block.get();
      if (result instanceof Result.Err<T, E>) {
        running.status.setRollbackOnly();
      } else if (running.refused) {
        throw new IllegalStateException(
            "transaction: a block inside it was refused, so it cannot commit");
      } else {
        running.lastWork.run();
      }
      return result;
    } finally {
      current.remove();
    }
  }

  private static <T, E> Result<T, E> joined(Running running, Supplier<Result<T, E>> block) {
    if (running.readOnly) {
      throw new IllegalStateException("execute: the running transaction only reads");
    }
    boolean ok = false;
    try {
      Result<T, E> result = block.get();
      ok = result instanceof Result.Ok<T, E>;
      return result;
    } finally {
      running.refused |= !ok;
    }
  }

  private static void runAll(List<Runnable> actions) {
    RuntimeException failure = null;
    for (Runnable action : actions) {
      try {
        action.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
