package io.modelcatalog.adapters.providers.directory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.modelcatalog.domain.model.Capability;
import io.modelcatalog.domain.model.ModelDefinition;
import io.modelcatalog.domain.model.ModelMode;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.money.TokenRates;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of the model directory. Members it does not know are skipped: they are for people
 * who read the files.
 */
final class DirectoryFile {
  private static final JsonFactory JSON = new JsonFactory();

  private DirectoryFile() {}

  /** The vendors that {@code index.json} names. */
  static List<String> vendors(InputStream content) throws IOException {
    try (JsonParser json = JSON.createParser(content)) {
      List<String> vendors = new ArrayList<>();
      expect(json.nextToken(), JsonToken.START_OBJECT, json);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        if (json.currentName().equals("vendors")) {
          vendors.addAll(texts(json));
        } else {
          skip(json);
        }
      }
      return vendors;
    }
  }

  /**
   * The models of one vendor's file.
   *
   * @throws IllegalArgumentException if a value cannot be, with its place
   */
  static List<ModelDefinition> models(InputStream content) throws IOException {
    try (JsonParser json = JSON.createParser(content)) {
      List<ModelDefinition> models = new ArrayList<>();
      String vendor = null;
      expect(json.nextToken(), JsonToken.START_OBJECT, json);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        switch (json.currentName()) {
          case "vendor" -> vendor = text(json);
          case "models" -> {
            if (vendor == null) {
              throw wrong(json, "models", "after vendor");
            }
            expect(json.nextToken(), JsonToken.START_ARRAY, json);
            while (json.nextToken() == JsonToken.START_OBJECT) {
              models.add(model(vendor, json));
            }
          }
          default -> skip(json);
        }
      }
      return models;
    }
  }

  private static ModelDefinition model(String vendor, JsonParser json) throws IOException {
    String model = null;
    String name = null;
    ModelMode mode = null;
    OptionalLong context = OptionalLong.empty();
    OptionalLong maxOutput = OptionalLong.empty();
    Optional<ModelPrice> price = Optional.empty();
    Set<Capability> can = EnumSet.noneOf(Capability.class);
    Optional<String> deprecation = Optional.empty();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      switch (json.currentName()) {
        case "model" -> model = text(json);
        case "name" -> name = text(json);
        case "mode" -> mode = constant(ModelMode.class, text(json), json);
        case "context" -> context = OptionalLong.of(count(json));
        case "max_output" -> maxOutput = OptionalLong.of(count(json));
        case "usd_per_million" -> price = Optional.of(price(json));
        case "can" -> {
          for (String capability : texts(json)) {
            can.add(constant(Capability.class, capability, json));
          }
        }
        case "deprecation" -> deprecation = Optional.of(text(json));
        default -> skip(json);
      }
    }
    if (model == null || name == null || mode == null) {
      throw wrong(json, "model", "model, name and mode");
    }
    return new ModelDefinition(
        vendor, new ModelSlug(model), name, mode, context, maxOutput, price, can, deprecation);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String text, JsonParser json) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
        return constant;
      }
    }
    throw wrong(json, text, "a " + type.getSimpleName());
  }

  private static ModelPrice price(JsonParser json) throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT, json);
    Rates ordinary = new Rates();
    Rates longContext = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      if (json.currentName().equals("long_context")) {
        expect(json.nextToken(), JsonToken.START_OBJECT, json);
        longContext = new Rates();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          longContext.read(json);
        }
      } else {
        ordinary.read(json);
      }
    }
    TokenRates rates = ordinary.complete(json);
    if (longContext != null && longContext.from == 0) {
      throw wrong(json, "long_context", "from, input and output");
    }
    return new ModelPrice(
        rates,
        longContext == null
            ? Optional.empty()
            : Optional.of(
                new ModelPrice.LongContext(longContext.from, longContext.scaled(rates, json))));
  }

  /** Prices as far as the file gives them. */
  private static final class Rates {
    private long from;
    private @Nullable Long input;
    private @Nullable Long cachedInput;
    private @Nullable Long cacheWrite;
    private @Nullable Long output;

    void read(JsonParser json) throws IOException {
      switch (json.currentName()) {
        case "from" -> from = count(json);
        case "input" -> input = nanos(json);
        case "cached_input" -> cachedInput = nanos(json);
        case "cache_write" -> cacheWrite = nanos(json);
        case "output" -> output = nanos(json);
        default -> skip(json);
      }
    }

    /** These rates; a way of counting a prompt token that has no price costs what input costs. */
    TokenRates complete(JsonParser json) {
      if (input == null || output == null) {
        throw wrong(json, "usd_per_million", "input and output");
      }
      return new TokenRates(
          input,
          cachedInput == null ? input : cachedInput,
          cacheWrite == null ? input : cacheWrite,
          output);
    }

    /**
     * These rates of long prompts; what has no price grows as the input price grows, rounded up: a
     * budget may stop early, never late.
     */
    TokenRates scaled(TokenRates ordinary, JsonParser json) {
      if (input == null || output == null) {
        throw wrong(json, "long_context", "from, input and output");
      }
      return new TokenRates(
          input,
          cachedInput == null
              ? grown(ordinary.cachedInput(), ordinary.input(), input)
              : cachedInput,
          cacheWrite == null ? grown(ordinary.cacheWrite(), ordinary.input(), input) : cacheWrite,
          output);
    }

    private static long grown(long price, long from, long to) {
      if (from == 0) {
        return Math.max(price, to);
      }
      BigInteger[] parts =
          BigInteger.valueOf(price)
              .multiply(BigInteger.valueOf(to))
              .divideAndRemainder(BigInteger.valueOf(from));
      return parts[0].longValueExact() + (parts[1].signum() > 0 ? 1 : 0);
    }
  }

  /** A price: decimal text in dollars, exact to the nano-dollar. */
  private static long nanos(JsonParser json) throws IOException {
    String member = json.currentName();
    String text = text(json);
    try {
      return new BigDecimal(text).movePointRight(9).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong(json, member, "a decimal number of dollars in quotes, to the nano-dollar");
    }
  }

  private static long count(JsonParser json) throws IOException {
    String member = json.currentName();
    if (json.nextToken() != JsonToken.VALUE_NUMBER_INT || json.getLongValue() < 1) {
      throw wrong(json, member, "a whole number from 1");
    }
    return json.getLongValue();
  }

  private static String text(JsonParser json) throws IOException {
    String member = json.currentName();
    if (json.nextToken() != JsonToken.VALUE_STRING) {
      throw wrong(json, member, "text");
    }
    return json.getText();
  }

  private static List<String> texts(JsonParser json) throws IOException {
    List<String> texts = new ArrayList<>();
    expect(json.nextToken(), JsonToken.START_ARRAY, json);
    while (json.nextToken() == JsonToken.VALUE_STRING) {
      texts.add(json.getText());
    }
    expect(json.currentToken(), JsonToken.END_ARRAY, json);
    return texts;
  }

  private static void skip(JsonParser json) throws IOException {
    json.nextToken();
    json.skipChildren();
  }

  private static void expect(@Nullable JsonToken found, JsonToken expected, JsonParser json) {
    if (found != expected) {
      throw wrong(json, String.valueOf(found), expected.toString());
    }
  }

  private static IllegalArgumentException wrong(JsonParser json, String what, String expected) {
    return new IllegalArgumentException(
        "line "
            + json.currentLocation().getLineNr()
            + ": "
            + what
            + " (expected: "
            + expected
            + ")");
  }
}
