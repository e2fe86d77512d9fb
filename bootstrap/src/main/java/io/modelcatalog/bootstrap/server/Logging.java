package io.modelcatalog.bootstrap.server;

import io.modelcatalog.bootstrap.settings.CatalogSettings;

/** Hands the settings of the log to {@code logback.xml}, before the first logger is made. */
final class Logging {
  private Logging() {}

  static void configure(CatalogSettings settings) {
    System.setProperty("catalog.log.level", settings.logLevel());
    System.setProperty("catalog.log.format", settings.logFormat());
  }
}
