package io.modelcatalog.application.gateway;

import io.modelcatalog.application.limit.Standing;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

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
   * It cannot be said yet: the store that replicas share is being asked. The stage is completed
   * with one of the others, on a thread that must not be blocked.
   *
   * @param decision what comes of it
   */
  record Pending(CompletionStage<Admission> decision) implements Admission {}

  /**
   * It may not.
   *
   * @param denial why
   * @param standing how all limits of the call stood; without limits if they were not asked
   * @param call to be told how it was answered; null if it is not known whose call it is
   */
  record Denied(Denial denial, Standing standing, @Nullable RefusedCall call) implements Admission {

    /** A denial before any limit was asked. */
    public Denied(Denial denial) {
      this(denial, Standing.NONE, null);
    }
  }
}
