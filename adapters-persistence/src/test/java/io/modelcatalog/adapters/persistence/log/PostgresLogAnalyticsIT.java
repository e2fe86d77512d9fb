package io.modelcatalog.adapters.persistence.log;

import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.application.port.log.Feedbacks;
import io.modelcatalog.application.port.log.LogAnalytics;
import io.modelcatalog.application.port.log.LogAnalyticsContract;
import io.modelcatalog.application.port.log.RequestLogs;

class PostgresLogAnalyticsIT implements LogAnalyticsContract {
  private static final TestDatabase DATABASE = TestDatabase.postgres();

  @Override
  public RequestLogs logs() {
    return DATABASE.bean(RequestLogs.class);
  }

  @Override
  public LogAnalytics analytics() {
    return DATABASE.bean(LogAnalytics.class);
  }

  @Override
  public Feedbacks feedbacks() {
    return DATABASE.bean(Feedbacks.class);
  }
}
