package io.modelcatalog.bootstrap.server;

import io.modelcatalog.bootstrap.settings.CatalogSettings;

/** Hands the settings of the log to {@code logback.xml}. */
public final class Logging {
  private Logging() {}

  /** Has no effect any more once a class with a logger has been used. */
  public static void configure(CatalogSettings settings) {
    System.setProperty("catalog.log.level", settings.logLevel());
    System.setProperty("catalog.log.format", settings.logFormat());
  }
}
