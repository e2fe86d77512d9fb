package io.modelcatalog.domain.policy;

import java.util.Optional;
import java.util.Set;

/**
 * What of a call a policy looks at.
 *
 * @param fact which fact
 * @param name of metadata, whose value; empty for every other fact
 */
public record PolicyKey(Fact fact, String name) {
  private static final String METADATA_PREFIX = "metadata.";
  private static final int LONGEST_NAME = 128;

  /** The facts of a call, by their names on the wire. */
  public enum Fact {
    /** The id of the API key that calls. */
    API_KEY("api_key"),
    /** A value of the call's metadata. */
    METADATA("metadata"),
    /** The slug of the provider that is called. */
    VIRTUAL_KEY("virtual_key"),
    /** The kind of upstream, such as {@code openai}. */
    PROVIDER("provider"),
    /** The routing config that is used. */
    CONFIG("config"),
    /** The stored prompt that is used. */
    PROMPT("prompt"),
    /** The model as it was asked for, with its provider. */
    MODEL("model"),
    /** What is asked for, such as {@code chatComplete}. */
    ENDPOINT_TYPE("endpoint_type"),
    /** The workspace the call is made in. */
    WORKSPACE("workspace_id");

    private final String wireName;

    Fact(String wireName) {
      this.wireName = wireName;
    }

    /** Its name on the wire; for metadata the part before the dot. */
    public String wireName() {
      return wireName;
    }
  }

  /** Facts that only group calls: a policy of one workspace needs no condition on it. */
  private static final Set<Fact> ONLY_GROUPING = Set.of(Fact.WORKSPACE);

  /** Facts that only rate limits look at. */
  private static final Set<Fact> ONLY_RATES = Set.of(Fact.ENDPOINT_TYPE);

  public PolicyKey {
    if ((fact == Fact.METADATA) == name.isEmpty()) {
      throw new IllegalArgumentException("key: a name is for metadata, and for nothing else");
    }
  }

  /** A fact other than metadata. */
  public static PolicyKey of(Fact fact) {
    return new PolicyKey(fact, "");
  }

  /** The value of this name in the call's metadata. */
  public static PolicyKey metadata(String name) {
    return new PolicyKey(Fact.METADATA, name);
  }

  /** The key of a name on the wire; empty if there is none. */
  public static Optional<PolicyKey> parse(String wireName) {
    if (wireName.startsWith(METADATA_PREFIX)) {
      String name = wireName.substring(METADATA_PREFIX.length());
      return name.isBlank() || name.length() > LONGEST_NAME
          ? Optional.empty()
          : Optional.of(metadata(name));
    }
    for (Fact fact : Fact.values()) {
      if (fact != Fact.METADATA && fact.wireName.equals(wireName)) {
        return Optional.of(of(fact));
      }
    }
    return Optional.empty();
  }

  /** Its name on the wire, such as {@code metadata.team}. */
  public String wireName() {
    return fact == Fact.METADATA ? METADATA_PREFIX + name : fact.wireName;
  }

  /** Whether a condition may ask for it; if not, it only groups. */
  public boolean conditions() {
    return !ONLY_GROUPING.contains(fact);
  }

  /** Whether a policy with a budget may look at it; if not, only one with a rate limit may. */
  public boolean budgets() {
    return !ONLY_RATES.contains(fact);
  }
}
