package io.modelcatalog.bootstrap.storm;

import io.modelcatalog.bootstrap.storm.Call.End;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Goes over the calls of a storm as their callers saw them and the records as they were booked, and
 * says what does not fit together.
 */
final class Oracle {
  /** The server may notice later than the caller that a call has broken off. */
  private static final long BROKEN_OFF_MILLIS = 3_000;

  private final List<Call> calls;
  private final Ledger ledger;
  private final Set<UUID> seen = new HashSet<>();

  Oracle(List<Call> calls, Ledger ledger) {
    this.calls = calls;
    this.ledger = ledger;
    for (Call call : calls) {
      if (call.requestId() != null) {
        seen.add(call.requestId());
      }
    }
  }

  /** Budgets of which more was used than declared, with how much. */
  List<String> overspent(List<Storm.Declared> budgets) {
    List<String> overspent = new ArrayList<>();
    for (Storm.Declared budget : budgets) {
      long used =
          ledger.records().values().stream()
              .filter(booked -> counts(budget, booked))
              .mapToLong(Ledger.Booked::cost)
              .sum();
      if (used > budget.nanos()) {
        overspent.add(budget + " used " + used);
      }
    }
    return overspent;
  }

  /** How full the fullest budgets are, in percent of what was declared. */
  Map<String, Long> fill(List<Storm.Declared> budgets) {
    Map<String, Long> fill = new HashMap<>();
    for (Storm.Declared budget : budgets) {
      long used =
          ledger.records().values().stream()
              .filter(booked -> counts(budget, booked))
              .mapToLong(Ledger.Booked::cost)
              .sum();
      fill.put(budget.level() + " " + budget.owner(), used * 100 / budget.nanos());
    }
    return fill;
  }

  /** Windows in which more calls of a key were admitted than its rate allows. */
  List<String> overRate(List<Storm.DeclaredRate> rates) {
    List<String> over = new ArrayList<>();
    for (Storm.DeclaredRate rate : rates) {
      Map<Long, Long> perWindow = new HashMap<>();
      ledger.records().values().stream()
          .filter(booked -> booked.key().equals(rate.key()) && booked.charged())
          .forEach(
              booked ->
                  perWindow.merge(booked.admittedMillis() / rate.windowMillis(), 1L, Long::sum));
      perWindow.forEach(
          (window, count) -> {
            if (count > rate.value()) {
              over.add(rate + " had " + count + " in window " + window);
            }
          });
    }
    return over;
  }

  /** Answers in full that are not booked exactly as the answer says. */
  List<String> wronglyBooked() {
    List<String> wrong = new ArrayList<>();
    for (Call call : calls) {
      if (call.end() == End.ANSWERED) {
        Ledger.Booked booked =
            call.requestId() == null ? null : ledger.records().get(call.requestId());
        if (booked == null || booked.cost() != call.cost() || booked.estimated()) {
          wrong.add(call + " booked as " + booked);
        }
      }
    }
    return wrong;
  }

  /**
   * Refusals by a budget that had room all the time, by what was used and could be in flight.
   *
   * @param toleranceMillis how old what a replica knows of the others may be
   */
  List<String> falseRefusals(List<Storm.Declared> budgets, long toleranceMillis) {
    List<String> refusals = new ArrayList<>();
    for (Storm.Declared budget : budgets) {
      List<Call> concerned = calls.stream().filter(call -> counts(budget, call.target())).toList();
      List<Call> taking =
          concerned.stream()
              .filter(call -> call.end() != End.REFUSED && call.end() != End.UNDECIDED)
              .toList();
      long unknown =
          ledger.records().entrySet().stream()
              .filter(entry -> !seen.contains(entry.getKey()) && counts(budget, entry.getValue()))
              .mapToLong(entry -> entry.getValue().cost())
              .sum();
      Sums started = new Sums(taking, Call::startMillis, Call::bound);
      Sums ended = new Sums(taking, Oracle::settledMillis, Call::bound);
      Sums used = new Sums(taking, Oracle::settledMillis, this::cost);
      for (Call call : concerned) {
        if (call.end() == End.REFUSED
            && budget.level().equals(call.refusedBy())
            && String.valueOf(call.refusedLimit()).startsWith("cost/")) {
          long since = call.startMillis() - toleranceMillis;
          long most =
              unknown
                  + used.until(since)
                  + started.until(call.endMillis() + 1)
                  - ended.until(since);
          if (most + call.bound() <= budget.nanos()) {
            refusals.add(
                "%d more than %d of %s: %s"
                    .formatted(call.bound(), budget.nanos() - most, budget, call));
          }
        }
      }
    }
    return refusals;
  }

  /**
   * Refusals by a rate limit that was not reached, by what can have been admitted in any of the
   * windows in which the refusal can have been decided.
   *
   * @param toleranceMillis how old what a replica knows of the others may be
   */
  List<String> falseRateRefusals(List<Storm.DeclaredRate> rates, long toleranceMillis) {
    List<String> refusals = new ArrayList<>();
    for (Storm.DeclaredRate rate : rates) {
      List<Call> ofKey =
          calls.stream().filter(call -> rate.key().equals(call.target().key())).toList();
      List<Call> taking =
          ofKey.stream()
              .filter(call -> call.end() != End.REFUSED && call.end() != End.UNDECIDED)
              .toList();
      Sums started = new Sums(taking, Call::startMillis, call -> 1);
      Sums ended = new Sums(taking, Oracle::settledMillis, call -> 1);
      for (Call call : ofKey) {
        if (call.end() != End.REFUSED
            || !"api_key".equals(call.refusedBy())
            || !String.valueOf(call.refusedLimit()).startsWith("requests/")) {
          continue;
        }
        long from = call.startMillis() - toleranceMillis;
        boolean right = false;
        for (long window = from / rate.windowMillis();
            window <= call.endMillis() / rate.windowMillis();
            window++) {
          long start = window * rate.windowMillis();
          // Whoever had ended before it began cannot have been admitted in it.
          long most =
              started.until(Math.min(call.endMillis(), start + rate.windowMillis()) + 1)
                  - ended.until(start);
          right |= most >= rate.value();
        }
        if (!right) {
          refusals.add("%s refused %s".formatted(rate, call));
        }
      }
    }
    return refusals;
  }

  private long cost(Call call) {
    Ledger.Booked booked = call.requestId() == null ? null : ledger.records().get(call.requestId());
    return booked == null ? (call.end() == End.LOST ? call.bound() : 0) : booked.cost();
  }

  private static long settledMillis(Call call) {
    return call.end() == End.ANSWERED ? call.endMillis() : call.endMillis() + BROKEN_OFF_MILLIS;
  }

  private static boolean counts(Storm.Declared budget, Ledger.Booked booked) {
    return counts(budget, booked.key(), booked.workspace(), booked.provider());
  }

  private static boolean counts(Storm.Declared budget, Call.Target target) {
    return counts(budget, target.key(), target.workspace(), target.provider());
  }

  private static boolean counts(
      Storm.Declared budget, String key, String workspace, String provider) {
    return switch (budget.level()) {
      case "integration" -> true;
      case "integration_workspace", "workspace" -> budget.owner().equals(workspace);
      case "provider" -> budget.owner().equals(provider);
      case "api_key" -> budget.owner().equals(key);
      default -> throw new IllegalArgumentException(budget.level());
    };
  }

  private interface OfCall {
    long of(Call call);
  }

  /** Sums of amounts by time. */
  private static final class Sums {
    private final long[] times;
    private final long[] sums;

    Sums(List<Call> calls, OfCall time, OfCall amount) {
      Call[] sorted = calls.toArray(Call[]::new);
      Arrays.sort(sorted, (a, b) -> Long.compare(time.of(a), time.of(b)));
      times = new long[sorted.length];
      sums = new long[sorted.length + 1];
      for (int i = 0; i < sorted.length; i++) {
        times[i] = time.of(sorted[i]);
        sums[i + 1] = sums[i] + amount.of(sorted[i]);
      }
    }

    /** All before an instant. */
    long until(long time) {
      int low = 0;
      int high = times.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (times[middle] < time) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return sums[low];
    }
  }
}
