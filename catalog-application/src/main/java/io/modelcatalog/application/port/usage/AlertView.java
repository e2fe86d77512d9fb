package io.modelcatalog.application.port.usage;

import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.LimitKey;
import java.time.Instant;

/** Reads which alerts of budgets have been raised. From memory; never blocks. */
public interface AlertView {
  /** Where no alerts are raised. */
  AlertView NONE =
      new AlertView() {
        @Override
        public boolean thresholdAlertSent(LimitKey key, Budget budget, Instant now) {
          return false;
        }

        @Override
        public boolean exhaustedAlertSent(LimitKey key, Budget budget, Instant now) {
          return false;
        }
      };

  /** Whether it was told that the budget, as it is, reached its threshold in this window. */
  boolean thresholdAlertSent(LimitKey key, Budget budget, Instant now);

  /** Whether it was told that the budget, as it is, is used up in this window. */
  boolean exhaustedAlertSent(LimitKey key, Budget budget, Instant now);
}
