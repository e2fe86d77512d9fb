package io.modelcatalog.application.alert;

import io.modelcatalog.application.limit.RefusedBudgets;
import io.modelcatalog.application.port.alert.AlertOutbox;
import io.modelcatalog.application.port.alert.AlertRecipients;
import io.modelcatalog.application.port.alert.BudgetAlert;
import io.modelcatalog.application.port.alert.BudgetAlert.Kind;
import io.modelcatalog.application.port.alert.BudgetWatch;
import io.modelcatalog.application.port.alert.Delivery;
import io.modelcatalog.application.port.alert.WatchedBudget;
import io.modelcatalog.application.port.audit.AuditEvent;
import io.modelcatalog.application.port.audit.AuditTrail;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.application.port.usage.UsageLedger.Balance;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Window;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares balances with budgets, and puts what people are to be told into the outbox. Looks only
 * at counters that changed since the last look, and at budgets that were edited; the first look is
 * at everything, so a crash loses nothing. Every replica looks; the outbox lets one of them tell.
 *
 * <p>For one thread, in the background: it reads and writes the database.
 */
public final class AlertEvaluator {
  private static final long SWEEP_MILLIS = 60_000;

  /** A budget that refuses calls counts as used up when less than this part of it is left. */
  private static final long NEARLY_NOTHING = 100;

  private final UsageLedger ledger;
  private final BudgetWatch watch;
  private final RefusedBudgets refusals;
  private final SentAlerts sent;
  private final Outlets outlets;
  private final UnitOfWork unitOfWork;
  private final IdSource ids;
  private final InstantSource clock;
  private final Map<String, Balance> balances = new HashMap<>();
  private long sweptMillis;
  private final Map<String, Long> refusedIn = new HashMap<>();
  private long cursor;

  /**
   * Where alerts go.
   *
   * @param outbox keeps them until they are delivered
   * @param audit the audit log, which gets an event of each
   * @param channels the channels that are set up
   * @param recipients who gets them by e-mail
   */
  public record Outlets(
      AlertOutbox outbox,
      AuditTrail audit,
      Set<Delivery.Channel> channels,
      AlertRecipients recipients) {
    public Outlets {
      channels = Set.copyOf(channels);
    }
  }

  /**
   * An evaluator that has looked at nothing yet.
   *
   * @param ledger the balances of all replicas
   * @param watch the budgets in force
   * @param refusals budgets that refused calls of this replica
   * @param sent remembers what was told
   * @param outlets where alerts go
   * @param unitOfWork transactions
   * @param ids new identities
   * @param clock time
   */
  public AlertEvaluator(
      UsageLedger ledger,
      BudgetWatch watch,
      RefusedBudgets refusals,
      SentAlerts sent,
      Outlets outlets,
      UnitOfWork unitOfWork,
      IdSource ids,
      InstantSource clock) {
    this.ledger = ledger;
    this.watch = watch;
    this.refusals = refusals;
    this.sent = sent;
    this.outlets = outlets;
    this.unitOfWork = unitOfWork;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Looks once at what has changed. If the database fails, its exception comes out and the next
   * look takes in what this one missed.
   *
   * @return how many alerts this replica raised
   */
  public int look() {
    sent.refresh(outlets.outbox(), clock.instant());
    BudgetWatch.Edits edits = watch.refresh();
    boolean done = false;
    try {
      int raised = lookAtChanges(edits);
      done = true;
      return raised;
    } finally {
      if (!done) {
        // Everything again next time: what was edited is known to nobody else.
        cursor = 0;
      }
    }
  }

  private int lookAtChanges(BudgetWatch.Edits edits) {
    int raised = 0;
    Map<String, WatchedBudget> edited = new HashMap<>();
    edits.budgets().forEach(budget -> edited.put(budget.counter(), budget));
    UsageLedger.Changes changes = ledger.changedSince(cursor);
    refusals.drain().forEach((counter, window) -> refusedIn.merge(counter, window, Math::max));
    boolean first = cursor == 0;
    Instant now = clock.instant();
    for (Balance balance : changes.balances()) {
      if (!countsARate(balance.key())) {
        balances.put(balance.key(), balance);
        WatchedBudget budget = watch.find(balance.key());
        edited.remove(balance.key());
        // What ended long before this start has been told, or nobody asked to be told.
        if (budget != null && (!first || isCurrent(budget, balance, now))) {
          raised += judge(budget, balance, now);
        }
      }
    }
    for (WatchedBudget budget : edited.values()) {
      raised += judgeIfCurrent(budget, now);
    }
    if (!first) {
      raised += judgeGroups(edits.groups(), now);
    }
    for (String counter : List.copyOf(refusedIn.keySet())) {
      WatchedBudget budget = watch.find(counter);
      if (budget == null) {
        refusedIn.remove(counter);
      } else {
        raised += judgeIfCurrent(budget, now);
      }
    }
    cursor = changes.cursor();
    forgetEnded(now.toEpochMilli());
    return raised;
  }

  /** Clients can make up as many groups as they like, and each window has its own. */
  private void forgetEnded(long nowMillis) {
    if (nowMillis - sweptMillis >= SWEEP_MILLIS || nowMillis < sweptMillis) {
      sweptMillis = nowMillis;
      balances.values().removeIf(balance -> balance.isOver(nowMillis));
    }
  }

  /** Only the counters know which groups there are. */
  private int judgeGroups(List<String> prefixes, Instant now) {
    int raised = 0;
    for (String prefix : prefixes) {
      for (String counter : balances.keySet()) {
        WatchedBudget budget = counter.startsWith(prefix) ? watch.find(counter) : null;
        if (budget != null) {
          raised += judgeIfCurrent(budget, now);
        }
      }
    }
    return raised;
  }

  private int judgeIfCurrent(WatchedBudget budget, Instant now) {
    Balance balance = balances.get(budget.counter());
    return balance != null && isCurrent(budget, balance, now) ? judge(budget, balance, now) : 0;
  }

  private static boolean isCurrent(WatchedBudget budget, Balance balance, Instant now) {
    return balance.windowStart() == budget.budget().windowAt(now).start().toEpochMilli();
  }

  private int judge(WatchedBudget watched, Balance balance, Instant now) {
    Budget budget = watched.budget();
    long amount = budget.amount();
    if (amount == 0) {
      // It blocks on purpose: nothing of it is ever used up.
      return 0;
    }
    int raised = 0;
    if (budget.alertThreshold().isPresent()
        && balance.used() >= budget.alertThreshold().getAsLong()) {
      raised += raise(watched, balance, Kind.THRESHOLD, budget.alertThreshold().getAsLong(), now);
    }
    Long refused = refusedIn.get(watched.counter());
    if (refused != null && refused < balance.windowStart()) {
      refusedIn.remove(watched.counter());
      refused = null;
    }
    boolean nearlyOut =
        refused != null
            && refused == balance.windowStart()
            && amount - balance.used() < Math.ceilDiv(amount, NEARLY_NOTHING);
    if (balance.used() >= amount || nearlyOut) {
      raised += raise(watched, balance, Kind.EXHAUSTED, amount, now);
      refusedIn.remove(watched.counter());
    }
    return raised;
  }

  private int raise(WatchedBudget watched, Balance balance, Kind kind, long mark, Instant now) {
    BudgetAlert.Key key =
        new BudgetAlert.Key(
            watched.counter(), balance.windowStart(), kind, watched.budget().amount(), mark);
    if (sent.contains(key)) {
      return 0;
    }
    // The end of the window that the balance counts, which may be over by now.
    Window window = watched.budget().windowAt(Instant.ofEpochMilli(balance.windowStart()));
    BudgetAlert alert =
        new BudgetAlert(
            ids.next(),
            key,
            watched.organization(),
            watched.workspace(),
            watched.level(),
            watched.owner(),
            watched.ownerName(),
            watched.what(),
            watched.budget().unit(),
            balance.used(),
            window.end(),
            now);
    Result<Boolean, String> stored =
        unitOfWork.execute(() -> Result.ok(store(alert, deliveries(watched))));
    sent.add(key);
    return stored.equals(Result.ok(true)) ? 1 : 0;
  }

  private boolean store(BudgetAlert alert, List<Delivery> deliveries) {
    boolean first = outlets.outbox().raise(alert, deliveries);
    if (first) {
      outlets.audit().append(event(alert));
    }
    return first;
  }

  private List<Delivery> deliveries(WatchedBudget watched) {
    List<Delivery> deliveries = new ArrayList<>();
    if (outlets.channels().contains(Delivery.Channel.EMAIL)) {
      for (String address : outlets.recipients().emails(watched)) {
        deliveries.add(new Delivery(ids.next(), Delivery.Channel.EMAIL, address));
      }
    }
    if (outlets.channels().contains(Delivery.Channel.WEBHOOK)) {
      deliveries.add(new Delivery(ids.next(), Delivery.Channel.WEBHOOK, ""));
    }
    return deliveries;
  }

  private static AuditEvent event(BudgetAlert alert) {
    BudgetAlert.Key key = alert.key();
    List<AuditEvent.FieldChange> facts = new ArrayList<>();
    facts.add(fact("limit", alert.what()));
    facts.add(fact("amount", amount(alert.unit(), key.amount())));
    facts.add(fact("reached", amount(alert.unit(), key.mark())));
    facts.add(fact("used", amount(alert.unit(), alert.used())));
    alert.windowStart().ifPresent(start -> facts.add(fact("window_start", start.toString())));
    return new AuditEvent(
        alert.id(),
        alert.raisedAt(),
        alert.organization(),
        alert.workspace(),
        AuditEvent.Who.SYSTEM,
        "budget_" + key.kind().name().toLowerCase(Locale.ROOT),
        alert.level().wireName(),
        alert.owner().toString(),
        alert.ownerName(),
        facts,
        Optional.empty());
  }

  private static AuditEvent.FieldChange fact(String name, String value) {
    return new AuditEvent.FieldChange(name, Optional.empty(), Optional.of(value));
  }

  private static String amount(BudgetUnit unit, long value) {
    return unit == BudgetUnit.COST
        ? new Money(value).toUsd().toPlainString() + " USD"
        : Long.toString(value);
  }

  /** Whether a counter's name ends in the window of a rate limit, such as {@code rpm}. */
  private static boolean countsARate(String counter) {
    return counter.startsWith("rp", counter.lastIndexOf('/') + 1);
  }
}
