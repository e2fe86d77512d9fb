package io.modelcatalog.bootstrap.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of answers, made of the records that are written as JSON: their names on the wire, which
 * of them are always there, and which may be null. Examples are put together from samples of single
 * members; a member that holds text and has no sample is a mistake.
 */
final class AnswerSchemas {
  private final Map<String, Object> schemas = new TreeMap<>();
  private final Map<String, Object> examples = new TreeMap<>();
  private final List<String> missing = new ArrayList<>();
  private final Map<String, Object> samples;
  private final Javadocs javadocs;

  AnswerSchemas(Map<String, Object> samples, Javadocs javadocs) {
    this.samples = samples;
    this.javadocs = javadocs;
  }

  /** All that were asked for, by name. */
  Map<String, Object> all() {
    return schemas;
  }

  /** Members that hold text and have no sample. */
  List<String> missing() {
    return missing;
  }

  /** The schema of a type: itself, or a reference to it. */
  Map<String, Object> of(Type type) {
    return of(type, "");
  }

  private Map<String, Object> of(Type type, String member) {
    if (type instanceof ParameterizedType of && of.getRawType() instanceof Class<?> raw) {
      Type last = of.getActualTypeArguments()[of.getActualTypeArguments().length - 1];
      if (Collection.class.isAssignableFrom(raw)) {
        return Tree.of("type", "array", "items", of(last, member));
      }
      if (Map.class.isAssignableFrom(raw)) {
        return last == Object.class
            ? Tree.of("type", "object", "additionalProperties", true)
            : Tree.of("type", "object", "additionalProperties", of(last, ""));
      }
      return record(raw, last);
    }
    if (type instanceof Class<?> plain) {
      return plain.isRecord() ? record(plain, null) : scalar(plain);
    }
    throw new AssertionError("no schema for " + type);
  }

  private static Map<String, Object> scalar(Class<?> type) {
    if (type == String.class) {
      return Tree.of("type", "string");
    } else if (type == boolean.class || type == Boolean.class) {
      return Tree.of("type", "boolean");
    } else if (type == int.class || type == Integer.class) {
      return Tree.of("type", "integer", "format", "int32");
    } else if (type == long.class || type == Long.class) {
      return Tree.of("type", "integer", "format", "int64");
    } else if (type == BigDecimal.class) {
      return Tree.of("type", "number");
    } else if (type == Object.class) {
      return new LinkedHashMap<>();
    }
    throw new AssertionError("no schema for " + type);
  }

  private Map<String, Object> record(Class<?> type, @Nullable Type of) {
    String name =
        of instanceof Class<?> one ? name(one) + "List" : of == null ? name(type) : "List";
    if (!schemas.containsKey(name)) {
      schemas.put(name, Map.of());
      Map<String, Object> properties = new LinkedHashMap<>();
      List<String> required = new ArrayList<>();
      for (RecordComponent component : type.getRecordComponents()) {
        property(type, component, of, name, properties, required);
      }
      Map<String, Object> schema = Tree.of("type", "object");
      javadocs
          .of(type)
          .map(text -> of == null ? text : "A page of a list.")
          .ifPresent(text -> schema.put("description", text));
      schema.put("properties", properties);
      if (!required.isEmpty()) {
        schema.put("required", required);
      }
      schema.put("examples", List.of(examples.computeIfAbsent(name, key -> example(properties))));
      schemas.put(name, schema);
    }
    return Tree.of("$ref", "#/components/schemas/" + name);
  }

  private void property(
      Class<?> type,
      RecordComponent component,
      @Nullable Type of,
      String owner,
      Map<String, Object> properties,
      List<String> required) {
    String name = wireName(type, component);
    Type declared = component.getGenericType();
    boolean list = of != null && declared instanceof ParameterizedType;
    Map<String, Object> schema =
        list ? Tree.of("type", "array", "items", of(of, "")) : of(declared, name);
    sample(owner, name, schema);
    JsonInclude.Include include = include(type, component);
    boolean nullable = isNullable(component.getAnnotatedType());
    if (include == JsonInclude.Include.ALWAYS || (!nullable && !holdsSeveral(component))) {
      required.add(name);
    }
    Map<String, Object> shown =
        nullable && include == JsonInclude.Include.ALWAYS ? orNull(schema) : schema;
    String described = javadocs.of(type, component.getName()).orElse("");
    if (!described.isEmpty()) {
      shown.put("description", described);
    }
    properties.put(name, shown);
  }

  private void sample(String owner, String name, Map<String, Object> schema) {
    Object told =
        samples.containsKey(owner + "." + name)
            ? samples.get(owner + "." + name)
            : samples.get(name);
    boolean known = samples.containsKey(owner + "." + name) || samples.containsKey(name);
    Map<String, Object> target = schema;
    if (schema.get("type") instanceof String array && array.equals("array")) {
      Map<String, Object> items = Tree.object(schema, "items");
      if (items.containsKey("$ref")) {
        return;
      }
    }
    if (schema.containsKey("$ref")) {
      return;
    }
    if (!known && name.equals("object") && owner.endsWith("List")) {
      schema.put("const", "list");
      return;
    }
    if (!known) {
      boolean selfEvident =
          "boolean".equals(schema.get("type"))
              || "integer".equals(schema.get("type"))
              || "number".equals(schema.get("type"));
      if (!selfEvident) {
        missing.add(owner + "." + name);
      }
      return;
    }
    if (told instanceof Map<?, ?> more && more.containsKey("sample")) {
      Tree.object(more)
          .forEach((key, value) -> target.put(key.equals("sample") ? "examples" : key, value));
      target.put("examples", Collections.singletonList(more.get("sample")));
    } else if (name.equals("object") && told instanceof String) {
      target.put("const", told);
    } else {
      target.put("examples", Collections.singletonList(told));
    }
  }

  private Object example(Map<String, Object> properties) {
    Map<String, Object> example = new LinkedHashMap<>();
    properties.forEach((name, schema) -> example.put(name, exampleOf(Tree.object(schema))));
    return example;
  }

  private @Nullable Object exampleOf(Map<String, Object> schema) {
    if (schema.containsKey("const")) {
      return schema.get("const");
    }
    if (schema.containsKey("examples")) {
      return Tree.list(schema, "examples").getFirst();
    }
    if (schema.get("$ref") instanceof String reference) {
      String name = reference.substring(reference.lastIndexOf('/') + 1);
      return examples.get(name);
    }
    if (schema.containsKey("anyOf")) {
      return exampleOf(Tree.object(Tree.list(schema, "anyOf").getFirst()));
    }
    Object type = schema.get("type");
    String main = type instanceof List<?> types ? (String) types.getFirst() : (String) type;
    return switch (main) {
      case "boolean" -> false;
      case "integer", "number" -> 0;
      case "array" -> {
        Object item = exampleOf(Tree.object(schema, "items"));
        yield item == null ? List.of() : List.of(item);
      }
      case "object" -> Map.of();
      case null, default -> null;
    };
  }

  /** What a type is called: of {@code ApiKeyJson.Issued}, {@code ApiKeyIssued}. */
  static String name(Class<?> type) {
    String own = type.getSimpleName().replaceAll("(Json|View|Controller)$", "");
    if (type.getDeclaringClass() == null) {
      return own;
    }
    String outer = name(type.getDeclaringClass());
    return own.equals(outer) || own.equals(outer + "s") || outer.equals("Limits")
        ? own
        : outer + own;
  }

  private static Map<String, Object> orNull(Map<String, Object> schema) {
    if (schema.get("type") instanceof String type) {
      schema.put("type", List.of(type, "null"));
      if (schema.get("enum") instanceof List<?> values) {
        List<Object> all = new ArrayList<>(values);
        all.add(null);
        schema.put("enum", all);
      }
      return schema;
    }
    return schema.isEmpty() ? schema : Tree.of("anyOf", List.of(schema, Tree.of("type", "null")));
  }

  private static String wireName(Class<?> type, RecordComponent component) {
    JsonProperty named = onField(type, component).getAnnotation(JsonProperty.class);
    if (named != null) {
      return named.value();
    }
    Serdeable serdeable = type.getAnnotation(Serdeable.class);
    return serdeable != null && serdeable.naming() == SnakeCaseStrategy.class
        ? component
            .getName()
            .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
            .toLowerCase(java.util.Locale.ROOT)
        : component.getName();
  }

  private static JsonInclude.Include include(Class<?> type, RecordComponent component) {
    JsonInclude own = onField(type, component).getAnnotation(JsonInclude.class);
    JsonInclude all = type.getAnnotation(JsonInclude.class);
    return own != null ? own.value() : all != null ? all.value() : JsonInclude.Include.NON_EMPTY;
  }

  private static AnnotatedElement onField(Class<?> type, RecordComponent component) {
    try {
      return type.getDeclaredField(component.getName());
    } catch (NoSuchFieldException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private static boolean holdsSeveral(RecordComponent component) {
    return Collection.class.isAssignableFrom(component.getType())
        || Map.class.isAssignableFrom(component.getType());
  }
}
