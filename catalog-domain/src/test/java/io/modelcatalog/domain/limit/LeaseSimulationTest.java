package io.modelcatalog.domain.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replicas, a shared book and a bad network in one thread under a made-up clock: messages are
 * delayed, lost, and delivered twice and late; answers get lost; replicas crash with calls in
 * flight and come back. Whatever happens, what is used and reserved stays within the limit, and in
 * the end the book holds exactly what was used. A failure is one seed.
 */
class LeaseSimulationTest {
  private static final long LOST_AFTER = 5_000;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void neverSpendsMoreThanTheLimitWhateverGetsLost(int block) {
    for (long seed = block * 250L; seed < (block + 1) * 250L; seed++) {
      new World(seed, true, false).run();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void refusesOnlyWhatDidNotFitWhileNothingIsLost(int block) {
    for (long seed = block * 250L; seed < (block + 1) * 250L; seed++) {
      new World(seed, false, false).run();
    }
  }

  /** The simulation has teeth: a book that believes messages that come late is caught. */
  @Test
  void catchesABookThatBelievesOldMessages() {
    int caught = 0;
    for (long seed = 0; seed < 2_000 && caught == 0; seed++) {
      try {
        new World(seed, true, true).run();
      } catch (AssertionError e) {
        caught++;
      }
    }

    assertThat(caught).isPositive();
  }

  private record Event(long at, long serial, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(serial, other.serial);
    }
  }

  /** What was truly used and reserved in one window, whoever knows of it. */
  private static final class Truth {
    long taken;
    final Map<String, Long> byReplica = new HashMap<>();
    final Map<String, TreeMap<Long, Long>> history = new HashMap<>();

    void add(String replica, long now, long amount) {
      taken += amount;
      long theirs = byReplica.merge(replica, amount, Long::sum);
      history.computeIfAbsent(replica, r -> new TreeMap<>()).merge(now, theirs, Math::max);
    }

    /** What each replica had taken at most since an instant, all together. */
    long mostSince(long at) {
      long sum = 0;
      for (TreeMap<Long, Long> theirs : history.values()) {
        Map.Entry<Long, Long> before = theirs.floorEntry(at);
        long most = before == null ? 0 : before.getValue();
        for (long value : theirs.tailMap(at).values()) {
          most = Math.max(most, value);
        }
        sum += most;
      }
      return sum;
    }
  }

  private static final class World {
    private final long seed;
    private final Random random;
    private final boolean faults;
    private final boolean unfenced;
    private final long limit;
    private final long window;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Map<Long, LeaseBook> books = new HashMap<>();
    private final Map<Long, Truth> truths = new HashMap<>();
    private final Map<String, Long> seen = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private long now = 1_000_000;
    private long serial;
    private long lastTurn = 1_000_000;
    private boolean calm;

    World(long seed, boolean faults, boolean unfenced) {
      this.seed = seed;
      this.random = new Random(seed);
      this.faults = faults;
      this.unfenced = unfenced;
      this.limit = 50 + random.nextInt(2_000);
      this.window = random.nextBoolean() ? Long.MAX_VALUE : 2_000 + random.nextInt(4_000);
      int replicas = 1 + random.nextInt(4);
      for (int i = 0; i < replicas; i++) {
        nodes.add(new Node("r" + i));
      }
    }

    void run() {
      nodes.forEach(Node::live);
      for (int i = 0; i < 150; i++) {
        long at = now + random.nextInt(12_000);
        Node node = nodes.get(random.nextInt(nodes.size()));
        schedule(at, () -> node.call(1 + random.nextInt(60)));
      }
      if (faults) {
        for (int i = 0; i < random.nextInt(4); i++) {
          Node node = nodes.get(random.nextInt(nodes.size()));
          long at = now + random.nextInt(10_000);
          schedule(at, node::crash);
          schedule(at + 300 + random.nextInt(9_000), node::restart);
        }
      }
      long end = now + 24_000;
      schedule(now + 23_000, () -> calm = true);
      while (!events.isEmpty() && events.peek().at() < end) {
        Event event = events.poll();
        now = event.at();
        event.action().run();
        check();
      }
      settleTheBooks();
    }

    private void check() {
      truths.forEach(
          (start, truth) ->
              assertThat(truth.taken).as("seed %d at %d", seed, now).isLessThanOrEqualTo(limit));
    }

    /** When all has ended, each replica gives back what it holds, and the book is what was used. */
    private void settleTheBooks() {
      for (Node node : nodes) {
        node.restart();
        node.endCalls();
        node.giveEverythingBack();
      }
      books.forEach(
          (start, book) -> {
            Truth truth = truths.getOrDefault(start, new Truth());
            long held = book.entries().stream().mapToLong(LeaseBook.Entry::held).sum();
            if (start >= startOf(now)) {
              assertThat(held).as("seed %d: held at the end", seed).isEqualTo(truth.taken);
            } else {
              assertThat(truth.taken).as("seed %d", seed).isLessThanOrEqualTo(limit);
            }
          });
    }

    private long startOf(long at) {
      return window == Long.MAX_VALUE ? 0 : at / window * window;
    }

    private Truth truth(long start) {
      return truths.computeIfAbsent(start, s -> new Truth());
    }

    private void schedule(long at, Runnable action) {
      events.add(new Event(at, serial++, action));
    }

    private boolean chance(int percent) {
      return faults && !calm && random.nextInt(100) < percent;
    }

    private LeaseAnswer deliver(long start, LeaseAsk ask) {
      LeaseAsk heard =
          unfenced
              ? new LeaseAsk(
                  ask.replica(),
                  ++lastTurn,
                  ask.limit(),
                  ask.held(),
                  ask.busy(),
                  ask.used(),
                  ask.need(),
                  ask.waiting(),
                  ask.want(),
                  ask.waitedFor())
              : ask;
      return books
          .computeIfAbsent(start, s -> new LeaseBook(0, 0, List.of()))
          .ask(heard, name -> now - seen.getOrDefault(name, Long.MIN_VALUE / 2) < LOST_AFTER);
    }

    private final class Node {
      private final String name;
      private final Map<Long, Long> ledger = new HashMap<>();
      private @Nullable Account account;
      private long turn;
      private long skew;
      private long life;
      private boolean busy;
      private final List<Call> waiting = new ArrayList<>();
      private final List<Call> inFlight = new ArrayList<>();

      private final class Call {
        final long amount;
        final long since = now;
        long start;
        long accountSerial;

        Call(long amount) {
          this.amount = amount;
        }
      }

      Node(String name) {
        this.name = name;
        this.account = Account.shared(Long.MIN_VALUE, 0);
      }

      void live() {
        schedule(now, this::tick);
      }

      private void tick() {
        Account mine = account;
        if (mine != null) {
          seen.put(name, now);
          if (chance(2)) {
            skew = random.nextInt(400) - 200;
          }
          mine.measure(now);
          mine.roll(startOf(clock()));
          answerRecalls();
          if (mine.runsLow() && !busy) {
            send(false, 0);
          }
          leaseAhead(mine);
        }
        schedule(now + 50, this::tick);
      }

      /** Clocks differ a little, and one steps back or forth now and then. */
      private long clock() {
        return now + skew;
      }

      private void leaseAhead(Account mine) {
        for (int n = 1; n <= 3 && window != Long.MAX_VALUE; n++) {
          long start = startOf(clock()) + n * window;
          if (!busy && mine.lacksAhead(start, window)) {
            LeaseAsk ask = mine.askAhead(name, ++turn, limit, start, window, chance(10));
            exchange(
                start,
                ask,
                () -> mine.lostAhead(start),
                answer -> mine.answered(start, ask, answer, true, now));
          }
        }
      }

      private void answerRecalls() {
        Account mine = account;
        for (Map.Entry<Long, LeaseBook> each : books.entrySet()) {
          long start = each.getKey();
          LeaseBook book = each.getValue();
          LeaseBook.Entry entry = book.entry(name).orElse(null);
          if (mine == null
              || busy
              || entry == null
              || entry.answered() >= book.recall()
              || entry.held() <= entry.used()) {
            continue;
          }
          if (start == mine.windowStart()) {
            send(true, 0);
          } else if (!mine.knowsAhead(start)) {
            long kept = mine.keepOf(start, entry.held());
            long used = mine.usedOf(start, entry.held());
            LeaseAsk ask = new LeaseAsk(name, ++turn, 0, kept, kept, used, 0, 0, 0);
            exchange(start, ask, () -> {}, answer -> {});
          } else {
            LeaseAsk ask = mine.askAhead(name, ++turn, limit, start, window, true);
            exchange(
                start,
                ask,
                () -> mine.lostAhead(start),
                answer -> mine.answered(start, ask, answer, true, now));
          }
        }
      }

      void call(long amount) {
        if (account != null) {
          decide(new Call(amount));
        }
      }

      private void decide(Call call) {
        Account mine = account;
        if (mine == null) {
          return;
        }
        mine.roll(startOf(clock()));
        switch (mine.room(call.amount, limit, now)) {
          case FITS -> {
            call.start = mine.windowStart();
            call.accountSerial = mine.reserve(call.amount);
            truth(call.start).add(name, now, call.amount);
            inFlight.add(call);
            long born = life;
            schedule(now + random.nextInt(400), () -> end(call, born));
          }
          case FULL -> {
            if (!faults) {
              // Replicas say how they stand one after another, each up to a second ago.
              long since = Math.min(call.since, now - 1_100);
              assertThat(truth(mine.windowStart()).mostSince(since) + call.amount)
                  .as("seed %d at %d: %s refused %d", seed, now, name, call.amount)
                  .isGreaterThan(limit);
            }
          }
          case UNKNOWN -> {
            waiting.add(call);
            if (!busy) {
              send(false, 0);
            }
          }
        }
      }

      private void end(Call call, long born) {
        Account mine = account;
        if (born != life || mine == null || !inFlight.remove(call)) {
          return;
        }
        long used = random.nextInt(4) == 0 ? 0 : random.nextLong(call.amount + 1);
        mine.settle(call.accountSerial, call.amount, used);
        truth(call.start).add(name, now, used - call.amount);
        ledger.merge(call.start, used, Long::sum);
      }

      void endCalls() {
        List.copyOf(inFlight).forEach(call -> end(call, life));
      }

      private void send(boolean giveBack, long waitedFor) {
        Account mine = account;
        if (mine == null) {
          return;
        }
        mine.roll(startOf(clock()));
        long need = waiting.stream().mapToLong(c -> c.amount).min().orElse(0);
        long sum = waiting.stream().mapToLong(c -> c.amount).sum();
        long start = mine.windowStart();
        LeaseAsk ask = mine.ask(name, ++turn, limit, need, sum, giveBack, waitedFor, now);
        List<Call> asking = List.copyOf(waiting);
        exchange(
            start,
            ask,
            () -> {
              if (!waiting.isEmpty()) {
                send(false, 0);
              }
            },
            answer -> answered(start, ask, answer, asking));
      }

      /** One message there and back, unless either gets lost. */
      private void exchange(
          long start, LeaseAsk ask, Runnable lost, Consumer<LeaseAnswer> answered) {
        busy = true;
        long born = life;
        if (chance(15)) {
          schedule(now + 200, () -> end(born, lost));
        } else {
          schedule(
              now + random.nextInt(40),
              () -> {
                LeaseAnswer answer = deliver(start, ask);
                if (chance(15)) {
                  schedule(now + 200, () -> end(born, lost));
                } else {
                  schedule(
                      now + random.nextInt(40), () -> end(born, () -> answered.accept(answer)));
                }
              });
        }
        if (chance(10)) {
          schedule(now + random.nextInt(3_000), () -> deliver(start, ask));
        }
      }

      private void end(long born, Runnable action) {
        if (born == life) {
          busy = false;
          action.run();
        }
      }

      private void answered(long start, LeaseAsk ask, LeaseAnswer answer, List<Call> asking) {
        Account mine = account;
        if (mine == null) {
          return;
        }
        boolean granted = answer.held() >= ask.held() + ask.need();
        boolean patient = asking.stream().anyMatch(call -> now - call.since < 2_000);
        boolean awaiting = !granted && answer.awaited() > 0 && patient;
        mine.answered(start, ask, answer, !awaiting, now);
        if (awaiting) {
          long born = life;
          schedule(now + 10, () -> askAgain(answer.recall(), born));
          busy = true;
          return;
        }
        waiting.removeAll(asking);
        asking.forEach(this::decide);
      }

      private void askAgain(long recall, long born) {
        if (born == life) {
          busy = false;
          send(true, recall);
        }
      }

      /** Dies with calls in flight: they are booked at what was reserved. */
      void crash() {
        if (account == null) {
          return;
        }
        for (Call call : inFlight) {
          ledger.merge(call.start, call.amount, Long::sum);
        }
        inFlight.clear();
        waiting.clear();
        account = null;
        busy = false;
        life++;
      }

      void restart() {
        if (account != null) {
          return;
        }
        long current = startOf(now);
        account = Account.shared(current, ledger.getOrDefault(current, 0L));
        seen.put(name, now);
        books.forEach(
            (start, book) ->
                book.entry(name).ifPresent(entry -> turn = Math.max(turn, entry.turn())));
        books.forEach((start, book) -> restate(start, ledger.getOrDefault(start, 0L)));
      }

      private void restate(long start, long used) {
        deliver(start, new LeaseAsk(name, ++turn, 0, used, used, used, 0, 0, 0));
      }

      void giveEverythingBack() {
        Account mine = account;
        if (mine != null) {
          mine.roll(startOf(now));
          long start = mine.windowStart();
          LeaseAsk ask = mine.ask(name, ++turn, limit, 0, 0, true, 0, now);
          LeaseAnswer answer = deliver(start, ask);
          assertThat(answer.outdated()).as("seed %d", seed).isFalse();
          assertThat(answer.held()).as("seed %d", seed).isEqualTo(ledger.getOrDefault(start, 0L));
          books.keySet().stream()
              .filter(later -> later > start)
              .forEach(
                  later -> deliver(later, mine.askAhead(name, ++turn, limit, later, window, true)));
        }
      }
    }
  }
}
