package io.modelcatalog.bootstrap.settings;

import io.modelcatalog.bootstrap.settings.CatalogSettings.Alerting;
import io.modelcatalog.bootstrap.settings.CatalogSettings.Database;
import io.modelcatalog.bootstrap.settings.CatalogSettings.FirstOrganization;
import io.modelcatalog.bootstrap.settings.CatalogSettings.LimitsStore;
import io.modelcatalog.bootstrap.settings.CatalogSettings.OutsideSecrets;
import io.modelcatalog.bootstrap.settings.CatalogSettings.People;
import io.modelcatalog.bootstrap.settings.CatalogSettings.Smtp;
import io.modelcatalog.bootstrap.settings.CatalogSettings.UpstreamTimeouts;
import io.modelcatalog.bootstrap.settings.CatalogSettings.Webhook;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.shared.ReplicaId;
import io.modelcatalog.domain.shared.Result;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads settings once. Collects every mistake, so that an operator sees all of them at once. */
final class SettingsReader {
  private static final String PREFIX = "CATALOG_";
  private static final String FILE_SUFFIX = "-file";
  private static final int STRONG_KEY = 16;
  private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final Pattern MAIL_ADDRESS =
      Pattern.compile("[^\\s@<>,;\"]{1,64}@[A-Za-z0-9.-]{1,253}");
  private static final Pattern PUBLIC_URL =
      Pattern.compile("https?://([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:]+])(:\\d{1,5})?");
  private static final Pattern HOST_AND_PORT = Pattern.compile("\\S+:\\d{1,5}");

  /** Variables of the launcher and of the command line tools; not settings of the server. */
  private static final Set<String> NOT_OURS = Set.of("CATALOG_JAVA_HOME", "CATALOG_JAVA_OPTS");

  private final Map<String, String> flags;
  private final Map<String, String> environment;
  private final EnumMap<Setting, Given> given = new EnumMap<>(Setting.class);
  private final List<String> mistakes = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  SettingsReader(Map<String, String> flags, Map<String, String> environment) {
    this.flags = flags;
    this.environment = environment;
  }

  Result<CatalogSettings, List<String>> read() {
    takeFile();
    takeEnvironment();
    takeFlags();
    CatalogSettings settings =
        new CatalogSettings(
            host(),
            (int) number(Setting.PORT, 0, 65_535),
            dataDir(),
            replica(),
            database(),
            limitsStore(),
            secret(Setting.REDIS_URL),
            masterKey(),
            firstOrganization(),
            new People(
                publicUrl(),
                time(Setting.SESSION_IDLE_TIMEOUT, false),
                time(Setting.SESSION_LIFETIME, false)),
            upstreamAllow(),
            new UpstreamTimeouts(
                time(Setting.UPSTREAM_CONNECT_TIMEOUT, false),
                time(Setting.UPSTREAM_FIRST_BYTE_TIMEOUT, false),
                time(Setting.UPSTREAM_IDLE_TIMEOUT, false)),
            outsideSecrets(),
            (int) number(Setting.MAX_BODY_BYTES, 1024, 1 << 30),
            oneOf(Setting.LIMIT_HEADERS, "on", "off").equals("on"),
            new Alerting(smtp(), alertEmails(), webhook()),
            number(Setting.OUTPUT_CAP, 1, 10_000_000),
            oneOf(Setting.CUT_STREAMS, "on", "off").equals("on"),
            time(Setting.JOURNAL_FSYNC_INTERVAL, true),
            Duration.ofDays(number(Setting.KEEP_BALANCES_DAYS, 1, 3650)),
            Duration.ofDays(number(Setting.KEEP_LOGS_DAYS, 1, 3650)),
            Duration.ofDays(number(Setting.KEEP_LOG_BODIES_DAYS, 1, 3650)),
            time(Setting.SHUTDOWN_GRACE, true),
            oneOf(Setting.LOG_LEVEL, "error", "warn", "info", "debug", "trace"),
            oneOf(Setting.LOG_FORMAT, "text", "json"),
            warnings);
    return mistakes.isEmpty() ? Result.ok(settings) : Result.err(List.copyOf(mistakes));
  }

  private void takeFile() {
    String flag = flags.getOrDefault(Setting.CONFIG, "");
    String file = flag.isEmpty() ? environment.getOrDefault("CATALOG_CONFIG", "") : flag;
    if (file.isEmpty()) {
      return;
    }
    String source = flag.isEmpty() ? "CATALOG_CONFIG" : "--config";
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file))) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      mistakes.add(wrong(source, file, "a readable properties file"));
      return;
    }
    for (String name : new TreeSet<>(properties.stringPropertyNames())) {
      take(name, properties.getProperty(name).strip(), name + " in " + file, true);
    }
  }

  private void takeEnvironment() {
    for (String variable : new TreeSet<>(environment.keySet())) {
      if (variable.startsWith(PREFIX)
          && !NOT_OURS.contains(variable)
          && !variable.equals("CATALOG_CONFIG")) {
        String key = variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
        take(key, environment.getOrDefault(variable, ""), variable, true);
      }
    }
  }

  private void takeFlags() {
    flags.forEach(
        (name, value) -> {
          String flag = "--" + name;
          if (name.equals(Setting.CONFIG)) {
            return;
          }
          Optional<Setting> setting = Setting.ofKey(name);
          if (setting.isPresent() && setting.get().secret()) {
            mistakes.add(
                flag
                    + ": every user of this machine could read a secret given here; give "
                    + flag
                    + "-file or "
                    + setting.get().variable());
          } else if (!take(name, value, flag, false)) {
            mistakes.add(flag + ": there is no such option");
          }
        });
  }

  /**
   * Takes a value over one of lower rank.
   *
   * @return whether the name is known
   */
  private boolean take(String key, String value, String source, boolean warnIfUnknown) {
    Optional<Setting> setting = Setting.ofKey(key);
    if (setting.isPresent()) {
      if (!value.isEmpty()) {
        put(setting.get(), value, source);
      }
      return true;
    }
    if (key.endsWith(FILE_SUFFIX)) {
      Optional<Setting> secret =
          Setting.ofKey(key.substring(0, key.length() - FILE_SUFFIX.length()))
              .filter(Setting::secret);
      if (secret.isPresent()) {
        if (!value.isEmpty()) {
          takeSecretFile(secret.get(), value, source);
        }
        return true;
      }
    }
    if (warnIfUnknown) {
      warnings.add(source + " is not a setting of the catalog and has no effect");
    }
    return false;
  }

  private void takeSecretFile(Setting secret, String file, String source) {
    String text;
    try {
      text = Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
    } catch (IOException | InvalidPathException e) {
      mistakes.add(wrong(source, file, "a file that can be read"));
      return;
    }
    if (text.isEmpty()) {
      mistakes.add(wrong(source, file, "a file that is not empty"));
      return;
    }
    put(secret, text, source);
  }

  private void put(Setting setting, String value, String source) {
    Given before = given.put(setting, new Given(value, source));
    boolean bothInEnvironment =
        before != null && before.source().startsWith(PREFIX) && source.startsWith(PREFIX);
    if (bothInEnvironment) {
      mistakes.add(before.source() + " and " + source + ": give one of them, not both");
    }
  }

  private Given of(Setting setting) {
    Given value = given.get(setting);
    return value == null ? new Given(setting.byDefault(), setting.variable()) : value;
  }

  private String host() {
    Given host = of(Setting.HOST);
    if (!host.value().matches("[A-Za-z0-9.:_%\\[\\]-]{1,255}")) {
      mistake(Setting.HOST, host);
    }
    return host.value();
  }

  private Path dataDir() {
    Given folder = of(Setting.DATA_DIR);
    try {
      Path path = Path.of(folder.value()).toAbsolutePath().normalize();
      Files.createDirectories(path);
      if (Files.isWritable(path)) {
        return path;
      }
    } catch (IOException | InvalidPathException e) {
      // Said below, in the operator's words.
    }
    mistake(Setting.DATA_DIR, folder);
    return Path.of("");
  }

  private Optional<ReplicaId> replica() {
    Given name = of(Setting.REPLICA_ID);
    if (name.value().isEmpty()) {
      return Optional.empty();
    }
    if (!ReplicaId.isValid(name.value())) {
      mistake(Setting.REPLICA_ID, name);
      return Optional.empty();
    }
    return Optional.of(new ReplicaId(name.value()));
  }

  private Optional<Database> database() {
    Given url = of(Setting.DATASOURCE_URL);
    String username = of(Setting.DATASOURCE_USERNAME).value();
    Optional<SecretText> password = secret(Setting.DATASOURCE_PASSWORD);
    if (url.value().isEmpty()) {
      if (!username.isEmpty() || password.isPresent()) {
        mistakes.add(
            Setting.DATASOURCE_URL.variable()
                + ": missing (expected: a URL, because a username or password is given)");
      }
      return Optional.empty();
    }
    if (!url.value().startsWith("jdbc:postgresql:")) {
      // Not repeated: a URL may hold a password.
      mistakes.add(url.source() + ": (expected: " + Setting.DATASOURCE_URL.rule() + ")");
    }
    return Optional.of(new Database(url.value(), username, password));
  }

  private LimitsStore limitsStore() {
    boolean database = !of(Setting.DATASOURCE_URL).value().isEmpty();
    Given redis = of(Setting.REDIS_URL);
    if (!redis.value().isEmpty() && !redis.value().matches("rediss?://\\S+")) {
      mistakeOfSecret(Setting.REDIS_URL, redis);
    }
    LimitsStore store =
        switch (oneOf(Setting.LIMITS_STORE, "auto", "local", "postgres", "redis")) {
          case "local" -> LimitsStore.LOCAL;
          case "postgres" -> LimitsStore.POSTGRES;
          case "redis" -> LimitsStore.REDIS;
          default ->
              !redis.value().isEmpty()
                  ? LimitsStore.REDIS
                  : database ? LimitsStore.POSTGRES : LimitsStore.LOCAL;
        };
    if (store == LimitsStore.REDIS && redis.value().isEmpty()) {
      mistakes.add(
          Setting.REDIS_URL.variable()
              + ": missing (expected: a URL, because limits are in Redis)");
    }
    if (store != LimitsStore.LOCAL && !database) {
      mistakes.add(
          Setting.DATASOURCE_URL.variable()
              + ": missing (expected: a URL, because limits are to be shared)");
    }
    return store;
  }

  private Optional<SecretText> masterKey() {
    return secret(Setting.MASTER_KEY);
  }

  private Optional<FirstOrganization> firstOrganization() {
    Given name = of(Setting.BOOTSTRAP_ORGANIZATION);
    if (name.value().isBlank() || name.value().length() > 255) {
      mistake(Setting.BOOTSTRAP_ORGANIZATION, name);
    }
    Given key = of(Setting.BOOTSTRAP_ADMIN_KEY);
    if (key.value().isEmpty()) {
      return Optional.empty();
    }
    if (!key.value().matches("[!-~]{8,512}")) {
      mistakeOfSecret(Setting.BOOTSTRAP_ADMIN_KEY, key);
    } else if (key.value().length() < STRONG_KEY) {
      warnings.add(
          Setting.BOOTSTRAP_ADMIN_KEY.variable()
              + " is shorter than "
              + STRONG_KEY
              + " characters: fit for a trial, too easily guessed for more");
    }
    return Optional.of(new FirstOrganization(name.value(), SecretText.of(key.value())));
  }

  private Optional<String> publicUrl() {
    Given given = of(Setting.PUBLIC_URL);
    String url = given.value().endsWith("/") ? given.value().replaceFirst("/$", "") : given.value();
    if (url.isEmpty()) {
      return Optional.empty();
    }
    if (!PUBLIC_URL.matcher(url).matches()) {
      mistake(Setting.PUBLIC_URL, given);
    }
    return Optional.of(url);
  }

  private List<String> upstreamAllow() {
    return hosts(Setting.UPSTREAM_ALLOW);
  }

  private List<String> hosts(Setting setting) {
    Given allow = of(setting);
    List<String> entries =
        Arrays.stream(allow.value().split(",", -1))
            .map(String::strip)
            .filter(entry -> !entry.isEmpty())
            .collect(Collectors.toList());
    if (!entries.stream().allMatch(entry -> HOST_AND_PORT.matcher(entry).matches())) {
      mistake(setting, allow);
    }
    return entries;
  }

  private OutsideSecrets outsideSecrets() {
    Given prefix = of(Setting.SECRET_ENV_PREFIX);
    boolean ours = PREFIX.startsWith(prefix.value()) || prefix.value().startsWith(PREFIX);
    if (!prefix.value().isEmpty()
        && (ours || !prefix.value().matches("[A-Za-z_][A-Za-z0-9_]{0,63}"))) {
      mistake(Setting.SECRET_ENV_PREFIX, prefix);
    }
    Given folder = of(Setting.SECRET_FILE_DIR);
    Optional<Path> directory = Optional.empty();
    if (!folder.value().isEmpty()) {
      try {
        directory = Optional.of(Path.of(folder.value()).toAbsolutePath().normalize());
      } catch (InvalidPathException e) {
        mistake(Setting.SECRET_FILE_DIR, folder);
      }
    }
    return new OutsideSecrets(
        Optional.of(prefix.value()).filter(text -> !text.isEmpty()),
        directory,
        hosts(Setting.SECRET_IDENTITY_HOSTS));
  }

  private Optional<Smtp> smtp() {
    Given host = of(Setting.SMTP_HOST);
    Given from = of(Setting.SMTP_FROM);
    int port = (int) number(Setting.SMTP_PORT, 1, 65_535);
    String tls = oneOf(Setting.SMTP_TLS, "starttls", "tls", "none");
    String user = of(Setting.SMTP_USER).value();
    if (host.value().isEmpty()) {
      return Optional.empty();
    }
    if (!host.value().matches("[A-Za-z0-9.:_-]{1,255}")) {
      mistake(Setting.SMTP_HOST, host);
    }
    if (!MAIL_ADDRESS.matcher(from.value()).matches()) {
      mistake(Setting.SMTP_FROM, from);
    }
    return Optional.of(
        new Smtp(
            host.value(),
            port,
            tls,
            user.isEmpty() ? Optional.empty() : Optional.of(user),
            secret(Setting.SMTP_PASSWORD),
            from.value()));
  }

  private List<String> alertEmails() {
    Given given = of(Setting.ALERT_EMAILS);
    List<String> emails =
        Arrays.stream(given.value().split(",", -1))
            .map(String::strip)
            .filter(entry -> !entry.isEmpty())
            .distinct()
            .toList();
    if (!emails.stream().allMatch(email -> MAIL_ADDRESS.matcher(email).matches())) {
      mistake(Setting.ALERT_EMAILS, given);
    }
    return emails;
  }

  private Optional<Webhook> webhook() {
    Given url = of(Setting.ALERT_WEBHOOK_URL);
    Given secret = of(Setting.ALERT_WEBHOOK_SECRET);
    if (url.value().isEmpty()) {
      return Optional.empty();
    }
    if (secret.value().isEmpty()) {
      mistakes.add(
          Setting.ALERT_WEBHOOK_SECRET.variable()
              + ": missing (expected: a secret, because "
              + Setting.ALERT_WEBHOOK_URL.variable()
              + " is given)");
      return Optional.empty();
    }
    if (secret.value().startsWith("whsec_")
        && !secret
            .value()
            .matches("whsec_(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")) {
      mistakeOfSecret(Setting.ALERT_WEBHOOK_SECRET, secret);
    }
    return Optional.of(new Webhook(url.value(), SecretText.of(secret.value())));
  }

  private Optional<SecretText> secret(Setting setting) {
    String value = of(setting).value();
    return value.isEmpty() ? Optional.empty() : Optional.of(SecretText.of(value));
  }

  private long number(Setting setting, long least, long most) {
    Given number = of(setting);
    if (number.value().matches("\\d{1,10}")) {
      long value = Long.parseLong(number.value());
      if (value >= least && value <= most) {
        return value;
      }
    }
    mistake(setting, number);
    return least;
  }

  private Duration time(Setting setting, boolean zero) {
    Given text = of(setting);
    Matcher time = TIME.matcher(text.value());
    if (time.matches()) {
      long amount = Long.parseLong(time.group(1));
      Duration duration =
          switch (time.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
          };
      if ((zero || !duration.isZero()) && duration.compareTo(Duration.ofDays(1)) <= 0) {
        return duration;
      }
    }
    mistake(setting, text);
    return Duration.ofSeconds(1);
  }

  private String oneOf(Setting setting, String... allowed) {
    Given choice = of(setting);
    String value = choice.value().toLowerCase(Locale.ROOT);
    if (!Arrays.asList(allowed).contains(value)) {
      mistake(setting, choice);
    }
    return value;
  }

  private void mistake(Setting setting, Given value) {
    mistakes.add(wrong(value.source(), value.value(), setting.rule()));
  }

  private void mistakeOfSecret(Setting setting, Given value) {
    mistakes.add(value.source() + ": (expected: " + setting.rule() + ")");
  }

  private static String wrong(String source, String value, String rule) {
    return source + ": \"" + value + "\" (expected: " + rule + ")";
  }
}
