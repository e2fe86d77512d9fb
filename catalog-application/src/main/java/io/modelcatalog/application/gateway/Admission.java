package io.modelcatalog.application.gateway;

/** Whether a call may go upstream. */
public sealed interface Admission {

  /**
   * It may: its limits are reserved and it is noted in the journal. It must be started or
   * abandoned.
   *
   * @param call the call
   */
  record Admitted(AdmittedCall call) implements Admission {}

  /**
   * It may not.
   *
   * @param denial why
   */
  record Denied(Denial denial) implements Admission {}
}
