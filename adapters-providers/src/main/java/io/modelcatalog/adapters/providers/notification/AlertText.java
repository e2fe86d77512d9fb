package io.modelcatalog.adapters.providers.notification;

import io.modelcatalog.application.port.alert.BudgetAlert;
import io.modelcatalog.application.port.alert.BudgetAlert.Kind;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.money.Money;
import java.time.Instant;
import java.util.Locale;

/** An alert in words. */
final class AlertText {
  private AlertText() {}

  static String subject(BudgetAlert alert) {
    return "[Model Catalog] The budget of "
        + owner(alert)
        + (exhausted(alert) ? " is used up (" : " has reached its alert threshold (")
        + alert.what()
        + ")";
  }

  static String body(BudgetAlert alert) {
    StringBuilder text = new StringBuilder();
    text.append("The budget ").append(alert.what()).append(" of ").append(owner(alert));
    text.append(
        exhausted(alert)
            ? " is used up. Calls that need it are refused until it starts over or is raised.\n\n"
            : " has reached its alert threshold. Calls are still admitted.\n\n");
    line(text, "Used", amount(alert.unit(), alert.used()));
    if (!exhausted(alert)) {
      line(text, "Threshold", amount(alert.unit(), alert.key().mark()));
    }
    line(text, "Budget", amount(alert.unit(), alert.key().amount()));
    line(text, "Starts over", alert.windowEnd().map(Instant::toString).orElse("never by itself"));
    line(text, "Found at", alert.raisedAt().toString());
    line(text, "Level", alert.level().wireName());
    line(text, "Object", alert.owner().toString());
    alert.workspace().ifPresent(workspace -> line(text, "Workspace", workspace.toString()));
    line(text, "Alert", alert.id().toString());
    return text.toString();
  }

  static String owner(BudgetAlert alert) {
    String what = alert.level().wireName().replace('_', ' ');
    return "the " + what + " " + oneLine(alert.ownerName());
  }

  static boolean exhausted(BudgetAlert alert) {
    return alert.key().kind() == Kind.EXHAUSTED;
  }

  static String amount(BudgetUnit unit, long value) {
    return unit == BudgetUnit.COST
        ? new Money(value).toUsd().toPlainString() + " USD"
        : value + " " + unit.name().toLowerCase(Locale.ROOT);
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value).append('\n');
  }

  /** Names come from people: nothing in them may begin another line. */
  private static String oneLine(String name) {
    StringBuilder line = new StringBuilder(name.length());
    name.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    return line.toString();
  }
}
