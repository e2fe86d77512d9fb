package io.modelcatalog.adapters.http.provider;

import io.micronaut.http.HttpRequest;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.adapters.http.admin.SecretMappings;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.integration.SubmittedSettings;
import io.modelcatalog.application.provider.ConnectProvider;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.secret.SecretMapping;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests in the older form, in which a provider brings its own credentials. Names come in
 * camel case, and in snake case from clients that translate them.
 */
final class VirtualKeyRequests {
  private static final String AZURE = "azure-openai";
  private static final int LONGEST_KEY = 16_384;

  private VirtualKeyRequests() {}

  static ConnectProvider.Command connect(HttpRequest<?> request, Fields fields, Instant now) {
    Optional<String> workspace = ProviderRequests.workspace(request, fields);
    String name = fields.requiredLine("name", 255);
    String kind = fields.requiredLine("provider", 100);
    Optional<SecretText> key = key(fields);
    SubmittedSettings configuration =
        kind.equals(AZURE) ? new SubmittedSettings(azure(fields)) : SubmittedSettings.NONE;
    Optional<String> slug = fields.line("slug", 255).filter(text -> !text.isEmpty());
    Optional<String> note = fields.text("note", 1000);
    LimitsChange limits = ProviderRequests.limits(fields, now);
    Optional<Instant> expiresAt = fields.instant("expires_at");
    List<SecretMapping> mappings = SecretMappings.read(fields);
    fields.verify();
    return new ConnectProvider.Command(
        workspace, kind, key, configuration, name, slug, note, limits, expiresAt, mappings);
  }

  /** Credentials belong to the integration; to ignore a new one would leave the old in use. */
  static Fields withoutCredentials(Fields fields) {
    if (fields.has("key") && !fields.isNull("key")) {
      fields.reject("key", "is changed at the integration, for all providers on it");
    }
    return fields;
  }

  /** Empty text counts as none. It travels in a header, so it must fit in one. */
  private static Optional<SecretText> key(Fields fields) {
    Optional<String> key = fields.line("key", LONGEST_KEY).filter(text -> !text.isEmpty());
    if (key.isPresent() && !key.get().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      fields.reject("key", "expected printable ASCII without blanks");
      return Optional.empty();
    }
    return key.map(SecretText::of);
  }

  private static SequencedMap<String, @Nullable Object> azure(Fields fields) {
    SequencedMap<String, @Nullable Object> settings = new LinkedHashMap<>();
    line(fields, "resourceName", "resource_name")
        .ifPresent(resource -> settings.put("azure_resource_name", resource));
    List<Fields> several = fields.objects(either(fields, "deploymentConfig", "deployment_config"));
    List<SequencedMap<String, Object>> deployments =
        several.isEmpty()
            ? deployment(fields, true).stream().toList()
            : several.stream()
                .flatMap(item -> deployment(item, item.bool("is_default").orElse(false)).stream())
                .toList();
    if (!deployments.isEmpty()) {
      settings.put("azure_deployment_config", deployments);
    }
    return settings;
  }

  private static Optional<SequencedMap<String, Object>> deployment(Fields item, boolean isDefault) {
    SequencedMap<String, Object> deployment = new LinkedHashMap<>();
    line(item, "deploymentName", "deployment_name")
        .ifPresent(name -> deployment.put("azure_deployment_name", name));
    line(item, "apiVersion", "api_version")
        .ifPresent(version -> deployment.put("azure_api_version", version));
    item.line("alias", 255).ifPresent(alias -> deployment.put("alias", alias));
    if (deployment.isEmpty()) {
      return Optional.empty();
    }
    deployment.put("is_default", isDefault);
    return Optional.of(deployment);
  }

  private static Optional<String> line(Fields fields, String camel, String snake) {
    return fields.line(either(fields, camel, snake), 255).filter(text -> !text.isBlank());
  }

  private static String either(Fields fields, String camel, String snake) {
    return fields.has(snake) ? snake : camel;
  }
}
