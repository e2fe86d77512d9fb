package io.modelcatalog.application.secret;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.integration.SubmittedSettings;
import io.modelcatalog.application.port.secret.CredentialVault;
import io.modelcatalog.application.port.secret.SecretSource;
import io.modelcatalog.application.port.secret.SecretSource.Place;
import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.secret.SecretReferenceId;
import io.modelcatalog.domain.secret.SourceKind;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What it takes to get at secrets: told apart into settings and secrets, checked, and the secrets
 * kept in the vault under the reference's id, as those of an integration are under its.
 */
final class ReferenceAuth {
  private static final String FIELD = "auth_config";
  private static final SecretAccess TO_MERGE =
      new SecretAccess("keep the secrets that a change does not mention");
  private static final SecretAccess TO_TEST = new SecretAccess("try a secret reference");

  private final SecretSource source;
  private final CredentialVault vault;

  ReferenceAuth(SecretSource source, CredentialVault vault) {
    this.source = source;
    this.vault = vault;
  }

  /**
   * Settings that passed the check.
   *
   * @param settings those that are no secrets
   * @param given secrets by name that are new
   * @param kept names of the stored secrets that stay
   */
  record Checked(Settings settings, Map<String, SecretText> given, Set<String> kept) {}

  /**
   * Checks settings as they were sent.
   *
   * @param before the reference as it is; empty for a new one
   */
  Result<Checked, CatalogError> check(
      SourceKind kind, SubmittedSettings sent, String path, Optional<SecretReference> before) {
    Set<String> secretNames = source.secretSettings(kind);
    Settings settings = sent.less(secretNames);
    Map<String, String> masks =
        before
            .flatMap(SecretReference::credentials)
            .<Map<String, String>>map(CredentialRef::masks)
            .orElse(Map.of());
    LinkedHashMap<String, SecretText> given = new LinkedHashMap<>();
    Set<String> kept = new HashSet<>(masks.keySet());
    for (Map.Entry<String, SubmittedSettings.Said> said : sent.secrets(secretNames).entrySet()) {
      String name = said.getKey();
      switch (said.getValue()) {
        case SubmittedSettings.Said.Is(SecretText secret) -> {
          // A mask that was read and is sent back changes nothing.
          if (!masks.containsKey(name) || !secret.equals(SecretText.of(masks.get(name)))) {
            given.put(name, secret);
            kept.remove(name);
          }
        }
        case SubmittedSettings.Said.Removed() -> kept.remove(name);
        case SubmittedSettings.Said.NotText() -> {
          return invalid(FIELD + "." + name, "expected text");
        }
      }
    }
    boolean moved = before.isPresent() && !sameWay(before.get().auth(), settings);
    if (moved && !kept.isEmpty()) {
      return invalid(
          FIELD + "." + kept.iterator().next(),
          "enter it again: where it is sent to, or how, changes");
    }
    Set<String> present = new HashSet<>(kept);
    present.addAll(given.keySet());
    return source
        .check(new Place(kind, settings, path), present)
        .<Result<Checked, CatalogError>>map(fault -> invalid(fault.field(), fault.rule()))
        .orElseGet(() -> Result.ok(new Checked(settings, given, kept)));
  }

  /** Everything but a label counts: an address, a namespace, a tenant, a way of logging in. */
  private static boolean sameWay(Settings before, Settings after) {
    return Objects.equals(before.values(), after.values());
  }

  /** Stores what is new. */
  Optional<CredentialRef> store(
      OrganizationId organization,
      SecretReferenceId id,
      Optional<CredentialRef> before,
      Checked checked) {
    LinkedHashMap<String, SecretText> fields = new LinkedHashMap<>();
    before.ifPresent(
        ref -> {
          if (!checked.kept().isEmpty()) {
            fields.putAll(vault.reveal(organization, placeOf(id), ref, TO_MERGE).fields());
            fields.keySet().retainAll(checked.kept());
          }
        });
    boolean same =
        checked.given().isEmpty()
            && before.map(ref -> ref.masks().keySet()).orElse(Set.of()).equals(checked.kept());
    if (same) {
      return before;
    }
    fields.putAll(checked.given());
    if (fields.isEmpty()) {
      before.ifPresent(vault::delete);
      return Optional.empty();
    }
    return Optional.of(vault.store(organization, placeOf(id), before, new Credentials(fields)));
  }

  /** The secrets of a reference. */
  Credentials secretsOf(SecretReference reference) {
    return reference
        .credentials()
        .map(ref -> vault.reveal(reference.organization(), placeOf(reference.id()), ref, TO_TEST))
        .orElse(Credentials.NONE);
  }

  void delete(SecretReference reference) {
    reference.credentials().ifPresent(vault::delete);
  }

  private static IntegrationId placeOf(SecretReferenceId id) {
    return new IntegrationId(id.value());
  }

  private static <T> Result<T, CatalogError> invalid(String field, String rule) {
    return Result.err(new CatalogError.Invalid(field, rule));
  }
}
