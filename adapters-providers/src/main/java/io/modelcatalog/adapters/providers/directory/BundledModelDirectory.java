package io.modelcatalog.adapters.providers.directory;

import io.modelcatalog.application.port.model.ModelDirectory;
import io.modelcatalog.domain.model.ModelDefinition;
import io.modelcatalog.domain.model.ModelSlug;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The model directory that comes with the product. Immutable once loaded.
 *
 * <p>A name is looked up as it is. Only when it is not there, it is taken for another name of a
 * model that is: a dated name ({@code gpt-4o-2024-08-06}) for the undated one, an undated name
 * ({@code claude-sonnet-4-5}) or {@code …-latest} for the newest dated one. Azure sells OpenAI's
 * models, so what it lacks is looked up there.
 */
public final class BundledModelDirectory implements ModelDirectory {
  private static final String FOLDER = "/model-directory/";

  /** Vendors that sell another's models by the same names at the same prices. */
  private static final Map<String, String> RESELLERS = Map.of("azure-openai", "openai");

  /** {@code -2024-08-06}, {@code -20240806}, {@code @20240806}. */
  private static final Pattern DATED =
      Pattern.compile("(?<name>.+)[-@](?<date>20\\d\\d-\\d\\d-\\d\\d|20\\d{6})");

  /** {@code -2508}: year and month, as Mistral counts versions. */
  private static final Pattern MONTHLY = Pattern.compile("(?<name>.+)-(?<date>2\\d[01]\\d)");

  private static final String LATEST = "-latest";

  private final Map<String, Shelf> shelves;

  private BundledModelDirectory(Map<String, Shelf> shelves) {
    this.shelves = Map.copyOf(shelves);
  }

  /**
   * Reads the bundled files.
   *
   * @throws IllegalStateException if a file is missing or says something that cannot be, naming the
   *     file and the place
   */
  public static BundledModelDirectory load() {
    Map<String, Shelf> shelves = new HashMap<>();
    for (String vendor : read("index.json", DirectoryFile::vendors)) {
      List<ModelDefinition> models = read(vendor + ".json", DirectoryFile::models);
      if (models.stream().anyMatch(model -> !model.vendor().equals(vendor))) {
        throw new IllegalStateException(vendor + ".json: vendor (expected: \"" + vendor + "\")");
      }
      shelves.put(vendor, Shelf.of(models));
    }
    return new BundledModelDirectory(shelves);
  }

  private static <T> T read(String file, Reader<T> reader) {
    try (InputStream content = BundledModelDirectory.class.getResourceAsStream(FOLDER + file)) {
      if (content == null) {
        throw new IllegalStateException(file + ": not in the model directory");
      }
      return reader.read(content);
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalStateException(file + ": " + e.getMessage(), e);
    }
  }

  private interface Reader<T> {
    T read(InputStream content) throws IOException;
  }

  @Override
  public Optional<ModelDefinition> find(String vendor, ModelSlug model) {
    ModelDefinition found = onShelf(vendor, model.value());
    if (found != null) {
      return Optional.of(found);
    }
    String maker = RESELLERS.get(vendor);
    ModelDefinition makers = maker == null ? null : onShelf(maker, model.value());
    return makers == null ? Optional.empty() : Optional.of(soldBy(vendor, makers));
  }

  private @Nullable ModelDefinition onShelf(String vendor, String name) {
    Shelf shelf = shelves.get(vendor);
    return shelf == null ? null : shelf.find(name);
  }

  private static ModelDefinition soldBy(String vendor, ModelDefinition model) {
    return new ModelDefinition(
        vendor,
        model.slug(),
        model.displayName(),
        model.mode(),
        model.contextWindow(),
        model.maxOutputTokens(),
        model.price(),
        model.capabilities(),
        model.deprecation());
  }

  @Override
  public List<ModelDefinition> of(String vendor) {
    Shelf shelf = shelves.get(vendor);
    return shelf == null ? List.of() : shelf.models();
  }

  /** The names of all vendors that have models here. */
  public List<String> vendors() {
    return shelves.keySet().stream().sorted().toList();
  }

  /**
   * The models of one vendor.
   *
   * @param models by name
   * @param byName the same, by exact name
   * @param newest the newest dated model of each undated name
   * @param newestVersion the newest dated or monthly model of each name without version
   */
  private record Shelf(
      List<ModelDefinition> models,
      Map<String, ModelDefinition> byName,
      Map<String, ModelDefinition> newest,
      Map<String, ModelDefinition> newestVersion) {

    static Shelf of(List<ModelDefinition> models) {
      Map<String, ModelDefinition> byName = new HashMap<>();
      for (ModelDefinition model : models) {
        if (byName.put(model.slug().value(), model) != null) {
          throw new IllegalStateException(
              model.vendor() + " " + model.slug() + ": there are two models of that name");
        }
      }
      return new Shelf(
          models.stream().sorted(Comparator.comparing(ModelDefinition::slug)).toList(),
          byName,
          newestOf(models, List.of(DATED)),
          newestOf(models, List.of(DATED, MONTHLY)));
    }

    private static Map<String, ModelDefinition> newestOf(
        List<ModelDefinition> models, List<Pattern> shapes) {
      Map<String, ModelDefinition> newest = new HashMap<>();
      Map<String, String> dates = new HashMap<>();
      for (ModelDefinition model : models) {
        Matcher dated = firstMatch(model.slug().value(), shapes);
        if (dated == null) {
          continue;
        }
        String name = dated.group("name");
        String date = dated.group("date").replace("-", "");
        String known = dates.get(name);
        if (known == null || known.compareTo(date) < 0) {
          dates.put(name, date);
          newest.put(name, model);
        }
      }
      return newest;
    }

    private static @Nullable Matcher firstMatch(String name, List<Pattern> shapes) {
      for (Pattern shape : shapes) {
        Matcher matcher = shape.matcher(name);
        if (matcher.matches()) {
          return matcher;
        }
      }
      return null;
    }

    @Nullable ModelDefinition find(String name) {
      ModelDefinition exact = byName.get(name);
      if (exact != null) {
        return exact;
      }
      Matcher dated = DATED.matcher(name);
      if (dated.matches()) {
        return byName.get(dated.group("name"));
      }
      if (name.endsWith(LATEST)) {
        String stem = name.substring(0, name.length() - LATEST.length());
        ModelDefinition undated = byName.get(stem);
        return undated != null ? undated : newestVersion.get(stem);
      }
      return newest.get(name);
    }
  }
}
