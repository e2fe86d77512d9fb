package io.modelcatalog.adapters.http.admin;

import io.modelcatalog.domain.secret.SecretMapping;
import java.util.List;
import java.util.Optional;

/** Reads which secrets from outside fill which credentials: {@code secret_mappings}. */
public final class SecretMappings {
  private static final int NAME = 255;
  private static final int MOST = 20;

  private SecretMappings() {}

  /** The mappings of a body; absent or null is an empty list. */
  public static List<SecretMapping> read(Fields fields) {
    List<Fields> given = fields.objects(SecretMapping.FIELD);
    if (given.size() > MOST) {
      fields.reject(SecretMapping.FIELD, "expected at most " + MOST);
      return List.of();
    }
    return given.stream().map(SecretMappings::mapping).toList();
  }

  private static SecretMapping mapping(Fields fields) {
    String target = fields.requiredLine("target_field", NAME);
    Optional<String> field = SecretMapping.targetOf(target);
    if (!target.isBlank() && field.isEmpty()) {
      fields.reject("target_field", "expected key, or configurations.<a secret setting>");
    }
    return new SecretMapping(
        field.orElse(""),
        fields.requiredLine("secret_reference_id", NAME),
        fields.line("secret_key", NAME).filter(text -> !text.isEmpty()),
        fields.line("value_format", 16).filter(text -> !text.isEmpty()));
  }
}
