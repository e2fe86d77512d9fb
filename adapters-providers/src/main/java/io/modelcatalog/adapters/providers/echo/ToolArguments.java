package io.modelcatalog.adapters.providers.echo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the least value a JSON schema asks for: only required members, the first choice of a list
 * of choices, numbers and lengths at their lower bound.
 */
final class ToolArguments {
  /** Schemas can refer to themselves; a value nested deeper than this is cut off. */
  private static final int DEEPEST = 16;

  private static final int LONGEST = 64;

  /** A short schema can ask for a huge value; what would be larger than this is cut off. */
  private static final int MOST_VALUES = 1000;

  private final Json root;
  private int values;

  private ToolArguments(Json root) {
    this.root = root;
  }

  /** Arguments for a function whose parameters have the schema; always an object, as JSON text. */
  static String of(Json schema) {
    Json made = new ToolArguments(schema).value(schema, 0);
    return (made instanceof Json.Obj ? made : Json.Obj.EMPTY).text();
  }

  private Json value(@Nullable Json schema, int depth) {
    if (!(schema instanceof Json.Obj rules) || depth > DEEPEST || ++values > MOST_VALUES) {
      return Json.Obj.EMPTY;
    }
    if (rules.get("$ref") instanceof Json.Text(String pointer)) {
      return value(referred(pointer), depth + 1);
    }
    for (String given : List.of("const", "default")) {
      Json value = rules.get(given);
      if (value != null) {
        return value;
      }
    }
    if (rules.get("enum") instanceof Json.Arr(List<Json> choices) && !choices.isEmpty()) {
      return choices.getFirst();
    }
    for (String list : List.of("anyOf", "oneOf", "allOf")) {
      if (rules.get(list) instanceof Json.Arr(List<Json> choices) && !choices.isEmpty()) {
        return value(choices.getFirst(), depth + 1);
      }
    }
    return switch (type(rules)) {
      case "string" -> new Json.Text("x".repeat(bound(rules, "minLength")));
      case "integer", "number" -> number(rules);
      case "boolean" -> new Json.Bool(false);
      case "null" -> new Json.Nothing();
      case "array" -> array(rules, depth);
      default -> object(rules, depth);
    };
  }

  private static String type(Json.Obj rules) {
    return switch (rules.get("type")) {
      case Json.Text(String name) -> name;
      case Json.Arr(List<Json> names)
          when !names.isEmpty() && names.getFirst() instanceof Json.Text(String name) ->
          name;
      case null, default -> rules.get("items") == null ? "object" : "array";
    };
  }

  private static Json number(Json.Obj rules) {
    if (rules.get("minimum") instanceof Json.Num least) {
      return least;
    }
    if (rules.get("exclusiveMinimum") instanceof Json.Num(String digits)
        && digits.matches("-?\\d{1,17}")) {
      return new Json.Num(Long.toString(Long.parseLong(digits) + 1));
    }
    if (rules.get("maximum") instanceof Json.Num(String digits) && digits.startsWith("-")) {
      return new Json.Num(digits);
    }
    return new Json.Num("0");
  }

  private Json array(Json.Obj rules, int depth) {
    List<Json> items = new ArrayList<>();
    int least = bound(rules, "minItems");
    for (int i = 0; i < least && depth < DEEPEST && values < MOST_VALUES; i++) {
      items.add(value(rules.get("items"), depth + 1));
    }
    return new Json.Arr(items);
  }

  private Json object(Json.Obj rules, int depth) {
    Map<String, Json> members = new LinkedHashMap<>();
    Json.Obj properties =
        rules.get("properties") instanceof Json.Obj described ? described : Json.Obj.EMPTY;
    if (rules.get("required") instanceof Json.Arr(List<Json> names)) {
      for (Json name : names) {
        if (name instanceof Json.Text(String member)) {
          members.put(member, value(properties.get(member), depth + 1));
        }
      }
    }
    return new Json.Obj(members);
  }

  private static int bound(Json.Obj rules, String name) {
    return rules.get(name) instanceof Json.Num(String digits) && digits.matches("\\d{1,9}")
        ? Math.min(LONGEST, Integer.parseInt(digits))
        : 0;
  }

  private @Nullable Json referred(String pointer) {
    if (!pointer.startsWith("#")) {
      return null;
    }
    Json at = root;
    for (String step : pointer.substring(1).split("/", -1)) {
      if (step.isEmpty()) {
        continue;
      }
      if (!(at instanceof Json.Obj object)) {
        return null;
      }
      at = object.get(step.replace("~1", "/").replace("~0", "~"));
    }
    return at;
  }
}
