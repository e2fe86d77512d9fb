package io.modelcatalog.bootstrap.server;

import io.modelcatalog.bootstrap.settings.CatalogSettings;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Hands the settings of the log to {@code logback.xml}, before the first logger is made. */
final class Logging {
  /** Held, because the log of the Java runtime forgets the level of a logger that nobody holds. */
  private static final Logger LIQUIBASE = Logger.getLogger("liquibase");

  private Logging() {}

  static void configure(CatalogSettings settings) {
    System.setProperty("catalog.log.level", settings.logLevel());
    System.setProperty("catalog.log.format", settings.logFormat());
    LIQUIBASE.setLevel(Level.WARNING);
    System.setProperty("liquibase.analytics.enabled", "false");
  }
}
