package io.modelcatalog.application.port.secret;

import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.InMemoryStore;
import io.modelcatalog.application.port.persistence.InMemoryStore.CredentialKey;
import io.modelcatalog.application.port.persistence.InMemoryStore.StoredCredentials;
import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.organization.OrganizationId;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Optional;

/** Credentials in memory, bound to their place as the encrypted ones are. */
public final class InMemoryCredentialVault implements CredentialVault {
  private final InMemoryStore store;
  private final IdSource ids;

  public InMemoryCredentialVault(InMemoryStore store, IdSource ids) {
    this.store = store;
    this.ids = ids;
  }

  @Override
  public CredentialRef store(
      OrganizationId organization,
      IntegrationId integration,
      Optional<CredentialRef> previous,
      Credentials credentials) {
    CredentialRef ref =
        previous
            .map(last -> last.rotated(credentials.masks()))
            .orElseGet(
                () -> new CredentialRef(ids.next(), 1, new LinkedHashMap<>(credentials.masks())));
    synchronized (store) {
      store
          .credentials
          .keySet()
          .removeIf(key -> key.id().equals(ref.id()) && key.version() < ref.version() - 1);
      store.credentials.put(
          new CredentialKey(ref.id(), ref.version()),
          new StoredCredentials(organization, integration, credentials));
    }
    return ref;
  }

  @Override
  public Credentials reveal(
      OrganizationId organization,
      IntegrationId integration,
      CredentialRef ref,
      SecretAccess access) {
    Objects.requireNonNull(access, "access");
    synchronized (store) {
      StoredCredentials stored = store.credentials.get(new CredentialKey(ref.id(), ref.version()));
      if (stored == null
          || !stored.organization().equals(organization)
          || !stored.integration().equals(integration)) {
        throw new IllegalStateException("credentials: missing or not of this integration");
      }
      return stored.credentials();
    }
  }

  @Override
  public void delete(CredentialRef ref) {
    synchronized (store) {
      store.credentials.keySet().removeIf(key -> key.id().equals(ref.id()));
    }
  }
}
