package io.modelcatalog.bootstrap.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A committed description, as tests read it. */
public final class ApiFile {
  /** Where the files are. */
  public static final Path FOLDER = Path.of("..", "docs", "reference", "openapi");

  private static final String ID = "urn:model-catalog:description";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Object> document;
  private @Nullable SchemaRegistry lenient;
  private @Nullable SchemaRegistry strict;

  private ApiFile(Map<String, Object> document) {
    this.document = document;
  }

  /** The description of the administration. */
  public static ApiFile admin() throws IOException {
    return new ApiFile(Tree.read(FOLDER.resolve("admin.yaml")));
  }

  /** The description of the gateway. */
  public static ApiFile gateway() throws IOException {
    return new ApiFile(Tree.read(FOLDER.resolve("gateway.yaml")));
  }

  /** The whole document. */
  Map<String, Object> document() {
    return document;
  }

  /**
   * Something a client can ask for.
   *
   * @param method such as {@code PUT}
   * @param path such as {@code /v1/providers/{ref}}
   * @param parameters each with its name, place and schema
   * @param said all that the file says of it
   */
  public record Operation(
      String method, String path, List<Map<String, Object>> parameters, Map<String, Object> said) {
    /** A reference to the schema of its body. */
    public Optional<Map<String, Object>> body() {
      return said.containsKey("requestBody")
          ? Optional.of(
              Tree.at(Tree.of("of", said), "#/of/requestBody/content/application~1json/schema"))
          : Optional.empty();
    }

    /** The same, if the body is JSON. */
    Optional<Map<String, Object>> json() {
      return Optional.of(said)
          .map(all -> Tree.object(Tree.object(all, "requestBody"), "content"))
          .filter(content -> content.containsKey("application/json"))
          .flatMap(content -> body());
    }

    /** Its parameters in the path, the query or the headers. */
    public List<Map<String, Object>> parameters(String place) {
      return parameters.stream().filter(each -> place.equals(each.get("in"))).toList();
    }

    /** Whether anybody may ask. */
    public boolean open() {
      return said.get("security") instanceof List<?> none && none.isEmpty();
    }

    /** Whether it can be tried. */
    public boolean tried() {
      return parameters("query").stream().anyMatch(each -> "dry_run".equals(each.get("name")));
    }

    /** Where the file says what an answer holds. */
    String answer(int status, String type) {
      return "#/paths/"
          + path.replace("~", "~0").replace("/", "~1")
          + "/"
          + method.toLowerCase(Locale.ROOT)
          + "/responses/"
          + status
          + "/content/"
          + type.replace("/", "~1")
          + "/schema";
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /** All of them, by path. */
  public List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    Tree.object(document, "paths")
        .forEach(
            (path, methods) ->
                Tree.object(methods)
                    .forEach(
                        (method, said) ->
                            operations.add(
                                new Operation(
                                    method.toUpperCase(Locale.ROOT),
                                    path,
                                    Tree.<Map<String, Object>>list(Tree.object(said), "parameters")
                                        .stream()
                                        .map(this::resolved)
                                        .toList(),
                                    Tree.object(said)))));
    return operations;
  }

  /** What a schema or a parameter says, where it refers to it. */
  public Map<String, Object> resolved(Map<String, Object> schema) {
    return Tree.resolved(document, schema);
  }

  /** The examples of a schema. */
  public List<Object> examples(Map<String, Object> schema) {
    return Tree.list(resolved(schema), "examples");
  }

  /** The schemas by name. */
  Map<String, Object> schemas() {
    return Tree.at(document, "#/components/schemas");
  }

  /** What is wrong with some JSON, by the schema at a place; more than is described is not. */
  List<String> faults(String pointer, String json) {
    if (lenient == null) {
      lenient = registry(document);
    }
    return faults(lenient, pointer, json);
  }

  /** The same, and members that are not described are wrong. */
  List<String> faultsOrMore(String pointer, String json) {
    if (strict == null) {
      strict = registry(Tree.object(closed(document)));
    }
    return faults(strict, pointer, json);
  }

  /** A tree as JSON. */
  public static String json(Object tree) {
    try {
      return JSON.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> faults(SchemaRegistry registry, String pointer, String json) {
    return registry
        .getSchema(SchemaLocation.of(ID + pointer))
        .validate(json, InputFormat.JSON)
        .stream()
        .map(fault -> fault.getInstanceLocation() + ": " + fault.getMessage())
        .toList();
  }

  private static SchemaRegistry registry(Map<String, Object> document) {
    return SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(ID, json(document))));
  }

  /** Every object with named members has no others, unless it says so. */
  private static Object closed(Object value) {
    Object copy = Tree.copy(value);
    close(copy);
    return copy;
  }

  private static void close(Object value) {
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (name, each) -> {
            if (!name.equals("examples")) {
              close(each);
            }
          });
      if (map.get("properties") instanceof Map<?, ?> && "object".equals(map.get("type"))) {
        Tree.object(map).putIfAbsent("additionalProperties", false);
      }
    } else if (value instanceof List<?> list) {
      list.forEach(ApiFile::close);
    }
  }
}
