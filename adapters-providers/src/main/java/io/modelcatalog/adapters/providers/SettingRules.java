package io.modelcatalog.adapters.providers;

import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.domain.shared.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What single settings of a kind must be, whether or not this version can call the kind: so what is
 * stored for later is sound. Settings that are not named here are kept as they are given.
 */
final class SettingRules {
  private static final Map<String, List<String>> ONE_OF =
      Map.of(
          "azure_auth_mode", List.of("default", "entra", "entraFederated", "managed", "workload"),
          "aws_auth_type", List.of("accessKey", "assumedRole", "serviceRole", "apiKey"),
          "vertex_auth_type", List.of("basic", "serviceAccount", "workload"));

  private static final Map<String, Set<String>> TEXTS =
      Map.of(
          "openai", Set.of("openai_organization", "openai_project"),
          "azure-openai", Set.of("azure_resource_name", "azure_api_version"),
          "azure-ai", Set.of("azure_foundry_url", "azure_api_version", "azure_deployment_name"),
          "bedrock", Set.of("aws_region", "aws_access_key_id", "aws_role_arn", "aws_external_id"),
          "sagemaker", Set.of("aws_region", "aws_access_key_id", "aws_role_arn", "aws_external_id"),
          "vertex-ai", Set.of("vertex_region", "vertex_project_id"),
          "workers-ai", Set.of("workers_ai_account_id"),
          "huggingface", Set.of("huggingface_base_url"),
          "snowflake", Set.of("snowflake_account"));

  private static final Map<String, Set<String>> FLAGS =
      Map.of(
          "anthropic", Set.of("anthropic_inspect_stream_for_overloaded_error"),
          "vertex-ai", Set.of("vertex_skip_ptu_cost_attribution"));

  private static final Map<String, String> WHOSE =
      Map.of(
          "azure-openai", "azure_auth_mode",
          "azure-ai", "azure_auth_mode",
          "bedrock", "aws_auth_type",
          "sagemaker", "aws_auth_type",
          "vertex-ai", "vertex_auth_type");

  private SettingRules() {}

  /** The first setting that breaks its rule. */
  static Optional<UpstreamProblem> fault(String kind, Settings settings) {
    String mode = WHOSE.get(kind);
    if (mode != null
        && settings.values().containsKey(mode)
        && !ONE_OF.getOrDefault(mode, List.of()).contains(settings.values().get(mode))) {
      return problem(
          mode, "must be one of " + String.join(", ", ONE_OF.getOrDefault(mode, List.of())));
    }
    for (Map.Entry<String, Object> setting : settings.values().entrySet()) {
      if (TEXTS.getOrDefault(kind, Set.of()).contains(setting.getKey())
          && !(setting.getValue() instanceof String text
              && text.chars().noneMatch(Character::isISOControl))) {
        return problem(setting.getKey(), "must be one line of text");
      }
      if (FLAGS.getOrDefault(kind, Set.of()).contains(setting.getKey())
          && !(setting.getValue() instanceof Boolean)) {
        return problem(setting.getKey(), "must be true or false");
      }
    }
    return Optional.empty();
  }

  private static Optional<UpstreamProblem> problem(String field, String rule) {
    return Optional.of(new UpstreamProblem("configurations." + field, rule));
  }
}
