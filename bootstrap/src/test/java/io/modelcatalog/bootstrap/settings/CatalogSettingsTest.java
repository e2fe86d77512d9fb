package io.modelcatalog.bootstrap.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.bootstrap.settings.CatalogSettings.LimitsStore;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.shared.ReplicaId;
import io.modelcatalog.domain.shared.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogSettingsTest {
  private static final String SECRET = "a-secret-nobody-may-see";
  private static final SecretAccess TO_CHECK = new SecretAccess("check it in a test");

  @TempDir Path folder;

  private Result<CatalogSettings, List<String>> read(
      Map<String, String> flags, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.putIfAbsent("CATALOG_DATA_DIR", folder.resolve("data").toString());
    return CatalogSettings.read(flags, all);
  }

  private CatalogSettings valid(Map<String, String> flags, Map<String, String> environment) {
    return switch (read(flags, environment)) {
      case Result.Ok<CatalogSettings, List<String>>(CatalogSettings settings) -> settings;
      case Result.Err<CatalogSettings, List<String>>(List<String> mistakes) ->
          throw new AssertionError(mistakes);
    };
  }

  private List<String> mistakes(Map<String, String> flags, Map<String, String> environment) {
    return switch (read(flags, environment)) {
      case Result.Ok<CatalogSettings, List<String>>(CatalogSettings settings) ->
          throw new AssertionError("accepted");
      case Result.Err<CatalogSettings, List<String>>(List<String> mistakes) -> mistakes;
    };
  }

  @Test
  void everythingHasADefaultThatPassesItsOwnRule() {
    CatalogSettings settings = valid(Map.of(), Map.of());

    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.maxBodyBytes()).isEqualTo(32 * 1024 * 1024);
    assertThat(settings.outputCap()).isEqualTo(32_768);
    assertThat(settings.database()).isEmpty();
    assertThat(settings.masterKey()).isEmpty();
    assertThat(settings.firstOrganization()).isEmpty();
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void aFlagGoesBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
    Path file = folder.resolve("catalog.properties");
    Files.writeString(file, "port=1001\nhost=0.0.0.0\nlog-level=warn\n");
    Map<String, String> environment =
        Map.of("CATALOG_CONFIG", file.toString(), "CATALOG_PORT", "1002", "CATALOG_HOST", "::1");

    assertThat(valid(Map.of("port", "1003"), environment).port()).isEqualTo(1003);
    assertThat(valid(Map.of(), environment).port()).isEqualTo(1002);
    assertThat(valid(Map.of(), environment).host()).isEqualTo("::1");
    assertThat(valid(Map.of(), environment).logLevel()).isEqualTo("warn");
    assertThat(valid(Map.of("config", file.toString()), Map.of()).port()).isEqualTo(1001);
  }

  @Test
  void aReplicaMayHaveANameOfItsOwn() {
    assertThat(valid(Map.of(), Map.of("CATALOG_REPLICA_ID", "west-1")).replica())
        .contains(new ReplicaId("west-1"));
    assertThat(valid(Map.of(), Map.of()).replica()).isEmpty();
    assertThat(mistakes(Map.of(), Map.of("CATALOG_REPLICA_ID", "West 1")))
        .containsExactly("CATALOG_REPLICA_ID: \"West 1\" (expected: " + ReplicaId.RULE + ")");
  }

  @Test
  void limitsAreSharedWhereTheyCanBe() {
    String database = "jdbc:postgresql://db/catalog";

    assertThat(valid(Map.of(), Map.of()).limitsStore()).isEqualTo(LimitsStore.LOCAL);
    assertThat(valid(Map.of("datasource-url", database), Map.of()).limitsStore())
        .isEqualTo(LimitsStore.POSTGRES);
    assertThat(
            valid(
                    Map.of("datasource-url", database),
                    Map.of("CATALOG_REDIS_URL", "redis://cache:6379"))
                .limitsStore())
        .isEqualTo(LimitsStore.REDIS);
    assertThat(
            valid(Map.of("datasource-url", database, "limits-store", "local"), Map.of())
                .limitsStore())
        .isEqualTo(LimitsStore.LOCAL);
    assertThat(mistakes(Map.of("limits-store", "postgres"), Map.of()))
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("CATALOG_DATASOURCE_URL: missing");
    assertThat(mistakes(Map.of("limits-store", "redis", "datasource-url", database), Map.of()))
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("CATALOG_REDIS_URL: missing");
    assertThat(
            mistakes(
                Map.of("datasource-url", database),
                Map.of("CATALOG_REDIS_URL", "http://" + SECRET)))
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("CATALOG_REDIS_URL: (expected: redis://")
        .doesNotContain(SECRET);
  }

  @Test
  void aSecretCanComeFromAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("admin"), SECRET + "\n");

    assertThat(
            valid(Map.of(), Map.of("CATALOG_BOOTSTRAP_ADMIN_KEY_FILE", file.toString()))
                .firstOrganization()
                .orElseThrow()
                .adminKey()
                .reveal(TO_CHECK))
        .isEqualTo(SECRET);
    assertThat(
            valid(Map.of("bootstrap-admin-key-file", file.toString()), Map.of())
                .firstOrganization())
        .isPresent();
  }

  @Test
  void aSecretGivenTwiceIsRefusedBecauseEitherMayBeStale() throws IOException {
    Path file = Files.writeString(folder.resolve("admin"), SECRET);

    assertThat(
            mistakes(
                Map.of(),
                Map.of(
                    "CATALOG_BOOTSTRAP_ADMIN_KEY",
                    SECRET,
                    "CATALOG_BOOTSTRAP_ADMIN_KEY_FILE",
                    file.toString())))
        .containsExactly(
            "CATALOG_BOOTSTRAP_ADMIN_KEY and CATALOG_BOOTSTRAP_ADMIN_KEY_FILE: give one of them,"
                + " not both");
  }

  @Test
  void aSecretOnTheCommandLineIsRefused() {
    assertThat(mistakes(Map.of("master-key", SECRET), Map.of()))
        .singleElement()
        .asString()
        .startsWith("--master-key: every user of this machine could read")
        .doesNotContain(SECRET);
  }

  @Test
  void aSecretFileThatIsMissingOrEmptyIsNamed() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    String missing = folder.resolve("missing").toString();

    assertThat(mistakes(Map.of(), Map.of("CATALOG_MASTER_KEY_FILE", missing)))
        .containsExactly(
            "CATALOG_MASTER_KEY_FILE: \"" + missing + "\" (expected: a file that can be read)");
    assertThat(mistakes(Map.of(), Map.of("CATALOG_MASTER_KEY_FILE", empty.toString())))
        .containsExactly(
            "CATALOG_MASTER_KEY_FILE: \"" + empty + "\" (expected: a file that is not empty)");
  }

  @ParameterizedTest
  @CsvSource({
    "CATALOG_PORT, 70000, a number from 0 to 65535",
    "CATALOG_PORT, -1, a number from 0 to 65535",
    "CATALOG_PORT, http, a number from 0 to 65535",
    "CATALOG_MAX_BODY_BYTES, 12, a number from 1024 to 1073741824",
    "CATALOG_OUTPUT_CAP, 0, a number from 1 to 10000000",
    "CATALOG_UPSTREAM_IDLE_TIMEOUT, 10, 'a time such as 500ms, 10s or 2m'",
    "CATALOG_UPSTREAM_IDLE_TIMEOUT, 0s, 'a time such as 500ms, 10s or 2m'",
    "CATALOG_UPSTREAM_IDLE_TIMEOUT, 48h, 'a time such as 500ms, 10s or 2m'",
    "CATALOG_UPSTREAM_ALLOW, localhost, 'host:port, several with commas between'",
    "CATALOG_LOG_LEVEL, loud, 'error, warn, info, debug or trace'",
    "CATALOG_LOG_FORMAT, xml, text or json",
    "CATALOG_HOST, 'a b', an IP address or host name",
    "CATALOG_CONFIG, /nowhere/at.all, a readable properties file",
  })
  void aWrongValueIsNamedWithItsPlaceAndTheRule(String variable, String value, String rule) {
    assertThat(mistakes(Map.of(), Map.of(variable, value)))
        .containsExactly(variable + ": \"" + value + "\" (expected: " + rule + ")");
  }

  @Test
  void theDatabaseUrlIsNeverRepeatedBecauseItMayHoldAPassword() {
    assertThat(
            mistakes(
                Map.of(), Map.of("CATALOG_DATASOURCE_URL", "jdbc:mysql://h/d?password=" + SECRET)))
        .containsExactly(
            "CATALOG_DATASOURCE_URL: (expected: jdbc:postgresql://host:port/database)");
  }

  @Test
  void aWeakAdministratorKeyIsRefusedWithoutRepeatingIt() {
    assertThat(mistakes(Map.of(), Map.of("CATALOG_BOOTSTRAP_ADMIN_KEY", "weak")))
        .containsExactly(
            "CATALOG_BOOTSTRAP_ADMIN_KEY: (expected: 8 to 512 printable ASCII characters without"
                + " blanks)");
  }

  @Test
  void allMistakesAreToldAtOnce() {
    assertThat(
            mistakes(
                Map.of("log-level", "loud", "prot", "1"),
                Map.of("CATALOG_PORT", "x", "CATALOG_OUTPUT_CAP", "x")))
        .hasSize(4);
  }

  @Test
  void anUnknownVariableIsWarnedOf() {
    assertThat(
            valid(Map.of(), Map.of("CATALOG_PROT", "1", "CATALOG_JAVA_OPTS", "-Xmx1g")).warnings())
        .containsExactly("CATALOG_PROT is not a setting of the catalog and has no effect");
  }

  @Test
  void anUnknownFlagIsRefused() {
    assertThat(mistakes(Map.of("prot", "1"), Map.of()))
        .containsExactly("--prot: there is no such option");
  }

  @Test
  void anEmptyValueCountsAsNotGiven() {
    CatalogSettings settings =
        valid(Map.of(), Map.of("CATALOG_PORT", "", "CATALOG_MASTER_KEY", ""));

    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.masterKey()).isEmpty();
  }

  @Test
  void timesAndListsAreRead() {
    CatalogSettings settings =
        valid(
            Map.of(),
            Map.of(
                "CATALOG_UPSTREAM_CONNECT_TIMEOUT", "250ms",
                "CATALOG_SHUTDOWN_GRACE", "0s",
                "CATALOG_UPSTREAM_ALLOW", "127.0.0.1:8000, [::1]:9000,"));

    assertThat(settings.upstreamTimeouts().connect()).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.shutdownGrace()).isZero();
    assertThat(settings.upstreamAllow()).containsExactly("127.0.0.1:8000", "[::1]:9000");
  }

  @Test
  void settingsNeverPrintASecret() {
    CatalogSettings settings =
        valid(
            Map.of(), Map.of("CATALOG_MASTER_KEY", SECRET, "CATALOG_BOOTSTRAP_ADMIN_KEY", SECRET));

    assertThat(settings.toString()).doesNotContain(SECRET);
  }
}
