package io.modelcatalog.bootstrap.settings;

import io.modelcatalog.domain.shared.ReplicaId;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything an operator can set. A flag goes before an environment variable, that before the
 * configuration file, and that before the default.
 */
public enum Setting {
  HOST(
      "127.0.0.1",
      "an IP address or host name",
      "Address to listen on. `0.0.0.0` opens the catalog to the network: put TLS in front."),
  PORT("8080", "a number from 0 to 65535", "Port to listen on; 0 takes a free one."),
  DATA_DIR(
      "data",
      "a folder that can be made and written",
      "Where the embedded database, the usage journal and a generated master key are kept."),
  REPLICA_ID(
      "",
      ReplicaId.RULE,
      "Name of this process among those that share a database. Empty: made at the first start and"
          + " kept in the data folder as `replica-id`. No two may have the same."),
  DATASOURCE_URL(
      "",
      "jdbc:postgresql://host:port/database",
      "A PostgreSQL database. Empty: an embedded H2 database in the data folder."),
  DATASOURCE_USERNAME("", "text", "Who logs in to the database."),
  DATASOURCE_PASSWORD("", "text", "The password of the database.", true),
  LIMITS_STORE(
      "auto",
      "auto, local, postgres or redis",
      "Through what replicas share their limits. `local`: this process counts alone. `postgres`:"
          + " the database. `redis`: rate limits through Redis or Valkey, budgets through the"
          + " database. `auto`: `redis` with a Redis URL, else `postgres` with a PostgreSQL"
          + " database, else `local`."),
  REDIS_URL(
      "",
      "redis://[user:password@]host[:port] or rediss:// for TLS",
      "A Redis or Valkey server for rate limits.",
      true),
  MASTER_KEY(
      "",
      "32 random bytes in Base64",
      "Encrypts all credentials. Empty: made at the first start and kept in the data folder as"
          + " `master.key`, readable by its owner only. Make one with `openssl rand -base64 32`.",
      true),
  BOOTSTRAP_ADMIN_KEY(
      "",
      "8 to 512 printable ASCII characters without blanks",
      "On an empty database: makes the first organization, with a default workspace and an"
          + " organization API key of exactly this value that may do everything. Otherwise"
          + " without effect.",
      true),
  BOOTSTRAP_ORGANIZATION("Default", "1 to 255 characters", "Name of that first organization."),
  PUBLIC_URL(
      "",
      "http:// or https://, a host name, and a port where one is needed",
      "Where people reach this server, for links in invites and for snippets. Empty: what the"
          + " request was sent to that asked for them."),
  SESSION_IDLE_TIMEOUT(
      "2h",
      "a time such as 30m or 2h, up to 24h",
      "How long somebody who signed in may do nothing before they must sign in again."),
  SESSION_LIFETIME(
      "24h",
      "a time such as 30m or 2h, up to 24h",
      "How long after signing in somebody must sign in again whatever they do."),
  UPSTREAM_ALLOW(
      "",
      "host:port, several with commas between",
      "Private or loopback addresses that integrations may call, each exactly."),
  UPSTREAM_CONNECT_TIMEOUT(
      "10s",
      "a time such as 500ms, 10s or 2m",
      "How long looking up an upstream's name, connecting and TLS may take together."),
  UPSTREAM_FIRST_BYTE_TIMEOUT(
      "10m",
      "a time such as 500ms, 10s or 2m",
      "How long an upstream may think before the first byte of its answer."),
  UPSTREAM_IDLE_TIMEOUT(
      "2m", "a time such as 500ms, 10s or 2m", "How long an upstream may pause within an answer."),
  SECRET_ENV_PREFIX(
      "",
      "the beginning of names of variables, such as TENANT_SECRET_; not of the catalog's own",
      "Environment variables that secret references of the kind `environment` may read: those whose"
          + " name begins so. Empty: none."),
  SECRET_FILE_DIR(
      "",
      "a folder",
      "The folder below which secret references of the kind `file` may read files. Empty: none."),
  SECRET_IDENTITY_HOSTS(
      "",
      "host:port, several with commas between",
      "Vaults that secret references may show the server's own Kubernetes identity to. Empty:"
          + " none."),
  MAX_BODY_BYTES(
      "33554432",
      "a number from 1024 to 1073741824",
      "Largest request body in bytes; a larger one is answered with 413."),
  LIMIT_HEADERS(
      "on",
      "on or off",
      "Whether answers of the gateway carry `x-ratelimit-…`, `RateLimit` and"
          + " `RateLimit-Policy`."),
  ALERT_EMAILS(
      "",
      "mail addresses with commas between",
      "Who is told by mail that a budget runs low or out, where the API key names nobody."),
  ALERT_WEBHOOK_URL(
      "",
      "an https:// address",
      "Where alerts are posted to, signed. Empty: nowhere. A private address must be allowed by"
          + " `CATALOG_UPSTREAM_ALLOW`."),
  ALERT_WEBHOOK_SECRET(
      "", "text, or whsec_ and Base64", "What posted alerts are signed with (HMAC-SHA-256).", true),
  SMTP_HOST("", "a host name", "The mail server for alerts and invites. Empty: no mail."),
  SMTP_PORT("587", "a number from 1 to 65535", "The mail server's port."),
  SMTP_TLS(
      "starttls",
      "starttls, tls or none",
      "`starttls` begins in the clear and must change to TLS before anything else is said; `tls`"
          + " is TLS from the first byte, usually on port 465."),
  SMTP_USER("", "text", "Who logs in to the mail server. Empty: nobody."),
  SMTP_PASSWORD("", "text", "The password at the mail server.", true),
  SMTP_FROM(
      "", "a mail address", "The sender of alerts and invites; needed with `CATALOG_SMTP_HOST`."),
  OUTPUT_CAP(
      "32768",
      "a number from 1 to 10000000",
      "Most tokens an answer may have when a cost or token limit applies and neither the client"
          + " nor the model sets a lower maximum."),
  CUT_STREAMS(
      "on",
      "on or off",
      "Whether a stream is ended, with an error event, when it surely brought more than was"
          + " reserved for it under a cost or token limit."),
  JOURNAL_FSYNC_INTERVAL(
      "100ms",
      "a time such as 500ms, 10s or 2m; 0s: with each batch that goes to the database",
      "How often the usage journal is forced to the disk. The end of the process never loses a"
          + " record; a power cut can lose those of this span."),
  KEEP_BALANCES_DAYS(
      "35",
      "a number from 1 to 3650",
      "For how many days after its window has ended the balance of a rate limit or of a policy's"
          + " group is kept, and for how long the balances of a replica that was stopped or written"
          + " off are kept apart. Usage records are always kept."),
  KEEP_LOGS_DAYS(
      "90",
      "a number from 1 to 3650",
      "For how many days the request log and feedback are kept. A workspace can have its own"
          + " forgotten earlier (`settings.log_retention_days`)."),
  KEEP_LOG_BODIES_DAYS(
      "30",
      "a number from 1 to 3650",
      "For how many days bodies of calls are kept, where a workspace has them logged"
          + " (`settings.debug_log`); never longer than the request log."),
  SHUTDOWN_GRACE(
      "30s",
      "a time such as 500ms, 10s or 2m",
      "How long calls in flight may go on after the signal to stop."),
  LOG_LEVEL("info", "error, warn, info, debug or trace", "How much is logged."),
  LOG_FORMAT("text", "text or json", "One line of text, or one JSON object, for each event.");

  /** The setting that names the configuration file; cannot stand in the file itself. */
  static final String CONFIG = "config";

  private final String byDefault;
  private final String rule;
  private final String meaning;
  private final boolean secret;

  Setting(String byDefault, String rule, String meaning) {
    this(byDefault, rule, meaning, false);
  }

  Setting(String byDefault, String rule, String meaning, boolean secret) {
    this.byDefault = byDefault;
    this.rule = rule;
    this.meaning = meaning;
    this.secret = secret;
  }

  /** Its name in flags and files, such as {@code data-dir}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The environment variable, such as {@code CATALOG_DATA_DIR}. */
  public String variable() {
    return "CATALOG_" + name();
  }

  /** The default as text; empty for none. */
  public String byDefault() {
    return byDefault;
  }

  /** What a value must be. */
  public String rule() {
    return rule;
  }

  /** What it does, in Markdown. */
  public String meaning() {
    return meaning;
  }

  /**
   * Whether it is a secret: then it can also be read from a file ({@code …_FILE}), and never stands
   * on the command line, where every user of the machine could see it.
   */
  public boolean secret() {
    return secret;
  }

  static Optional<Setting> ofKey(String key) {
    for (Setting setting : values()) {
      if (setting.key().equals(key)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }
}
