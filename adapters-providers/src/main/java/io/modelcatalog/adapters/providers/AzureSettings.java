package io.modelcatalog.adapters.providers;

import io.modelcatalog.adapters.providers.openai.AzureDeployment;
import io.modelcatalog.application.port.upstream.UpstreamProblem;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The Azure part of an integration's configuration.
 *
 * @param deployments in the order given
 * @param apiVersion for what belongs to no deployment
 */
record AzureSettings(List<AzureDeployment> deployments, String apiVersion) {
  private static final Pattern RESOURCE = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?");

  /** The resource's own address, or what is wrong with its name. */
  static Result<String, UpstreamProblem> endpoint(Settings configuration) {
    String resource = configuration.text("azure_resource_name").orElse("");
    if (resource.isEmpty()) {
      return problem("azure_resource_name", "is required, unless custom_host is given");
    }
    // Letters, digits and hyphens only: whatever else stood here could end the host name early.
    return RESOURCE.matcher(resource).matches()
        ? Result.ok("https://" + resource + ".openai.azure.com/openai")
        : problem("azure_resource_name", "must be 1-64 of a-z, 0-9 and inner '-'");
  }

  static Result<AzureSettings, UpstreamProblem> of(Settings configuration) {
    String usual = configuration.text("azure_api_version").orElse(AzureDeployment.USUAL_VERSION);
    if (!AzureDeployment.isVersion(usual)) {
      return problem("azure_api_version", "must be \"v1\" or a date such as 2024-10-21");
    }
    List<AzureDeployment> deployments = new ArrayList<>();
    List<Settings> configured = configuration.objects("azure_deployment_config");
    for (int i = 0; i < configured.size(); i++) {
      String field = "azure_deployment_config[" + i + "]";
      Settings deployment = configured.get(i);
      String name = deployment.text("azure_deployment_name").orElse("");
      String version = deployment.text("azure_api_version").orElse(usual);
      if (!AzureDeployment.isName(name)) {
        return problem(
            field + ".azure_deployment_name", "is required: letters, digits, '.', '_' and '-'");
      }
      if (!AzureDeployment.isVersion(version)) {
        return problem(field + ".azure_api_version", "must be \"v1\" or a date such as 2024-10-21");
      }
      deployments.add(
          new AzureDeployment(
              deployment.text("alias").orElse(null),
              name,
              version,
              Boolean.TRUE.equals(deployment.values().get("is_default"))));
    }
    String single = configuration.text("azure_deployment_name").orElse("");
    if (deployments.isEmpty() && !single.isEmpty()) {
      if (!AzureDeployment.isName(single)) {
        return problem("azure_deployment_name", "must be of letters, digits, '.', '_' and '-'");
      }
      deployments.add(new AzureDeployment(null, single, usual, true));
    }
    return Result.ok(new AzureSettings(deployments, usual));
  }

  private static <T> Result<T, UpstreamProblem> problem(String field, String rule) {
    return Result.err(new UpstreamProblem("configurations." + field, rule));
  }
}
