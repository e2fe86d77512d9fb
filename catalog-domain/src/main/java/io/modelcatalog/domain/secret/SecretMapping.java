package io.modelcatalog.domain.secret;

import io.modelcatalog.domain.shared.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills a secret field of an integration from outside.
 *
 * @param target the credential it fills, by its name among an integration's secrets: {@code key},
 *     or a secret setting without {@code configurations.} before it
 * @param reference the secret reference, by id or slug as it was given
 * @param key the member of the secret, in place of the reference's own
 * @param format {@code string} or {@code json}, as it was given
 */
public record SecretMapping(
    String target, String reference, Optional<String> key, Optional<String> format) {
  /** The field of integrations that holds mappings. */
  public static final String FIELD = "secret_mappings";

  private static final String SETTINGS = "configurations.";
  private static final String MAIN = "key";

  /** The name on the wire of the field it fills. */
  public String targetField() {
    return target.equals(MAIN) ? target : SETTINGS + target;
  }

  /** The credential that a wire name such as {@code configurations.x} means. */
  public static Optional<String> targetOf(String field) {
    if (field.equals(MAIN)) {
      return Optional.of(field);
    }
    return field.startsWith(SETTINGS) && field.length() > SETTINGS.length()
        ? Optional.of(field.substring(SETTINGS.length()))
        : Optional.empty();
  }

  /** The mappings among an integration's further attributes. */
  public static List<SecretMapping> in(Settings extras) {
    return extras.objects(FIELD).stream()
        .map(
            each ->
                new SecretMapping(
                    each.text("target_field").flatMap(SecretMapping::targetOf).orElse(""),
                    each.text("secret_reference_id").orElse(""),
                    each.text("secret_key"),
                    each.text("value_format")))
        .toList();
  }

  /** The further attributes with these mappings in place of those before. */
  public static Settings put(Settings extras, List<SecretMapping> mappings) {
    return mappings.isEmpty()
        ? extras.without(FIELD)
        : extras.with(
            Settings.of(
                Map.of(FIELD, mappings.stream().map(each -> each.wire().values()).toList())));
  }

  /** As it stands on the wire. */
  public Settings wire() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("target_field", targetField());
    members.put("secret_reference_id", reference);
    key.ifPresent(text -> members.put("secret_key", text));
    format.ifPresent(text -> members.put("value_format", text));
    return Settings.of(members);
  }
}
