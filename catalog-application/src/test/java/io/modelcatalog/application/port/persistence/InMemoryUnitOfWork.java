package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.shared.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Transactions over an {@link InMemoryStore}, one at a time. */
public final class InMemoryUnitOfWork implements UnitOfWork {
  private static final class Transaction {
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final LastWork lastWork = new LastWork();
    private final boolean readOnly;
    private boolean refused;

    Transaction(boolean readOnly) {
      this.readOnly = readOnly;
    }
  }

  private final InMemoryStore store;
  private final ReentrantLock turn = new ReentrantLock();
  private final ThreadLocal<Transaction> current = new ThreadLocal<>();

  public InMemoryUnitOfWork(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public <T, E> Result<T, E> execute(Supplier<Result<T, E>> block) {
    Transaction running = current.get();
    return running == null ? outermost(new Transaction(false), block) : joined(running, block);
  }

  @Override
  public <T> T read(Supplier<T> block) {
    if (current.get() != null) {
      return block.get();
    }
    Result<T, Object> result = outermost(new Transaction(true), () -> Result.ok(block.get()));
    return ((Result.Ok<T, Object>) result).value();
  }

  @Override
  public <T> void beforeCommit(Consumer<List<T>> work, T item) {
    Transaction running = current.get();
    if (running == null || running.readOnly) {
      throw new IllegalStateException("beforeCommit: no transaction that writes is running");
    }
    running.lastWork.add(work, item);
  }

  @Override
  public void afterCommit(Runnable action) {
    Transaction running = current.get();
    if (running == null) {
      throw new IllegalStateException("afterCommit: no transaction is running");
    }
    running.afterCommit.add(action);
  }

  private <T, E> Result<T, E> outermost(Transaction transaction, Supplier<Result<T, E>> block) {
    Result<T, E> result;
    turn.lock();
    try {
      result = alone(transaction, block);
    } finally {
      turn.unlock();
    }
    if (result instanceof Result.Ok<T, E>) {
      runAll(transaction.afterCommit);
    }
    return result;
  }

  private <T, E> Result<T, E> alone(Transaction transaction, Supplier<Result<T, E>> block) {
    Runnable rollback;
    synchronized (store) {
      rollback = store.savepoint();
    }
    current.set(transaction);
    boolean committed = false;
    try {
      Result<T, E> result = block.get();
      if (result instanceof Result.Ok<T, E>) {
        if (transaction.refused) {
          throw new IllegalStateException(
              "transaction: a block inside it was refused, so it cannot commit");
        }
        transaction.lastWork.run();
        committed = true;
      }
      return result;
    } finally {
      current.remove();
      if (!committed) {
        synchronized (store) {
          rollback.run();
        }
      }
    }
  }

  private static <T, E> Result<T, E> joined(Transaction running, Supplier<Result<T, E>> block) {
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

  /** Every action runs, even if one before it failed; the first failure is told. */
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
