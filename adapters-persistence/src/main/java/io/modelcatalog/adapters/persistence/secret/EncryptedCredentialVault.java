package io.modelcatalog.adapters.persistence.secret;

import io.micronaut.context.annotation.Requires;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.secret.CredentialVault;
import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.organization.OrganizationId;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Credentials in the database, encrypted with their organization's data key. The associated data
 * names organization, integration and version, so that a ciphertext moved to another row does not
 * open.
 *
 * <p>The version before the newest stays readable until the next rotation: whoever read the old
 * pointer a moment ago can still finish with it.
 */
@Singleton
@Requires(beans = MasterKey.class)
public final class EncryptedCredentialVault implements CredentialVault {
  private final TransactionOperations<Connection> transactions;
  private final CredentialRows rows;
  private final Keyring keyring;
  private final IdSource ids;
  private final InstantSource clock;

  EncryptedCredentialVault(
      TransactionOperations<Connection> transactions,
      CredentialRows rows,
      Keyring keyring,
      IdSource ids,
      InstantSource clock) {
    this.transactions = transactions;
    this.rows = rows;
    this.keyring = keyring;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Of two rotations at once the second waits and gets the next version; the integration it is
   * then saved with is stale, which undoes it.
   */
  @Override
  public CredentialRef store(
      OrganizationId organization,
      IntegrationId integration,
      Optional<CredentialRef> previous,
      Credentials credentials) {
    return transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          UUID id = previous.map(CredentialRef::id).orElseGet(ids::next);
          int version = 1;
          if (previous.isPresent()) {
            keyring.lock(organization);
            for (CredentialRow row : rows.versions(id)) {
              requirePlace(row, organization, integration);
            }
            version = Math.max(rows.newest(id), previous.get().version()) + 1;
          }
          rows.insert(
              id,
              version,
              organization.value(),
              integration.value(),
              encrypt(organization, integration, version, credentials),
              Columns.micros(clock.instant()));
          rows.removeBefore(id, version - 1);
          return new CredentialRef(id, version, new LinkedHashMap<>(credentials.masks()));
        });
  }

  @Override
  public Credentials reveal(
      OrganizationId organization,
      IntegrationId integration,
      CredentialRef ref,
      SecretAccess access) {
    Objects.requireNonNull(access, "access");
    CredentialRow row =
        rows.version(ref.id(), ref.version())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "credentials " + ref.id() + " version " + ref.version() + ": missing"));
    requirePlace(row, organization, integration);
    return decrypt(organization, integration, row);
  }

  @Override
  public void delete(CredentialRef ref) {
    rows.remove(ref.id());
  }

  private byte[] encrypt(
      OrganizationId organization,
      IntegrationId integration,
      int version,
      Credentials credentials) {
    SecretAccess access = new SecretAccess("encrypt for storage");
    LinkedHashMap<String, String> fields = new LinkedHashMap<>();
    credentials.fields().forEach((name, secret) -> fields.put(name, secret.reveal(access)));
    try {
      return keyring
          .dataKey(organization)
          .encrypt(
              Columns.json(fields).getBytes(StandardCharsets.UTF_8),
              placeOf(organization, integration, version));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("credentials of integration " + integration, e);
    }
  }

  private Credentials decrypt(
      OrganizationId organization, IntegrationId integration, CredentialRow row) {
    byte[] plain;
    try {
      plain =
          keyring
              .dataKey(organization)
              .decrypt(row.ciphertext(), placeOf(organization, integration, row.version()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "credentials " + row.id() + ": do not open; they were tampered with or belong elsewhere",
          e);
    }
    LinkedHashMap<String, SecretText> fields = new LinkedHashMap<>();
    Columns.textMap(new String(plain, StandardCharsets.UTF_8))
        .forEach((name, secret) -> fields.put(name, SecretText.of(secret)));
    return new Credentials(fields);
  }

  private static void requirePlace(
      CredentialRow row, OrganizationId organization, IntegrationId integration) {
    if (!row.organizationId().equals(organization.value())
        || !row.integrationId().equals(integration.value())) {
      throw new IllegalStateException(
          "credentials " + row.id() + ": not of integration " + integration);
    }
  }

  private static byte[] placeOf(
      OrganizationId organization, IntegrationId integration, int version) {
    return ("v1|credential|" + organization + "|" + integration + "|" + version)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
