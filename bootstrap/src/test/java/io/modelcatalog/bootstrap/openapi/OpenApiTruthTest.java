package io.modelcatalog.bootstrap.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.application.port.persistence.PasswordStore;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.port.secret.Passwords;
import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import io.modelcatalog.bootstrap.openapi.ApiFile.Operation;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.person.EmailAddress;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.person.UserId;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Audit;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the running server against the description of the administration. Every operation is asked
 * for with every example of its request, and again as a trial where it can be tried: the server
 * takes it, what it answers is what is described and nothing else, and what it asks of the body is
 * what the request's schema names.
 */
class OpenApiTruthTest {
  /** What is made first, in this order, because the rest needs it. */
  private static final List<String> FIRST =
      List.of(
          "POST /v1/secret-references",
          "POST /v1/integrations",
          "PUT /v1/integrations/{ref}/workspaces",
          "PUT /v1/integrations/{ref}/models",
          "POST /v1/providers",
          "POST /v1/virtual-keys",
          "POST /v1/api-keys/{level}/{bearer}",
          "POST /v1/configs",
          "POST /v1/policies/usage-limits",
          "POST /v1/policies/rate-limits",
          "POST /v1/logs",
          "POST /v1/feedback",
          "POST /v1/logs/exports",
          "PUT /v1/logs/exports/{id}",
          "POST /v1/logs/exports/{id}/start",
          "POST /v1/admin/workspaces/{ref}/users",
          "POST /v1/admin/users/invites");

  /** What is taken away last, in this order: what holds others comes after them. */
  private static final List<String> LAST =
      List.of(
          "PUT /v1/auth/password",
          "GET /v1/logs/exports/{id}/content",
          "POST /v1/logs/exports/{id}/cancel",
          "DELETE /v1/integrations/{ref}/models",
          "DELETE /v1/providers/{ref}",
          "DELETE /v1/virtual-keys/{ref}",
          "DELETE /v1/api-keys/{id}",
          "DELETE /v1/integrations/{ref}",
          "DELETE /v1/admin/workspaces/{ref}/users/{user}",
          "DELETE /v1/admin/users/{id}",
          "DELETE /v1/admin/workspaces/{ref}");

  /** Where an answer says what a later request names: the operation, the place, the sample. */
  private static final Map<String, Map<String, String>> FOUND =
      Map.ofEntries(
          Map.entry(
              "POST /v1/admin/users/invites", Map.of("id", "4d4a0d43-5d0e-4c47-9a39-6f0f2c3f1a10")),
          Map.entry("POST /v1/auth/sign-in", Map.of("id", "5b1c7d2e-9f30-4e6a-8c41-3d4e5f6a7b16")),
          Map.entry("POST /v1/secret-references", Map.of("slug", "openai-key")),
          Map.entry(
              "POST /v1/api-keys/{level}/{bearer}",
              Map.of("id", "7a1f5a44-02b2-4a06-9c3b-7f7f8f1c2d12", "key", "the key")),
          Map.entry("POST /v1/configs", Map.of("slug", "pc-fallback-1f2e3d")),
          Map.entry("POST /v1/policies/usage-limits", Map.of("id", "usage policy")),
          Map.entry("POST /v1/policies/rate-limits", Map.of("id", "rate policy")),
          Map.entry(
              "GET /v1/policies/usage-limits/{id}/entities", Map.of("data.0.id", "usage entity")),
          Map.entry(
              "GET /v1/policies/rate-limits/{id}/entities", Map.of("data.0.id", "rate entity")),
          Map.entry("POST /v1/logs", Map.of("log_ids.0", "f3d4e5a6-7b8c-4d9e-8f10-2b3c4d5e6f15")),
          Map.entry(
              "POST /v1/feedback",
              Map.of("feedback_ids.0", "9d0a7b3c-8f6e-4b52-a7d1-1c2d3e4f5a13")),
          Map.entry("POST /v1/logs/exports", Map.of("id", "e2c3d4f5-6a7b-4c8d-9e0f-1a2b3c4d5e14")),
          Map.entry("GET /v1/logs/exports/{id}/download", Map.of("signed_url", "signed url")));

  /** Other answers than 200, which the world of this test makes right. */
  private static final Map<String, Integer> OTHERWISE =
      Map.of("POST /v1/invites/accept", 403, "POST /v1/setup", 403);

  /** The password of people in examples. */
  private static final String PASSWORD = "a long sentence is a good password";

  /** Parameters that would leave nothing of a list. */
  private static final Set<Object> NARROW = Set.of("cursor", "search", "ids");

  @TempDir static Path folder;
  private static LocalCatalog catalog;
  private static ApiFile file;

  /** What stands for each sample of the file in this world. */
  private static final Map<String, Object> WORLD = new HashMap<>();

  @BeforeAll
  static void start() throws Exception {
    file = ApiFile.admin();
    catalog = LocalCatalog.in(folder, Map.of());
    String organization =
        (String) catalog.admin("GET", "/v1/admin/organisation", "").expect(200).at("id");
    WORLD.put("11111111-1111-4111-8111-111111111111", organization);
    WORLD.put("research", catalog.workspace("Research"));
    WORLD.put("@openai-prod/gpt-4o-mini", "@openai-prod/our-own-model");
    WORLD.put("0c8b6a52-3c1f-4f5e-8a61-2f1f0a7d9b11", person(organization, "alice@example.com"));
    person(organization, "owner@example.com");
    catalog.integration("openai-prod", "echo", "");
  }

  @AfterAll
  static void stop() {
    Fields.watchedBy(null);
    catalog.close();
    // Schemas that were compiled are large, and statics stay for all tests to come.
    file = null;
  }

  private static String person(String organization, String email) {
    User user =
        new User(
            new UserId(UUID.randomUUID()),
            new OrganizationId(UUID.fromString(organization)),
            EmailAddress.of(email).orElseThrow(),
            "Alice",
            "Liddell",
            email.startsWith("owner") ? OrganizationRole.OWNER : OrganizationRole.MEMBER,
            Audit.created(ActorId.SYSTEM, Instant.now()),
            0);
    catalog
        .server()
        .context()
        .getBean(UnitOfWork.class)
        .execute(
            () ->
                catalog
                    .server()
                    .context()
                    .getBean(UserRepository.class)
                    .save(user)
                    .map(OpenApiTruthTest::withPassword));
    return user.id().toString();
  }

  private static User withPassword(User user) {
    ApplicationContext context = catalog.server().context();
    context
        .getBean(PasswordStore.class)
        .save(
            user.id(),
            context.getBean(Passwords.class).hash(SecretText.of(PASSWORD)),
            Instant.now());
    return user;
  }

  @Test
  void everyExampleFitsItsSchema() {
    List<String> wrong = new ArrayList<>();
    file.schemas()
        .forEach(
            (name, schema) -> {
              List<Object> examples = file.examples(Tree.object(schema));
              if (examples.isEmpty()) {
                wrong.add(name + ": no example");
              }
              for (Object example : examples) {
                file.faultsOrMore("#/components/schemas/" + name, ApiFile.json(example))
                    .forEach(fault -> wrong.add(name + " " + fault));
              }
            });
    assertThat(wrong).isEmpty();
  }

  @Test
  void theServerTakesEveryExampleReadsWhatIsDescribedAndAnswersWhatIsDescribed() {
    List<String> wrong = new ArrayList<>();
    Asked asked = new Asked();
    for (Operation operation : inOrder()) {
      List<Object> bodies =
          operation.body().map(file::examples).orElseGet(() -> Collections.singletonList(null));
      for (Object body : bodies) {
        Asked read = new Asked();
        if (operation.parameters("header").stream()
            .anyMatch(parameter -> "If-Match".equals(parameter.get("name")))) {
          Answer stale = send(operation, body, "", read, "If-Match", "\"another-state\"");
          if (stale.status() != 412) {
            wrong.add(operation + " was done to another state: " + stale);
          }
        }
        if (operation.tried()) {
          check(operation, send(operation, body, "dry_run=true", read), wrong);
        }
        Answer answer = send(operation, body, "", read);
        check(operation, answer, wrong);
        remember(operation, answer);
        if (body != null) {
          asked.add(operation, body, read);
        }
      }
      if (operation.toString().equals(FIRST.getLast())) {
        callAModel();
      }
    }
    wrong.addAll(asked.faults());
    assertThat(wrong).isEmpty();
    assertThat(asked.described).hasSizeGreaterThan(150);
  }

  /** So that there is something to be told of logs and policies. */
  private static void callAModel() {
    catalog
        .send(
            catalog
                .request(
                    (String) WORLD.get("the key"),
                    "POST",
                    "/v1/chat/completions",
                    """
                    {"model":"@openai-prod/our-own-model","messages":[{"role":"user","content":"Hi"}],
                     "max_tokens":16}""")
                .header("x-portkey-metadata", "{\"team\":\"search\"}")
                .build())
        .expect(200);
  }

  private static List<Operation> inOrder() {
    return file.operations().stream().sorted(Comparator.comparing(OpenApiTruthTest::rank)).toList();
  }

  private static int rank(Operation operation) {
    int first = FIRST.indexOf(operation.toString());
    int last = LAST.indexOf(operation.toString());
    if (first >= 0 || last >= 0) {
      return first >= 0 ? first - FIRST.size() : 10 + last;
    }
    return switch (operation.method()) {
      case "GET" -> 0;
      case "DELETE" -> 3;
      default -> operation.path().endsWith("/reset") ? 1 : 2;
    };
  }

  private static void check(Operation operation, Answer answer, List<String> wrong) {
    int expected = OTHERWISE.getOrDefault(operation.toString(), 200);
    if (answer.status() != expected) {
      wrong.add(operation + " answered " + answer);
      return;
    }
    Map<String, Object> response = Tree.object(Tree.object(operation.said(), "responses"), "200");
    if (answer.headers().firstValue("ETag").isPresent() != response.containsKey("headers")) {
      wrong.add(operation + " answered with another ETag than is described: " + answer.headers());
    }
    String type = answer.headers().firstValue("content-type").orElse("").replaceAll(";.*", "");
    if (type.equals("application/json")) {
      String place = expected == 200 ? operation.answer(200, type) : "#/components/schemas/Problem";
      file.faultsOrMore(place, answer.body())
          .forEach(fault -> wrong.add(operation + " answered " + fault + " in " + answer));
    } else if (!operation.answer(200, type).isEmpty()) {
      Tree.at(file.document(), operation.answer(200, type));
    }
  }

  private static Answer send(
      Operation operation, Object body, String query, Asked read, String... headers) {
    if (operation.path().endsWith("/content")) {
      return catalog.send(
          HttpRequest.newBuilder(
                  URI.create((String) WORLD.getOrDefault("signed url", "http://localhost:1")))
              .build());
    }
    String path = path(operation, query);
    String json = body == null ? "" : ApiFile.json(inThisWorld(body));
    boolean bySession = operation.path().startsWith("/v1/auth/") && !operation.open();
    HttpRequest.Builder request =
        catalog.request(
            operation.open() || bySession ? "" : LocalCatalog.ADMIN,
            operation.method(),
            path,
            json);
    if (bySession) {
      request.headers(session());
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    Fields.watchedBy(read);
    try {
      return catalog.send(request.build());
    } finally {
      Fields.watchedBy(null);
    }
  }

  /** The headers of a session of its own. */
  private static String[] session() {
    Answer in =
        catalog.send(
            catalog
                .request(
                    "",
                    "POST",
                    "/v1/auth/sign-in",
                    "{\"email\":\"alice@example.com\",\"password\":\"%s\"}".formatted(PASSWORD))
                .build());
    return new String[] {
      "cookie",
      in.headers().firstValue("set-cookie").orElseThrow().replaceAll(";.*", ""),
      "x-csrf-token",
      (String) in.expect(200).at("csrf_token")
    };
  }

  private static String path(Operation operation, String query) {
    String path = operation.path();
    for (Map<String, Object> parameter : operation.parameters("path")) {
      path = path.replace("{" + parameter.get("name") + "}", encoded(sample(operation, parameter)));
    }
    List<String> asked = new ArrayList<>();
    if (!query.isEmpty()) {
      asked.add(query);
    }
    for (Map<String, Object> parameter : operation.parameters("query")) {
      boolean helps =
          Boolean.TRUE.equals(parameter.get("required"))
              || operation.method().equals("GET") && !NARROW.contains(parameter.get("name"))
              || operation.body().isEmpty() && "workspace_id".equals(parameter.get("name"));
      String sample = helps ? sample(operation, parameter) : "";
      if (!sample.isEmpty()) {
        asked.add(parameter.get("name") + "=" + encoded(sample));
      }
    }
    return path + (asked.isEmpty() ? "" : "?" + String.join("&", asked));
  }

  /** What the file says a parameter could be, in this world; empty if it gives no sample. */
  private static String sample(Operation operation, Map<String, Object> parameter) {
    Map<String, Object> schema = Tree.object(parameter, "schema");
    List<Object> examples = Tree.list(schema, "examples");
    List<Object> values = Tree.list(schema, "enum");
    Object sample =
        !examples.isEmpty() ? examples.getFirst() : !values.isEmpty() ? values.getFirst() : "";
    if (operation.path().startsWith("/v1/policies/") && "path".equals(parameter.get("in"))) {
      sample =
          (operation.path().contains("usage") ? "usage " : "rate ")
              + ("id".equals(parameter.get("name")) ? "policy" : "entity");
    }
    return String.valueOf(WORLD.getOrDefault(String.valueOf(sample), sample));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static Object inThisWorld(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> there = new LinkedHashMap<>();
        map.forEach((name, each) -> there.put((String) name, inThisWorld(each)));
        yield there;
      }
      case List<?> list -> list.stream().map(OpenApiTruthTest::inThisWorld).toList();
      case String text -> WORLD.getOrDefault(text, text);
      case null, default -> value;
    };
  }

  private static void remember(Operation operation, Answer answer) {
    if (answer.status() == 200) {
      FOUND
          .getOrDefault(operation.toString(), Map.of())
          .forEach((place, sample) -> WORLD.putIfAbsent(sample, answer.at(place)));
    }
  }

  /** What was asked of the examples of requests, and what is described and held. */
  private static final class Asked implements Fields.Watch {
    private final Map<String, Set<String>> types = new ConcurrentSkipListMap<>();
    private final Set<String> wrong = new LinkedHashSet<>();
    private final Set<String> described = new TreeSet<>();
    private final Set<String> held = new TreeSet<>();
    private final Set<String> named = new TreeSet<>();

    @Override
    public void asked(String pointer, String type) {
      types.computeIfAbsent(pointer, key -> new TreeSet<>()).add(type);
    }

    /** Adds one example and what was asked of it. */
    void add(Operation operation, Object example, Asked read) {
      Map<String, Object> schema = operation.body().orElseThrow();
      held(schema, example, "");
      read.types.forEach(
          (pointer, asked) -> {
            Found found = find(schema, List.of(pointer.substring(1).split("/")), "");
            if (found != null && !found.open()) {
              types.computeIfAbsent(found.name(), key -> new TreeSet<>()).addAll(asked);
            }
            asked.stream()
                .filter(type -> !type.isEmpty() && (found == null || !found.takes(type)))
                .forEach(
                    type ->
                        wrong.add(
                            "%s reads %s as %s, which is not described"
                                .formatted(operation, pointer, type)));
          });
    }

    List<String> faults() {
      List<String> faults = new ArrayList<>(wrong);
      described.stream()
          .filter(property -> !types.containsKey(property))
          .forEach(property -> faults.add(property + ": described, and nobody asks for it"));
      described.stream()
          .filter(property -> !held.contains(property))
          .forEach(property -> faults.add(property + ": in no example"));
      return faults;
    }

    /** Notes which properties are described where the example has an object, and which it holds. */
    private void held(Map<String, Object> schema, Object value, String above) {
      if (schema.get("$ref") instanceof String reference && named.add(reference)) {
        file.examples(schema).forEach(example -> held(schema, example, above));
      }
      for (Place place : places(schema, above)) {
        Map<String, Object> properties = Tree.object(place.schema(), "properties");
        if (value instanceof Map<?, ?> map && !properties.isEmpty()) {
          properties.keySet().forEach(name -> described.add(place.at() + "/" + name));
          map.forEach(
              (name, each) -> {
                held.add(place.at() + "/" + name);
                if (properties.get(name) instanceof Map<?, ?> property) {
                  held(Tree.object(property), each, place.at() + "/" + name);
                }
              });
        } else if (value instanceof List<?> list && place.schema().get("items") != null) {
          list.forEach(each -> held(Tree.object(place.schema(), "items"), each, place.at() + "/*"));
        }
      }
    }

    /**
     * A field that was found in a schema.
     *
     * @param name where, from the nearest schema with a name
     * @param types which JSON types it takes
     * @param open whether it is below an object whose members are not described
     */
    private record Found(String name, Set<String> types, boolean open) {
      boolean takes(String type) {
        return open
            || types.contains(type)
            || type.equals("number") && types.contains("integer")
            || type.equals("integer") && types.contains("number");
      }
    }

    private static Found find(Map<String, Object> schema, List<String> steps, String above) {
      List<Place> places = places(schema, above);
      if (steps.isEmpty()) {
        Set<String> types = new TreeSet<>();
        places.forEach(place -> types.addAll(typesOf(place.schema())));
        return new Found(above, types, false);
      }
      String step = steps.getFirst();
      List<String> rest = steps.subList(1, steps.size());
      for (Place place : places) {
        Map<String, Object> one = place.schema();
        Map<String, Object> properties = Tree.object(one, "properties");
        String name = plain(one, step);
        if (properties.containsKey(name)) {
          Found found = find(Tree.object(properties.get(name)), rest, place.at() + "/" + name);
          if (found != null) {
            return found;
          }
        }
        if (one.get("items") != null && step.chars().allMatch(Character::isDigit)) {
          Found found = find(Tree.object(one, "items"), rest, place.at() + "/*");
          if (found != null) {
            return found;
          }
        }
        if (one.get("additionalProperties") != null) {
          return new Found(place.at(), Set.of(), true);
        }
      }
      return null;
    }

    /** The name of a property where it was called by another. */
    private static String plain(Map<String, Object> schema, String name) {
      return Tree.object(schema, "x-aliases").entrySet().stream()
          .filter(
              alias ->
                  alias.getValue() instanceof Collection<?> several
                      ? several.contains(name)
                      : alias.getValue().equals(name))
          .map(Map.Entry::getKey)
          .findFirst()
          .orElse(name);
    }

    /** One of the forms of a schema, and what it is called from the nearest name on. */
    private record Place(Map<String, Object> schema, String at) {}

    private static List<Place> places(Map<String, Object> schema, String above) {
      String at =
          schema.get("$ref") instanceof String reference
              ? reference.substring(reference.lastIndexOf('/') + 1)
              : above;
      Map<String, Object> plain = file.resolved(schema);
      return plain.get("anyOf") == null
          ? List.of(new Place(plain, at))
          : Tree.<Map<String, Object>>list(plain, "anyOf").stream()
              .flatMap(each -> places(each, at).stream())
              .toList();
    }

    private static Set<String> typesOf(Map<String, Object> schema) {
      return schema.get("type") instanceof List<?> several
          ? several.stream().map(String::valueOf).collect(Collectors.toSet())
          : Set.of(String.valueOf(schema.get("type")));
    }
  }
}
