package io.modelcatalog.application.audit;

import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.ModelAccess;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.limit.StoreAway;
import io.modelcatalog.domain.money.Money;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Says values in words, for people who read what was changed. */
final class Words {
  private Words() {}

  /** A value in words; empty for one that is absent or has nothing in it. */
  static Optional<String> of(@Nullable Object value) {
    return switch (value) {
      case null -> Optional.empty();
      case Optional<?> optional -> optional.flatMap(Words::of);
      case OptionalInt number ->
          number.isPresent() ? Optional.of("" + number.getAsInt()) : Optional.empty();
      case OptionalLong number ->
          number.isPresent() ? Optional.of("" + number.getAsLong()) : Optional.empty();
      case Budget budget -> Optional.of(words(budget));
      case RateLimit limit -> Optional.of(words(limit));
      case ModelAccess access -> Optional.of(words(access));
      case Map<?, ?> map -> joined(pairs(map), ", ");
      case Set<?> set -> joined(set.stream().map(Words::of).map(Words::orNone).sorted().toList());
      case Collection<?> list -> joined(list.stream().map(Words::of).map(Words::orNone).toList());
      case Enum<?> constant -> Optional.of(wireName(constant).orElseGet(() -> lower(constant)));
      case Record aRecord -> words(aRecord);
      default -> Optional.of(String.valueOf(value));
    };
  }

  private static String orNone(Optional<String> words) {
    return words.orElse("");
  }

  private static Optional<String> joined(List<String> texts) {
    return joined(texts, "; ");
  }

  private static Optional<String> joined(List<String> texts, String by) {
    return texts.isEmpty() ? Optional.empty() : Optional.of(String.join(by, texts));
  }

  private static List<String> pairs(Map<?, ?> map) {
    List<String> pairs = new ArrayList<>();
    map.forEach(
        (key, value) -> {
          String name = orNone(of(key));
          pairs.add(name + "=" + (Secrets.hides(name, value) ? "(set)" : nested(value)));
        });
    return pairs;
  }

  private static String nested(@Nullable Object value) {
    String words = orNone(of(value));
    return value instanceof Map<?, ?> || value instanceof Collection<?> ? "(" + words + ")" : words;
  }

  private static Optional<String> words(Record value) {
    Optional<String> wireName = wireName(value);
    RecordComponent[] components = value.getClass().getRecordComponents();
    if (wireName.isPresent()) {
      return wireName;
    }
    if (components.length == 0) {
      return Optional.of(wireName(value.getClass().getSimpleName()).replace('_', ' '));
    }
    if (components.length == 1) {
      return of(valueOf(value, components[0]));
    }
    StringJoiner words = new StringJoiner(", ");
    for (RecordComponent component : components) {
      Object part = valueOf(value, component);
      if (Secrets.hides(component.getName(), part)) {
        words.add(wireName(component.getName()) + "=(set)");
      } else {
        of(part).ifPresent(said -> words.add(wireName(component.getName()) + "=" + said));
      }
    }
    return Optional.of(words.toString());
  }

  /** The value of a component. Every record that is kept is public. */
  static @Nullable Object valueOf(Record value, RecordComponent component) {
    try {
      return component.getAccessor().invoke(value);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }

  private static Optional<String> wireName(Object value) {
    try {
      Method method = value.getClass().getMethod("wireName");
      return Optional.of(String.valueOf(method.invoke(value)));
    } catch (NoSuchMethodException none) {
      return Optional.empty();
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(value.getClass() + " cannot say its name", e);
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** A name as it is on the wire, such as {@code alert_emails} for {@code alertEmails}. */
  static String wireName(String name) {
    StringBuilder wire = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c) && i > 0) {
        wire.append('_');
      }
      wire.append(Character.toLowerCase(c));
    }
    return wire.toString();
  }

  private static String words(ModelAccess access) {
    return switch (access) {
      case ModelAccess.AllExcept(var disabled) ->
          of(disabled).map(models -> "all except " + models).orElse("all");
      case ModelAccess.Only(var enabled) ->
          of(enabled).map(models -> "only " + models).orElse("none");
    };
  }

  private static String words(RateLimit limit) {
    return limit.value()
        + " "
        + lower(limit.unit())
        + " "
        + limit.window().wireName()
        + words(limit.storeAway());
  }

  private static String words(Budget budget) {
    String period =
        switch (budget.period()) {
          case ResetPeriod.Never() -> "in all";
          case ResetPeriod.Weekly() -> "weekly";
          case ResetPeriod.Monthly() -> "monthly";
          case ResetPeriod.EveryDays(int days) -> "every " + days + " days";
        };
    return amount(budget.unit(), budget.amount())
        + " "
        + period
        + (budget.alertThreshold().isPresent()
            ? ", alert at " + amount(budget.unit(), budget.alertThreshold().getAsLong())
            : "")
        + budget.nextReset().map(next -> ", next reset " + next).orElse("")
        + words(budget.storeAway());
  }

  private static String words(StoreAway away) {
    return away == StoreAway.REFUSE ? "" : ", without its store: " + lower(away);
  }

  private static String amount(BudgetUnit unit, long amount) {
    return unit == BudgetUnit.COST
        ? new Money(amount).toUsd().toPlainString() + " USD"
        : amount + " " + lower(unit);
  }
}
