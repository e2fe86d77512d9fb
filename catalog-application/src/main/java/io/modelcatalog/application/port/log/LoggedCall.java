package io.modelcatalog.application.port.log;

/** A call that has ended. It is written out only where that may take its time. */
@FunctionalInterface
public interface LoggedCall {

  /** What is kept of it. Reads what the client said of the call, so not for event loops. */
  LogRecord record();
}
