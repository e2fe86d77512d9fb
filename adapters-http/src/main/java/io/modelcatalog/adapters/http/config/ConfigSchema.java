package io.modelcatalog.adapters.http.config;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.modelcatalog.adapters.http.problem.Problem;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The shape of configs. */
@Singleton
final class ConfigSchema {
  private static final String RESOURCE = "/schema/config.schema.json";
  private static final int MOST_FAULTS = 20;

  private final Schema schema;

  ConfigSchema() {
    try (InputStream resource =
        Objects.requireNonNull(ConfigSchema.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What is wrong with a document, each fault with where it is.
   *
   * @param document well-formed JSON of a bounded depth
   */
  List<Problem.FieldError> faults(String document) {
    return schema
        .validate(
            document,
            InputFormat.JSON,
            context -> context.executionConfig(config -> config.locale(Locale.ENGLISH)))
        .stream()
        .sorted(java.util.Comparator.comparing(fault -> fault.getInstanceLocation().toString()))
        .limit(MOST_FAULTS)
        .map(ConfigSchema::told)
        .distinct()
        .toList();
  }

  private static Problem.FieldError told(Error fault) {
    return new Problem.FieldError(
        fault.getInstanceLocation().toString(), String.valueOf(fault.getMessage()));
  }
}
