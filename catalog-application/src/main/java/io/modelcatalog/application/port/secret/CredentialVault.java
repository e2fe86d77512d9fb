package io.modelcatalog.application.port.secret;

import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.organization.OrganizationId;
import java.util.Optional;

/**
 * Keeps credentials encrypted, bound to their organization, integration and version: one moved to
 * another place cannot be read. Joins the running transaction. Blocking.
 */
public interface CredentialVault {

  /**
   * Stores credentials in place of the previous ones.
   *
   * @param previous what they replace; empty for the first
   */
  CredentialRef store(
      OrganizationId organization,
      IntegrationId integration,
      Optional<CredentialRef> previous,
      Credentials credentials);

  /**
   * Reads credentials.
   *
   * @throws IllegalStateException if they are missing, were tampered with or belong elsewhere
   */
  Credentials reveal(
      OrganizationId organization,
      IntegrationId integration,
      CredentialRef ref,
      SecretAccess access);

  /** Deletes credentials with all versions. */
  void delete(CredentialRef ref);
}
