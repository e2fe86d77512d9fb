package io.modelcatalog.adapters.persistence.json;

import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.integration.GrantId;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.integration.IntegrationModels;
import io.modelcatalog.domain.integration.IntegrationPool;
import io.modelcatalog.domain.integration.WorkspaceDefaults;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.ModelAccess;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.organization.SecuritySettings;
import io.modelcatalog.domain.organization.Toggle;
import io.modelcatalog.domain.policy.Condition;
import io.modelcatalog.domain.policy.PolicyId;
import io.modelcatalog.domain.policy.PolicyKey;
import io.modelcatalog.domain.policy.PolicyLimit;
import io.modelcatalog.domain.provider.ProviderId;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mapstruct.Named;

/**
 * How each domain value stands in a column, and back. The mappers between rows and aggregates draw
 * on it.
 */
public final class Columns {
  private static final int CHARGE_LENGTH = 120;

  private Columns() {}

  public static UUID id(OrganizationId id) {
    return id.value();
  }

  public static UUID id(WorkspaceId id) {
    return id.value();
  }

  public static UUID id(IntegrationId id) {
    return id.value();
  }

  public static UUID id(GrantId id) {
    return id.value();
  }

  public static UUID id(ProviderId id) {
    return id.value();
  }

  public static UUID id(ApiKeyId id) {
    return id.value();
  }

  public static OrganizationId organizationId(UUID id) {
    return new OrganizationId(id);
  }

  public static WorkspaceId workspaceId(UUID id) {
    return new WorkspaceId(id);
  }

  public static IntegrationId integrationId(UUID id) {
    return new IntegrationId(id);
  }

  public static GrantId grantId(UUID id) {
    return new GrantId(id);
  }

  public static ProviderId providerId(UUID id) {
    return new ProviderId(id);
  }

  public static ApiKeyId apiKeyId(UUID id) {
    return new ApiKeyId(id);
  }

  public static @Nullable UUID optionalId(Optional<WorkspaceId> id) {
    return id.map(WorkspaceId::value).orElse(null);
  }

  public static Optional<WorkspaceId> optionalWorkspaceId(@Nullable UUID id) {
    return Optional.ofNullable(id).map(WorkspaceId::new);
  }

  public static String text(Slug slug) {
    return slug.value();
  }

  public static Slug slug(String text) {
    return new Slug(text);
  }

  public static String text(ActorId actor) {
    return actor.value();
  }

  public static String text(KeyDigest digest) {
    return digest.hex();
  }

  public static KeyDigest digest(String hex) {
    return KeyDigest.ofHex(hex);
  }

  public static @Nullable String optionalText(Optional<String> text) {
    return text.orElse(null);
  }

  public static Optional<String> textOptional(@Nullable String text) {
    return Optional.ofNullable(text);
  }

  /** Microseconds since the epoch; what is finer is cut off. */
  public static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }

  /** The instant of so many microseconds since the epoch. */
  public static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L),
        TimeUnit.MICROSECONDS.toNanos(Math.floorMod(micros, 1_000_000L)));
  }

  public static @Nullable Long optionalMicros(Optional<Instant> instant) {
    return instant.map(Columns::micros).orElse(null);
  }

  public static Optional<Instant> optionalInstant(@Nullable Long micros) {
    return Optional.ofNullable(micros).map(Columns::instant);
  }

  public static Audit audit(Audited row) {
    return new Audit(
        new ActorId(row.createdBy()), instant(row.createdAt()), instant(row.updatedAt()));
  }

  /** Rows count versions from 0, aggregates from 1, because their 0 means never stored. */
  @Named("toRowVersion")
  public static long rowVersion(long version) {
    return version - 1;
  }

  /** The aggregate's version of a row's. */
  @Named("fromRowVersion")
  public static long version(long rowVersion) {
    return rowVersion + 1;
  }

  public static String json(Settings settings) {
    return JsonText.write(settings.values());
  }

  public static Settings settings(String json) {
    return Settings.of(JsonText.readMap(json));
  }

  public static String json(SecuritySettings security) {
    Map<String, Object> tree = new LinkedHashMap<>();
    Map<String, Object> set = new LinkedHashMap<>();
    security.set().forEach((toggle, on) -> set.put(toggle.wireName(), on));
    if (!set.isEmpty()) {
      tree.put("set", set);
    }
    if (!security.opened().isEmpty()) {
      tree.put("opened", security.opened().stream().map(Toggle.Section::wireName).toList());
    }
    return JsonText.write(tree);
  }

  public static SecuritySettings security(String json) {
    Map<String, Object> tree = JsonText.readMap(json);
    Map<Toggle, Boolean> set = new EnumMap<>(Toggle.class);
    Tree.map(tree.getOrDefault("set", Map.of()))
        .forEach((name, on) -> Toggle.of(name).ifPresent(toggle -> set.put(toggle, Tree.flag(on))));
    Set<Toggle.Section> opened = EnumSet.noneOf(Toggle.Section.class);
    Tree.list(tree.getOrDefault("opened", List.of()))
        .forEach(name -> Toggle.Section.of(Tree.text(name)).ifPresent(opened::add));
    return new SecuritySettings(set, opened);
  }

  public static String json(Limits limits) {
    return JsonText.write(LimitsJson.tree(limits));
  }

  public static Limits limits(String json) {
    return LimitsJson.limits(JsonText.read(json));
  }

  public static @Nullable String optionalLimitsJson(Optional<Limits> limits) {
    return limits.map(Columns::json).orElse(null);
  }

  public static Optional<Limits> optionalLimits(@Nullable String json) {
    return Optional.ofNullable(json).map(Columns::limits);
  }

  public static @Nullable String optionalAccessJson(Optional<ModelAccess> access) {
    return access.map(models -> JsonText.write(ModelsJson.tree(models))).orElse(null);
  }

  public static Optional<ModelAccess> optionalAccess(@Nullable String json) {
    return Optional.ofNullable(json).map(text -> ModelsJson.access(JsonText.read(text)));
  }

  public static String json(IntegrationModels models) {
    return JsonText.write(ModelsJson.tree(models));
  }

  public static IntegrationModels models(String json) {
    return ModelsJson.models(JsonText.read(json));
  }

  public static String json(WorkspaceDefaults defaults) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("enabled", defaults.enabled());
    tree.put("limits", LimitsJson.tree(defaults.limits()));
    return JsonText.write(tree);
  }

  public static WorkspaceDefaults workspaceDefaults(String json) {
    Map<String, Object> tree = JsonText.readMap(json);
    return new WorkspaceDefaults(
        Tree.flag(tree.get("enabled")), LimitsJson.limits(tree.get("limits")));
  }

  /** Conditions as a list of {@code {"key":…,"values":[…],"excludes":…}}. */
  @Named("conditionsJson")
  public static String conditionsJson(List<Condition> conditions) {
    return JsonText.write(
        conditions.stream()
            .map(
                condition ->
                    Map.of(
                        "key", condition.key().wireName(),
                        "values", List.copyOf(condition.values()),
                        "excludes", condition.excludes()))
            .toList());
  }

  public static List<Condition> conditions(String json) {
    return Tree.list(JsonText.read(json)).stream()
        .map(Tree::map)
        .map(
            tree ->
                new Condition(
                    policyKey(Tree.text(tree.get("key"))),
                    new LinkedHashSet<>(
                        Tree.list(tree.get("values")).stream().map(Tree::text).toList()),
                    Tree.flag(tree.get("excludes"))))
        .toList();
  }

  @Named("keysJson")
  public static String keysJson(List<PolicyKey> keys) {
    return JsonText.write(keys.stream().map(PolicyKey::wireName).toList());
  }

  public static List<PolicyKey> keys(String json) {
    return texts(json).stream().map(Columns::policyKey).toList();
  }

  private static PolicyKey policyKey(String wireName) {
    return PolicyKey.parse(wireName)
        .orElseThrow(() -> new IllegalStateException("stored JSON: policy key " + wireName));
  }

  /** A policy's limit as limits with one entry, of a rate limit its target too. */
  public static String json(PolicyLimit limit) {
    return JsonText.write(
        switch (limit) {
          case PolicyLimit.OfBudget(Budget budget) ->
              LimitsJson.tree(new Limits(List.of(budget), List.of()));
          case PolicyLimit.OfRate(RateLimit rate, PolicyLimit.Target target) -> {
            Map<String, Object> tree = LimitsJson.tree(new Limits(List.of(), List.of(rate)));
            tree.put("target", target.name());
            yield tree;
          }
        });
  }

  public static PolicyLimit policyLimit(String json) {
    Map<String, Object> tree = JsonText.readMap(json);
    Limits limits = LimitsJson.limits(tree);
    return limits.rateLimits().isEmpty()
        ? new PolicyLimit.OfBudget(limits.budgets().getFirst())
        : new PolicyLimit.OfRate(
            limits.rateLimits().getFirst(),
            PolicyLimit.Target.valueOf(Tree.text(tree.get("target"))));
  }

  /** Numbers by name. */
  public static String json(Map<String, Integer> numbers) {
    return JsonText.write(new TreeMap<>(numbers));
  }

  public static Map<String, Integer> numbers(String json) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    JsonText.readMap(json)
        .forEach((name, value) -> numbers.put(name, Math.toIntExact(Tree.number(value))));
    return numbers;
  }

  public static UUID id(PolicyId id) {
    return id.value();
  }

  /** A pool; one that was never set is no column at all. */
  public static @Nullable String json(IntegrationPool pool) {
    if (pool.equals(IntegrationPool.NONE)) {
      return null;
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("limits", LimitsJson.tree(pool.limits()));
    tree.put("epoch", (long) pool.usageEpoch());
    pool.lastResetAt().ifPresent(at -> tree.put("reset", micros(at)));
    return JsonText.write(tree);
  }

  public static IntegrationPool pool(@Nullable String json) {
    if (json == null) {
      return IntegrationPool.NONE;
    }
    Map<String, Object> tree = JsonText.readMap(json);
    return new IntegrationPool(
        LimitsJson.limits(tree.get("limits")),
        Math.toIntExact(Tree.number(tree.get("epoch"))),
        Optional.ofNullable(tree.get("reset")).map(at -> instant(Tree.number(at))));
  }

  public static String json(List<String> texts) {
    return JsonText.write(texts);
  }

  public static List<String> texts(String json) {
    return Tree.list(JsonText.read(json)).stream().map(Tree::text).toList();
  }

  /** A set, sorted so that equal sets are equal texts. */
  public static String json(Set<String> texts) {
    return JsonText.write(texts.stream().sorted().toList());
  }

  public static Set<String> textSet(String json) {
    return new LinkedHashSet<>(texts(json));
  }

  public static String json(SequencedMap<String, String> texts) {
    return JsonText.write(texts);
  }

  public static SequencedMap<String, String> textMap(String json) {
    LinkedHashMap<String, String> texts = new LinkedHashMap<>();
    JsonText.readMap(json).forEach((name, value) -> texts.put(name, Tree.text(value)));
    return texts;
  }

  /**
   * What a call added to which counters: a list of key, window start and amount, and true after
   * them where it was let through over the limit.
   */
  public static String chargesJson(List<Charge> charges) {
    // One for each call that is booked, so without a tree and a generator in between.
    StringBuilder json = new StringBuilder(2 + charges.size() * CHARGE_LENGTH).append('[');
    for (Charge charge : charges) {
      json.append(json.length() > 1 ? "," : "")
          .append('[')
          .append(JsonText.quoted(charge.key()))
          .append(',')
          .append(charge.windowStart())
          .append(',')
          .append(charge.amount())
          .append(charge.over() ? ",true]" : "]");
    }
    return json.append(']').toString();
  }

  public static List<Charge> charges(String json) {
    List<Charge> charges = new ArrayList<>();
    for (Object item : Tree.list(JsonText.read(json))) {
      List<Object> parts = Tree.list(item);
      charges.add(
          new Charge(
              Tree.text(parts.get(0)),
              Tree.number(parts.get(1)),
              Tree.number(parts.get(2)),
              parts.size() > 3));
    }
    return List.copyOf(charges);
  }
}
