package io.modelcatalog.application.limit;

import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Declared;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.RateUnit;
import io.modelcatalog.domain.limit.StoreAway;
import org.jspecify.annotations.Nullable;

/** One limit, compiled for the request path: an amount, its window, and the counter behind it. */
public final class LimitLine {
  private static final int RANK_OF_LEVEL = 56;

  private final SharedAccount account;
  private final Level level;
  private final Measure measure;
  private final long limit;
  private final @Nullable Budget budget;
  private final @Nullable RateLimit rate;
  private final @Nullable PolicyTag policy;
  private final boolean passesWhenAway;
  private final Windows windows;

  /**
   * In which order locks are taken: by level, then by counter. Kept here, where it is compared
   * without a look at the counter.
   */
  private final long rank;

  private @Nullable String label;

  private LimitLine(
      SharedAccount account,
      Level level,
      Measure measure,
      long limit,
      @Nullable Budget budget,
      @Nullable RateLimit rate,
      @Nullable PolicyTag policy,
      Windows windows) {
    this.windows = windows;
    this.rank = ((long) account.key.level().ordinal() << RANK_OF_LEVEL) | account.order;
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
        account,
        declared.level(),
        measureOf(budget.unit()),
        budget.amount(),
        budget,
        null,
        policy,
        Windows.of(budget));
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
        policy,
        Windows.of(rate.window()));
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

  /**
   * Its name among all limits of a call, such as {@code api_key:cost/monthly}; that of a policy has
   * the policy's id in between, for several can have limits of one kind.
   */
  public String label() {
    String known = label;
    if (known == null) {
      String of = policy == null ? "" : policy.id() + ":";
      known = level.wireName() + ':' + of + what();
      label = known;
    }
    return known;
  }

  SharedAccount account() {
    return account;
  }

  long rank() {
    return rank;
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
    return windows.endAt(nowMillis);
  }

  /** End of the window that begins at an instant. */
  long endOf(long windowStart) {
    return windows.endOf(windowStart);
  }

  /** Start of the window that holds the instant. */
  long windowStart(long nowMillis) {
    return windows.startAt(nowMillis);
  }

  /** End of the window that holds the instant; {@link Long#MAX_VALUE} if it never ends. */
  long windowEnd(long nowMillis) {
    return windows.endAt(nowMillis);
  }

  private static Measure measureOf(BudgetUnit unit) {
    return switch (unit) {
      case COST -> Measure.COST;
      case TOKENS -> Measure.TOKENS;
      case REQUESTS -> Measure.REQUESTS;
    };
  }
}
