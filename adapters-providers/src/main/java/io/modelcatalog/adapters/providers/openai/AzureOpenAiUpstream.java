package io.modelcatalog.adapters.providers.openai;

import io.modelcatalog.application.port.upstream.AnswerSubscriber;
import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.application.port.upstream.UpstreamCall;
import io.modelcatalog.domain.model.ModelSlug;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Azure OpenAI. A model is a deployment there, named by the path in the dated API ({@code
 * /deployments/{name}/chat/completions?api-version=2024-10-21}) and by the body in the v1 API
 * ({@code /v1/chat/completions}).
 */
public final class AzureOpenAiUpstream implements Upstream {
  private final OpenAiCompatibleUpstream upstream;
  private final List<AzureDeployment> deployments;
  private final AzureDeployment other;

  /**
   * An upstream below {@code https://{resource}.openai.azure.com/openai}.
   *
   * @param upstream sends to that address, with the {@code api-key} header
   * @param deployments in the order they are configured; if there are none, every model is taken
   *     for a deployment's name
   * @param apiVersion for paths that belong to no deployment, and for deployments that are not
   *     configured: {@code v1} or a date
   */
  public AzureOpenAiUpstream(
      OpenAiCompatibleUpstream upstream, List<AzureDeployment> deployments, String apiVersion) {
    this.upstream = upstream;
    this.deployments = List.copyOf(deployments);
    this.other = new AzureDeployment(null, "", apiVersion, false);
  }

  @Override
  public void exchange(UpstreamCall call, AnswerSubscriber subscriber) {
    ModelSlug model = call.model();
    if (model == null) {
      upstream.send(call, path(call.path(), null, other.apiVersion()), null, subscriber);
      return;
    }
    AzureDeployment deployment = deploymentOf(model.value());
    if (deployment == null) {
      LocalAnswer.refuse(
          subscriber,
          "model",
          "no deployment of the integration has \""
              + model.value()
              + "\" as its alias or name, and"
              + " none is the default",
          "deployment_not_found");
      return;
    }
    upstream.send(
        call,
        path(call.path(), deployment.name(), deployment.apiVersion()),
        deployment.name(),
        subscriber);
  }

  /** By alias, else by the deployment's own name, else the default one. */
  private @Nullable AzureDeployment deploymentOf(String model) {
    if (deployments.isEmpty()) {
      return new AzureDeployment(null, model, other.apiVersion(), false);
    }
    AzureDeployment named = null;
    AzureDeployment standard = null;
    for (AzureDeployment deployment : deployments) {
      if (model.equals(deployment.alias())) {
        return deployment;
      }
      if (named == null && model.equals(deployment.name())) {
        named = deployment;
      }
      if (standard == null && deployment.isDefault()) {
        standard = deployment;
      }
    }
    return named == null ? standard : named;
  }

  private static String path(String called, @Nullable String deployment, String apiVersion) {
    if (apiVersion.equals(AzureDeployment.V1)) {
      return "/v1" + called;
    }
    int mark = called.indexOf('?');
    String operation = mark < 0 ? called : called.substring(0, mark);
    String prefix =
        deployment != null && belongsToDeployment(operation)
            ? "/deployments/" + encoded(deployment)
            : "";
    StringBuilder path =
        new StringBuilder(prefix).append(operation).append("?api-version=").append(apiVersion);
    if (mark >= 0) {
      for (String parameter : called.substring(mark + 1).split("&", -1)) {
        if (!parameter.isEmpty() && !parameter.startsWith("api-version=")) {
          path.append('&').append(parameter);
        }
      }
    }
    return path.toString();
  }

  private static boolean belongsToDeployment(String operation) {
    return switch (operation) {
      case "/chat/completions", "/completions", "/embeddings" -> true;
      default -> operation.startsWith("/audio/") || operation.startsWith("/images/");
    };
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
