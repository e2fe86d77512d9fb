package io.modelcatalog.bootstrap.settings;

import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.shared.ReplicaId;
import io.modelcatalog.domain.shared.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What the operator decided, checked.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 for a free one
 * @param dataDir folder for everything kept locally; absolute
 * @param replica the name of this process; empty to use, or make, the one in the data folder
 * @param database the database; empty for the embedded one in the data folder
 * @param limitsStore through what limits are shared
 * @param redisUrl where rate limits are shared, if they are in Redis
 * @param masterKey the key that encrypts credentials; empty to use, or make, the one in the data
 *     folder
 * @param firstOrganization what to make on an empty database; empty for nothing
 * @param people how people come in
 * @param upstreamAllow {@code host:port}s that may be called although they are private
 * @param upstreamTimeouts how long upstreams may take
 * @param outsideSecrets what of the server itself secret references may read
 * @param maxBodyBytes largest request body
 * @param limitHeaders whether the gateway's answers tell how the limits of their call stand
 * @param alerting whom to tell of budgets that run low, and how
 * @param outputCap most tokens of an answer that nothing else caps
 * @param cutStreams whether a stream is ended that went beyond its reservation
 * @param journalFsyncInterval how often the journal is forced to the disk
 * @param keepBalances for how long balances are kept that no call can be counted on any more
 * @param keepLogs for how long the records of calls are kept
 * @param keepLogBodies for how long what was said in them is
 * @param shutdownGrace how long calls may go on after the signal to stop
 * @param logLevel how much is logged, in lower case
 * @param logFormat {@code text} or {@code json}
 * @param warnings what was given but is not known, as sentences
 */
public record CatalogSettings(
    String host,
    int port,
    Path dataDir,
    Optional<ReplicaId> replica,
    Optional<Database> database,
    LimitsStore limitsStore,
    Optional<SecretText> redisUrl,
    Optional<SecretText> masterKey,
    Optional<FirstOrganization> firstOrganization,
    People people,
    List<String> upstreamAllow,
    UpstreamTimeouts upstreamTimeouts,
    OutsideSecrets outsideSecrets,
    int maxBodyBytes,
    boolean limitHeaders,
    Alerting alerting,
    long outputCap,
    boolean cutStreams,
    Duration journalFsyncInterval,
    Duration keepBalances,
    Duration keepLogs,
    Duration keepLogBodies,
    Duration shutdownGrace,
    String logLevel,
    String logFormat,
    List<String> warnings) {
  public CatalogSettings {
    upstreamAllow = List.copyOf(upstreamAllow);
    warnings = List.copyOf(warnings);
  }

  /** Through what replicas share their limits. */
  public enum LimitsStore {
    /** Nothing: this process counts alone. */
    LOCAL,
    /** The database. */
    POSTGRES,
    /** Rate limits through Redis, budgets through the database. */
    REDIS
  }

  /**
   * A database of the operator's own.
   *
   * @param url JDBC URL
   * @param username who logs in; empty if the URL says so
   * @param password the password; empty for none
   */
  public record Database(String url, String username, Optional<SecretText> password) {

    /** User and password, as drivers take them. */
    public Properties login(SecretAccess why) {
      Properties login = new Properties();
      if (!username.isEmpty()) {
        login.setProperty("user", username);
      }
      password.ifPresent(secret -> login.setProperty("password", secret.reveal(why)));
      return login;
    }
  }

  /**
   * How people are told of budgets.
   *
   * @param smtp the mail server; empty for no mail
   * @param emails who is told where the budget's object names nobody
   * @param webhook what is posted to; empty for nothing
   */
  public record Alerting(Optional<Smtp> smtp, List<String> emails, Optional<Webhook> webhook) {
    public Alerting {
      emails = List.copyOf(emails);
    }
  }

  /**
   * A mail server.
   *
   * @param host its name
   * @param port its port
   * @param tls {@code starttls}, {@code tls} or {@code none}
   * @param user who logs in; empty for nobody
   * @param password the password; empty for none
   * @param from the sender's address
   */
  public record Smtp(
      String host,
      int port,
      String tls,
      Optional<String> user,
      Optional<SecretText> password,
      String from) {}

  /**
   * A receiver of alerts.
   *
   * @param url where it listens
   * @param secret what messages to it are signed with
   */
  public record Webhook(String url, SecretText secret) {}

  /**
   * The first organization of an empty database.
   *
   * @param name its name
   * @param adminKey the key of its administrator
   */
  public record FirstOrganization(String name, SecretText adminKey) {}

  /**
   * How people come in.
   *
   * @param publicUrl where they reach this server, without a path; empty if it is not known
   * @param sessionIdle how long a session lasts in which nothing is done
   * @param sessionLifetime how long a session lasts at most
   */
  public record People(
      Optional<String> publicUrl, Duration sessionIdle, Duration sessionLifetime) {}

  /**
   * How long upstreams may take.
   *
   * @param connect until connected
   * @param firstByte until the answer begins
   * @param idle between two parts of the answer
   */
  public record UpstreamTimeouts(Duration connect, Duration firstByte, Duration idle) {}

  /**
   * What of the server itself secret references may read.
   *
   * @param variablePrefix how names of environment variables must begin; empty for none
   * @param fileDirectory the folder files must be below; empty for none
   * @param identityHosts {@code host:port}s of vaults that the server's identity may be shown to
   */
  public record OutsideSecrets(
      Optional<String> variablePrefix, Optional<Path> fileDirectory, List<String> identityHosts) {
    public OutsideSecrets {
      identityHosts = List.copyOf(identityHosts);
    }
  }

  /**
   * Reads and checks all settings.
   *
   * @param flags what stood on the command line, without the dashes: {@code port} to {@code 8080}
   * @param environment the environment variables
   * @return the settings, or every mistake as a sentence that names the place and the rule; never
   *     with a secret in it
   */
  public static Result<CatalogSettings, List<String>> read(
      Map<String, String> flags, Map<String, String> environment) {
    return new SettingsReader(flags, environment).read();
  }

  /** The same settings with a first organization of another choice. */
  public CatalogSettings withFirstOrganization(FirstOrganization first) {
    return new CatalogSettings(
        host,
        port,
        dataDir,
        replica,
        database,
        limitsStore,
        redisUrl,
        masterKey,
        Optional.of(first),
        people,
        upstreamAllow,
        upstreamTimeouts,
        outsideSecrets,
        maxBodyBytes,
        limitHeaders,
        alerting,
        outputCap,
        cutStreams,
        journalFsyncInterval,
        keepBalances,
        keepLogs,
        keepLogBodies,
        shutdownGrace,
        logLevel,
        logFormat,
        warnings);
  }
}
