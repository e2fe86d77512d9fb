package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.secret.CredentialVault;
import io.modelcatalog.application.port.upstream.UpstreamTarget;
import io.modelcatalog.application.snapshot.OutsideSecrets;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.shared.Result;

/**
 * Stored integrations as calls reach them: with the secrets of the vault and those from outside.
 */
final class StoredTargets {
  private static final SecretAccess TO_ASK = new SecretAccess("ask the upstream");

  private final CredentialVault vault;
  private final OutsideSecrets outside;

  StoredTargets(CredentialVault vault, OutsideSecrets outside) {
    this.vault = vault;
    this.outside = outside;
  }

  /** One of them; a secret that cannot be had names the field it is for. */
  Result<UpstreamTarget, CatalogError> of(Integration integration) {
    return credentials(outside.of(integration, outside.patience()))
        .then(filled -> kept(integration).map(kept -> kept.with(filled)))
        .map(
            credentials ->
                new UpstreamTarget(integration.kind(), integration.configuration(), credentials));
  }

  private Result<Credentials, CatalogError> kept(Integration integration) {
    try {
      return Result.ok(
          integration
              .credentials()
              .map(ref -> vault.reveal(integration.organization(), integration.id(), ref, TO_ASK))
              .orElse(Credentials.NONE));
    } catch (IllegalStateException unreadable) {
      return Result.err(
          new CatalogError.Invalid(
              Credentials.KEY, "cannot be read from the vault; enter it again"));
    }
  }

  /** What secrets from outside fill, or why one of them is missing. */
  static Result<Credentials, CatalogError> credentials(OutsideSecrets.Filling filling) {
    return filling.problem() == null
        ? Result.ok(filling.credentials())
        : Result.err(Connection.invalid(filling.problem()));
  }
}
