package io.modelcatalog.adapters.persistence.log;

import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.application.port.log.RequestLogs;
import io.modelcatalog.application.port.log.RequestLogsContract;

class PostgresRequestLogsIT implements RequestLogsContract {
  @Override
  public RequestLogs logs() {
    return TestDatabase.postgres().bean(RequestLogs.class);
  }
}
