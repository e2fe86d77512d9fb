package io.modelcatalog.application.port.log;

/**
 * Takes note of calls that have ended. Never blocks and never fails a call: what cannot be taken is
 * left out.
 */
public interface CallLog {
  /** Where nothing is logged. */
  CallLog NONE =
      new CallLog() {
        @Override
        public long nanos() {
          return 0;
        }

        @Override
        public void ended(LoggedCall call) {}
      };

  /** Nanoseconds that only ever grow, from wherever: what calls are timed by. */
  long nanos();

  /** Takes note of a call. Called on event loops. */
  void ended(LoggedCall call);
}
