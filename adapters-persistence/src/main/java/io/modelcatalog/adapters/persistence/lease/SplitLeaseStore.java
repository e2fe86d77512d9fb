package io.modelcatalog.adapters.persistence.lease;

import io.modelcatalog.application.port.lease.LeaseStore;
import io.modelcatalog.domain.limit.LeaseAnswer;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.RateWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rate limits in one store, everything else in another: what is spent must not hang on a store that
 * may forget, and what is counted per minute need not wait for one that never does.
 */
public final class SplitLeaseStore implements LeaseStore {
  private static final Set<String> RATE_WINDOWS =
      Arrays.stream(RateWindow.values())
          .map(RateWindow::wireName)
          .collect(Collectors.toUnmodifiableSet());

  private final LeaseStore budgets;
  private final LeaseStore rates;

  /**
   * A store.
   *
   * @param budgets where budgets are leased; it also tells who lives
   * @param rates where rate limits are leased
   */
  public SplitLeaseStore(LeaseStore budgets, LeaseStore rates) {
    this.budgets = budgets;
    this.rates = rates;
  }

  @Override
  public List<Holding> join(String replica) {
    List<Holding> holdings = new ArrayList<>(budgets.join(replica));
    holdings.addAll(rates.join(replica));
    return holdings;
  }

  @Override
  public List<LeaseAnswer> exchange(List<Message> messages) {
    List<Message> ofBudgets = new ArrayList<>();
    List<Message> ofRates = new ArrayList<>();
    for (Message message : messages) {
      (isRate(message.counter()) ? ofRates : ofBudgets).add(message);
    }
    // If the second fails, the first is stated again with it, which does no harm.
    List<LeaseAnswer> budgetAnswers = ofBudgets.isEmpty() ? List.of() : budgets.exchange(ofBudgets);
    List<LeaseAnswer> rateAnswers = ofRates.isEmpty() ? List.of() : rates.exchange(ofRates);
    List<LeaseAnswer> answers = new ArrayList<>(messages.size());
    int budget = 0;
    int rate = 0;
    for (Message message : messages) {
      answers.add(
          isRate(message.counter()) ? rateAnswers.get(rate++) : budgetAnswers.get(budget++));
    }
    return answers;
  }

  @Override
  public Pulse pulse(String replica) {
    Pulse first = budgets.pulse(replica);
    List<Holding> recalled = new ArrayList<>(first.recalled());
    recalled.addAll(rates.pulse(replica).recalled());
    return new Pulse(recalled, first.living());
  }

  @Override
  public void leave(String replica) {
    budgets.leave(replica);
    rates.leave(replica);
  }

  private static boolean isRate(String counter) {
    return LimitKey.parse(counter)
        .map(key -> RATE_WINDOWS.contains(key.what().substring(key.what().indexOf('/') + 1)))
        .orElse(false);
  }
}
