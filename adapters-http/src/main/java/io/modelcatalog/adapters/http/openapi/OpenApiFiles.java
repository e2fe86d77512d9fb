package io.modelcatalog.adapters.http.openapi;

import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files below {@code /openapi}. Each is read when it is first asked for. */
@Singleton
final class OpenApiFiles {
  private static final String SCRIPT = "text/javascript;charset=utf-8";
  private static final String STYLE = "text/css;charset=utf-8";
  private static final String YAML = "application/yaml;charset=utf-8";
  private static final String LIBRARY = "/META-INF/resources/webjars/swagger-ui/";

  /** The types of all files, by name: there are no others. */
  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", "text/html;charset=utf-8",
          "viewer.js", SCRIPT,
          "viewer.css", STYLE,
          "swagger-ui-bundle.js", SCRIPT,
          "swagger-ui.css", STYLE,
          "admin.yaml", YAML,
          "admin.json", "application/json",
          "gateway.yaml", YAML,
          "gateway.json", "application/json");

  private final Map<String, File> read = new ConcurrentHashMap<>();
  private final JsonMapper json;

  OpenApiFiles(JsonMapper json) {
    this.json = json;
  }

  /**
   * A file.
   *
   * @param type its media type
   */
  @SuppressWarnings("ArrayRecordComponent") // handed to the server as it is
  record File(String type, byte[] content) {}

  /** The file of a name. */
  Optional<File> find(String name) {
    return Optional.ofNullable(TYPES.get(name))
        .map(type -> read.computeIfAbsent(name, key -> new File(type, content(key))));
  }

  private byte[] content(String name) {
    try {
      if (name.startsWith("swagger-ui")) {
        return resource(LIBRARY + version() + "/" + name);
      }
      if (name.endsWith(".yaml")) {
        return resource("/openapi/" + name);
      }
      return name.endsWith(".json")
          ? json(resource("/openapi/" + name.replace(".json", ".yaml")))
          : resource("/viewer/" + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] json(byte[] yaml) throws IOException {
    Map<?, ?> tree =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(new String(yaml, StandardCharsets.UTF_8));
    return json.writeValueAsBytes(tree);
  }

  /** The library has its version in its path. */
  private static String version() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = open("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
      properties.load(in);
    }
    return properties.getProperty("version", "");
  }

  private static byte[] resource(String path) throws IOException {
    try (InputStream in = open(path)) {
      return in.readAllBytes();
    }
  }

  private static InputStream open(String path) {
    return Objects.requireNonNull(OpenApiFiles.class.getResourceAsStream(path), path);
  }
}
