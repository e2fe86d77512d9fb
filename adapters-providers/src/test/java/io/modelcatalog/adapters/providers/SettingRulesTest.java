package io.modelcatalog.adapters.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.domain.shared.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingRulesTest {
  @ParameterizedTest
  @CsvSource({
    "azure-openai, azure_auth_mode, entraFederated",
    "azure-ai, azure_auth_mode, managed",
    "bedrock, aws_auth_type, assumedRole",
    "sagemaker, aws_auth_type, apiKey",
    "vertex-ai, vertex_auth_type, workload",
    "bedrock, aws_role_arn, arn:aws:iam::1:role/x",
    "openai, azure_auth_mode, whatever",
  })
  void takesWhatTheKindKnows(String kind, String name, String value) {
    assertThat(SettingRules.fault(kind, Settings.of(Map.of(name, value)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "azure-openai, azure_auth_mode",
    "bedrock, aws_auth_type",
    "vertex-ai, vertex_auth_type",
    "anthropic, anthropic_inspect_stream_for_overloaded_error",
    "vertex-ai, vertex_skip_ptu_cost_attribution",
  })
  void namesTheSettingThatIsNone(String kind, String name) {
    assertThat(SettingRules.fault(kind, Settings.of(Map.of(name, "odd"))))
        .map(UpstreamProblem::field)
        .contains("configurations." + name);
  }

  @Test
  void aTextIsOneLineOfText() {
    assertThat(SettingRules.fault("bedrock", Settings.of(Map.of("aws_region", 7)))).isPresent();
    assertThat(SettingRules.fault("bedrock", Settings.of(Map.of("aws_region", "a\nb"))))
        .isPresent();
    assertThat(
            SettingRules.fault(
                "anthropic",
                Settings.of(Map.of("anthropic_inspect_stream_for_overloaded_error", true))))
        .isEmpty();
  }
}
