package io.modelcatalog.domain.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTest {

  @Test
  void whatIsReservedLeavesNoRoomForOthers() {
    Account account = new Account(0, 0);
    account.reserve(60);

    assertThat(account.hasRoom(40, 100)).isTrue();
    assertThat(account.hasRoom(41, 100)).isFalse();
  }

  @Test
  void settlingCountsWhatWasUsedAndFreesTheRest() {
    Account account = new Account(0, 0);
    long serial = account.reserve(60);

    account.settle(serial, 60, 25);

    assertThat(account.used()).isEqualTo(25);
    assertThat(account.reserved()).isZero();
    assertThat(account.hasRoom(75, 100)).isTrue();
  }

  @Test
  void moreThanWasReservedIsCountedInFull() {
    Account account = new Account(0, 0);
    long serial = account.reserve(10);

    account.settle(serial, 10, 130);

    assertThat(account.used()).isEqualTo(130);
    assertThat(account.hasRoom(0, 100)).isFalse();
  }

  @Test
  void anEndedWindowTakesItsReservationsWithIt() {
    Account account = new Account(1_000, 7);
    long serial = account.reserve(60);

    account.roll(2_000);
    account.settle(serial, 60, 50);

    assertThat(account.used()).isZero();
    assertThat(account.reserved()).isZero();
    assertThat(account.windowStart()).isEqualTo(2_000);
  }

  @Test
  void aClockThatWentBackOpensNoOldWindow() {
    Account account = new Account(2_000, 7);

    account.roll(1_000);

    assertThat(account.windowStart()).isEqualTo(2_000);
    assertThat(account.used()).isEqualTo(7);
  }

  @Test
  void aClockThatWentBackAndForthBeginsNoWindowTwice() {
    Account account = new Account(1_000, 7);
    account.roll(2_000);
    account.settle(account.reserve(5), 5, 5);

    account.roll(1_000);
    assertThat(account.used()).isEqualTo(7);
    account.settle(account.reserve(1), 1, 1);
    account.roll(2_000);
    assertThat(account.used()).isEqualTo(5);
    account.roll(1_000);
    assertThat(account.used()).isEqualTo(8);
  }

  @Test
  void aCallThatEndsAfterItsWindowIsCountedThere() {
    Account account = new Account(1_000, 7);
    long serial = account.reserve(60);
    account.roll(2_000);

    account.settle(serial, 60, 50);

    account.roll(1_000);
    assertThat(account.used()).isEqualTo(57);
    assertThat(account.reserved()).isZero();
  }

  @Test
  void anotherFirstResetKeepsWhatIsUsedInThePresentWindow() {
    Account account = new Account(0, 30);
    account.roll(1_000);
    account.settle(account.reserve(50), 50, 50);

    account.roll(0);

    assertThat(account.windowStart()).isEqualTo(1_000);
    assertThat(account.used()).isEqualTo(50);
  }

  @Test
  void aWindowBeginsWithWhatIsHeldOfIt() {
    Account account = Account.shared(0, 0);
    grantAhead(account, 1_000, 30);
    grantAhead(account, 2_000, 40);

    account.roll(1_000);
    assertThat(account.held()).isEqualTo(30);
    assertThat(account.heldAhead(2_000)).isEqualTo(40);

    account.roll(2_000);
    assertThat(account.held()).isEqualTo(40);
    assertThat(account.holdsAhead()).isFalse();
  }

  @Test
  void ofAWindowTheClockHasGoneBackFromNothingIsAskedAnew() {
    Account account = Account.shared(0, 0);
    account.rollRate(1_000);
    account.rollRate(2_000);

    account.rollRate(1_000);

    assertThat(account.lacksAhead(2_000, 1_000)).isFalse();
    assertThat(account.lacksAhead(3_000, 1_000)).isTrue();
  }

  @Test
  void whatIsAskedBackOfAWindowIsWhatIsNotTakenOfItAsFarAsThatIsKnown() {
    Account account = Account.shared(1_000, 7);
    account.reserve(5);
    account.roll(2_000);
    account.settle(account.reserve(20), 20, 9);

    assertThat(account.keepOf(2_000, 100)).isEqualTo(9);
    assertThat(account.keepOf(1_000, 100)).as("the window before").isEqualTo(12);
    assertThat(account.usedOf(1_000, 100)).isEqualTo(7);
    assertThat(account.keepOf(3_000, 100)).as("not begun").isZero();
    assertThat(account.keepOf(500, 100)).as("not known any more").isEqualTo(100);
  }

  @Test
  void aLimitThatWasFullDoesNotStayFullForAClockThatHasGoneBack() {
    Account account = Account.shared(0, 0);
    LeaseAsk ask = account.ask("a", 1, 100, 10, 10, false, 0, 5_000_000);
    account.answered(
        0, ask, new LeaseAnswer(0, 0, 100, 100, false, 0, 0, false, false), true, 5_000_000);
    assertThat(account.room(10, 200, 5_000_000)).isEqualTo(Account.Room.FULL);

    assertThat(account.room(10, 200, 1_000_000)).isEqualTo(Account.Room.UNKNOWN);
  }

  @Test
  void whatWasHeldOfAWindowThatWasSkippedIsNotHeldOfAnother() {
    Account account = Account.shared(0, 0);
    grantAhead(account, 1_000, 30);

    account.roll(5_000);

    assertThat(account.held()).isZero();
    assertThat(account.holdsAhead()).isFalse();
  }

  @Test
  void moreOfAWindowToComeIsAskedForOnceUseHasGrownAndWhenAnAnswerGotLost() {
    Account account = Account.shared(0, 0);
    assertThat(account.lacksAhead(60_000, 60_000)).as("never asked").isTrue();
    account.settle(account.reserve(10), 10, 10);
    grantAhead(account, 60_000, 30);
    assertThat(account.lacksAhead(60_000, 60_000)).as("nothing has changed").isFalse();

    account.lostAhead(60_000);
    assertThat(account.lacksAhead(60_000, 60_000)).isTrue();
    LeaseAsk again = account.askAhead("a", 2, 1_000_000, 60_000, 60_000, false);
    assertThat(again.held()).as("what is held stays held").isEqualTo(30);

    account.measure(0);
    account.settle(account.reserve(500), 500, 500);
    account.measure(1_000);
    assertThat(account.lacksAhead(60_000, 60_000)).as("500 a second now").isTrue();
    LeaseAsk more = account.askAhead("a", 3, 1_000_000, 60_000, 60_000, false);
    assertThat(more.want()).isGreaterThanOrEqualTo(2 * 500 * 60 - 30);
  }

  private static void grantAhead(Account account, long start, long amount) {
    LeaseAsk ask = account.askAhead("a", 1, 1_000, start, 1_000, false);
    account.answered(
        start, ask, new LeaseAnswer(amount, 0, 0, 0, false, 0, 0, false, false), true, 0);
  }

  @Test
  void aRateDoesNotStayInAWindowFarAheadOfTheClock() {
    Account account = new Account(3_600_000, 7);
    account.rollRate(3_660_000);
    account.settle(account.reserve(9), 9, 9);

    account.rollRate(60_000);

    assertThat(account.used()).isZero();
    assertThat(account.windowStart()).isEqualTo(60_000);
  }

  @Test
  void asksForAllThatWaitAndForTheLeastOfThemFirst() {
    Account account = Account.shared(0, 7);

    LeaseAsk ask = account.ask("a", 1, 1_000, 10, 50, true, 0, 0);

    assertThat(ask.need()).isEqualTo(10);
    assertThat(ask.waiting()).isEqualTo(50);
    assertThat(ask.want()).isEqualTo(50);
    assertThat(ask.held()).isEqualTo(7);
  }

  @Test
  void usageOfAnOlderWindowIsNotCountedInThisOne() {
    Account account = new Account(2_000, 7);

    account.post(1_000, 5);
    assertThat(account.used()).isEqualTo(7);

    account.post(2_000, 5);
    assertThat(account.used()).isEqualTo(12);

    account.post(3_000, 4);
    assertThat(account.used()).isEqualTo(4);
  }

  @Test
  void aLimitLoweredBelowWhatIsUsedLeavesNoRoom() {
    Account account = new Account(0, 80);

    assertThat(account.hasRoom(1, 50)).isFalse();
    assertThat(account.hasRoom(0, 50)).isFalse();
    assertThat(account.hasRoom(1, 81)).isTrue();
  }

  @Test
  void noAmountIsSoLargeThatItMakesRoom() {
    Account account = new Account(0, Long.MAX_VALUE);
    long serial = account.reserve(2);

    assertThat(account.hasRoom(1, 0)).isFalse();
    assertThat(account.hasRoom(1, Long.MAX_VALUE)).isFalse();
    assertThat(account.hasRoom(Long.MAX_VALUE, 5)).isFalse();
    account.settle(serial, 2, Long.MAX_VALUE);
    assertThat(account.used()).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void behavesLikeItsModel(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      long start = random.nextInt(5) * 100L;
      long limit = random.nextInt(1_000);
      Account account = new Account(start, 0);
      Model model = new Model(start);
      List<Held> held = new ArrayList<>();
      for (int step = 0; step < 300; step++) {
        switch (random.nextInt(10)) {
          case 0, 1, 2, 3 -> {
            long amount = random.nextInt(200);
            assertThat(account.hasRoom(amount, limit)).isEqualTo(model.hasRoom(amount, limit));
            if (model.hasRoom(amount, limit)) {
              held.add(new Held(account.reserve(amount), model.reserve(amount)));
            }
          }
          case 4, 5, 6, 7 -> {
            if (!held.isEmpty()) {
              Held one = held.remove(random.nextInt(held.size()));
              long used = random.nextLong(one.model().amount() + 1);
              account.settle(one.serial(), one.model().amount(), used);
              model.settle(one.model(), used);
            }
          }
          case 8 -> {
            // A jump of the clock, back as well as forth.
            long next = (random.nextInt(40) - 5) * 100L;
            account.roll(next);
            model.roll(next);
          }
          default -> {
            long at = (random.nextInt(40) - 5) * 100L;
            long amount = random.nextInt(50);
            account.post(at, amount);
            model.post(at, amount);
          }
        }
        assertThat(account.used()).as("seed %d", seed).isEqualTo(model.used());
        assertThat(account.reserved()).as("seed %d", seed).isEqualTo(model.reserved());
        assertThat(account.windowStart()).isEqualTo(model.window);
      }
      for (Held one : held) {
        account.settle(one.serial(), one.model().amount(), 0);
      }
      assertThat(account.reserved()).as("nothing stays reserved").isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whoAsksForRoomFirstNeverUsesMoreThanTheLimit(long seed) {
    Random random = new Random(seed);
    long limit = 1_000;
    Account account = new Account(0, 0);
    List<Held> held = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      long amount = random.nextInt(100);
      if (account.hasRoom(amount, limit)) {
        held.add(new Held(account.reserve(amount), new Reserved(0, amount)));
      }
      if (!held.isEmpty() && random.nextInt(3) > 0) {
        Held one = held.remove(random.nextInt(held.size()));
        account.settle(
            one.serial(), one.model().amount(), random.nextLong(one.model().amount() + 1));
      }

      assertThat(account.used() + account.reserved()).isLessThanOrEqualTo(limit);
    }
    assertThat(account.used()).as("the budget can be used to its end").isGreaterThan(limit - 100);
  }

  private record Reserved(long window, long amount) {}

  private record Held(long serial, Reserved model) {}

  /** The same, told as a list of everything that ever happened. */
  private static final class Model {
    private final List<Reserved> open = new ArrayList<>();
    private final List<Reserved> spent = new ArrayList<>();
    private long window;
    private long other = Long.MIN_VALUE;

    Model(long window) {
      this.window = window;
    }

    void roll(long start) {
      boolean back = start == other && start != 0;
      if (back || start > window) {
        other = back || window > other ? window : other;
        window = start;
      }
    }

    boolean hasRoom(long amount, long limit) {
      return used() + reserved() + amount <= limit;
    }

    Reserved reserve(long amount) {
      Reserved reservation = new Reserved(window, amount);
      open.add(reservation);
      return reservation;
    }

    void settle(Reserved reservation, long used) {
      open.remove(reservation);
      spent.add(new Reserved(reservation.window(), used));
    }

    void post(long start, long amount) {
      if (start > window) {
        roll(start);
      }
      if (start == window || start == other) {
        spent.add(new Reserved(start, amount));
      }
    }

    long used() {
      return sum(spent);
    }

    long reserved() {
      return sum(open);
    }

    private long sum(List<Reserved> entries) {
      return entries.stream()
          .filter(entry -> entry.window() == window)
          .mapToLong(Reserved::amount)
          .sum();
    }
  }
}
