package io.modelcatalog.application.audit;

import io.modelcatalog.application.port.audit.AuditEvent.FieldChange;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.shared.Settings;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * An object as fields with texts, by the names they have on the wire. Every component of its record
 * is among them, so that what is added to an object is told of without anybody thinking of it.
 */
final class Described {
  /** Nothing: before an object was made, and after it was deleted. */
  static final Described NOTHING = new Described(new LinkedHashMap<>());

  private static final String SET = "set";

  /** What is told of a secret that took another's place. */
  static final String CHANGED = "changed";

  private final SequencedMap<String, Field> fields;

  /**
   * One field.
   *
   * @param raw what is compared
   * @param text what is shown; empty for none
   * @param counter whether it counts resets, so that only its change says anything
   */
  private record Field(Object raw, Optional<String> text, boolean counter) {}

  private Described(SequencedMap<String, Field> fields) {
    this.fields = fields;
  }

  /**
   * Describes an object.
   *
   * @param object what is kept
   * @param names what its components are called, where it is not their own name; empty for a
   *     component that is not told of
   */
  static Described of(Record object, Map<String, String> names) {
    Described described = new Described(new LinkedHashMap<>());
    described.addAll("", object, names);
    return described;
  }

  private void addAll(String prefix, Record object, Map<String, String> names) {
    for (RecordComponent component : object.getClass().getRecordComponents()) {
      String own = component.getName();
      String name = names.getOrDefault(own, Words.wireName(own));
      if (!name.isEmpty()) {
        add(prefix, name, Words.valueOf(object, component));
      }
    }
  }

  private void add(String prefix, String name, @Nullable Object value) {
    String path = path(prefix, name);
    switch (value) {
      case null -> {}
      case Object hidden when Secrets.hides(name, hidden) ->
          fields.put(path, new Field(hidden, Optional.of(SET), false));
      case Integer epoch when name.equals(Kind.RESET) ->
          fields.put(path, new Field(epoch, Optional.empty(), true));
      case Optional<?> optional
          when optional.isPresent() && optional.get() instanceof Limits limits ->
          addLimits(prefix, name, limits, true);
      case Limits limits -> addLimits(prefix, name, limits, false);
      case Settings settings -> addEntries(path, settings.values());
      case Map<?, ?> map -> addEntries(path, map);
      case Record composite when isComposite(composite) -> addAll(path, composite, Kind.NAMES);
      case Object plain -> put(path, plain);
    }
  }

  /** An entry with nothing in it was put there all the same. */
  private void addEntries(String path, Map<?, ?> entries) {
    entries.forEach(
        (key, entry) -> {
          String name = Words.of(key).orElse("");
          switch (entry) {
            case Map<?, ?> map when map.isEmpty() -> put(path(path, name), "{}");
            case Collection<?> list when list.isEmpty() -> put(path(path, name), "[]");
            case null, default -> add(path, name, entry);
          }
        });
  }

  private void put(String path, @Nullable Object value) {
    Optional<String> text = Words.of(value);
    if (text.isPresent() && value != null) {
      fields.put(path, new Field(value, text, false));
    }
  }

  /** Limits are called by what they are, not by what holds them. */
  private void addLimits(String prefix, String name, Limits limits, boolean chosen) {
    String path = name.equals(Kind.LIMITS) ? prefix : path(prefix, name);
    addLimit(path(path, "usage_limits"), limits.budgets(), chosen);
    addLimit(path(path, "rate_limits"), limits.rateLimits(), chosen);
  }

  /** None, where it was chosen, is something else than nothing said. */
  private void addLimit(String path, List<?> limits, boolean chosen) {
    if (limits.isEmpty() && chosen) {
      fields.put(path, new Field(limits, Optional.of("none"), false));
    } else {
      put(path, limits);
    }
  }

  /** One whose parts are told of one by one. */
  private static boolean isComposite(Record value) {
    return value.getClass().getRecordComponents().length > 1
        && Kind.COMPOSITES.contains(value.getClass());
  }

  private static String path(String prefix, String name) {
    if (prefix.isEmpty()) {
      return name;
    }
    return name.isEmpty() || prefix.equals(name) ? prefix : prefix + "." + name;
  }

  /** What is different afterwards, field by field. */
  List<FieldChange> to(Described after) {
    SequencedSet<String> names = new LinkedHashSet<>(fields.keySet());
    names.addAll(after.fields.keySet());
    List<FieldChange> changes = new ArrayList<>();
    for (String name : names) {
      change(name, fields.get(name), after.fields.get(name)).ifPresent(changes::add);
    }
    return changes;
  }

  private static Optional<FieldChange> change(
      String name, @Nullable Field before, @Nullable Field after) {
    if (before != null && after != null && before.raw().equals(after.raw())) {
      return Optional.empty();
    }
    Field either = after == null ? before : after;
    if (either == null || either.counter()) {
      return before == null || after == null
          ? Optional.empty()
          : Optional.of(new FieldChange(name, Optional.empty(), Optional.of("true")));
    }
    Optional<String> was = before == null ? Optional.empty() : before.text();
    Optional<String> is = after == null ? Optional.empty() : after.text();
    boolean hidden = was.equals(is) && was.equals(Optional.of(SET));
    return Optional.of(new FieldChange(name, was, hidden ? Optional.of(CHANGED) : is));
  }
}
