package io.modelcatalog.domain.policy;

import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * One demand on a call.
 *
 * @param key what is looked at
 * @param values the values of which one must be the call's; {@code *} stands for any. A model is
 *     named {@code @provider/model}, {@code @provider/*} for all of a provider, or without a
 *     provider for that model through any
 * @param excludes whether the demand is turned round: none of the values may be the call's. A call
 *     that has no such value meets it then
 */
public record Condition(PolicyKey key, SequencedSet<String> values, boolean excludes) {
  /** Stands for every value. */
  public static final String ANY = "*";

  /** The most values one condition may name. */
  public static final int MOST_VALUES = 500;

  public Condition {
    values = java.util.Collections.unmodifiableSequencedSet(new LinkedHashSet<>(values));
    if (values.isEmpty() || values.size() > MOST_VALUES) {
      throw new IllegalArgumentException("value: expected 1 to " + MOST_VALUES);
    }
    if (!key.conditions()) {
      throw new IllegalArgumentException("key: " + key.wireName() + " only groups");
    }
  }

  /** Whether the call meets the demand. */
  public boolean met(PolicyCall call) {
    return listed(call) != excludes;
  }

  private boolean listed(PolicyCall call) {
    @Nullable String value = call.value(key);
    if (value == null) {
      return false;
    }
    if (values.contains(ANY) || values.contains(value)) {
      return true;
    }
    return key.fact() == PolicyKey.Fact.MODEL
        && (values.contains("@" + call.provider() + "/" + value)
            || values.contains("@" + call.provider() + "/*"));
  }
}
