package io.modelcatalog.application.port.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.application.port.persistence.RandomAggregates;
import io.modelcatalog.application.port.persistence.Stores;
import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every vault of credentials does. */
public interface CredentialVaultContract {
  /** The stores whose transactions the vault joins. */
  Stores stores();

  CredentialVault vault();

  @Test
  default void givesBackWhatItStored() {
    OrganizationId organization = anOrganization();
    IntegrationId integration = anIntegration();
    LinkedHashMap<String, SecretText> fields = new LinkedHashMap<>();
    fields.put("key", SecretText.of("sk-1234567890abcdef"));
    fields.put("aws_secret_access_key", SecretText.of("ümläut \0 \uD83D\uDE80 \"quoted\""));
    Credentials credentials = new Credentials(fields);

    CredentialRef ref = vault().store(organization, integration, Optional.empty(), credentials);

    assertThat(ref.version()).isEqualTo(1);
    assertThat(ref.masks())
        .containsExactlyEntriesOf(new LinkedHashMap<>(credentials.masks()))
        .containsEntry("key", "sk*****def");
    assertThat(reveal(organization, integration, ref)).isEqualTo(credentials);
    assertThat(reveal(organization, integration, ref).fields().sequencedKeySet())
        .containsExactly("key", "aws_secret_access_key");
  }

  @Test
  default void storesCredentialsWithoutAnySecret() {
    OrganizationId organization = anOrganization();
    IntegrationId integration = anIntegration();

    CredentialRef ref =
        vault().store(organization, integration, Optional.empty(), Credentials.NONE);

    assertThat(reveal(organization, integration, ref)).isEqualTo(Credentials.NONE);
  }

  @Test
  default void aRotationGivesTheNextVersion() {
    OrganizationId organization = anOrganization();
    IntegrationId integration = anIntegration();
    CredentialRef first = store(organization, integration, Optional.empty(), "first-secret");

    CredentialRef second = store(organization, integration, Optional.of(first), "second-secret");
    CredentialRef third = store(organization, integration, Optional.of(second), "third-secret");

    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.version()).isEqualTo(2);
    assertThat(third.version()).isEqualTo(3);
    assertThat(reveal(organization, integration, third))
        .isEqualTo(Credentials.key(SecretText.of("third-secret")));
    assertThat(reveal(organization, integration, second))
        .as("the version before, for who read it a moment ago")
        .isEqualTo(Credentials.key(SecretText.of("second-secret")));
    assertThatThrownBy(() -> reveal(organization, integration, first))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void givesNothingToAnotherOrganizationOrIntegration() {
    OrganizationId organization = anOrganization();
    IntegrationId integration = anIntegration();
    CredentialRef ref = store(organization, integration, Optional.empty(), "secret-of-one");

    assertThatThrownBy(() -> reveal(anOrganization(), integration, ref))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageNotContaining("secret-of-one");
    assertThatThrownBy(() -> reveal(organization, anIntegration(), ref))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageNotContaining("secret-of-one");
  }

  @Test
  default void givesNothingOnceDeleted() {
    OrganizationId organization = anOrganization();
    IntegrationId integration = anIntegration();
    CredentialRef first = store(organization, integration, Optional.empty(), "secret");
    CredentialRef second = store(organization, integration, Optional.of(first), "secret");

    vault().delete(second);

    assertThatThrownBy(() -> reveal(organization, integration, first))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> reveal(organization, integration, second))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void joinsTheRunningTransaction() {
    OrganizationId organization = anOrganization();
    IntegrationId integration = anIntegration();
    CredentialRef first = store(organization, integration, Optional.empty(), "first-secret");
    CredentialRef[] rolledBack = new CredentialRef[1];

    Result<String, String> result =
        stores()
            .unitOfWork()
            .execute(
                () -> {
                  rolledBack[0] =
                      store(organization, integration, Optional.of(first), "never-kept");
                  return Result.err("no");
                });

    assertThat(result).isEqualTo(Result.err("no"));
    assertThat(reveal(organization, integration, first))
        .isEqualTo(Credentials.key(SecretText.of("first-secret")));
    assertThatThrownBy(() -> reveal(organization, integration, rolledBack[0]))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void anOrganizationsFirstSecretSurvivesAnEarlierRollback() {
    OrganizationId organization = anOrganization();
    IntegrationId integration = anIntegration();
    Result<String, String> refused =
        stores()
            .unitOfWork()
            .execute(
                () -> {
                  store(organization, integration, Optional.empty(), "never-kept");
                  return Result.err("no");
                });
    assertThat(refused).isEqualTo(Result.err("no"));

    CredentialRef ref = store(organization, integration, Optional.empty(), "kept-secret");

    assertThat(reveal(organization, integration, ref))
        .isEqualTo(Credentials.key(SecretText.of("kept-secret")));
  }

  /** A saved organization, since keys belong to one. */
  default OrganizationId anOrganization() {
    Result<Organization, ?> saved =
        stores().organizations().save(new RandomAggregates(1).organization());
    return ((Result.Ok<Organization, ?>) saved).value().id();
  }

  private CredentialRef store(
      OrganizationId organization,
      IntegrationId integration,
      Optional<CredentialRef> previous,
      String key) {
    return vault().store(organization, integration, previous, Credentials.key(SecretText.of(key)));
  }

  private Credentials reveal(
      OrganizationId organization, IntegrationId integration, CredentialRef ref) {
    return vault().reveal(organization, integration, ref, new SecretAccess("test"));
  }

  private static IntegrationId anIntegration() {
    return new IntegrationId(UUID.randomUUID());
  }
}
