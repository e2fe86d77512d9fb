package io.modelcatalog.adapters.http.secret;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.modelcatalog.adapters.http.admin.Times;
import io.modelcatalog.application.secret.TestSecretReference;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A secret reference on the wire.
 *
 * @param authConfig how to get at the secret; secrets among it as masks
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record SecretReferenceJson(
    String id,
    String organisationId,
    String name,
    String slug,
    @Nullable String description,
    String managerType,
    Map<String, Object> authConfig,
    String secretPath,
    @Nullable String secretKey,
    boolean allowAllWorkspaces,
    List<String> allowedWorkspaces,
    Map<String, Object> tags,
    String status,
    String createdBy,
    String createdAt,
    String updatedAt,
    String lastUpdatedAt,
    String object) {
  private static final String OBJECT = "secret-reference";

  static SecretReferenceJson of(SecretReference reference) {
    Map<String, Object> auth = new LinkedHashMap<>(reference.auth().values());
    reference.credentials().ifPresent(ref -> auth.putAll(ref.masks()));
    String updated = Times.text(reference.audit().updatedAt());
    return new SecretReferenceJson(
        reference.id().toString(),
        reference.organization().toString(),
        reference.name(),
        reference.slug().value(),
        reference.description().orElse(null),
        reference.kind().wireName(),
        auth,
        reference.path(),
        reference.key().orElse(null),
        reference.allWorkspaces(),
        reference.allowed().stream().map(WorkspaceId::toString).sorted().toList(),
        reference.tags().values(),
        "active",
        reference.audit().createdBy().value(),
        Times.text(reference.audit().createdAt()),
        updated,
        updated,
        OBJECT);
  }

  /** The answer to declaring one. */
  @Serdeable
  record Ref(String id, String slug, String object) {
    static Ref of(SecretReference reference) {
      return new Ref(reference.id().toString(), reference.slug().value(), OBJECT);
    }
  }

  /**
   * How trying one went; never with the secret.
   *
   * @param success whether there is a value
   * @param message what came of it, for people
   */
  @Serdeable
  record Tried(boolean success, String message, String object) {
    static Tried of(TestSecretReference.Outcome outcome) {
      return new Tried(
          outcome.resolves(),
          outcome.reason().map(reason -> "it " + reason).orElse("it leads to a value"),
          "secret-reference-test");
    }
  }
}
