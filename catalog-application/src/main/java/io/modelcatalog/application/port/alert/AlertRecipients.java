package io.modelcatalog.application.port.alert;

import java.util.List;

/** Says who is told by e-mail. Answers from memory. */
public interface AlertRecipients {

  /** Addresses, each once; empty if nobody is told by e-mail. */
  List<String> emails(WatchedBudget budget);

  /** Those whom the budget's object names, else those whom the operator named. */
  static AlertRecipients ownElse(List<String> operators) {
    List<String> others = List.copyOf(operators);
    return budget -> budget.emails().isEmpty() ? others : budget.emails();
  }
}
