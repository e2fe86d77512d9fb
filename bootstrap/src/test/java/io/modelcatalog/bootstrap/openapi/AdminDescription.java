package io.modelcatalog.bootstrap.openapi;

import io.micronaut.http.HttpResponse;
import io.modelcatalog.bootstrap.access.AdminRoute;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes the description of the administration from the server's routes and what is said of them.
 */
final class AdminDescription {
  /** What is written by hand: what requests hold, and samples of what answers hold. */
  static final Path SOURCES = Path.of("..", "adapters-http", "src", "main", "openapi");

  private static final Path JAVA = Path.of("..", "adapters-http", "src", "main", "java");
  private static final Pattern PLACE = Pattern.compile("\\{([^}]*)}");
  private static final Comparator<String> METHODS =
      Comparator.comparing(method -> List.of("get", "post", "put", "delete").indexOf(method));

  private final Map<String, Object> said;
  private final Map<String, Object> requests;
  private final Javadocs javadocs;
  private final AnswerSchemas answers;
  private final Set<String> tagged = new TreeSet<>();
  private final Set<String> mistakes = new TreeSet<>();
  private final Set<String> used = new LinkedHashSet<>();
  private final Map<String, String> ids = new TreeMap<>();

  private AdminDescription() throws IOException {
    said = Tree.read(SOURCES.resolve("admin.yaml"));
    requests = Tree.read(SOURCES.resolve("requests.yaml"));
    javadocs = Javadocs.of(JAVA);
    answers = new AnswerSchemas(Tree.read(SOURCES.resolve("samples.yaml")), javadocs);
  }

  /**
   * The description of these routes.
   *
   * @throws AssertionError naming everything that is not said of a route or said of none
   */
  static Map<String, Object> of(List<AdminRoute> routes) throws IOException {
    return new AdminDescription().describe(routes);
  }

  private Map<String, Object> describe(List<AdminRoute> routes) {
    routes.stream()
        .filter(route -> route.reads() && namesItsState(route))
        .forEach(route -> tagged.add(route.plainPath()));
    Map<String, Object> paths = new TreeMap<>();
    for (AdminRoute route : routes) {
      Map<String, Object> path =
          Tree.object(
              paths.computeIfAbsent(
                  route.plainPath(), key -> new TreeMap<String, Object>(METHODS)));
      path.put(route.method().toLowerCase(java.util.Locale.ROOT), operation(route));
    }
    answers.of(problem());
    Tree.object(said, "operations").keySet().stream()
        .filter(name -> !used.contains("operation " + name))
        .forEach(name -> mistakes.add(name + ": is described and no route"));
    answers.missing().forEach(name -> mistakes.add(name + ": has no sample in samples.yaml"));

    Map<String, Object> schemas = new TreeMap<>(answers.all());
    requests.forEach(
        (name, schema) -> {
          if (schemas.put(name, schema) != null) {
            mistakes.add(name + ": is the name of a request and of an answer");
          }
          if (Tree.list(Tree.object(schema), "examples").isEmpty()) {
            mistakes.add(name + ": has no example");
          }
        });
    Map<String, Object> parameters = Tree.object(said, "parameters");
    parameters.keySet().stream()
        .filter(name -> !used.contains("parameter " + name))
        .forEach(name -> mistakes.add("parameter " + name + ": is described and not used"));
    if (!mistakes.isEmpty()) {
      throw new AssertionError(
          "the description in "
              + SOURCES
              + " does not fit the routes (docs/reference/openapi.md says how to describe one):\n"
              + String.join("\n", mistakes));
    }
    Set<String> tags = routes.stream().map(this::tag).collect(Collectors.toSet());
    return Tree.of(
        "openapi",
        "3.1.0",
        "info",
        said.get("info"),
        "servers",
        said.get("servers"),
        "tags",
        Tree.object(said, "tags").values().stream()
            .filter(tag -> tags.contains((String) Tree.object(tag).get("name")))
            .distinct()
            .toList(),
        "security",
        said.get("security"),
        "paths",
        paths,
        "components",
        Tree.of(
            "securitySchemes",
            said.get("securitySchemes"),
            "parameters",
            parameters,
            "headers",
            said.get("headers"),
            "responses",
            responses(),
            "schemas",
            schemas));
  }

  private Map<String, Object> operation(AdminRoute route) {
    String name = route.method() + " " + route.plainPath();
    used.add("operation " + name);
    Map<String, Object> more = Tree.object(Tree.object(said, "operations"), name);
    Method handler = route.handler();
    String documented = javadocs.of(handler.getDeclaringClass(), handler.getName()).orElse("");
    if (documented.isEmpty()) {
      mistakes.add(name + ": its method has no Javadoc");
    }
    String summary = Tree.text(more, "summary").orElse(sentence(documented));
    String description =
        Tree.text(more, "description")
            .orElse(documented.equals(sentence(documented) + ".") ? "" : documented);
    Map<String, Object> operation =
        Tree.of("tags", List.of(tag(route)), "summary", summary, "operationId", id(route, more));
    operation.put(
        "description", (description.isEmpty() ? "" : description + "\n\n") + taking(route));
    operation.put("x-required-scopes", route.needs());
    if (route.open()) {
      operation.put("security", List.of());
    }
    List<Object> parameters = parameters(route, name, more);
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    body(name, handler, more).ifPresent(body -> operation.put("requestBody", body));
    operation.put("responses", answers(route, more));
    return operation;
  }

  private static String taking(AdminRoute route) {
    return route.open()
        ? "Takes no key."
        : route.needs().isEmpty()
            ? "Takes a key that holds."
            : "Takes "
                + route.needs().stream()
                    .map(need -> "`" + need + "`")
                    .collect(Collectors.joining(" or "))
                + ".";
  }

  private static String sentence(String text) {
    int end = text.indexOf(". ");
    String first = end < 0 ? text : text.substring(0, end);
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }

  private String tag(AdminRoute route) {
    String controller = route.handler().getDeclaringClass().getSimpleName();
    Map<String, Object> tag = Tree.object(Tree.object(said, "tags"), controller);
    if (tag.isEmpty()) {
      mistakes.add(controller + ": has no tag");
      return controller;
    }
    return (String) tag.get("name");
  }

  private String id(AdminRoute route, Map<String, Object> more) {
    String id =
        Tree.text(more, "id")
            .orElseGet(
                () ->
                    route.handler().getName()
                        + route
                            .handler()
                            .getDeclaringClass()
                            .getSimpleName()
                            .replace("Controller", ""));
    String other = ids.put(id, route.toString());
    if (other != null) {
      mistakes.add(route + ": has the id " + id + " as " + other + " has; give it an id");
    }
    return id;
  }

  private List<Object> parameters(AdminRoute route, String name, Map<String, Object> more) {
    List<Object> parameters = new ArrayList<>();
    Map<String, Object> places = Tree.object(said, "places");
    Matcher place = PLACE.matcher(route.plainPath());
    while (place.find()) {
      String here = route.plainPath().substring(0, place.end());
      Object named = places.get(here);
      if (named == null) {
        mistakes.add(name + ": nothing is said of " + here);
      } else {
        parameters.add(parameter(name, (String) named));
      }
    }
    for (Object each : Tree.list(more, "query")) {
      Object group = Tree.object(said, "groups").get(each);
      if (group instanceof List<?> several) {
        several.forEach(one -> parameters.add(parameter(name, (String) one)));
      } else {
        parameters.add(parameter(name, (String) each));
      }
    }
    if (route.tried()) {
      parameters.add(parameter(name, "dry_run"));
    }
    if (expects(route)) {
      parameters.add(parameter(name, "if_match"));
    }
    if (route.method().equals("POST") && !route.open()) {
      parameters.add(parameter(name, "idempotency_key"));
    }
    return parameters;
  }

  private Object parameter(String operation, String name) {
    if (!Tree.object(said, "parameters").containsKey(name)) {
      mistakes.add(operation + ": there is no parameter " + name);
    }
    used.add("parameter " + name);
    return Tree.of("$ref", "#/components/parameters/" + name);
  }

  private Optional<Map<String, Object>> body(
      String name, Method handler, Map<String, Object> more) {
    Optional<Parameter> body =
        Arrays.stream(handler.getParameters())
            .filter(parameter -> parameter.getType() == byte[].class)
            .findFirst();
    Optional<String> takes = Tree.text(more, "takes");
    if (body.isPresent() != takes.isPresent()) {
      mistakes.add(name + ": takes " + (body.isPresent() ? "a" : "no") + " body");
      return Optional.empty();
    }
    if (takes.isEmpty()) {
      return Optional.empty();
    }
    if (!requests.containsKey(takes.get())) {
      mistakes.add(name + ": there is no request " + takes.get());
    }
    boolean optional =
        more.get("optional") != null
            || body.get().isAnnotationPresent(io.micronaut.core.annotation.Nullable.class);
    return Optional.of(
        Tree.of(
            "required",
            !optional,
            "content",
            Tree.of(
                "application/json",
                Tree.of("schema", Tree.of("$ref", "#/components/schemas/" + takes.get())))));
  }

  private Map<String, Object> answers(AdminRoute route, Map<String, Object> more) {
    Map<String, Object> responses = new LinkedHashMap<>();
    responses.put("200", success(route, more));
    boolean writes = !route.reads();
    if (writes || !Tree.list(more, "query").isEmpty()) {
      responses.put("400", response("BadRequest"));
    }
    if (!route.open()) {
      responses.put("401", response("Unauthorized"));
    }
    if (!route.needs().isEmpty()) {
      responses.put("403", response("Forbidden"));
    }
    if (route.placeholders() > 0 || !Tree.list(more, "query").isEmpty() || writes) {
      responses.put("404", response("NotFound"));
    }
    if (writes) {
      responses.put("409", response("Conflict"));
    }
    if (expects(route)) {
      responses.put("412", response("PreconditionFailed"));
    }
    if (route.method().equals("POST") && !route.open()) {
      responses.put("422", response("Unprocessable"));
    }
    responses.put("default", response("Problem"));
    return responses;
  }

  private Map<String, Object> success(AdminRoute route, Map<String, Object> more) {
    Type type = route.handler().getGenericReturnType();
    if (type instanceof ParameterizedType of && of.getRawType() == HttpResponse.class) {
      type = of.getActualTypeArguments()[0];
    }
    Map<String, Object> given = Tree.object(more, "gives");
    Map<String, Object> schema = given.isEmpty() ? answers.of(type) : given;
    if (route.tried()) {
      schema = Tree.of("anyOf", List.of(schema, answers.of(dryRun())));
    }
    Map<String, Object> response =
        Tree.of(
            "description", route.tried() ? "Done; or, with `dry_run`, what it would do." : "Done.");
    if (route.reads() && namesItsState(route)) {
      response.put("headers", Tree.of("ETag", Tree.of("$ref", "#/components/headers/etag")));
    }
    response.put(
        "content",
        Tree.of(Tree.text(more, "type").orElse("application/json"), Tree.of("schema", schema)));
    return response;
  }

  /** Whether its answer has an ETag. */
  private static boolean namesItsState(AdminRoute route) {
    return route.handler().getGenericReturnType() instanceof ParameterizedType of
        && of.getRawType() == HttpResponse.class
        && of.getActualTypeArguments()[0] instanceof Class<?> body
        && body.isRecord();
  }

  /** Whether it changes what has an ETag. */
  private boolean expects(AdminRoute route) {
    return !route.reads() && !route.method().equals("POST") && tagged.contains(route.plainPath());
  }

  private static Object response(String name) {
    return Tree.of("$ref", "#/components/responses/" + name);
  }

  private Map<String, Object> responses() {
    Map<String, Object> responses = new LinkedHashMap<>();
    Tree.object(said, "responses")
        .forEach(
            (name, text) ->
                responses.put(
                    name,
                    Tree.of(
                        "description",
                        text,
                        "content",
                        Tree.of("application/json", Tree.of("schema", answers.of(problem()))))));
    return responses;
  }

  private static Class<?> problem() {
    return type("problem.Problem");
  }

  private static Class<?> dryRun() {
    return type("security.DryRunJson");
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName("io.modelcatalog.adapters.http." + name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
