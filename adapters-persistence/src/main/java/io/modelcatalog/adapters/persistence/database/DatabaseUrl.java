package io.modelcatalog.adapters.persistence.database;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The JDBC address of the database, with the options that this product's promises need. Two kinds
 * are accepted: an H2 database in the data directory, and PostgreSQL.
 *
 * <p>H2: {@code WRITE_DELAY=0}, because its default loses acknowledged commits when the process is
 * killed; {@code DB_CLOSE_ON_EXIT=FALSE}, because the application closes it last; PostgreSQL's
 * dialect and lower-case names, so that one schema serves both. PostgreSQL: timeouts, because
 * without them a server that hangs holds threads for ever.
 */
public final class DatabaseUrl {
  private static final String H2_OPTIONS =
      ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
          + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000";

  private static final String POSTGRES = "jdbc:postgresql:";

  private static final Map<String, String> POSTGRES_DEFAULTS = postgresDefaults();

  /**
   * Options of the PostgreSQL driver that load a class or write a file by name, as listed in its
   * documentation of connection parameters. None is needed here.
   */
  private static final Set<String> POSTGRES_REFUSED =
      Set.of(
          "socketfactory",
          "socketfactoryarg",
          "sslfactory",
          "sslfactoryarg",
          "sslhostnameverifier",
          "sslpasswordcallback",
          "authenticationpluginclassname",
          "xmlfactoryfactory",
          "jaasapplicationname",
          "loggerfile",
          "loggerlevel",
          "service");

  private final String url;
  private final boolean embedded;

  private DatabaseUrl(String url, boolean embedded) {
    this.url = url;
    this.embedded = embedded;
  }

  /**
   * The embedded database in a data directory. The directory is made if missing, and where the file
   * system knows permissions, closed to everyone but the owner.
   *
   * @throws IOException if the directory cannot be made
   * @throws IllegalArgumentException if its path cannot be part of an address
   */
  public static DatabaseUrl inDirectory(Path dataDirectory) throws IOException {
    Path directory = prepare(dataDirectory);
    String path = directory.resolve("catalog").toString();
    if (path.indexOf(';') >= 0 || path.indexOf('\\') >= 0) {
      throw new IllegalArgumentException(
          "CATALOG_DATA_DIR: \"" + directory + "\" (expected: a path without ';' and '\\')");
    }
    return new DatabaseUrl("jdbc:h2:file:" + path + H2_OPTIONS, true);
  }

  /** An embedded database in memory, gone with the process. For trials. */
  public static DatabaseUrl inMemory(String name) {
    if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException("name: expected 1-64 of A-Z, a-z, 0-9, '_', '-'");
    }
    return new DatabaseUrl("jdbc:h2:mem:" + name + H2_OPTIONS + ";DB_CLOSE_DELAY=-1", true);
  }

  /**
   * An address given by the operator, completed with the defaults it leaves open.
   *
   * @param given {@code jdbc:postgresql://host[:port]/database[?options]}
   * @throws IllegalArgumentException for any other driver, and for options that could load code or
   *     write files
   */
  public static DatabaseUrl postgres(String given) {
    if (!given.startsWith(POSTGRES)) {
      throw new IllegalArgumentException(
          "CATALOG_DATASOURCE_URL: expected jdbc:postgresql://host:port/database; without it an"
              + " embedded database in CATALOG_DATA_DIR is used");
    }
    for (int i = 0; i < given.length(); i++) {
      if (given.charAt(i) <= ' ' || given.charAt(i) > '~') {
        throw new IllegalArgumentException(
            "CATALOG_DATASOURCE_URL: expected no spaces, control or non-ASCII characters");
      }
    }
    int question = given.indexOf('?');
    String address = question < 0 ? given : given.substring(0, question);
    if (!address.startsWith(POSTGRES + "//") || address.indexOf('/', POSTGRES.length() + 2) < 0) {
      throw new IllegalArgumentException(
          "CATALOG_DATASOURCE_URL: expected jdbc:postgresql://host:port/database");
    }
    Map<String, String> options = options(question < 0 ? "" : given.substring(question + 1));
    POSTGRES_DEFAULTS.forEach(
        (name, value) -> {
          if (options.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
            options.put(name, value);
          }
        });
    StringBuilder complete = new StringBuilder(address);
    char separator = '?';
    for (Map.Entry<String, String> option : options.entrySet()) {
      complete.append(separator).append(option.getKey()).append('=').append(option.getValue());
      separator = '&';
    }
    return new DatabaseUrl(complete.toString(), false);
  }

  /** The same address with one option of the driver set to another value. */
  public DatabaseUrl with(String option, String value) {
    int question = url.indexOf('?');
    Map<String, String> options = options(question < 0 ? "" : url.substring(question + 1));
    options.keySet().removeIf(option::equalsIgnoreCase);
    options.put(option, value);
    StringBuilder changed = new StringBuilder(question < 0 ? url : url.substring(0, question));
    char separator = '?';
    for (Map.Entry<String, String> one : options.entrySet()) {
      changed.append(separator).append(one.getKey()).append('=').append(one.getValue());
      separator = '&';
    }
    return new DatabaseUrl(changed.toString(), embedded);
  }

  /** The address for {@code datasources.default.url}. It may hold a password: never print it. */
  public String jdbcUrl() {
    return url;
  }

  /** The driver for {@code datasources.default.driver-class-name}. */
  public String driverClassName() {
    return embedded ? "org.h2.Driver" : "org.postgresql.Driver";
  }

  /** Whether the database lives in this process. */
  public boolean isEmbedded() {
    return embedded;
  }

  /** Where the database is, without any option, for people. */
  @Override
  public String toString() {
    int end = url.length();
    for (char c : new char[] {';', '?'}) {
      int found = url.indexOf(c);
      end = found < 0 ? end : Math.min(end, found);
    }
    String address = url.substring(0, end);
    int at = address.lastIndexOf('@');
    return at < 0
        ? address
        : address.substring(0, address.indexOf("//") + 2) + address.substring(at + 1);
  }

  /**
   * Makes a data directory that nobody but its owner may enter.
   *
   * @return its absolute path
   * @throws IOException if it cannot be made
   */
  public static Path prepare(Path dataDirectory) throws IOException {
    Path directory = dataDirectory.toAbsolutePath().normalize();
    Files.createDirectories(directory);
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Set<PosixFilePermission> closed = PosixFilePermissions.fromString("rwx------");
      if (!Files.getPosixFilePermissions(directory).equals(closed)) {
        Files.setPosixFilePermissions(directory, closed);
      }
    }
    return directory;
  }

  private static Map<String, String> options(String query) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : query.split("&")) {
      if (option.isEmpty()) {
        continue;
      }
      int equals = option.indexOf('=');
      String name = equals < 0 ? option : option.substring(0, equals);
      if (!name.matches("[A-Za-z0-9_.]+")) {
        throw new IllegalArgumentException(
            "CATALOG_DATASOURCE_URL: an option's name has other characters than letters and digits");
      }
      if (POSTGRES_REFUSED.contains(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "CATALOG_DATASOURCE_URL: option " + name + " is not accepted");
      }
      options.put(name, equals < 0 ? "" : option.substring(equals + 1));
    }
    return options;
  }

  private static Map<String, String> postgresDefaults() {
    Map<String, String> defaults = new LinkedHashMap<>();
    defaults.put("connectTimeout", "5");
    defaults.put("socketTimeout", "30");
    defaults.put("cancelSignalTimeout", "5");
    defaults.put("tcpKeepAlive", "true");
    defaults.put("ApplicationName", "model-catalog");
    return defaults;
  }
}
