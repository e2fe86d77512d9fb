package io.modelcatalog.application.limit;

import io.modelcatalog.application.limit.SharedAccount.Leasing;
import io.modelcatalog.application.port.lease.LeaseStore;
import io.modelcatalog.application.port.lease.LeaseStore.Holding;
import io.modelcatalog.application.port.lease.LeaseStore.Message;
import io.modelcatalog.domain.limit.Account;
import io.modelcatalog.domain.limit.LeaseAnswer;
import io.modelcatalog.domain.limit.LeaseAsk;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Leases slices of limits from the shared store for the counters of this replica: ahead of need, so
 * that calls seldom wait; at once for calls that are short; and gives back what is recalled, lies
 * idle, or is left at the end.
 *
 * <p>One thread talks to the store, one exchange after another, each for all counters that have
 * something to say; so messages of a replica never overtake each other. A call that waits is
 * released when its counters have been asked about, or when its patience ends, however long the
 * store takes.
 *
 * <p>After some failed exchanges in a row, or while one takes longer than a call's patience, the
 * store counts as away: calls then do not wait for it at all. The thread goes on trying, and the
 * first answer ends that.
 */
public final class LeaseDesk {
  private static final int LARGEST_BATCH = 500;
  private static final int WARM_UPS = 30;
  private static final int TURNS_PER_MILLI = 8;
  private static final long ASK_AGAIN = TimeUnit.MILLISECONDS.toNanos(8);
  private static final long TRY_AGAIN = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long SWEEP = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long RENEW_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_RENEW_PAUSE = TimeUnit.SECONDS.toNanos(2);
  private static final long SHORT_REST = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long CLOSE_PATIENCE = TimeUnit.SECONDS.toNanos(3);

  /** Windows that begin later than this are not leased yet. */
  private static final long AHEAD_MILLIS = 120_000;

  /** At most so many windows are leased ahead: of those of a second, a minute and a half. */
  private static final int MOST_AHEAD = 90;

  /** What came of asking the store for a call. */
  public enum Found {
    /** Each limit has been asked about: take again. */
    ANSWERED,
    /** The store cannot be asked, or takes too long. */
    AWAY
  }

  /**
   * How the desk is doing.
   *
   * @param away whether the store counts as away
   * @param problem why, as the store said; null if it did not
   * @param waited how many calls waited for the store
   * @param exchanges how many exchanges there were
   * @param living how many replicas are alive, this one included
   */
  public record Status(
      boolean away, @Nullable String problem, long waited, long exchanges, int living) {}

  private enum Phase {
    NEW,
    OPEN,
    CLOSING,
    CLOSED
  }

  private record Asked(
      SharedAccount account,
      Message message,
      boolean ahead,
      boolean giveBack,
      long need,
      List<Shortage> waiting) {}

  private record Later(SharedAccount account, long atNanos) {}

  private final LimitAccounts accounts;
  private final LeaseStore store;
  private final String replica;
  private final InstantSource clock;
  private final LeaseOptions options;
  private final LongSupplier ticker;
  private final ConcurrentLinkedQueue<SharedAccount> queue = new ConcurrentLinkedQueue<>();
  private final Set<SharedAccount> active = ConcurrentHashMap.newKeySet();
  private final ArrayDeque<Later> later = new ArrayDeque<>();
  private final LongAdder waited = new LongAdder();
  private final Thread worker;
  private final ScheduledExecutorService timer;

  private volatile Phase phase = Phase.NEW;
  private volatile long busySinceNanos;
  private volatile boolean busy;
  private final AtomicInteger failures = new AtomicInteger();
  private volatile @Nullable String problem;
  private final LongAdder exchanges = new LongAdder();
  private volatile int living = 1;
  private volatile boolean parked;
  private boolean joined;
  private long turn;

  /**
   * A desk.
   *
   * @param accounts the counters of this replica
   * @param store the shared store
   * @param replica this replica's name, the same after a restart
   * @param clock time
   * @param options how long to wait for what
   * @param ticker nanoseconds that only ever grow, from wherever
   */
  LeaseDesk(
      LimitAccounts accounts,
      LeaseStore store,
      String replica,
      InstantSource clock,
      LeaseOptions options,
      LongSupplier ticker) {
    this.accounts = accounts;
    this.store = store;
    this.replica = replica;
    this.clock = clock;
    this.options = options;
    this.ticker = ticker;
    this.worker = Thread.ofPlatform().daemon().name("limit-leases").unstarted(this::work);
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("limit-lease-patience").factory());
  }

  /**
   * Begins to lease. What this replica held in an earlier life is stated anew as what it really
   * used, so the usage of that life has to be booked, and handed to {@link LimitAccounts#restore},
   * before. A store that is away at the start is joined when it is there.
   */
  synchronized void open() {
    if (phase != Phase.NEW) {
      throw new IllegalStateException("leases: opened already");
    }
    phase = Phase.OPEN;
    guarded(this::join);
    guarded(this::warmUp);
    worker.start();
  }

  /**
   * Finds out whether there is more for a call that is short. The stage is completed on a thread
   * that must not be blocked.
   */
  CompletableFuture<Found> fetch(LimitLine[] lines, long[] amounts) {
    waited.increment();
    Shortage shortage = new Shortage(lines.length);
    if (phase != Phase.OPEN || away()) {
      shortage.away();
      return shortage.found();
    }
    for (int i = 0; i < lines.length; i++) {
      SharedAccount account = lines[i].account();
      account.lock.lock();
      try {
        account.line = lines[i];
        account.desk = this;
        Leasing leasing = account.leasing();
        if (leasing.waits.isEmpty()) {
          leasing.waitedFor = 0;
        }
        leasing.waits.add(new SharedAccount.Wait(amounts[i], shortage));
        enqueue(account, leasing);
      } finally {
        account.lock.unlock();
      }
    }
    var first =
        timer.schedule(
            () -> {
              if (away()) {
                shortage.away();
              }
            },
            options.patience().toMillis() + 1,
            TimeUnit.MILLISECONDS);
    var last =
        timer.schedule(
            shortage::away,
            options.patience().plus(options.recallPatience()).toMillis(),
            TimeUnit.MILLISECONDS);
    return shortage
        .found()
        .whenComplete(
            (found, error) -> {
              first.cancel(false);
              last.cancel(false);
            });
  }

  /** Whether the store cannot be asked at present. */
  boolean away() {
    return failures.get() >= options.failures()
        || (busy && ticker.getAsLong() - busySinceNanos > options.patience().toNanos());
  }

  /** How it is doing. */
  Status status() {
    return new Status(away(), problem, waited.sum(), exchanges.sum(), living);
  }

  /** What the ticker shows. */
  long nanos() {
    return ticker.getAsLong();
  }

  /** A call took from a limit. Called with the lock of its counter. */
  void touched(LimitLine line, long nowNanos) {
    SharedAccount account = line.account();
    Leasing leasing = account.leasing();
    if (account.line != line) {
      seen(account, line);
    }
    leasing.touchedNanos = nowNanos;
    if (!leasing.active) {
      leasing.active = true;
      active.add(account);
    }
    if (!leasing.queued && account.state.runsLow() && nowNanos - leasing.renewNotBeforeNanos >= 0) {
      enqueue(account, leasing);
    }
  }

  /** The catalog compiled a limit anew: what is held under an older amount is put to the test. */
  void compiled(LimitLine line) {
    SharedAccount account = line.account();
    account.lock.lock();
    try {
      seen(account, line);
    } finally {
      account.lock.unlock();
    }
  }

  private void seen(SharedAccount account, LimitLine line) {
    LimitLine before = account.line;
    account.line = line;
    account.desk = this;
    if (before != null && before.limit() != line.limit()) {
      account.state.limitChanged();
      if (line.limit() < before.limit()) {
        Leasing leasing = account.leasing();
        leasing.giveBack = true;
        leasing.giveBackAhead = true;
        enqueue(account, leasing);
      }
    }
  }

  /** Gives everything back that is not in use. Calls should have ended and been booked before. */
  synchronized void close() {
    if (phase == Phase.OPEN) {
      phase = Phase.CLOSING;
      LockSupport.unpark(worker);
      try {
        worker.join(TimeUnit.NANOSECONDS.toMillis(CLOSE_PATIENCE));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    phase = Phase.CLOSED;
    timer.shutdownNow();
  }

  private void enqueue(SharedAccount account, Leasing leasing) {
    if (!leasing.queued) {
      leasing.queued = true;
      queue.add(account);
      if (parked) {
        LockSupport.unpark(worker);
      }
    }
  }

  private void work() {
    long nextPulse = ticker.getAsLong();
    long nextSweep = nextPulse;
    while (phase == Phase.OPEN) {
      long now = ticker.getAsLong();
      if (now - nextPulse >= 0) {
        nextPulse = now + options.pulse().toNanos();
        guarded(this::pulse);
      }
      if (now - nextSweep >= 0) {
        nextSweep = now + SWEEP;
        sweep(now);
      }
      wakeLater(now);
      if (!step()) {
        rest(Math.min(nextPulse, nextSweep));
      }
    }
    guarded(this::giveAllBack);
  }

  private void rest(long until) {
    parked = true;
    try {
      Later first = later.peekFirst();
      long wake = first == null ? until : Math.min(until, first.atNanos());
      long rest = wake - ticker.getAsLong();
      if (queue.isEmpty() && rest > 0) {
        LockSupport.parkNanos(failures.get() > 0 ? Math.max(rest, TRY_AGAIN) : rest);
      }
    } finally {
      parked = false;
    }
  }

  private void wakeLater(long now) {
    for (Later first = later.peekFirst();
        first != null && now - first.atNanos() >= 0;
        first = later.peekFirst()) {
      later.removeFirst();
      SharedAccount account = first.account();
      account.lock.lock();
      try {
        enqueue(account, account.leasing());
      } finally {
        account.lock.unlock();
      }
    }
  }

  /** One exchange for all counters that have something to say; false if none has. */
  private boolean step() {
    List<Asked> asked = new ArrayList<>();
    Set<SharedAccount> composed = Collections.newSetFromMap(new IdentityHashMap<>());
    List<SharedAccount> again = new ArrayList<>();
    while (asked.size() < LARGEST_BATCH) {
      SharedAccount account = queue.poll();
      if (account == null) {
        break;
      }
      // Two messages of one counter in one exchange would both state what was held before it.
      if (composed.add(account)) {
        compose(account, asked);
      } else {
        again.add(account);
      }
    }
    queue.addAll(again);
    if (asked.isEmpty()) {
      return false;
    }
    boolean done =
        guarded(
            () -> {
              join();
              List<LeaseAnswer> answers =
                  store.exchange(asked.stream().map(Asked::message).toList());
              exchanges.increment();
              for (int i = 0; i < asked.size(); i++) {
                apply(asked.get(i), answers.get(i));
              }
            });
    if (!done) {
      asked.forEach(this::failed);
    }
    return done;
  }

  private void compose(SharedAccount account, List<Asked> asked) {
    account.lock.lock();
    try {
      Leasing leasing = account.leasing();
      leasing.queued = false;
      LimitLine line = account.line;
      if (line == null) {
        return;
      }
      line.roll(line.windowStart(clock.millis()));
      long start = account.state.windowStart();
      long need = 0;
      long waiting = 0;
      List<Shortage> shortages = new ArrayList<>();
      leasing.waits.removeIf(wait -> wait.shortage().found().isDone());
      if (leasing.waits.isEmpty()) {
        leasing.waitedFor = 0;
      }
      for (SharedAccount.Wait wait : leasing.waits) {
        need = need == 0 ? wait.amount() : Math.min(need, wait.amount());
        waiting = waiting + wait.amount() < 0 ? Long.MAX_VALUE : waiting + wait.amount();
        shortages.add(wait.shortage());
      }
      // Two that wait for each other's rest would both wait in vain if each kept its own.
      boolean giveBack = leasing.giveBack || leasing.waitedFor > 0 || phase != Phase.OPEN;
      leasing.giveBack = false;
      if (start != Long.MIN_VALUE) {
        LeaseAsk ask =
            account.state.ask(
                replica,
                ++turn,
                line.limit(),
                need,
                waiting,
                giveBack,
                leasing.waitedFor,
                clock.millis());
        asked.add(
            new Asked(
                account,
                new Message(account.name, start, line.endOf(start), ask),
                false,
                giveBack,
                need,
                shortages));
      }
      composeAhead(account, leasing, line, asked);
    } finally {
      account.lock.unlock();
    }
  }

  /** Windows that begin soon are leased before they do. */
  private void composeAhead(
      SharedAccount account, Leasing leasing, LimitLine line, List<Asked> asked) {
    boolean giveBack = leasing.giveBackAhead || phase != Phase.OPEN;
    leasing.giveBackAhead = false;
    long now = clock.millis();
    long start = line.nextStart(now);
    for (int n = 0; n < MOST_AHEAD && start != Long.MAX_VALUE && start - now <= AHEAD_MILLIS; n++) {
      long end = line.endOf(start);
      long length = end == Long.MAX_VALUE ? Long.MAX_VALUE : end - start;
      if (start > account.state.windowStart()
          && (giveBack
              ? account.state.knowsAhead(start)
              : leasing.active && account.state.lacksAhead(start, length))) {
        LeaseAsk ask =
            account.state.askAhead(replica, ++turn, line.limit(), start, length, giveBack);
        asked.add(
            new Asked(
                account, new Message(account.name, start, end, ask), true, giveBack, 0, List.of()));
      }
      start = end;
    }
  }

  private void apply(Asked asked, LeaseAnswer answer) {
    SharedAccount account = asked.account();
    LeaseAsk ask = asked.message().ask();
    List<Shortage> answered = List.of();
    account.lock.lock();
    try {
      Leasing leasing = account.leasing();
      long now = ticker.getAsLong();
      boolean granted = answer.held() >= ask.held() + ask.need();
      // To call the limit full while others may still give back would be wrong; who waits for that
      // waits as long as its patience lasts.
      boolean awaiting = !granted && answer.awaited() > 0;
      account.state.answered(asked.message().windowStart(), ask, answer, !awaiting, clock.millis());
      if (answer.recalled()) {
        if (asked.ahead()) {
          leasing.giveBackAhead = true;
        } else {
          leasing.giveBack = true;
        }
        enqueue(account, leasing);
      }
      if (asked.ahead()) {
        return;
      }
      if (awaiting) {
        leasing.waitedFor = answer.recall();
        later.addLast(new Later(account, now + ASK_AGAIN));
      } else {
        answered = release(leasing, asked.waiting());
      }
      pace(leasing, ask, answer, now);
    } finally {
      account.lock.unlock();
    }
    answered.forEach(Shortage::answered);
  }

  /** Takes those off the list that this exchange was for; others have come meanwhile. */
  private List<Shortage> release(Leasing leasing, List<Shortage> shortages) {
    List<Shortage> released = new ArrayList<>();
    for (Iterator<SharedAccount.Wait> waits = leasing.waits.iterator(); waits.hasNext(); ) {
      Shortage shortage = waits.next().shortage();
      if (shortages.contains(shortage)) {
        waits.remove();
        released.add(shortage);
      }
    }
    leasing.waitedFor = 0;
    return released;
  }

  /** A reserve that is not granted in full is asked for again ever more seldom. */
  private static void pace(Leasing leasing, LeaseAsk ask, LeaseAnswer answer, long now) {
    boolean enough = answer.held() - ask.held() >= ask.want() / 2;
    leasing.renewPauseNanos =
        enough
            ? RENEW_PAUSE
            : Math.min(LONGEST_RENEW_PAUSE, Math.max(RENEW_PAUSE, leasing.renewPauseNanos * 2));
    leasing.renewNotBeforeNanos = now + leasing.renewPauseNanos;
  }

  /** What was to be said is said again; who waits goes on waiting unless the store is away. */
  private void failed(Asked asked) {
    SharedAccount account = asked.account();
    List<Shortage> left = List.of();
    account.lock.lock();
    try {
      Leasing leasing = account.leasing();
      later.addLast(new Later(account, ticker.getAsLong() + TRY_AGAIN));
      if (asked.ahead()) {
        // What is held stays held; whether more was granted is not known, so it is stated anew.
        account.state.lostAhead(asked.message().windowStart());
        leasing.giveBackAhead |= asked.giveBack();
      } else {
        leasing.giveBack |= asked.giveBack();
        if (away()) {
          left = release(leasing, asked.waiting());
        }
      }
    } finally {
      account.lock.unlock();
    }
    left.forEach(Shortage::away);
  }

  /** What this replica held before it was started is what it used until then. */
  private void join() {
    if (joined) {
      return;
    }
    List<Message> restated = new ArrayList<>();
    List<Holding> holdings = store.join(replica);
    // Beyond every number of an earlier life, also where the store no longer knows them.
    turn = Math.max(turn, clock.millis() << TURNS_PER_MILLI);
    for (Holding holding : holdings) {
      turn = Math.max(turn, holding.turn());
    }
    for (Holding holding : holdings) {
      if (holding.held() == 0) {
        continue;
      }
      SharedAccount account = accounts.find(holding.counter());
      if (account == null) {
        long used = accounts.restoredUse(holding);
        restated.add(statement(holding, used, used));
      } else {
        account.lock.lock();
        try {
          restated.add(statement(holding, account.state));
        } finally {
          account.lock.unlock();
        }
      }
    }
    if (!restated.isEmpty()) {
      store.exchange(restated);
    }
    joined = true;
  }

  /** So that the first call that waits does not wait for connections and code to be made ready. */
  private void warmUp() {
    for (int i = 0; i < WARM_UPS; i++) {
      store.exchange(
          List.of(
              new Message(
                  "warm-up:" + replica, 0, 0, new LeaseAsk(replica, ++turn, 0, 0, 0, 0, 0, 0, 0))));
    }
  }

  private Message statement(Holding holding, Account account) {
    long start = holding.windowStart();
    return statement(
        holding, account.keepOf(start, holding.held()), account.usedOf(start, holding.held()));
  }

  private Message statement(Holding holding, long kept, long used) {
    return new Message(
        holding.counter(),
        holding.windowStart(),
        Long.MAX_VALUE,
        new LeaseAsk(replica, ++turn, 0, kept, kept, used, 0, 0, 0));
  }

  private void pulse() {
    join();
    LeaseStore.Pulse pulse = store.pulse(replica);
    living = pulse.living();
    List<Message> unknown = new ArrayList<>();
    for (Holding holding : pulse.recalled()) {
      SharedAccount account = accounts.find(holding.counter());
      if (account == null) {
        // Let go with its window: what was used in that is not known here any more.
        unknown.add(statement(holding, holding.held(), holding.held()));
        continue;
      }
      account.lock.lock();
      try {
        Leasing leasing = account.leasing();
        LimitLine line = account.line;
        if (line != null) {
          // What is asked back may be of a window that has just begun.
          line.roll(line.windowStart(clock.millis()));
        }
        if (holding.windowStart() == account.state.windowStart()) {
          leasing.giveBack = true;
        } else if (account.state.knowsAhead(holding.windowStart())) {
          leasing.giveBackAhead = true;
        } else {
          unknown.add(statement(holding, account.state));
        }
        enqueue(account, leasing);
      } finally {
        account.lock.unlock();
      }
    }
    if (!unknown.isEmpty()) {
      store.exchange(unknown);
    }
  }

  /** Looks after the counters in use: how fast they burn, what lies idle, which window comes. */
  private void sweep(long now) {
    for (Iterator<SharedAccount> all = active.iterator(); all.hasNext(); ) {
      SharedAccount account = all.next();
      account.lock.lock();
      try {
        Leasing leasing = account.leasing();
        account.state.measure(clock.millis());
        LimitLine line = account.line;
        if (line != null) {
          line.roll(line.windowStart(clock.millis()));
        }
        if (now - leasing.touchedNanos > options.idle().toNanos()) {
          leasing.active = false;
          all.remove();
          leasing.giveBack = true;
          leasing.giveBackAhead = true;
          enqueue(account, leasing);
        } else if (line != null
            && !leasing.queued
            && ((account.state.runsLow() && now - leasing.renewNotBeforeNanos >= 0)
                || lacksAhead(account, line))) {
          enqueue(account, leasing);
        }
      } finally {
        account.lock.unlock();
      }
    }
  }

  private boolean lacksAhead(SharedAccount account, LimitLine line) {
    long now = clock.millis();
    long start = line.nextStart(now);
    for (int n = 0; n < MOST_AHEAD && start != Long.MAX_VALUE && start - now <= AHEAD_MILLIS; n++) {
      long end = line.endOf(start);
      long length = end == Long.MAX_VALUE ? Long.MAX_VALUE : end - start;
      if (start > account.state.windowStart() && account.state.lacksAhead(start, length)) {
        return true;
      }
      start = end;
    }
    return false;
  }

  private void giveAllBack() {
    for (SharedAccount account : accounts.all()) {
      account.lock.lock();
      try {
        if (account.leasing != null && account.desk == this) {
          Leasing leasing = account.leasing();
          leasing.active = false;
          leasing.giveBack = true;
          leasing.giveBackAhead = account.state.holdsAhead();
          enqueue(account, leasing);
        }
      } finally {
        account.lock.unlock();
      }
    }
    long end = ticker.getAsLong() + CLOSE_PATIENCE / 2;
    while ((!queue.isEmpty() || !later.isEmpty()) && ticker.getAsLong() - end < 0) {
      wakeLater(ticker.getAsLong());
      if (!step()) {
        LockSupport.parkNanos(SHORT_REST);
      }
    }
    store.leave(replica);
  }

  /** Does something with the store, and takes note of how that went. */
  private boolean guarded(Runnable action) {
    busySinceNanos = ticker.getAsLong();
    busy = true;
    try {
      action.run();
      failures.set(0);
      problem = null;
      return true;
    } catch (RuntimeException e) {
      failures.incrementAndGet();
      problem = String.valueOf(e.getMessage());
      return false;
    } finally {
      busy = false;
    }
  }
}
