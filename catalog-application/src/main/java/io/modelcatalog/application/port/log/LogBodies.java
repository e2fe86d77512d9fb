package io.modelcatalog.application.port.log;

import java.util.Collection;
import java.util.Optional;

/** The stored bodies of calls, where a workspace wants them kept. Blocking. */
public interface LogBodies {

  /**
   * The bodies of a call.
   *
   * @param call the record of the call
   * @param request what was asked, redacted
   * @param requestTruncated whether that is its beginning only
   * @param response what was answered, redacted
   * @param responseTruncated whether that is its beginning only
   */
  record Bodies(
      LogRecord call,
      String request,
      boolean requestTruncated,
      String response,
      boolean responseTruncated) {}

  /** Adds bodies, all or none; those of a call that has some already are left out. */
  void append(Collection<Bodies> bodies);

  /** Those of a call. */
  Optional<Bodies> find(LogRecord call);
}
