package io.modelcatalog.adapters.http.admin;

import io.micronaut.http.HttpStatus;
import io.modelcatalog.adapters.http.problem.Problem;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.application.Change;
import io.modelcatalog.domain.shared.Settings;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object as a client sent them. Each accessor checks one field and notes what
 * is wrong with it; {@link #verify} then refuses the request once, naming every field and its rule.
 * Until it has been called, values of faulty fields read as absent or empty.
 *
 * <p>Fields nobody asks for are ignored: clients send some of their own. Messages never repeat a
 * value, because it may be a secret.
 */
public final class Fields {
  private static final int MOST_SETTING_CHARACTERS = 65_536;
  private static final int MOST_ITEMS = 10_000;
  private static final int MOST_OBJECTS = 1_000;

  private static volatile @Nullable Watch watch;

  private final SequencedMap<String, @Nullable Object> members;
  private final String pointer;
  private final List<Problem.FieldError> errors;
  private final boolean submitted;

  private Fields(
      SequencedMap<String, @Nullable Object> members,
      String pointer,
      List<Problem.FieldError> errors) {
    this(members, pointer, errors, true);
  }

  private Fields(
      SequencedMap<String, @Nullable Object> members,
      String pointer,
      List<Problem.FieldError> errors,
      boolean submitted) {
    this.members = members;
    this.pointer = pointer;
    this.errors = errors;
    this.submitted = submitted;
  }

  /** Is told of each field that somebody asks for. */
  @FunctionalInterface
  public interface Watch {
    /**
     * Somebody asks.
     *
     * @param pointer the field, as a JSON pointer
     * @param type the JSON type asked for; empty if only whether the field is there
     */
    void asked(String pointer, String type);
  }

  /**
   * Has somebody told of all fields that are asked for, in all requests, from now on: so the
   * description of requests is compared with what is read of them.
   *
   * @param watch null for nobody, as it is at first
   */
  public static void watchedBy(@Nullable Watch watch) {
    Fields.watch = watch;
  }

  /**
   * Reads a body that must be a JSON object.
   *
   * @throws Refusal if it is malformed; the position is named
   */
  public static Fields read(byte @Nullable [] body) {
    if (body == null || body.length == 0) {
      throw new Refusal(Problem.of(HttpStatus.BAD_REQUEST, "the body must be a JSON object"));
    }
    return new Fields(JsonBody.read(body), "", new ArrayList<>());
  }

  /**
   * Reads a body that must be a JSON object, or a list of up to 1000. Their errors are reported
   * together, by any of them.
   *
   * @throws Refusal if it is malformed; the position is named
   */
  public static List<Fields> readOneOrMore(byte @Nullable [] body) {
    if (body == null || body.length == 0) {
      throw new Refusal(
          Problem.of(HttpStatus.BAD_REQUEST, "the body must be a JSON object or a list of them"));
    }
    List<LinkedHashMap<String, @Nullable Object>> objects =
        JsonBody.readOneOrMore(body, MOST_OBJECTS);
    List<Problem.FieldError> errors = new ArrayList<>();
    List<Fields> all = new ArrayList<>();
    for (int i = 0; i < objects.size(); i++) {
      all.add(new Fields(objects.get(i), objects.size() == 1 ? "" : "/" + i, errors));
    }
    return all;
  }

  /** Reads a body that may be missing: then no field is there. */
  public static Fields readIfAny(byte @Nullable [] body) {
    return body == null || body.length == 0
        ? new Fields(new LinkedHashMap<>(), "", new ArrayList<>())
        : read(body);
  }

  /** No fields, in place of an object that is not there. */
  public static Fields none() {
    return new Fields(new LinkedHashMap<>(), "", new ArrayList<>(), false);
  }

  /** Whether the field is there, be it null. */
  public boolean has(String name) {
    asked(name, "");
    return members.containsKey(name);
  }

  /** Whether the field is there and null. */
  public boolean isNull(String name) {
    asked(name, "");
    return members.containsKey(name) && members.get(name) == null;
  }

  /** The names of all fields, in order. */
  public List<String> names() {
    return List.copyOf(members.keySet());
  }

  /** What a partial update says of a field: absent keeps, null clears, else what is read. */
  public <T> Change<T> change(String name, Function<String, Optional<T>> reader) {
    if (!has(name)) {
      return Change.keep();
    }
    return isNull(name)
        ? Change.clear()
        : reader.apply(name).map(Change::set).orElseGet(Change::keep);
  }

  /** Text of several lines; absent or null is empty. */
  public Optional<String> text(String name, int longest) {
    return string(name, longest).filter(text -> printable(name, text, true));
  }

  /** Text of one line; absent or null is empty. */
  public Optional<String> line(String name, int longest) {
    return string(name, longest).filter(text -> printable(name, text, false));
  }

  /** Text of one line that must be there and not blank. */
  public String requiredLine(String name, int longest) {
    if (!has(name) || isNull(name)) {
      reject(name, "required");
      return "";
    }
    Optional<String> line = line(name, longest);
    if (line.isPresent() && line.get().isBlank()) {
      reject(name, "must not be blank");
    }
    return line.orElse("");
  }

  /** A truth value, also as 0, 1, "true" and "false"; absent or null is empty. */
  public Optional<Boolean> bool(String name) {
    return switch (value(name, "boolean")) {
      case null -> Optional.empty();
      case Boolean flag -> Optional.of(flag);
      case BigDecimal number when number.compareTo(BigDecimal.ONE) == 0 -> Optional.of(true);
      case BigDecimal number when number.signum() == 0 -> Optional.of(false);
      case String text when text.equals("true") || text.equals("1") -> Optional.of(true);
      case String text when text.equals("false") || text.equals("0") -> Optional.of(false);
      default -> rejected(name, "expected true or false");
    };
  }

  /** A whole number within bounds; absent or null is empty. */
  public OptionalLong integer(String name, long least, long most) {
    String rule = "expected a whole number from " + least + " to " + most;
    return switch (value(name, "integer")) {
      case null -> OptionalLong.empty();
      case BigDecimal number -> {
        if (number.stripTrailingZeros().scale() > 0
            || number.compareTo(BigDecimal.valueOf(least)) < 0
            || number.compareTo(BigDecimal.valueOf(most)) > 0) {
          reject(name, rule);
          yield OptionalLong.empty();
        }
        yield OptionalLong.of(number.longValueExact());
      }
      default -> {
        reject(name, rule);
        yield OptionalLong.empty();
      }
    };
  }

  /** A number, exactly as written; absent or null is empty. */
  public Optional<BigDecimal> decimal(String name) {
    return switch (value(name, "number")) {
      case null -> Optional.empty();
      case BigDecimal number -> Optional.of(number);
      default -> rejected(name, "expected a number");
    };
  }

  /** An object; absent or null is empty. Its errors are reported with this one's. */
  @SuppressWarnings("unchecked")
  public Optional<Fields> object(String name) {
    return switch (value(name, "object")) {
      case null -> Optional.empty();
      case LinkedHashMap<?, ?> map ->
          Optional.of(new Fields((LinkedHashMap<String, @Nullable Object>) map, at(name), errors));
      default -> rejected(name, "expected an object");
    };
  }

  /** A list of objects; absent or null is an empty list. */
  public List<Fields> objects(String name) {
    return switch (value(name, "array")) {
      case null -> List.of();
      case List<?> list -> objectsOf(name, list);
      default -> {
        reject(name, "expected a list of objects");
        yield List.of();
      }
    };
  }

  /** Whether the field is text. */
  boolean holdsText(String name) {
    return value(name, "") instanceof String;
  }

  /** Text of any length with any characters; absent or of another type is blank. */
  String rawText(String name) {
    return value(name, "string") instanceof String text ? text : "";
  }

  /** Whether the field is a list. */
  public boolean holdsList(String name) {
    return value(name, "") instanceof List<?>;
  }

  /** Whether the field is a list whose first item is an object. */
  public boolean holdsObjects(String name) {
    return value(name, "") instanceof List<?> list
        && !list.isEmpty()
        && list.getFirst() instanceof LinkedHashMap<?, ?>;
  }

  /** A list of objects, or a single object standing for a list of one. */
  public List<Fields> objectOrObjects(String name) {
    return value(name, "") instanceof LinkedHashMap<?, ?>
        ? object(name).stream().toList()
        : objects(name);
  }

  /** A list of lines of text; absent or null is an empty list. */
  public List<String> lines(String name, int longest) {
    if (value(name, "array") == null) {
      return List.of();
    }
    if (!(members.get(name) instanceof List<?> list) || list.size() > MOST_ITEMS) {
      reject(name, "expected a list of text");
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof String text && !text.isBlank() && text.length() <= longest) {
        if (printable(name + "/" + i, text, false)) {
          lines.add(text);
        }
      } else {
        reject(name + "/" + i, "expected text of 1 to " + longest + " characters");
      }
    }
    return lines;
  }

  /** An instant in ISO 8601, or a day meaning its start in UTC; absent or null is empty. */
  public Optional<Instant> instant(String name) {
    String rule = "expected a date and time such as 2026-01-31T00:00:00Z";
    return switch (value(name, "string")) {
      case null -> Optional.empty();
      case String text -> {
        Optional<Instant> instant = parse(text);
        if (instant.isEmpty()) {
          reject(name, rule);
        } else if (outOfRange(instant.get())) {
          reject(name, "expected a year from 2000 to 2199");
          yield Optional.empty();
        }
        yield instant;
      }
      default -> rejected(name, rule);
    };
  }

  /** An object kept as it was given, nulls left out; absent or null is empty. */
  public Optional<Settings> settings(String name) {
    return object(name)
        .flatMap(
            object ->
                size(object.members) > MOST_SETTING_CHARACTERS
                    ? rejected(
                        name, "may hold at most " + MOST_SETTING_CHARACTERS + " characters in all")
                    : Optional.of(Settings.of(plain(object.members))));
  }

  /** An object's members as they were given, nulls included; absent or null is empty. */
  public Optional<SequencedMap<String, @Nullable Object>> members(String name) {
    return object(name)
        .flatMap(
            object -> {
              if (size(object.members) > MOST_SETTING_CHARACTERS) {
                return rejected(
                    name, "may hold at most " + MOST_SETTING_CHARACTERS + " characters in all");
              }
              SequencedMap<String, @Nullable Object> copy = new LinkedHashMap<>();
              object.members.forEach((key, value) -> copy.put(key, plain(value)));
              return Optional.of(Collections.unmodifiableSequencedMap(copy));
            });
  }

  /** Notes that a field breaks a rule. */
  public void reject(String name, String rule) {
    errors.add(new Problem.FieldError(at(name), rule));
  }

  /** Whether nothing was wrong so far. */
  public boolean sound() {
    return errors.isEmpty();
  }

  /**
   * Ends the reading.
   *
   * @throws Refusal if any field was faulty, naming all of them
   */
  public void verify() {
    if (!errors.isEmpty()) {
      throw new Refusal(
          Problem.of(
              HttpStatus.BAD_REQUEST,
              errors.stream()
                  .limit(20)
                  .map(error -> wireName(error.pointer()) + ": " + error.message())
                  .collect(Collectors.joining("; ")),
              errors));
    }
  }

  /**
   * A JSON pointer as the name people know: {@code /usage_limits/type} is {@code
   * usage_limits.type}.
   */
  static String wireName(String pointer) {
    return pointer.isEmpty() ? "body" : pointer.substring(1).replace('/', '.');
  }

  private @Nullable Object value(String name, String type) {
    asked(name, type);
    return members.get(name);
  }

  private void asked(String name, String type) {
    Watch told = watch;
    if (told != null && submitted) {
      told.asked(at(name), type);
    }
  }

  private String at(String name) {
    return pointer + "/" + name;
  }

  private <T> Optional<T> rejected(String name, String rule) {
    reject(name, rule);
    return Optional.empty();
  }

  private Optional<String> string(String name, int longest) {
    return switch (value(name, "string")) {
      case null -> Optional.empty();
      case String text when text.length() <= longest -> Optional.of(text);
      case String tooLong -> rejected(name, "expected at most " + longest + " characters");
      default -> rejected(name, "expected text");
    };
  }

  private boolean printable(String name, String text, boolean lines) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) && !(lines && (c == '\n' || c == '\r' || c == '\t'))) {
        reject(name, "must not hold control characters");
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("unchecked")
  private List<Fields> objectsOf(String name, List<?> list) {
    if (list.size() > MOST_ITEMS) {
      reject(name, "expected at most " + MOST_ITEMS + " items");
      return List.of();
    }
    List<Fields> objects = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof LinkedHashMap<?, ?> map) {
        objects.add(
            new Fields((LinkedHashMap<String, @Nullable Object>) map, at(name) + "/" + i, errors));
      } else {
        reject(name + "/" + i, "expected an object");
      }
    }
    return objects;
  }

  private static Optional<Instant> parse(String text) {
    try {
      return Optional.of(
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : DateTimeFormatter.ISO_OFFSET_DATE_TIME
                  .parse(text, OffsetDateTime::from)
                  .toInstant());
    } catch (DateTimeException notADate) {
      return Optional.empty();
    }
  }

  private static boolean outOfRange(Instant instant) {
    int year = instant.atOffset(ZoneOffset.UTC).getYear();
    return year < 2000 || year > 2199;
  }

  private static long size(@Nullable Object value) {
    return switch (value) {
      case String text -> text.length();
      case Map<?, ?> map ->
          map.entrySet().stream()
              .mapToLong(entry -> String.valueOf(entry.getKey()).length() + size(entry.getValue()))
              .sum();
      case List<?> list -> list.stream().mapToLong(Fields::size).sum() + list.size();
      case null, default -> 8;
    };
  }

  /** A value as settings hold it: whole numbers as {@link Long}, nulls inside left out. */
  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case BigDecimal number -> plainNumber(number);
      case Map<?, ?> map -> plain(map);
      case List<?> list -> list.stream().filter(item -> item != null).map(Fields::plain).toList();
      default -> value;
    };
  }

  private static Map<String, Object> plain(Map<?, ?> map) {
    Map<String, Object> plain = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          Object kept = plain(value);
          if (kept != null) {
            plain.put(String.valueOf(key), kept);
          }
        });
    return plain;
  }

  private static Object plainNumber(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    boolean fits =
        stripped.scale() <= 0 && stripped.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    return fits ? (Object) stripped.longValueExact() : (Object) number.doubleValue();
  }
}
