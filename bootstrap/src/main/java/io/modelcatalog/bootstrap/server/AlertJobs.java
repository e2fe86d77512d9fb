package io.modelcatalog.bootstrap.server;

import io.modelcatalog.application.alert.AlertDispatcher;
import io.modelcatalog.application.alert.AlertEvaluator;
import java.util.List;

/**
 * What is to be done about alerts while the server runs.
 *
 * @param evaluator finds them
 * @param dispatchers send them, one for each channel that is set up
 */
public record AlertJobs(AlertEvaluator evaluator, List<AlertDispatcher> dispatchers) {
  public AlertJobs {
    dispatchers = List.copyOf(dispatchers);
  }
}
