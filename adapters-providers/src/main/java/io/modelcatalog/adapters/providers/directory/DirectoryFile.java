package io.modelcatalog.adapters.providers.directory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.modelcatalog.domain.model.Capability;
import io.modelcatalog.domain.model.ModelDefinition;
import io.modelcatalog.domain.model.ModelMode;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.money.PeakHours;
import io.modelcatalog.domain.money.TokenRates;
import io.modelcatalog.domain.money.UnitPrices;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of the model directory. Members it does not know are skipped: they are for people
 * who read the files.
 */
final class DirectoryFile {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern SPAN =
      Pattern.compile("([1-7])-([1-7]) (\\d\\d):(\\d\\d)-(\\d\\d):(\\d\\d)");

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
    Optional<UnitPrices> units = Optional.empty();
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
        case "usd_per" -> units = Optional.of(units(json));
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
        vendor,
        new ModelSlug(model),
        name,
        mode,
        context,
        maxOutput,
        priced(price, units),
        can,
        deprecation);
  }

  /** A model that is priced by units alone has no price of tokens: not one of zero. */
  private static Optional<ModelPrice> priced(
      Optional<ModelPrice> tokens, Optional<UnitPrices> units) {
    if (units.isEmpty()) {
      return tokens;
    }
    UnitPrices each = units.get();
    return Optional.of(
        tokens
            .map(price -> price.with(each))
            .orElseGet(
                () ->
                    ModelPrice.flat(new TokenRates(0, 0, 0, 0))
                        .with(
                            new UnitPrices(
                                each.image(),
                                each.character(),
                                each.call(),
                                each.search(),
                                true))));
  }

  private static UnitPrices units(JsonParser json) throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT, json);
    long image = UnitPrices.UNKNOWN;
    long character = UnitPrices.UNKNOWN;
    long call = UnitPrices.UNKNOWN;
    long search = UnitPrices.UNKNOWN;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      switch (json.currentName()) {
        case "image" -> image = nanos(json);
        case "character" -> character = nanos(json);
        case "call" -> call = nanos(json);
        case "search" -> search = nanos(json);
        default -> skip(json);
      }
    }
    return new UnitPrices(image, character, call, search, false);
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
    Rates peak = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      switch (json.currentName()) {
        case "long_context" -> longContext = rates(json);
        case "peak" -> peak = rates(json);
        default -> ordinary.read(json);
      }
    }
    TokenRates rates = ordinary.complete(json);
    if (longContext != null && longContext.from == 0) {
      throw wrong(json, "long_context", "from, input and output");
    }
    if (peak != null && peak.hours.isEmpty()) {
      throw wrong(json, "peak", "hours, input and output");
    }
    return new ModelPrice(
        rates,
        longContext == null
            ? Optional.empty()
            : Optional.of(
                new ModelPrice.LongContext(longContext.from, longContext.scaled(rates, json))),
        UnitPrices.NONE,
        peak == null
            ? Optional.empty()
            : Optional.of(new PeakHours(peak.hours, peak.scaled(rates, json))));
  }

  private static Rates rates(JsonParser json) throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT, json);
    Rates rates = new Rates();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      rates.read(json);
    }
    return rates;
  }

  /** Hours such as {@code 1-5 01:00-04:00}: Monday to Friday, from one to four o'clock, UTC. */
  private static PeakHours.Span span(String text, JsonParser json) {
    Matcher span = SPAN.matcher(text);
    if (!span.matches()) {
      throw wrong(json, text, "days and hours, such as \"1-5 01:00-04:00\"");
    }
    return new PeakHours.Span(
        Integer.parseInt(span.group(1)),
        Integer.parseInt(span.group(2)),
        Integer.parseInt(span.group(3)) * 60 + Integer.parseInt(span.group(4)),
        Integer.parseInt(span.group(5)) * 60 + Integer.parseInt(span.group(6)));
  }

  /** Prices as far as the file gives them. */
  private static final class Rates {
    private long from;
    private @Nullable Long input;
    private @Nullable Long cachedInput;
    private @Nullable Long cacheWrite;
    private @Nullable Long output;
    private @Nullable Long cacheWriteLong;
    private @Nullable Long audioInput;
    private @Nullable Long audioOutput;
    private final List<PeakHours.Span> hours = new ArrayList<>();

    void read(JsonParser json) throws IOException {
      switch (json.currentName()) {
        case "from" -> from = count(json);
        case "input" -> input = nanos(json);
        case "cached_input" -> cachedInput = nanos(json);
        case "cache_write" -> cacheWrite = nanos(json);
        case "output" -> output = nanos(json);
        case "cache_write_long" -> cacheWriteLong = nanos(json);
        case "audio_input" -> audioInput = nanos(json);
        case "audio_output" -> audioOutput = nanos(json);
        case "hours" -> {
          for (String text : texts(json)) {
            hours.add(span(text, json));
          }
        }
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
          output,
          cacheWriteLong == null ? (cacheWrite == null ? input : cacheWrite) : cacheWriteLong,
          audioInput == null ? input : audioInput,
          audioOutput == null ? output : audioOutput);
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
          output,
          cacheWriteLong == null
              ? grown(ordinary.cacheWriteLong(), ordinary.input(), input)
              : cacheWriteLong,
          audioInput == null ? grown(ordinary.audioInput(), ordinary.input(), input) : audioInput,
          audioOutput == null
              ? grown(ordinary.audioOutput(), ordinary.output(), output)
              : audioOutput);
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
