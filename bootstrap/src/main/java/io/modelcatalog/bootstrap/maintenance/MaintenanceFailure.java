package io.modelcatalog.bootstrap.maintenance;

import org.jspecify.annotations.Nullable;

/** Why a command could not do its work; the message is a sentence for the operator. */
public final class MaintenanceFailure extends Exception {
  private static final long serialVersionUID = 1;

  MaintenanceFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
