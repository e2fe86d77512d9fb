package io.modelcatalog.application.port.log;

import java.util.Optional;

/** A call that has ended. It is written out only where that may take its time. */
@FunctionalInterface
public interface LoggedCall {

  /** What is kept of it. Reads what the client said of the call, so not for event loops. */
  LogRecord record();

  /** What was said in it, if that is to be kept. */
  default Optional<CapturedBodies> bodies() {
    return Optional.empty();
  }

  /** The same without what was said in it, so that it takes little room. */
  default LoggedCall withoutBodies() {
    return this;
  }
}
