package io.modelcatalog.adapters.http.integration;

import io.micronaut.context.ApplicationContext;
import io.micronaut.json.JsonMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.modelcatalog.adapters.http.admin.ToldAlerts;
import io.modelcatalog.adapters.http.gateway.GatewayOptions;
import io.modelcatalog.adapters.http.gateway.GatewayTraffic;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.access.Authenticate;
import io.modelcatalog.application.gateway.AdmitCall;
import io.modelcatalog.application.integration.ChangeIntegration;
import io.modelcatalog.application.integration.ChangeIntegrationModels;
import io.modelcatalog.application.integration.CreateIntegration;
import io.modelcatalog.application.integration.DeleteIntegration;
import io.modelcatalog.application.integration.FindIntegration;
import io.modelcatalog.application.integration.IntegrationUseCases;
import io.modelcatalog.application.integration.IntegrationWorld;
import io.modelcatalog.application.integration.ListIntegrationModels;
import io.modelcatalog.application.integration.ListIntegrationWorkspaces;
import io.modelcatalog.application.integration.ListIntegrations;
import io.modelcatalog.application.integration.ProvisionIntegration;
import io.modelcatalog.application.integration.RemoveIntegrationModels;
import io.modelcatalog.application.port.secret.FixedSecrets;
import io.modelcatalog.application.port.usage.AlertView;
import io.modelcatalog.application.secret.ChangeSecretReference;
import io.modelcatalog.application.secret.CreateSecretReference;
import io.modelcatalog.application.secret.DeleteSecretReference;
import io.modelcatalog.application.secret.FindSecretReference;
import io.modelcatalog.application.secret.ListSecretReferences;
import io.modelcatalog.application.secret.SecretReferenceUseCases;
import io.modelcatalog.application.secret.TestSecretReference;
import io.modelcatalog.domain.shared.Result;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The administration API of integrations on a real port, over an {@link IntegrationWorld}. */
public final class AdminServer implements AutoCloseable {
  /** The key of an administrator with every scope. */
  public static final String ADMIN = "admin-key";

  /** A key of the workspace {@code red} with every scope. */
  public static final String RED = "red-key";

  /** A key of another tenant's administrator. */
  public static final String STRANGER = "stranger-key";

  /** A key with no scope at all. */
  public static final String POWERLESS = "powerless-key";

  public final IntegrationWorld world = new IntegrationWorld();

  /** The secrets that are kept outside. */
  public final FixedSecrets secrets = new FixedSecrets();

  /** The alerts that were raised. */
  public final ToldAlerts told = new ToldAlerts();

  private final HttpClient client = HttpClient.newHttpClient();
  private final EmbeddedServer server;
  private final JsonMapper json;

  public AdminServer() {
    IntegrationUseCases useCases = world.useCases;
    ApplicationContext context =
        ApplicationContext.builder()
            .properties(
                Map.of("micronaut.server.port", -1, "micronaut.server.max-request-size", "6MB"))
            .build();
    context
        .registerSingleton(Authenticate.class, (Authenticate) this::authenticate)
        .registerSingleton(InstantSource.class, world.clock())
        .registerSingleton(AlertView.class, told)
        .registerSingleton(GatewayOptions.class, new GatewayOptions(1024 * 1024))
        .registerSingleton(GatewayTraffic.class, new GatewayTraffic())
        .registerSingleton(AdmitCall.class, noCalls())
        .registerSingleton(CreateIntegration.class, useCases.create())
        .registerSingleton(ListIntegrations.class, useCases.list())
        .registerSingleton(FindIntegration.class, useCases.find())
        .registerSingleton(ChangeIntegration.class, useCases.change())
        .registerSingleton(DeleteIntegration.class, useCases.delete())
        .registerSingleton(ListIntegrationModels.class, useCases.models())
        .registerSingleton(ChangeIntegrationModels.class, useCases.changeModels())
        .registerSingleton(RemoveIntegrationModels.class, useCases.removeModels())
        .registerSingleton(ListIntegrationWorkspaces.class, useCases.workspaces())
        .registerSingleton(ProvisionIntegration.class, useCases.provision());
    SecretReferenceUseCases references =
        SecretReferenceUseCases.of(
            world.references,
            world.integrations,
            world.workspaces,
            secrets,
            world.vault,
            world.unitOfWork,
            world.events(),
            world.ids,
            world.clock());
    context
        .registerSingleton(CreateSecretReference.class, references.create())
        .registerSingleton(ListSecretReferences.class, references.list())
        .registerSingleton(FindSecretReference.class, references.find())
        .registerSingleton(ChangeSecretReference.class, references.change())
        .registerSingleton(DeleteSecretReference.class, references.delete())
        .registerSingleton(TestSecretReference.class, references.test());
    context.start();
    server = context.getBean(EmbeddedServer.class).start();
    json = context.getBean(JsonMapper.class);
  }

  private static AdmitCall noCalls() {
    return (AdmitCall)
        Proxy.newProxyInstance(
            AdminServer.class.getClassLoader(),
            new Class<?>[] {AdmitCall.class},
            (proxy, method, arguments) -> {
              throw new AssertionError("administration makes no model call");
            });
  }

  private Result<Actor, Authenticate.Refusal> authenticate(String presented) {
    return switch (presented) {
      case ADMIN -> Result.ok(world.admin());
      case RED -> Result.ok(world.keyOf(world.red));
      case STRANGER -> Result.ok(world.stranger());
      case POWERLESS -> Result.ok(world.adminWith());
      case "expired-key" -> Result.err(Authenticate.Refusal.EXPIRED);
      case "crash-key" -> throw new IllegalStateException("secret detail of a crash");
      default -> Result.err(Authenticate.Refusal.UNKNOWN);
    };
  }

  /** An answer. */
  public record Answer(int status, Map<String, Object> body, HttpResponse<String> raw) {
    /** A member by path, such as {@code data.errorCode} or {@code models.0.slug}. */
    public @Nullable Object at(String path) {
      Object value = body;
      for (String step : path.split("\\.")) {
        value =
            switch (value) {
              case Map<?, ?> map -> map.get(step);
              case List<?> list -> list.get(Integer.parseInt(step));
              case null, default ->
                  throw new AssertionError("no " + step + " of " + path + " in " + raw.body());
            };
      }
      return value;
    }

    /** Whether a member is there, be it null. */
    public boolean has(String member) {
      return body.containsKey(member);
    }
  }

  public Answer get(String path) {
    return send(ADMIN, "GET", path, null);
  }

  public Answer post(String path, String body) {
    return send(ADMIN, "POST", path, body);
  }

  public Answer put(String path, String body) {
    return send(ADMIN, "PUT", path, body);
  }

  public Answer delete(String path) {
    return send(ADMIN, "DELETE", path, null);
  }

  /** Sends a request as clients do, JSON unless there is no body. */
  public Answer send(String key, String method, String path, @Nullable String body) {
    return body == null
        ? exchange(method, path, null, "x-portkey-api-key", key)
        : exchange(
            method,
            path,
            body.getBytes(StandardCharsets.UTF_8),
            "x-portkey-api-key",
            key,
            "content-type",
            "application/json");
  }

  /** Sends a request with just these headers. */
  public Answer exchange(String method, String path, byte @Nullable [] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + server.getPort() + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(response.statusCode(), parsed(response.body()), response);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> parsed(String body) throws IOException {
    return body.isEmpty() ? Map.of() : json.readValue(body, Map.class);
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}
