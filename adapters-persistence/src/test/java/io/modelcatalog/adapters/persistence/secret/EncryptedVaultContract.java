package io.modelcatalog.adapters.persistence.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.application.port.persistence.RandomAggregates;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.application.port.persistence.Stores;
import io.modelcatalog.application.port.secret.ApiKeys;
import io.modelcatalog.application.port.secret.ApiKeysContract;
import io.modelcatalog.application.port.secret.CredentialVault;
import io.modelcatalog.application.port.secret.CredentialVaultContract;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is added to the contracts where secrets are encrypted in a database. */
interface EncryptedVaultContract extends CredentialVaultContract, ApiKeysContract {
  MasterKey OTHER_KEY = MasterKey.ofText("b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGVyMzI=", "another");

  /** A database shared with other tests. */
  TestDatabase database();

  /** A database of this test alone. */
  TestDatabase newDatabase();

  @Override
  default Stores stores() {
    return database();
  }

  @Override
  default CredentialVault vault() {
    return database().bean(CredentialVault.class);
  }

  @Override
  default ApiKeys apiKeys() {
    return database().bean(ApiKeys.class);
  }

  @Test
  default void storesNoSecretInTheClear() throws SQLException {
    CredentialRef ref = stored(database(), anOrganization(), anIntegration(), "canary-secret-1234");

    byte[] ciphertext = ciphertext(ref, 1);

    assertThat(new String(ciphertext, StandardCharsets.ISO_8859_1)).doesNotContain("canary");
    assertThat(
            ciphertext(
                stored(database(), anOrganization(), anIntegration(), "canary-secret-1234"), 1))
        .isNotEqualTo(ciphertext);
  }

  @Test
  default void aCiphertextMovedToAnotherIntegrationOrganizationOrVersionDoesNotOpen()
      throws SQLException {
    OrganizationId organization = anOrganization();
    OrganizationId otherOrganization = anOrganization();
    IntegrationId integration = anIntegration();
    IntegrationId otherIntegration = anIntegration();
    CredentialRef ref = stored(database(), organization, integration, "secret-of-mine");
    CredentialRef sameTenant = stored(database(), organization, otherIntegration, "other-secret");
    CredentialRef otherTenant = stored(database(), otherOrganization, integration, "their-secret");
    CredentialRef next =
        vault()
            .store(
                organization,
                integration,
                Optional.of(ref),
                Credentials.key(SecretText.of("second-secret")));

    move(ref, 1, sameTenant, 1);
    move(ref, 1, otherTenant, 1);
    move(ref, 1, next, 2);

    assertDoesNotOpen(organization, otherIntegration, sameTenant);
    assertDoesNotOpen(otherOrganization, integration, otherTenant);
    assertDoesNotOpen(organization, integration, next);
  }

  @Test
  default void aFlippedBitDoesNotOpen() throws SQLException {
    OrganizationId organization = anOrganization();
    IntegrationId integration = anIntegration();
    CredentialRef ref = stored(database(), organization, integration, "secret-of-mine");
    byte[] ciphertext = ciphertext(ref, 1);
    ciphertext[ciphertext.length / 2] ^= 1;
    overwrite(ref, 1, ciphertext);

    assertDoesNotOpen(organization, integration, ref);
  }

  @Test
  default void aDataKeyMovedToAnotherOrganizationDoesNotOpen() throws SQLException {
    OrganizationId organization = anOrganization();
    OrganizationId other = anOrganization();
    IntegrationId integration = anIntegration();
    stored(database(), organization, anIntegration(), "secret-of-mine");
    CredentialRef ref = stored(database(), other, integration, "their-secret");
    try (Connection connection = database().connection();
        PreparedStatement update =
            connection.prepareStatement(
                """
                UPDATE organization_key SET wrapped =
                  (SELECT wrapped FROM organization_key WHERE organization_id = ?)
                WHERE organization_id = ?""")) {
      update.setObject(1, organization.value());
      update.setObject(2, other.value());
      assertThat(update.executeUpdate()).isEqualTo(1);
    }

    assertDoesNotOpen(other, integration, ref);
  }

  @Test
  default void staysSealedWithAnotherMasterKeyAndChangesNothing() throws SQLException {
    try (TestDatabase database = newDatabase()) {
      OrganizationId organization = organizationIn(database);
      IntegrationId integration = anIntegration();
      CredentialRef ref = stored(database, organization, integration, "secret-of-mine");
      KeyDigest digest = database.bean(ApiKeys.class).digest("a key");
      assertThat(database.bean(Keyring.class).state()).isEqualTo(new VaultState.Open());
      String before = contents(database);

      try (TestDatabase wrong = database.openedWith(OTHER_KEY)) {
        VaultState state = wrong.bean(Keyring.class).state();
        assertThat(state)
            .isInstanceOfSatisfying(
                VaultState.Sealed.class,
                found ->
                    assertThat(found.reason())
                        .contains("another", OTHER_KEY.fingerprint())
                        .doesNotContain("b3RoZXI"));
        CredentialVault vault = wrong.bean(CredentialVault.class);
        assertThatThrownBy(
                () -> vault.reveal(organization, integration, ref, new SecretAccess("test")))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("sealed");
        assertThatThrownBy(() -> stored(wrong, organization, anIntegration(), "never"))
            .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> wrong.bean(ApiKeys.class).digest("a key"))
            .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> wrong.bean(Keyring.class).replaceMasterKey(OTHER_KEY))
            .isInstanceOf(IllegalStateException.class);
      }

      assertThat(contents(database)).isEqualTo(before);
      try (TestDatabase right = database.openedWith(TestDatabase.MASTER_KEY)) {
        assertThat(right.bean(Keyring.class).state()).isEqualTo(new VaultState.Open());
        assertThat(right.bean(ApiKeys.class).digest("a key")).isEqualTo(digest);
      }
    }
  }

  @Test
  default void processesThatSetAnEmptyDatabaseUpAtOnceAgree() throws Exception {
    try (TestDatabase one = newDatabase();
        TestDatabase two = one.openedWith(TestDatabase.MASTER_KEY);
        ExecutorService pool = Executors.newFixedThreadPool(2)) {
      Future<KeyDigest> first = pool.submit(() -> one.bean(ApiKeys.class).digest("a key"));
      Future<KeyDigest> second = pool.submit(() -> two.bean(ApiKeys.class).digest("a key"));

      assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(second.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  default void staysSealedWhenTheRootIsGone() throws SQLException {
    try (TestDatabase database = newDatabase()) {
      stored(database, organizationIn(database), anIntegration(), "secret-of-mine");
      try (Connection connection = database.connection();
          PreparedStatement delete = connection.prepareStatement("DELETE FROM vault_root")) {
        delete.executeUpdate();
      }

      assertThat(database.bean(Keyring.class).open()).isInstanceOf(VaultState.Sealed.class);
    }
  }

  @Test
  default void anotherMasterKeyCanTakeThePlaceOfTheFirst() {
    try (TestDatabase database = newDatabase()) {
      OrganizationId organization = organizationIn(database);
      IntegrationId integration = anIntegration();
      CredentialRef ref = stored(database, organization, integration, "secret-of-mine");
      KeyDigest digest = database.bean(ApiKeys.class).digest("a key");

      database.bean(Keyring.class).replaceMasterKey(OTHER_KEY);

      assertThat(
              database
                  .bean(CredentialVault.class)
                  .reveal(organization, integration, ref, new SecretAccess("test")))
          .isEqualTo(Credentials.key(SecretText.of("secret-of-mine")));
      try (TestDatabase after = database.openedWith(OTHER_KEY)) {
        assertThat(after.bean(Keyring.class).state()).isEqualTo(new VaultState.Open());
        assertThat(
                after
                    .bean(CredentialVault.class)
                    .reveal(organization, integration, ref, new SecretAccess("test")))
            .isEqualTo(Credentials.key(SecretText.of("secret-of-mine")));
        assertThat(after.bean(ApiKeys.class).digest("a key")).isEqualTo(digest);
      }
      try (TestDatabase old = database.openedWith(TestDatabase.MASTER_KEY)) {
        assertThat(old.bean(Keyring.class).state()).isInstanceOf(VaultState.Sealed.class);
      }
    }
  }

  @Test
  default void aNewDataKeyLeavesOldSecretsReadable() {
    OrganizationId organization = anOrganization();
    IntegrationId integration = anIntegration();
    CredentialRef first = stored(database(), organization, integration, "under-the-first-key");

    database().bean(Keyring.class).rotateDataKey(organization);
    CredentialRef second = stored(database(), organization, integration, "under-the-second-key");

    assertThat(vault().reveal(organization, integration, first, new SecretAccess("test")))
        .isEqualTo(Credentials.key(SecretText.of("under-the-first-key")));
    assertThat(vault().reveal(organization, integration, second, new SecretAccess("test")))
        .isEqualTo(Credentials.key(SecretText.of("under-the-second-key")));
  }

  @Test
  default void rotationsAtOnceGetVersionsOfTheirOwn() throws Exception {
    OrganizationId organization = anOrganization();
    IntegrationId integration = anIntegration();
    CredentialRef first = stored(database(), organization, integration, "first-secret");
    List<Future<Integer>> rotations = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        rotations.add(
            pool.submit(
                () ->
                    vault()
                        .store(
                            organization,
                            integration,
                            Optional.of(first),
                            Credentials.key(SecretText.of("next-secret")))
                        .version()));
      }
      List<Integer> versions = new ArrayList<>();
      for (Future<Integer> rotation : rotations) {
        versions.add(rotation.get(30, TimeUnit.SECONDS));
      }
      assertThat(versions).containsExactlyInAnyOrder(2, 3, 4, 5);
    }
  }

  @Test
  default void digestsAreTheSameInEveryThread() throws Exception {
    KeyDigest here = apiKeys().digest("a key");
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Future<Boolean>> same = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        same.add(
            pool.submit(
                () -> {
                  boolean all = true;
                  for (int n = 0; n < 2_000; n++) {
                    all &= apiKeys().digest("a key").equals(here);
                    all &= !apiKeys().digest("key " + n).equals(here);
                  }
                  return all;
                }));
      }
      for (Future<Boolean> each : same) {
        assertThat(each.get(30, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  default void everySingleMistypedCharacterOfAKeyIsNoticed() {
    String key = apiKeys().generate(KeyType.WORKSPACE_SERVICE).reveal(new SecretAccess("test"));
    assertThat(key).matches("mcg_sk_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}");
    for (int i = 4; i < key.length(); i++) {
      char other = key.charAt(i) == 'a' ? 'b' : 'a';
      String mistyped = key.substring(0, i) + other + key.substring(i + 1);
      assertThat(apiKeys().plausible(mistyped)).as(mistyped).isFalse();
      assertThat(apiKeys().plausible(key.substring(0, i))).isFalse();
    }
  }

  private void assertDoesNotOpen(
      OrganizationId organization, IntegrationId integration, CredentialRef ref) {
    assertThatThrownBy(
            () -> vault().reveal(organization, integration, ref, new SecretAccess("test")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("open")
        .hasMessageNotContaining("secret-of-mine");
  }

  private void move(CredentialRef from, int fromVersion, CredentialRef to, int toVersion)
      throws SQLException {
    overwrite(to, toVersion, ciphertext(from, fromVersion));
  }

  private byte[] ciphertext(CredentialRef ref, int version) throws SQLException {
    try (Connection connection = database().connection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT ciphertext FROM credential WHERE id = ? AND version = ?")) {
      select.setObject(1, ref.id());
      select.setInt(2, version);
      try (ResultSet row = select.executeQuery()) {
        assertThat(row.next()).isTrue();
        return row.getBytes(1);
      }
    }
  }

  private void overwrite(CredentialRef ref, int version, byte[] ciphertext) throws SQLException {
    try (Connection connection = database().connection();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE credential SET ciphertext = ? WHERE id = ? AND version = ?")) {
      update.setBytes(1, ciphertext);
      update.setObject(2, ref.id());
      update.setInt(3, version);
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }

  private static String contents(TestDatabase database) throws SQLException {
    StringBuilder all = new StringBuilder();
    for (String table : List.of("vault_root", "organization_key", "credential")) {
      try (Connection connection = database.connection();
          PreparedStatement select = connection.prepareStatement("SELECT * FROM " + table);
          ResultSet row = select.executeQuery()) {
        while (row.next()) {
          for (int c = 1; c <= row.getMetaData().getColumnCount(); c++) {
            byte[] bytes =
                row.getObject(c) instanceof byte[] binary
                    ? binary
                    : row.getString(c).getBytes(StandardCharsets.UTF_8);
            all.append(java.util.HexFormat.of().formatHex(bytes)).append(' ');
          }
        }
      }
    }
    return all.toString();
  }

  private static CredentialRef stored(
      TestDatabase database, OrganizationId organization, IntegrationId integration, String key) {
    return database
        .bean(CredentialVault.class)
        .store(organization, integration, Optional.empty(), Credentials.key(SecretText.of(key)));
  }

  private static OrganizationId organizationIn(TestDatabase database) {
    Result<Organization, StoreConflict> saved =
        database.organizations().save(new RandomAggregates(1).organization());
    return ((Result.Ok<Organization, StoreConflict>) saved).value().id();
  }

  private static IntegrationId anIntegration() {
    return new IntegrationId(UUID.randomUUID());
  }
}
