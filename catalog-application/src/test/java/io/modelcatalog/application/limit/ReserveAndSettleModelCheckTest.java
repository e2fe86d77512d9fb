package io.modelcatalog.application.limit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Declared;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.ResetPeriod;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Three concurrent calls under two limits, in all interleavings up to a bound: each history must be
 * one that calls one after another could have had. Calls take, settle and give back; a reader looks
 * at what is used and reserved. And one call that three threads settle at once is settled once.
 */
@Tag("slow")
class ReserveAndSettleModelCheckTest {
  private static final long LIMIT = 5;

  @Test
  void concurrentCallsAreLikeCallsOneAfterAnother() {
    options().check(Limits.class);
  }

  @Test
  void aCallIsSettledOnceWhoeverComes() {
    options().actorsAfter(0).check(Settlement.class);
  }

  /** The check has teeth: room that is looked for before it is taken. */
  @Test
  void catchesATakeInTwoSteps() {
    assertThatThrownBy(() -> options().check(TakesInTwoSteps.class))
        .hasMessageContaining("Invalid execution results");
  }

  /** The check has teeth: a call that can be settled twice. */
  @Test
  void catchesASettlementThatIsNotExactlyOnce() {
    assertThatThrownBy(() -> options().check(SettlesTwice.class))
        .hasMessageContaining("Invalid execution results");
  }

  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .threads(3)
        .actorsBefore(0)
        .actorsPerThread(2)
        .actorsAfter(1)
        .iterations(12)
        .invocationsPerIteration(500);
  }

  /** The real counters: an outer limit with room, and an inner one that binds. */
  @Param(name = "amount", gen = IntGen.class, conf = "1:4")
  @Param(name = "used", gen = IntGen.class, conf = "0:2")
  @Param(name = "me", gen = ThreadIdGen.class)
  public static class Limits {
    private final LimitAccounts accounts = new LimitAccounts();
    private final LimitLine[] binding = line(accounts, Level.API_KEY, LIMIT);
    private final LimitLine[] lines =
        LimitAccounts.join(binding, line(accounts, Level.WORKSPACE, 100));
    private final @Nullable Reservation[] mine = new Reservation[4];

    @Operation
    public boolean take(@Param(name = "me") int me, @Param(name = "amount") int amount) {
      if (mine[me] == null && accounts.take(lines, amount, 0, 0) instanceof Reservation taken) {
        mine[me] = taken;
        return true;
      }
      return false;
    }

    @Operation
    public boolean settle(@Param(name = "me") int me, @Param(name = "used") int used) {
      Reservation taken = mine[me];
      mine[me] = null;
      return taken != null && taken.settle(used, 0);
    }

    @Operation
    public boolean giveBack(@Param(name = "me") int me) {
      Reservation taken = mine[me];
      mine[me] = null;
      return taken != null && taken.release();
    }

    @Operation
    public long taken() {
      LimitState state = accounts.look(binding, 0, 0, 0).getFirst();
      return state.used() * 100 + state.reserved();
    }
  }

  /** One call that whoever comes settles, such as its end and a client that hangs up. */
  @Param(name = "used", gen = IntGen.class, conf = "0:2")
  public static class Settlement {
    private final LimitAccounts accounts = new LimitAccounts();
    private final LimitLine[] lines = line(accounts, Level.API_KEY, LIMIT);
    private final Reservation everyones = (Reservation) accounts.take(lines, 2, 0, 0);
    private final AtomicInteger winners = new AtomicInteger();
    private final AtomicLong booked = new AtomicLong();

    @Operation
    public boolean settle(@Param(name = "used") int used) {
      return noted(everyones.settle(used, 0), used);
    }

    @Operation
    public boolean giveBack() {
      return noted(everyones.release(), 0);
    }

    private boolean noted(boolean won, int used) {
      if (won) {
        winners.incrementAndGet();
        booked.addAndGet(used);
      }
      return won;
    }

    /** After all have come. */
    @Validate
    public void settledOnce() {
      LimitState state = accounts.look(lines, 0, 0, 0).getFirst();
      if (winners.get() != 1 || state.reserved() != 0 || state.used() != booked.get()) {
        throw new IllegalStateException("settled " + winners + " times: " + state);
      }
    }
  }

  /** Known to be wrong. */
  @Param(name = "amount", gen = IntGen.class, conf = "1:4")
  public static class TakesInTwoSteps {
    private final Counter counter = new Counter();

    @Operation
    public boolean take(@Param(name = "amount") int amount) {
      if (counter.taken() + amount > LIMIT) {
        return false;
      }
      counter.add(amount);
      return true;
    }

    @Operation
    public long taken() {
      return counter.taken();
    }
  }

  /** Known to be wrong. */
  public static class SettlesTwice {
    private final Counter counter = new Counter();
    private boolean settled;

    /** Two of which are in use. */
    public SettlesTwice() {
      counter.add(2);
    }

    @Operation
    public boolean settleEveryones() {
      if (settled) {
        return false;
      }
      settled = true;
      counter.add(-2);
      return true;
    }

    @Operation
    public long taken() {
      return counter.taken();
    }
  }

  /** Each operation atomic, but not two in a row. */
  static final class Counter {
    private long taken;

    synchronized long taken() {
      return taken;
    }

    synchronized void add(long amount) {
      taken += amount;
    }
  }

  private static LimitLine[] line(LimitAccounts accounts, Level level, long amount) {
    Budget budget = Budget.of(BudgetUnit.COST, amount, new ResetPeriod.Never());
    return accounts.compile(
        List.of(new Declared<>(budget, level)),
        List.of(),
        declared -> LimitKey.of(level, new UUID(1, level.ordinal()), declared.value(), 0),
        declared -> {
          throw new AssertionError("no rates");
        });
  }
}
