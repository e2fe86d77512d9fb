package io.modelcatalog.application.limit;

import io.modelcatalog.application.port.lease.LeaseStore;
import io.modelcatalog.application.port.usage.UsageLedger.Balance;
import io.modelcatalog.domain.limit.Account;
import io.modelcatalog.domain.limit.Account.Room;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.Declared;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All counters of this process, and the one operation on them: take every limit of a call together
 * or none.
 *
 * <p>Counters live as long as the process; compiled limits come and go with the catalog and find
 * theirs by key, so an edit never resets what was used.
 *
 * <p>A process alone decides on whole limits. One of several replicas decides on what it has leased
 * of them; where that does not do, it says so, and {@link Leases} ask for more.
 */
public final class LimitAccounts {
  private static final long SWEEP_MILLIS = 60_000;
  private static final Comparator<LimitLine> LOCK_ORDER = Comparator.comparingLong(LimitLine::rank);

  private final boolean shared;
  private final ConcurrentHashMap<String, SharedAccount> accounts = new ConcurrentHashMap<>();
  private final Map<String, Balance> restored = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<LimitKey, GroupCounters> groups = new ConcurrentHashMap<>();
  private final Map<String, Balance> everywhere = new ConcurrentHashMap<>();
  private final AtomicLong orders = new AtomicLong();
  private volatile @Nullable Leases desk;
  private volatile long sweptMillis;

  private LimitAccounts(boolean shared) {
    this.shared = shared;
  }

  /** Counters of a process alone. */
  public LimitAccounts() {
    this(false);
  }

  /** Counters of one of several replicas, which hold nothing until a desk leases it. */
  public static LimitAccounts ofOneOfSeveral() {
    return new LimitAccounts(true);
  }

  /**
   * Takes over stored balances: those of the process alone, or of this replica. To be called before
   * the first limit is compiled.
   */
  public void restore(Collection<Balance> balances) {
    for (Balance balance : balances) {
      restored.put(balance.key(), balance);
    }
  }

  /**
   * Takes note of what all replicas together have used, to tell people; nothing is decided by it.
   * What was used in windows that have ended is forgotten.
   */
  public void usedEverywhere(Collection<Balance> balances, long nowMillis) {
    for (Balance balance : balances) {
      if (!balance.isOver(nowMillis)) {
        everywhere.put(balance.key(), balance);
      }
    }
    if (nowMillis - sweptMillis >= SWEEP_MILLIS || nowMillis < sweptMillis) {
      sweptMillis = nowMillis;
      everywhere.values().removeIf(balance -> balance.isOver(nowMillis));
    }
  }

  void attach(Leases leases) {
    this.desk = leases;
  }

  @Nullable SharedAccount find(String counter) {
    return accounts.get(counter);
  }

  Collection<SharedAccount> all() {
    return accounts.values();
  }

  /**
   * What this replica used of a counter in an earlier life; all that it held if only a later window
   * is known.
   */
  long restoredUse(LeaseStore.Holding holding) {
    Balance balance = restored.get(holding.counter());
    if (balance == null || balance.windowStart() < holding.windowStart()) {
      return 0;
    }
    return balance.windowStart() == holding.windowStart() ? balance.used() : holding.held();
  }

  /**
   * Compiles declared limits for the request path.
   *
   * @param budgets the budgets
   * @param rates the rate limits
   * @param budgetKey which counter is behind a budget
   * @param rateKey which counter is behind a rate limit
   */
  public LimitLine[] compile(
      List<Declared<Budget>> budgets,
      List<Declared<RateLimit>> rates,
      Function<Declared<Budget>, LimitKey> budgetKey,
      Function<Declared<RateLimit>, LimitKey> rateKey) {
    List<LimitLine> lines = new ArrayList<>();
    budgets.forEach(
        budget -> lines.add(LimitLine.of(account(budgetKey.apply(budget)), budget, null)));
    rates.forEach(rate -> lines.add(LimitLine.ofRate(account(rateKey.apply(rate)), rate, null)));
    Leases leases = desk;
    if (leases != null) {
      lines.forEach(leases::compiled);
    }
    LimitLine[] sorted = lines.toArray(LimitLine[]::new);
    Arrays.sort(sorted, LOCK_ORDER);
    return sorted;
  }

  /**
   * Puts the limits of a caller and of what is called together, in the order in which their locks
   * are taken.
   */
  public static LimitLine[] join(LimitLine[] a, LimitLine[] b) {
    LimitLine[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    Arrays.sort(joined, LOCK_ORDER);
    return joined;
  }

  /**
   * Takes all limits of a call together. If one has no room, nothing is taken anywhere; rate limits
   * are asked before budgets.
   *
   * @param lines all limits of the call, as {@link #join} orders them
   * @param cost upper bound of the cost, in nano-dollars
   * @param tokens upper bound of the tokens
   * @param nowMillis milliseconds since the epoch
   */
  public Taken take(LimitLine[] lines, long cost, long tokens, long nowMillis) {
    return take(lines, cost, tokens, nowMillis, false);
  }

  /**
   * The same while the shared store cannot be asked: limits that are set to let calls pass then do
   * so where it is not known that they are full.
   */
  public Taken takeAlone(LimitLine[] lines, long cost, long tokens, long nowMillis) {
    return take(lines, cost, tokens, nowMillis, true);
  }

  private Taken take(LimitLine[] lines, long cost, long tokens, long nowMillis, boolean alone) {
    long[] serials = new long[lines.length];
    long[] starts = new long[lines.length];
    for (int i = 0; i < lines.length; i++) {
      starts[i] = lines[i].windowStart(nowMillis);
    }
    int locked = 0;
    try {
      for (; locked < lines.length; locked++) {
        lines[locked].account().lock.lock();
      }
      LimitLine full = null;
      int unknown = 0;
      long over = 0;
      for (int i = 0; i < lines.length; i++) {
        LimitLine line = lines[i];
        line.roll(starts[i]);
        Room room = room(line, cost, tokens, nowMillis);
        if (room == Room.FULL) {
          if (full == null || (line.isRate() && !full.isRate())) {
            full = line;
          }
        } else if (room == Room.UNKNOWN) {
          if (alone && i < Long.SIZE && line.passesWhenAway()) {
            over |= 1L << i;
          } else {
            unknown++;
          }
        }
      }
      if (full != null) {
        return new Taken.Refused(
            state(full, cost, tokens, nowMillis), new Standing(lines, left(lines), nowMillis));
      }
      if (unknown > 0) {
        return undecided(lines, unknown, over, cost, tokens, nowMillis);
      }
      for (int i = 0; i < lines.length; i++) {
        Account account = lines[i].account().state;
        serials[i] = account.reserve(lines[i].measure().of(cost, tokens));
        starts[i] = account.windowStart();
      }
      if (shared) {
        touch(lines);
      }
      return new Reservation(lines, serials, starts, cost, tokens, left(lines), nowMillis, over);
    } finally {
      while (locked > 0) {
        lines[--locked].account().lock.unlock();
      }
    }
  }

  private static Taken undecided(
      LimitLine[] lines, int unknown, long over, long cost, long tokens, long nowMillis) {
    LimitLine[] asked = new LimitLine[unknown];
    long[] amounts = new long[unknown];
    int at = 0;
    for (int i = 0; i < lines.length; i++) {
      boolean passes = i < Long.SIZE && (over & 1L << i) != 0;
      if (!passes && room(lines[i], cost, tokens, nowMillis) == Room.UNKNOWN) {
        asked[at] = lines[i];
        amounts[at++] = lines[i].measure().of(cost, tokens);
      }
    }
    return new Taken.Undecided(asked, amounts, state(asked[0], cost, tokens, nowMillis));
  }

  /** Has more leased ahead of need. */
  private void touch(LimitLine[] lines) {
    Leases leases = desk;
    if (leases != null) {
      leases.touched(lines);
    }
  }

  /** How all limits of a call stand, and whether each has room for it. Takes nothing. */
  public List<LimitState> look(LimitLine[] lines, long cost, long tokens, long nowMillis) {
    List<LimitState> states = new ArrayList<>(lines.length);
    for (LimitLine line : lines) {
      SharedAccount account = line.account();
      account.lock.lock();
      try {
        line.roll(line.windowStart(nowMillis));
        states.add(state(line, cost, tokens, nowMillis));
      } finally {
        account.lock.unlock();
      }
    }
    return states;
  }

  /** What is used of one counter in a window; empty if the counter was never used. */
  public OptionalLong used(LimitKey key, Window window) {
    long start = window.start().toEpochMilli();
    Balance booked = shared ? everywhere.get(key.text()) : restored.get(key.text());
    OptionalLong used =
        booked == null || booked.windowStart() < start
            ? OptionalLong.empty()
            : OptionalLong.of(booked.used());
    SharedAccount account = accounts.get(key.text());
    if (account == null) {
      return used;
    }
    account.lock.lock();
    try {
      account.state.roll(start);
      return OptionalLong.of(Math.max(account.state.used(), shared ? used.orElse(0) : 0));
    } finally {
      account.lock.unlock();
    }
  }

  /** The counters of a policy's groups; they outlive each compilation of the policy. */
  GroupCounters groups(LimitKey all) {
    return groups.computeIfAbsent(
        new LimitKey(all.level(), all.owner(), all.what(), 0), key -> new GroupCounters(this));
  }

  /**
   * What each group of a policy has used, as far as this process knows.
   *
   * @param all what all counters of the policy have in common
   * @param window counters of an older one are left out
   */
  public Map<LimitKey, Long> groupsUsed(LimitKey all, Window window) {
    GroupCounters counters = groups.get(new LimitKey(all.level(), all.owner(), all.what(), 0));
    return counters == null ? Map.of() : counters.used(window.start().toEpochMilli());
  }

  /** Whether a counter was restored and has not been asked for since. */
  boolean awaits(LimitKey key, long windowStart) {
    Balance balance = restored.get(key.text());
    return balance != null && balance.windowStart() >= windowStart;
  }

  /**
   * Lets a counter go whose window has ended; calls in flight still settle against it.
   *
   * @param since the start of the oldest window of which something may still be held
   * @return false if it must stay, because this replica holds or asks for something of it
   */
  boolean forget(LimitKey key, long since) {
    SharedAccount account = accounts.get(key.text());
    if (account != null && shared) {
      account.lock.lock();
      try {
        if (account.leases(since)) {
          return false;
        }
      } finally {
        account.lock.unlock();
      }
    }
    accounts.remove(key.text());
    return true;
  }

  /** Tells of a limit that was compiled anew, once its counter is in use. */
  void compiled(LimitLine line) {
    Leases leases = desk;
    if (leases != null) {
      leases.compiled(line);
    }
  }

  SharedAccount account(LimitKey key) {
    return accounts.computeIfAbsent(
        key.text(),
        name -> {
          Balance balance = restored.remove(name);
          long start = balance == null ? Long.MIN_VALUE : balance.windowStart();
          long used = balance == null ? 0 : balance.used();
          Account state = shared ? Account.shared(start, used) : new Account(start, used);
          return new SharedAccount(key, orders.incrementAndGet(), state);
        });
  }

  private static long[] left(LimitLine[] lines) {
    long[] left = new long[lines.length];
    for (int i = 0; i < lines.length; i++) {
      Account account = lines[i].account().state;
      long unused = Math.max(0, lines[i].limit() - account.used());
      left[i] = Math.max(0, unused - account.reserved());
    }
    return left;
  }

  private static Room room(LimitLine line, long cost, long tokens, long nowMillis) {
    return line.limit() <= 0
        ? Room.FULL
        : line.account().state.room(line.measure().of(cost, tokens), line.limit(), nowMillis);
  }

  private static LimitState state(LimitLine line, long cost, long tokens, long nowMillis) {
    Account account = line.account().state;
    return new LimitState(
        line.level(),
        line.what(),
        line.measure(),
        line.isRate(),
        line.limit(),
        account.used(),
        account.reserved(),
        account.heldElsewhere(),
        line.measure().of(cost, tokens),
        line.windowEnd(nowMillis),
        room(line, cost, tokens, nowMillis) != Room.FULL,
        line.policy());
  }
}
