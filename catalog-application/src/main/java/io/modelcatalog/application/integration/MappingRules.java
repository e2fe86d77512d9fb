package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.port.persistence.SecretReferenceRepository;
import io.modelcatalog.application.port.upstream.UpstreamKind;
import io.modelcatalog.domain.credential.Credentials;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.secret.SecretMapping;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks which secrets from outside an integration names. Each reference is held until the
 * transaction ends, so that it cannot be deleted meanwhile.
 */
final class MappingRules {
  private static final String AWS_SECRET = "aws_secret_access_key";
  private static final String AWS_KEY = "aws_access_key_id";
  private static final Set<String> FORMATS = Set.of("string", "json");

  private final SecretReferenceRepository references;

  MappingRules(SecretReferenceRepository references) {
    this.references = references;
  }

  /** Whether the main secret comes from outside. */
  static boolean fillKey(List<SecretMapping> mappings) {
    return mappings.stream().anyMatch(each -> each.target().equals(Credentials.KEY));
  }

  /**
   * Checks mappings.
   *
   * @param home the workspace the integration is of; empty for the organization's
   * @param kind which secrets there are to fill
   */
  Result<List<SecretMapping>, CatalogError> check(
      OrganizationId organization,
      Optional<WorkspaceId> home,
      UpstreamKind kind,
      List<SecretMapping> mappings) {
    return looked(organization, home, kind, mappings).then(sound -> held(organization, sound));
  }

  private Result<List<SecretMapping>, CatalogError> held(
      OrganizationId organization, List<SecretMapping> mappings) {
    for (int i = 0; i < mappings.size(); i++) {
      if (references
          .findByRef(organization, mappings.get(i).reference())
          .flatMap(found -> references.hold(found.id()))
          .isEmpty()) {
        return unknown(SecretMapping.FIELD + "[" + i + "].");
      }
    }
    return Result.ok(mappings);
  }

  /** The same for mappings that are used at once and not kept: nothing is held. */
  Result<List<SecretMapping>, CatalogError> looked(
      OrganizationId organization,
      Optional<WorkspaceId> home,
      UpstreamKind kind,
      List<SecretMapping> mappings) {
    Set<String> targets = new HashSet<>();
    for (int i = 0; i < mappings.size(); i++) {
      SecretMapping mapping = mappings.get(i);
      String at = SecretMapping.FIELD + "[" + i + "].";
      if (!known(kind, mapping.target())) {
        return refused(at + "target_field", "key, or configurations.<a secret setting>" + of(kind));
      }
      if (!targets.add(mapping.target())) {
        return refused(at + "target_field", "named twice (expected: once)");
      }
      if (mapping.format().isPresent() && !FORMATS.contains(mapping.format().get())) {
        return refused(at + "value_format", "string or json");
      }
      if (!usable(organization, home, mapping.reference())) {
        return unknown(at);
      }
    }
    return Result.ok(mappings);
  }

  private boolean usable(
      OrganizationId organization, Optional<WorkspaceId> home, String reference) {
    return references
        .findByRef(organization, reference)
        .filter(found -> home.isEmpty() || found.allows(home.get()))
        .isPresent();
  }

  private static <T> Result<T, CatalogError> unknown(String at) {
    return refused(
        at + "secret_reference_id", "the id or slug of a secret reference that may be used here");
  }

  private static boolean known(UpstreamKind kind, String target) {
    return target.equals(Credentials.KEY)
        || kind.secretSettings().contains(target)
        || (target.equals(AWS_KEY) && kind.secretSettings().contains(AWS_SECRET));
  }

  private static String of(UpstreamKind kind) {
    return kind.secretSettings().isEmpty()
        ? "; " + kind.displayName() + " has no secret settings"
        : ": " + String.join(", ", kind.secretSettings().stream().sorted().toList());
  }

  private static <T> Result<T, CatalogError> refused(String field, String rule) {
    return Result.err(new CatalogError.Invalid(field, rule));
  }
}
