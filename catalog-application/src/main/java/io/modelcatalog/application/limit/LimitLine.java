package io.modelcatalog.application.limit;

import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Declared;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.RateUnit;
import io.modelcatalog.domain.limit.StoreAway;
import io.modelcatalog.domain.limit.Window;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One limit, compiled for the request path: an amount, its window, and the counter behind it. */
public final class LimitLine {
  private final SharedAccount account;
  private final Level level;
  private final Measure measure;
  private final long limit;
  private final @Nullable Budget budget;
  private final @Nullable RateLimit rate;
  private final @Nullable PolicyTag policy;
  private final boolean passesWhenAway;
  private volatile Span span = Span.NONE;

  private LimitLine(
      SharedAccount account,
      Level level,
      Measure measure,
      long limit,
      @Nullable Budget budget,
      @Nullable RateLimit rate,
      @Nullable PolicyTag policy) {
    this.account = account;
    this.level = level;
    this.measure = measure;
    this.limit = limit;
    this.budget = budget;
    this.rate = rate;
    this.policy = policy;
    StoreAway away = budget != null ? budget.storeAway() : rate != null ? rate.storeAway() : null;
    this.passesWhenAway = away == StoreAway.PASS;
  }

  static LimitLine of(
      SharedAccount account, Declared<Budget> declared, @Nullable PolicyTag policy) {
    Budget budget = declared.value();
    return new LimitLine(
        account, declared.level(), measureOf(budget.unit()), budget.amount(), budget, null, policy);
  }

  static LimitLine ofRate(
      SharedAccount account, Declared<RateLimit> declared, @Nullable PolicyTag policy) {
    RateLimit rate = declared.value();
    return new LimitLine(
        account,
        declared.level(),
        rate.unit() == RateUnit.TOKENS ? Measure.TOKENS : Measure.REQUESTS,
        rate.value(),
        null,
        rate,
        policy);
  }

  /** Which level declared the limit. */
  public Level level() {
    return level;
  }

  /** What it counts. */
  public Measure measure() {
    return measure;
  }

  /** The amount allowed per window: nano-dollars, tokens or calls. */
  public long limit() {
    return limit;
  }

  /** Whether it is a rate limit; otherwise a budget. */
  public boolean isRate() {
    return rate != null;
  }

  /** Whether calls pass that do not fit in what is held while the shared store is away. */
  boolean passesWhenAway() {
    return passesWhenAway;
  }

  /** The budget it enforces; null if it is a rate limit. */
  public @Nullable Budget budget() {
    return budget;
  }

  /** The counter behind it. */
  public LimitKey counter() {
    return account.key;
  }

  /** Its name, such as {@code cost/monthly} or {@code requests/rpm}. */
  public String what() {
    return account.key.what();
  }

  /** The policy it is of; null if it hangs on an object. */
  public @Nullable PolicyTag policy() {
    return policy;
  }

  SharedAccount account() {
    return account;
  }

  /** Has the counter count in the window that begins then. Called with its lock. */
  void roll(long windowStart) {
    if (rate == null) {
      account.state.roll(windowStart);
    } else {
      account.state.rollRate(windowStart);
    }
  }

  /** Start of the window after the one that holds the instant; the largest number if none is. */
  long nextStart(long nowMillis) {
    return spanAt(nowMillis).end;
  }

  /** End of the window that begins at an instant. */
  long endOf(long windowStart) {
    Span known = span;
    return known.start == windowStart ? known.end : spanOf(windowStart).end;
  }

  /** Start of the window that holds the instant; worked out anew only when a window has ended. */
  long windowStart(long nowMillis) {
    return spanAt(nowMillis).start;
  }

  /** End of the window that holds the instant; {@link Long#MAX_VALUE} if it never ends. */
  long windowEnd(long nowMillis) {
    return spanAt(nowMillis).end;
  }

  private Span spanAt(long nowMillis) {
    Span known = span;
    if (nowMillis >= known.start && nowMillis < known.end) {
      return known;
    }
    Span fresh = spanOf(nowMillis);
    span = fresh;
    return fresh;
  }

  private Span spanOf(long nowMillis) {
    Instant now = Instant.ofEpochMilli(nowMillis);
    Window window = budget != null ? budget.windowAt(now) : rateWindow(now);
    return new Span(
        window.start().toEpochMilli(),
        window.end().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE));
  }

  private Window rateWindow(Instant now) {
    if (rate == null) {
      throw new IllegalStateException("a limit is a budget or a rate");
    }
    return rate.window().at(now);
  }

  private static Measure measureOf(BudgetUnit unit) {
    return switch (unit) {
      case COST -> Measure.COST;
      case TOKENS -> Measure.TOKENS;
      case REQUESTS -> Measure.REQUESTS;
    };
  }

  private record Span(long start, long end) {
    /** Holds no instant. */
    static final Span NONE = new Span(Long.MAX_VALUE, Long.MIN_VALUE);
  }
}
