package io.modelcatalog.adapters.persistence.alert;

import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.application.port.alert.AlertOutbox;
import io.modelcatalog.application.port.alert.AlertOutboxContract;

class H2AlertOutboxTest implements AlertOutboxContract {
  @Override
  public AlertOutbox outbox() {
    return TestDatabase.h2().bean(AlertOutbox.class);
  }
}
