package io.modelcatalog.bootstrap.openapi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Documents as trees of maps, lists and plain values, read from YAML and written to it. */
public final class Tree {
  private Tree() {}

  /** Reads a file. Times stay texts. */
  public static Map<String, Object> read(Path file) throws IOException {
    try (var reader = Files.newBufferedReader(file)) {
      return object(yaml(new Plain()).load(reader));
    }
  }

  /** A tree as YAML, always the same for the same tree. */
  public static String write(Map<String, Object> tree) {
    return yaml(new Resolver()).dump(tree);
  }

  /** Reads JSON, which is YAML. */
  static Object json(String text) {
    return yaml(new Plain()).load(text);
  }

  /** A value that is an object. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  /** A member that is an object; empty if there is none. */
  public static Map<String, Object> object(Map<String, Object> tree, String name) {
    return tree.get(name) == null ? Map.of() : object(tree.get(name));
  }

  /** A member that is a list; empty if there is none. */
  @SuppressWarnings("unchecked")
  public static <T> List<T> list(Map<String, Object> tree, String name) {
    return tree.get(name) == null ? List.of() : (List<T>) tree.get(name);
  }

  /** A member that is text. */
  public static Optional<String> text(Map<String, Object> tree, String name) {
    return Optional.ofNullable((String) tree.get(name));
  }

  /** What stands at {@code #/a/b} of a document. */
  public static Map<String, Object> at(Map<String, Object> document, String pointer) {
    Map<String, Object> here = document;
    for (String step : pointer.substring(2).split("/")) {
      here = object(here, step.replace("~1", "/").replace("~0", "~"));
      if (here.isEmpty()) {
        throw new AssertionError("nothing at " + pointer);
      }
    }
    return here;
  }

  /** The schema itself where it is a reference to one. */
  public static Map<String, Object> resolved(
      Map<String, Object> document, Map<String, Object> schema) {
    return schema.get("$ref") instanceof String reference
        ? resolved(document, at(document, reference))
        : schema;
  }

  /** An object of these members, in this order. */
  public static Map<String, Object> of(Object... namesAndValues) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      tree.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return tree;
  }

  /** A copy that shares nothing. */
  public static Object copy(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((name, each) -> copy.put((String) name, copy(each)));
        yield copy;
      }
      case List<?> list -> {
        List<Object> copy = new ArrayList<>();
        list.forEach(each -> copy.add(copy(each)));
        yield copy;
      }
      case null, default -> value;
    };
  }

  private static Yaml yaml(Resolver resolver) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.AUTO);
    options.setDereferenceAliases(true);
    options.setIndicatorIndent(2);
    options.setIndentWithIndicator(true);
    options.setWidth(120);
    options.setAllowUnicode(true);
    LoaderOptions loading = new LoaderOptions();
    return new Yaml(
        new SafeConstructor(loading), new Representer(options), options, loading, resolver);
  }

  /** Reads what looks like a time as the text that it is. */
  private static final class Plain extends Resolver {
    @Override
    public void addImplicitResolver(
        Tag tag, java.util.regex.Pattern regexp, String first, int limit) {
      if (!tag.equals(Tag.TIMESTAMP)) {
        super.addImplicitResolver(tag, regexp, first, limit);
      }
    }
  }
}
