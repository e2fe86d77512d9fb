package io.modelcatalog.application.port.alert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An outbox in memory; it knows nothing of transactions. */
public final class InMemoryAlertOutbox implements AlertOutbox {
  private final Map<BudgetAlert.Key, BudgetAlert> alerts = new LinkedHashMap<>();
  private final Map<UUID, Row> rows = new LinkedHashMap<>();

  private static final class Row {
    private final BudgetAlert alert;
    private final Delivery delivery;
    private Delivery.Status status = Delivery.Status.PENDING;
    private Instant due;
    private int attempts;
    private String reason = "";

    Row(BudgetAlert alert, Delivery delivery) {
      this.alert = alert;
      this.delivery = delivery;
      this.due = alert.raisedAt();
    }
  }

  @Override
  public synchronized boolean raise(BudgetAlert alert, List<Delivery> deliveries) {
    if (alerts.putIfAbsent(alert.key(), alert) != null) {
      return false;
    }
    deliveries.forEach(delivery -> rows.put(delivery.id(), new Row(alert, delivery)));
    return true;
  }

  @Override
  public synchronized List<BudgetAlert.Key> raisedSince(Instant since) {
    return alerts.values().stream()
        .filter(alert -> !alert.raisedAt().isBefore(since))
        .map(BudgetAlert::key)
        .toList();
  }

  @Override
  public synchronized List<Claim> claim(
      Delivery.Channel channel, Instant now, Instant until, int most) {
    List<Row> due =
        rows.values().stream()
            .filter(row -> row.delivery.channel() == channel)
            .filter(row -> row.status == Delivery.Status.PENDING && !row.due.isAfter(now))
            .sorted(Comparator.comparing(row -> row.due))
            .limit(most)
            .toList();
    List<Claim> claims = new ArrayList<>();
    for (Row row : due) {
      row.due = until;
      row.attempts++;
      claims.add(new Claim(row.delivery, row.alert, row.attempts));
    }
    return claims;
  }

  @Override
  public synchronized void sent(UUID delivery, Instant at) {
    row(delivery).status = Delivery.Status.SENT;
    row(delivery).reason = "";
  }

  @Override
  public synchronized void failed(UUID delivery, String reason, Instant next) {
    row(delivery).reason = reason;
    row(delivery).due = next;
  }

  @Override
  public synchronized void dead(UUID delivery, String reason) {
    row(delivery).status = Delivery.Status.DEAD;
    row(delivery).reason = reason;
  }

  @Override
  public synchronized List<State> deliveries(UUID alert) {
    return rows.values().stream()
        .filter(row -> row.alert.id().equals(alert))
        .map(row -> new State(row.delivery, row.status, row.attempts, row.reason))
        .toList();
  }

  /** Every alert, in the order they were raised. */
  public synchronized List<BudgetAlert> alerts() {
    return List.copyOf(alerts.values());
  }

  private Row row(UUID delivery) {
    Row row = rows.get(delivery);
    if (row == null) {
      throw new IllegalArgumentException("no delivery " + delivery);
    }
    return row;
  }
}
