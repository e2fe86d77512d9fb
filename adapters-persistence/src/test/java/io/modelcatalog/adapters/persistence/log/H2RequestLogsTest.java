package io.modelcatalog.adapters.persistence.log;

import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.application.port.log.RequestLogs;
import io.modelcatalog.application.port.log.RequestLogsContract;

class H2RequestLogsTest implements RequestLogsContract {
  @Override
  public RequestLogs logs() {
    return TestDatabase.h2().bean(RequestLogs.class);
  }
}
