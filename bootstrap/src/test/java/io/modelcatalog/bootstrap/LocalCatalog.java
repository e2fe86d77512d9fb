package io.modelcatalog.bootstrap;

import io.micronaut.context.ApplicationContext;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.PasswordStore;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.port.secret.Passwords;
import io.modelcatalog.bootstrap.server.CatalogServer;
import io.modelcatalog.bootstrap.server.StartFailure;
import io.modelcatalog.bootstrap.settings.CatalogSettings;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.access.WorkspaceRole;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.Membership;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The whole catalog in this JVM, on a free port, and a client to it. */
public final class LocalCatalog implements AutoCloseable {
  /** The key of the organization's administrator. */
  public static final String ADMIN = "local-admin-key-of-the-tests";

  private static final JsonMapper JSON = JsonMapper.createDefault();

  private final CatalogServer server;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private LocalCatalog(CatalogServer server) {
    this.server = server;
  }

  /**
   * Starts a catalog on an embedded database.
   *
   * @param data its data folder
   * @param environment further settings, as variables
   */
  public static LocalCatalog in(Path data, Map<String, String> environment) throws StartFailure {
    Map<String, String> all = new HashMap<>();
    all.put("CATALOG_DATA_DIR", data.toString());
    all.put("CATALOG_PORT", "0");
    all.put("CATALOG_BOOTSTRAP_ADMIN_KEY", ADMIN);
    all.put("CATALOG_LOG_LEVEL", "warn");
    all.putAll(environment);
    return switch (CatalogSettings.read(Map.of(), all)) {
      case Result.Ok<CatalogSettings, List<String>>(CatalogSettings settings) ->
          new LocalCatalog(CatalogServer.start(settings));
      case Result.Err<CatalogSettings, List<String>>(List<String> mistakes) ->
          throw new AssertionError(mistakes);
    };
  }

  /** An answer, whole. */
  public record Answer(int status, HttpHeaders headers, String body) {

    /** This answer, if its status is this one. */
    public Answer expect(int expected) {
      if (status != expected) {
        throw new AssertionError("expected " + expected + ", got " + this);
      }
      return this;
    }

    /** The body as an object. */
    public Map<String, Object> json() {
      try {
        return JSON.readValue(body, Argument.mapOf(String.class, Object.class));
      } catch (IOException e) {
        throw new AssertionError("no JSON object: " + this, e);
      }
    }

    /** What stands in the body at a path of names and indices, such as {@code choices.0.text}. */
    public Object at(String path) {
      Object here = json();
      for (String step : path.split("\\.")) {
        here =
            here instanceof List<?> list
                ? list.get(Integer.parseInt(step))
                : ((Map<?, ?>) here).get(step);
        if (here == null) {
          throw new AssertionError("nothing at " + path + " in " + this);
        }
      }
      return here;
    }

    @Override
    public String toString() {
      return status + " " + body;
    }
  }

  /** The server. */
  public CatalogServer server() {
    return server;
  }

  /** Its address below {@code /v1}, or elsewhere for a path that does not begin so. */
  public URI uri(String path) {
    return URI.create(server.address() + path);
  }

  /** An administrator's request. */
  public Answer admin(String method, String path, String json) {
    return send(request(ADMIN, method, path, json).build());
  }

  /** An administrator's POST that must be answered with 200. */
  public Answer create(String path, String json) {
    return admin("POST", path, json).expect(200);
  }

  /** A chat completion. */
  public Answer chat(String key, String json) {
    return send(request(key, "POST", "/v1/chat/completions", json).build());
  }

  /** A chat completion whose answer comes later. */
  public CompletableFuture<Answer> chatLater(String key, String json) {
    return client
        .sendAsync(
            request(key, "POST", "/v1/chat/completions", json).build(),
            HttpResponse.BodyHandlers.ofString())
        .thenApply(LocalCatalog::answer);
  }

  /** A request with a key; empty for none. */
  public HttpRequest.Builder request(String key, String method, String path, String json) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .method(
                method,
                json.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json));
    return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
  }

  /** Sends a request. */
  public Answer send(HttpRequest request) {
    try {
      return answer(client.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static Answer answer(HttpResponse<String> response) {
    return new Answer(response.statusCode(), response.headers(), response.body());
  }

  /** Makes a workspace and returns its slug. */
  public String workspace(String name) {
    return (String) create("/v1/admin/workspaces", "{\"name\":\"" + name + "\"}").at("slug");
  }

  /** Connects an integration of the organization. */
  public void integration(String slug, String kind, String more) {
    create(
        "/v1/integrations",
        "{\"name\":\"%s\",\"slug\":\"%s\",\"ai_provider_id\":\"%s\"%s}"
            .formatted(slug, slug, kind, more));
  }

  /** Provisions an integration to a workspace, with limits as JSON members. */
  public void provision(String integration, String workspace, String limits) {
    admin(
            "PUT",
            "/v1/integrations/" + integration + "/workspaces",
            "{\"workspaces\":[{\"id\":\"%s\",\"enabled\":true%s}]}".formatted(workspace, limits))
        .expect(200);
  }

  /** Issues a key of a workspace that may call models, with limits as JSON members. */
  public String key(String workspace, String limits) {
    return (String)
        create(
                "/v1/api-keys/workspace/service",
                "{\"name\":\"app\",\"workspace_id\":\"%s\",\"scopes\":[\"completions.write\"]%s}"
                    .formatted(workspace, limits))
            .at("key");
  }

  /** The id of an admin of the organization, who works in every workspace. */
  public String person(String name) {
    OrganizationId organization =
        new OrganizationId(
            UUID.fromString((String) admin("GET", "/v1/admin/organisation", "").at("id")));
    EmailAddress email = new EmailAddress(name + "@example.com");
    UserRepository users = server.context().getBean(UserRepository.class);
    return users
        .findByEmail(organization, email)
        .map(User::id)
        .orElseGet(
            () -> {
              User person =
                  new User(
                      new UserId(UUID.randomUUID()),
                      organization,
                      email,
                      name,
                      "",
                      OrganizationRole.ADMIN,
                      Audit.created(new ActorId("tests"), Instant.now()),
                      0);
              server.context().getBean(UnitOfWork.class).execute(() -> users.save(person));
              return person.id();
            })
        .toString();
  }

  /** The password of everybody {@link #signedIn} makes. */
  private static final String PASSWORD = "a password of the tests";

  /**
   * Makes somebody known, signs them in, and returns the headers of their session.
   *
   * @param workspaces where they work, and as what
   */
  public String[] signedIn(
      OrganizationId organization,
      OrganizationRole role,
      Map<WorkspaceId, WorkspaceRole> workspaces) {
    ApplicationContext context = server.context();
    UserId id = new UserId(UUID.randomUUID());
    EmailAddress email = new EmailAddress(id + "@example.com");
    Audit audit = Audit.created(new ActorId("tests"), Instant.now());
    String hash = context.getBean(Passwords.class).hash(SecretText.of(PASSWORD));
    context
        .getBean(UnitOfWork.class)
        .execute(
            () ->
                context
                    .getBean(UserRepository.class)
                    .save(new User(id, organization, email, "", "", role, audit, 0))
                    .map(
                        user -> {
                          workspaces.forEach(
                              (workspace, as) ->
                                  context
                                      .getBean(MembershipRepository.class)
                                      .save(
                                          new Membership(
                                              organization, workspace, id, as, audit, 0)));
                          context.getBean(PasswordStore.class).save(id, hash, Instant.now());
                          return user;
                        }));
    return signIn(email);
  }

  private String[] signIn(EmailAddress email) {
    Answer in =
        send(
            request(
                    "",
                    "POST",
                    "/v1/auth/sign-in",
                    "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email.value(), PASSWORD))
                .build());
    return new String[] {
      "cookie",
      in.headers().firstValue("set-cookie").orElseThrow().replaceAll(";.*", ""),
      "x-csrf-token",
      (String) in.expect(200).at("csrf_token")
    };
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
  }
}
