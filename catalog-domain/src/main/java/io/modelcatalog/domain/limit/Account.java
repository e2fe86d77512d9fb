package io.modelcatalog.domain.limit;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The counter behind one limit, as one process keeps it: what is used in the current window, and
 * what calls in flight have reserved. A pure state machine: single-threaded, time and limit come
 * in.
 *
 * <p>A window that ends takes its reservations with it: a call belongs to the window in which it
 * was admitted, so settling it later leaves the next window alone. The window before is kept aside,
 * for a clock that goes back to it.
 *
 * <p>A counter that several replicas share is decided on within a lease: a part of the limit that
 * this replica holds and that the shared {@link LeaseBook} has taken off for it. Use is counted
 * here against what is held; the book is asked for more ahead of need.
 *
 * <p>How much is asked for: the need of whoever waits, and a reserve. The reserve is {@value
 * #HORIZON_SECONDS} seconds of recent use, or a step that begins at {@value #CALLS_AHEAD} calls
 * like the last and doubles each time more is asked for within a second, whichever is more; and
 * twice what calls had reserved at their peak. When half of it is used up, more is asked for.
 *
 * <p>Of windows that are about to begin, parts are held too: twice what would be used in them at
 * the recent speed. More of them is asked for when use has grown, so that a book that cannot be
 * asked later is not missed.
 */
public final class Account {
  private static final int HORIZON_SECONDS = 240;
  private static final int CALLS_AHEAD = 16;

  /**
   * Start of a window that has none of its own: of a budget that never starts over, or not before
   * an instant that was given. No clock goes back to it; an edit of the budget that leads there
   * changes the end of the present window, not what is used in it.
   */
  private static final long EVER = 0;

  /** How many windows to come can be held parts of. */
  private static final int MOST_AHEAD = 256;

  /** For how long a limit that is full stays full unasked, while calls elsewhere may free some. */
  private static final long SETTLING_MILLIS = 100;

  /** The same while nothing is in flight: only a lost replica that comes back could free some. */
  private static final long SETTLED_MILLIS = 1_000;

  /** Whether an amount fits. */
  public enum Room {
    /** It fits. */
    FITS,
    /** The limit has no room for it. */
    FULL,
    /** It does not fit in what is held, and the shared book must say whether there is more. */
    UNKNOWN
  }

  private final boolean shared;
  private long windowStart;
  private long windowSerial;
  private long used;
  private long reserved;
  private long held;

  /** The window that was counted before, for late ends of its calls and clocks that go back. */
  private long otherStart = Long.MIN_VALUE;

  private long otherSerial = -1;
  private long otherUsed;
  private long otherReserved;
  private long otherHeld;
  private long serials;

  private long elsewhere;
  private long usedElsewhere;
  private Ahead @Nullable [] ahead;
  private long refused;
  private long fullUntil = Long.MIN_VALUE;

  private long typical;
  private long peak;
  private long spent;
  private long spentSince = Long.MIN_VALUE;
  private long perSecond;
  private long step;
  private long askedMillis = Long.MIN_VALUE;

  /**
   * A counter of this process alone, as it was last known.
   *
   * @param windowStart start of the window it counts, milliseconds since the epoch
   * @param used what was used in that window
   */
  public Account(long windowStart, long used) {
    this(false, windowStart, used);
  }

  private Account(boolean shared, long windowStart, long used) {
    this.shared = shared;
    this.windowStart = windowStart;
    this.used = used;
    this.held = shared ? used : Long.MAX_VALUE;
  }

  /**
   * A counter shared with other replicas.
   *
   * @param windowStart start of the window it counts, milliseconds since the epoch
   * @param used what this replica used in that window, and so holds of it
   */
  public static Account shared(long windowStart, long used) {
    return new Account(true, windowStart, used);
  }

  /**
   * Moves on to a window if it is newer. A clock that went back leads back to the window before, if
   * that is the one it shows; else the newer window stays, so that no window is begun twice.
   *
   * @param start start of the window, milliseconds since the epoch
   */
  public void roll(long start) {
    turnTo(start, false);
  }

  /**
   * The same for the short window of a rate limit: a clock that went back far begins its window
   * anew, for the newer one may be far ahead.
   */
  public void rollRate(long start) {
    turnTo(start, true);
  }

  private void turnTo(long start, boolean anyBack) {
    if (start == windowStart) {
      return;
    }
    if (start == otherStart && start != EVER) {
      swap();
    } else if (start > windowStart || anyBack) {
      if (windowStart > otherStart) {
        // Of the two the newer is kept aside, so that it is found when the clock comes to it again.
        swap();
      }
      windowStart = start;
      windowSerial = ++serials;
      used = 0;
      reserved = 0;
      held = shared ? takeAhead(start) : Long.MAX_VALUE;
    } else {
      return;
    }
    elsewhere = 0;
    usedElsewhere = 0;
    fullUntil = Long.MIN_VALUE;
  }

  /** Puts the window before in the place of this one, and this one aside. */
  private void swap() {
    long start = windowStart;
    windowStart = otherStart;
    otherStart = start;
    long serial = windowSerial;
    windowSerial = otherSerial;
    otherSerial = serial;
    long amount = used;
    used = otherUsed;
    otherUsed = amount;
    amount = reserved;
    reserved = otherReserved;
    otherReserved = amount;
    amount = held;
    held = otherHeld;
    otherHeld = amount;
  }

  /** Whether the amount fits beside what is used and reserved. */
  public boolean hasRoom(long amount, long limit) {
    // None of these sums may wrap: all are 0 or more, and a limit can be lowered below what is
    // used.
    long taken = taken();
    return taken <= limit && amount <= limit - taken;
  }

  /**
   * Whether the amount fits, or the shared book has to be asked.
   *
   * @param nowMillis milliseconds since the epoch
   */
  public Room room(long amount, long limit, long nowMillis) {
    if (!shared) {
      return hasRoom(amount, limit) ? Room.FITS : Room.FULL;
    }
    if (!hasRoom(saturatedAdd(amount, usedElsewhere), limit)) {
      return Room.FULL;
    }
    if (hasRoom(amount, Math.min(limit, held))) {
      return Room.FITS;
    }
    // A clock that has gone back since must not keep the limit full for as long.
    boolean full = nowMillis < fullUntil && nowMillis >= fullUntil - SETTLED_MILLIS;
    return full && shortage(amount) >= refused ? Room.FULL : Room.UNKNOWN;
  }

  /**
   * Sets the amount aside. The caller has asked {@link #room} before.
   *
   * @return the serial of the window it was taken from, for {@link #settle}
   */
  public long reserve(long amount) {
    reserved = saturatedAdd(reserved, amount);
    if (shared) {
      typical = amount;
      peak = Math.max(peak, reserved);
    }
    return windowSerial;
  }

  /**
   * Frees a reservation and counts what was really used, once per reservation.
   *
   * @param serial what {@link #reserve} gave
   * @param reservedAmount what was set aside
   * @param usedAmount what was used; more than was set aside is counted in full
   */
  public void settle(long serial, long reservedAmount, long usedAmount) {
    if (serial == windowSerial) {
      reserved -= reservedAmount;
      used = saturatedAdd(used, usedAmount);
    } else if (serial == otherSerial) {
      otherReserved -= reservedAmount;
      otherUsed = saturatedAdd(otherUsed, usedAmount);
    }
    if (shared) {
      spent = saturatedAdd(spent, usedAmount);
    }
  }

  /** Counts use that was not reserved, such as what a journal brings back. */
  public void post(long start, long amount) {
    if (start > windowStart) {
      roll(start);
    }
    if (start == windowStart) {
      used = saturatedAdd(used, amount);
    } else if (start == otherStart) {
      otherUsed = saturatedAdd(otherUsed, amount);
    }
  }

  /** Start of the window, milliseconds since the epoch. */
  public long windowStart() {
    return windowStart;
  }

  /** What is used in this window, as far as it is known here. */
  public long used() {
    return saturatedAdd(used, usedElsewhere);
  }

  /** What calls in flight in this process have set aside in this window. */
  public long reserved() {
    return reserved;
  }

  /** What other replicas hold and are not known to have used. */
  public long heldElsewhere() {
    return elsewhere - usedElsewhere;
  }

  /** What is held of the limit; everything if the counter is not shared. */
  public long held() {
    return held;
  }

  /** What is held and neither used nor reserved. */
  public long unused() {
    return Math.max(0, held - taken());
  }

  /** Whether so much has been used up of what is held that more should be asked for. */
  public boolean runsLow() {
    return shared && unused() < reserve() / 2;
  }

  /** Forgets that the limit is full: it has changed. */
  public void limitChanged() {
    fullUntil = Long.MIN_VALUE;
  }

  /** Works out how much is used per second; to be called now and then. */
  public void measure(long nowMillis) {
    long passed = nowMillis - spentSince;
    if (spentSince == Long.MIN_VALUE || passed < 0) {
      spentSince = nowMillis;
      spent = 0;
    } else if (passed >= 1_000) {
      long recent = (long) ((double) spent * 1_000 / passed);
      perSecond = Math.max(recent, perSecond / 4 * 3);
      peak = Math.max(reserved, peak / 2);
      step = step / 2;
      spent = 0;
      spentSince = nowMillis;
    }
  }

  /**
   * What to tell the shared book of the current window.
   *
   * @param need the smallest amount that waits; 0 if none does. If it is refused, so are all
   * @param waiting the sum of all amounts that wait
   * @param giveBack whether to keep nothing in reserve; what is given back is gone from here at
   *     once
   * @param waitedFor the recall that was waited for; 0 if none
   * @param nowMillis milliseconds since the epoch
   */
  public LeaseAsk ask(
      String replica,
      long turn,
      long limit,
      long need,
      long waiting,
      boolean giveBack,
      long waitedFor,
      long nowMillis) {
    long taken = taken();
    typical = Math.max(typical, Math.min(need, limit));
    if (!giveBack) {
      boolean soonAgain =
          askedMillis != Long.MIN_VALUE
              && askedMillis <= nowMillis
              && nowMillis - askedMillis < 1_000;
      long least = saturatedTimes(typical, CALLS_AHEAD);
      step = Math.max(soonAgain ? saturatedTimes(step, 2) : step, least);
      askedMillis = nowMillis;
    }
    if (giveBack || held < taken) {
      // More can be taken than is held where a limit lets calls pass while the book is away.
      held = taken;
    }
    long lacking = shortage(need);
    long together = lacking == 0 ? 0 : Math.max(lacking, waiting - unused());
    long more = giveBack ? 0 : saturatedAdd(waiting, reserve()) - unused();
    return new LeaseAsk(
        replica,
        turn,
        limit,
        held,
        taken,
        used,
        lacking,
        together,
        Math.max(together, more),
        waitedFor);
  }

  /**
   * Whether more should be asked for of a window to come: nothing was asked for yet, use has grown
   * since, or it is not known what the book granted.
   *
   * @param start start of that window
   * @param length its length in milliseconds
   */
  public boolean lacksAhead(long start, long length) {
    if (start == otherStart) {
      // The clock has gone back from it: what is held of it is kept aside.
      return false;
    }
    Ahead window = ahead(start);
    return window == null || window.unsure || aimAhead(length) / 3 * 2 > window.aim;
  }

  /** That an answer about a window to come was lost: what is held of it has to be stated anew. */
  public void lostAhead(long start) {
    Ahead window = ahead(start);
    if (window != null) {
      window.unsure = true;
    }
  }

  /**
   * What to tell the shared book of a window to come.
   *
   * @param start start of that window
   * @param length its length in milliseconds
   * @param giveBack whether to hold nothing of it
   */
  public LeaseAsk askAhead(
      String replica, long turn, long limit, long start, long length, boolean giveBack) {
    Ahead window = ahead(start);
    if (window == null) {
      window = new Ahead(start);
      put(window);
    }
    window.unsure = false;
    if (giveBack) {
      window.held = 0;
    }
    window.aim = giveBack ? 0 : aimAhead(length);
    long want = Math.max(0, window.aim - window.held);
    return new LeaseAsk(replica, turn, limit, window.held, 0, 0, 0, want, 0);
  }

  private long aimAhead(long length) {
    double seconds = Math.min(HORIZON_SECONDS / 2, length / 1_000.0);
    long use = saturatedAdd((long) (perSecond * seconds), peak);
    return saturatedAdd(saturatedTimes(use, 2), typical);
  }

  /**
   * Takes over what the shared book answered.
   *
   * @param start start of the window that was asked about
   * @param ask what was asked
   * @param answer what it answered
   * @param sure whether that nothing was granted means that the limit is full
   * @param nowMillis milliseconds since the epoch
   */
  public void answered(long start, LeaseAsk ask, LeaseAnswer answer, boolean sure, long nowMillis) {
    if (answer.outdated()) {
      return;
    }
    if (start == windowStart) {
      held = answer.held();
      elsewhere = answer.elsewhere();
      usedElsewhere = answer.usedElsewhere();
      if (ask.need() > 0 && answer.held() < ask.held() + ask.need() && sure) {
        refused = ask.need();
        fullUntil = nowMillis + (answer.settling() ? SETTLING_MILLIS : SETTLED_MILLIS);
      } else {
        fullUntil = Long.MIN_VALUE;
      }
    } else {
      Ahead window = ahead(start);
      if (window != null) {
        window.held = answer.held();
      }
    }
  }

  /**
   * What must stay held of a window: what is taken of the present one and of the one before,
   * nothing of one that has not begun, and all of an older one, for what was used in it is not
   * known here any more. The rest is given back with this.
   *
   * @param start start of the window
   * @param heldInBook what the book says is held of it
   */
  public long keepOf(long start, long heldInBook) {
    if (start == windowStart) {
      held = taken();
      return held;
    }
    if (start == otherStart) {
      otherHeld = saturatedAdd(otherUsed, otherReserved);
      return otherHeld;
    }
    return start > Math.max(windowStart, otherStart) ? 0 : heldInBook;
  }

  /** What of that is used, and not only set aside for calls in flight. */
  public long usedOf(long start, long heldInBook) {
    return start == windowStart
        ? used
        : start == otherStart
            ? otherUsed
            : start > Math.max(windowStart, otherStart) ? 0 : heldInBook;
  }

  /** Whether the book was asked about a window to come. */
  public boolean knowsAhead(long start) {
    return ahead(start) != null;
  }

  /** What is held of a window to come. */
  public long heldAhead(long start) {
    Ahead window = ahead(start);
    return window == null ? 0 : window.held;
  }

  /** Whether anything is held of windows to come. */
  public boolean holdsAhead() {
    if (ahead != null) {
      for (Ahead window : ahead) {
        if (window.held > 0) {
          return true;
        }
      }
    }
    return false;
  }

  private @Nullable Ahead ahead(long start) {
    if (ahead != null) {
      for (Ahead window : ahead) {
        if (window.start == start) {
          return window;
        }
      }
    }
    return null;
  }

  private void put(Ahead window) {
    Ahead[] before = ahead == null ? new Ahead[0] : ahead;
    // A clock that jumps can leave parts of windows behind that are far away; the book calls back
    // what nobody here knows of.
    int from = before.length < MOST_AHEAD ? 0 : 1;
    Ahead[] after = Arrays.copyOfRange(before, from, before.length + 1);
    after[after.length - 1] = window;
    ahead = after;
  }

  /** Takes the window that begins, and those before it, off the list. */
  private long takeAhead(long start) {
    if (ahead == null) {
      return 0;
    }
    long found = 0;
    int kept = 0;
    for (Ahead window : ahead) {
      found = window.start == start ? window.held : found;
      kept += window.start > start ? 1 : 0;
    }
    if (kept < ahead.length) {
      Ahead[] after = new Ahead[kept];
      int at = 0;
      for (Ahead window : ahead) {
        if (window.start > start) {
          after[at++] = window;
        }
      }
      ahead = kept == 0 ? null : after;
    }
    return found;
  }

  /** A window to come, and what is held of it. */
  private static final class Ahead {
    final long start;
    long held;
    long aim;
    boolean unsure;

    Ahead(long start) {
      this.start = start;
    }
  }

  private long shortage(long amount) {
    return amount == 0 ? 0 : Math.max(0, amount - unused());
  }

  private long reserve() {
    return saturatedAdd(
        Math.max(step, saturatedTimes(perSecond, HORIZON_SECONDS)), saturatedTimes(peak, 2));
  }

  private long taken() {
    return saturatedAdd(used, reserved);
  }

  private static long saturatedAdd(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static long saturatedTimes(long a, int b) {
    return a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
  }
}
