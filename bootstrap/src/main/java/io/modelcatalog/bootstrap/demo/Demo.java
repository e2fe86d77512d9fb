package io.modelcatalog.bootstrap.demo;

import io.modelcatalog.bootstrap.server.CatalogServer;
import io.modelcatalog.bootstrap.server.StartFailure;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import io.modelcatalog.bootstrap.settings.Setting;
import io.modelcatalog.domain.shared.Result;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The demonstration. Loopback only, whatever the environment says. */
public final class Demo {
  /** Options with a value that it takes. */
  public static final Set<String> FLAGS = Set.of("port");

  /** What may be set from the environment; the rest would take the demonstration elsewhere. */
  private static final Set<Setting> FROM_ENVIRONMENT =
      Set.of(
          Setting.PORT,
          Setting.UPSTREAM_ALLOW,
          Setting.UPSTREAM_CONNECT_TIMEOUT,
          Setting.UPSTREAM_FIRST_BYTE_TIMEOUT,
          Setting.UPSTREAM_IDLE_TIMEOUT,
          Setting.MAX_BODY_BYTES,
          Setting.OUTPUT_CAP,
          Setting.LOG_LEVEL,
          Setting.LOG_FORMAT);

  private static final String FOLDER = ".demo";

  private final CatalogSettings settings;
  private final PrintStream out;

  /**
   * A demonstration.
   *
   * @param settings as {@link #settings} makes them
   * @param out where it tells people what to try
   */
  public Demo(CatalogSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /** The settings of a demonstration: its own folder, on loopback. */
  public static Result<CatalogSettings, List<String>> settings(
      Map<String, String> flags, Map<String, String> environment) {
    Map<String, String> own = new HashMap<>(flags);
    own.put(Setting.HOST.key(), "127.0.0.1");
    own.put(Setting.DATA_DIR.key(), FOLDER);
    Map<String, String> taken = new HashMap<>();
    for (Setting setting : FROM_ENVIRONMENT) {
      String value = environment.get(setting.variable());
      if (value != null) {
        taken.put(setting.variable(), value);
      }
    }
    return CatalogSettings.read(own, taken);
  }

  /**
   * Starts it, fills it if it is new, and prints what to try.
   *
   * @param reset whether to throw away what an earlier start left
   */
  public CatalogServer start(boolean reset) throws StartFailure {
    CatalogServer server = CatalogServer.start(settings);
    out.println(server.address() + reset);
    return server;
  }
}
