package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.access.RetiringKey;
import io.modelcatalog.domain.access.RotationPeriod;
import io.modelcatalog.domain.access.RotationPolicy;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.config.ConfigId;
import io.modelcatalog.domain.config.ConfigVersion;
import io.modelcatalog.domain.credential.CredentialRef;
import io.modelcatalog.domain.integration.GrantId;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.integration.IntegrationModel;
import io.modelcatalog.domain.integration.IntegrationModels;
import io.modelcatalog.domain.integration.IntegrationOrigin;
import io.modelcatalog.domain.integration.IntegrationPool;
import io.modelcatalog.domain.integration.WorkspaceDefaults;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.limit.ModelAccess;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.RateUnit;
import io.modelcatalog.domain.limit.RateWindow;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.limit.StoreAway;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.money.PeakHours;
import io.modelcatalog.domain.money.TokenRates;
import io.modelcatalog.domain.money.UnitPrices;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.organization.SecuritySettings;
import io.modelcatalog.domain.organization.Toggle;
import io.modelcatalog.domain.policy.Condition;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyId;
import io.modelcatalog.domain.policy.PolicyKey;
import io.modelcatalog.domain.policy.PolicyLimit;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.provider.ProviderId;
import io.modelcatalog.domain.provider.ProviderOrigin;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.secret.SecretReferenceId;
import io.modelcatalog.domain.secret.SourceKind;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.usage.Charge;
import io.modelcatalog.domain.usage.Outcome;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.usage.UsageRecord;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Well-formed aggregates with arbitrary contents, the same for the same seed. Only identities and
 * slugs are new each time, because contracts share a database. Times are whole microseconds, which
 * is what a store has to keep.
 */
public final class RandomAggregates {
  private static final String[] ODD_TEXTS = {
    "plain",
    "Grüße aus Köln",
    "日本語 モデル",
    "emoji 🚀🧪",
    "quote \" ' \\ / ; -- $1 ? :name",
    "tab\tline\nend",
    "  padded  ",
    "%_like\\",
    "ﷺ‏rtl",
    "a".repeat(255)
  };

  private final Random random;

  /** Draws what was added later, so that what a seed makes otherwise stays as it was. */
  private final Random further;

  public RandomAggregates(long seed) {
    random = new Random(seed);
    further = new Random(~seed);
  }

  public Organization organization() {
    return new Organization(
        new OrganizationId(UUID.randomUUID()), name(), flag(), flag(), security(), audit(), 0);
  }

  private SecuritySettings security() {
    Map<Toggle, Boolean> set = new EnumMap<>(Toggle.class);
    for (Toggle toggle : Toggle.values()) {
      if (flag()) {
        set.put(toggle, flag());
      }
    }
    return new SecuritySettings(
        set, flag() ? Set.of() : Set.of(Toggle.Section.LOGS, Toggle.Section.WORKSPACE));
  }

  public Workspace workspace(OrganizationId organization) {
    return new Workspace(
        new WorkspaceId(UUID.randomUUID()),
        organization,
        slug(),
        name(),
        maybe(this::text),
        maybe(() -> "🧪"),
        settings(3),
        limits(),
        flag(),
        false,
        settings(2),
        security(),
        random.nextInt(5),
        maybe(this::instant),
        audit(),
        0);
  }

  public Integration integration(OrganizationId organization, IntegrationOrigin origin) {
    return new Integration(
        new IntegrationId(UUID.randomUUID()),
        organization,
        origin,
        slug(),
        name(),
        maybe(this::text),
        oneOf("openai", "custom", "azure-openai"),
        settings(3),
        maybe(this::credentialRef),
        models(),
        new WorkspaceDefaults(flag(), limits()),
        new IntegrationPool(limits(), random.nextInt(3), maybe(this::instant)),
        settings(2),
        several(3, this::text),
        audit(),
        0);
  }

  public Integration integration(OrganizationId organization) {
    return integration(organization, new IntegrationOrigin.OwnedByOrganization());
  }

  public WorkspaceGrant grant(Integration integration, WorkspaceId workspace) {
    return new WorkspaceGrant(
        new GrantId(UUID.randomUUID()),
        integration.organization(),
        integration.id(),
        workspace,
        flag(),
        maybe(this::limits),
        maybe(this::access),
        random.nextInt(5),
        maybe(this::instant),
        audit(),
        0);
  }

  public AiProvider provider(WorkspaceGrant grant) {
    return new AiProvider(
        new ProviderId(UUID.randomUUID()),
        grant.organization(),
        grant.workspace(),
        grant.integration(),
        grant.id(),
        slug(),
        name(),
        maybe(this::text),
        oneOf(ProviderOrigin.values()),
        limits(),
        maybe(this::access),
        maybe(this::instant),
        random.nextInt(5),
        maybe(this::instant),
        audit(),
        0);
  }

  public ApiKey apiKey(OrganizationId organization, Optional<WorkspaceId> workspace) {
    List<String> scopes = new ArrayList<>(Scope.everything());
    java.util.Collections.shuffle(scopes, random);
    return new ApiKey(
        new ApiKeyId(UUID.randomUUID()),
        organization,
        workspace,
        workspace.isEmpty()
            ? KeyType.ORGANISATION_SERVICE
            : oneOf(KeyType.WORKSPACE_SERVICE, KeyType.WORKSPACE_USER),
        maybe(this::text),
        name(),
        maybe(this::text),
        digest(),
        "mc*****" + random.nextInt(1000),
        new HashSet<>(scopes.subList(0, random.nextInt(scopes.size()))),
        limits(),
        settings(2),
        several(2, this::text),
        maybe(this::instant),
        retiring(),
        rotation(),
        furtherMaybe(),
        random.nextInt(5),
        maybe(this::instant),
        audit(),
        0);
  }

  private Optional<RetiringKey> retiring() {
    byte[] digest = new byte[32];
    further.nextBytes(digest);
    return further.nextBoolean()
        ? Optional.of(
            new RetiringKey(
                new KeyDigest(digest), Instant.ofEpochSecond(further.nextInt(2_000_000_000))))
        : Optional.empty();
  }

  private Optional<Instant> furtherMaybe() {
    return further.nextBoolean()
        ? Optional.of(Instant.ofEpochSecond(further.nextInt(2_000_000_000)))
        : Optional.empty();
  }

  private Optional<RotationPolicy> rotation() {
    Optional<RotationPeriod> period =
        switch (further.nextInt(4)) {
          case 0 -> Optional.of(new RotationPeriod.Weekly());
          case 1 -> Optional.of(new RotationPeriod.Monthly());
          case 2 -> Optional.of(new RotationPeriod.EveryDays(1 + further.nextInt(365)));
          default -> Optional.empty();
        };
    return further.nextInt(3) == 0
        ? Optional.empty()
        : Optional.of(
            new RotationPolicy(
                period,
                Instant.ofEpochSecond(further.nextInt(2_000_000_000)),
                Duration.ofMillis(1_800_000 + further.nextInt(80_000_000)),
                further.nextInt(4) == 0));
  }

  public Policy policy(OrganizationId organization, Optional<WorkspaceId> workspace) {
    boolean rate = flag();
    List<PolicyKey> groups = new ArrayList<>();
    for (PolicyKey key : several(4, () -> policyKey(rate))) {
      if (!groups.contains(key)) {
        groups.add(key);
      }
    }
    if (flag()) {
      groups.add(PolicyKey.of(PolicyKey.Fact.WORKSPACE));
    }
    Map<String, Integer> resets = new LinkedHashMap<>();
    several(3, this::text).forEach(group -> resets.put(group, 1 + random.nextInt(9)));
    return new Policy(
        new PolicyId(UUID.randomUUID()),
        organization,
        workspace,
        maybe(this::name),
        several(3, () -> condition(rate)),
        groups,
        rate
            ? new PolicyLimit.OfRate(
                new RateLimit(oneOf(RateUnit.values()), oneOf(RateWindow.values()), amount()),
                oneOf(PolicyLimit.Target.values()))
            : new PolicyLimit.OfBudget(budget()),
        flag(),
        random.nextInt(5),
        resets,
        maybe(this::instant),
        audit(),
        0);
  }

  public SecretReference secretReference(Workspace workspace) {
    boolean all = flag();
    LinkedHashMap<String, Object> tags = new LinkedHashMap<>();
    several(3, this::text).forEach(tag -> tags.put(tag, text()));
    return new SecretReference(
        new SecretReferenceId(UUID.randomUUID()),
        workspace.organization(),
        slug(),
        name(),
        maybe(this::text),
        oneOf(SourceKind.values()),
        settings(2),
        maybe(this::credentialRef),
        text(),
        maybe(this::text),
        all,
        all ? Set.of() : Set.of(workspace.id(), new WorkspaceId(uuid())),
        Settings.of(tags),
        audit(),
        0);
  }

  public Config config(Workspace workspace) {
    boolean archived = flag();
    return new Config(
        new ConfigId(UUID.randomUUID()),
        workspace.organization(),
        workspace.id(),
        slug(),
        name(),
        new ConfigVersion(
            UUID.randomUUID(),
            1 + random.nextInt(9),
            oneOf(
                "{}",
                "{\"weight\":1.50,\"n\":1E+2,\"big\":12345678901234567890.123,\"z\":-0}",
                "{\"b\":1,\"a\":\"Grüße \\u00fc 日本 🚀 \\ud83d\\ude80 \\/ \\u0000\"}"),
            new ActorId("maker"),
            instant()),
        !archived && flag(),
        archived,
        new ActorId(flag() ? "system" : uuid().toString()),
        audit(),
        0);
  }

  private Condition condition(boolean rate) {
    LinkedHashSet<String> values = new LinkedHashSet<>(several(3, this::text));
    values.add("*");
    return new Condition(policyKey(rate), values, flag());
  }

  private PolicyKey policyKey(boolean rate) {
    return oneOf(
        PolicyKey.of(PolicyKey.Fact.API_KEY),
        PolicyKey.of(PolicyKey.Fact.MODEL),
        PolicyKey.metadata("team"),
        PolicyKey.metadata("Grüße: \" %"),
        rate
            ? PolicyKey.of(PolicyKey.Fact.ENDPOINT_TYPE)
            : PolicyKey.of(PolicyKey.Fact.VIRTUAL_KEY));
  }

  /** A call; its charges go to the given counters, all in one window. */
  public UsageRecord usage(long windowStart, String... counters) {
    List<Charge> charges = new ArrayList<>();
    for (String counter : counters) {
      charges.add(new Charge(counter, windowStart, random.nextInt(1_000_000)));
    }
    return new UsageRecord(
        UUID.randomUUID(),
        instant(),
        new OrganizationId(uuid()),
        new WorkspaceId(uuid()),
        new ApiKeyId(uuid()),
        new IntegrationId(uuid()),
        new ProviderId(uuid()),
        flag() ? "" : model().value(),
        new TokenUsage(amount(), amount(), amount(), amount(), amount()),
        new Money(amount()),
        flag(),
        oneOf(Outcome.values()),
        oneOf(0, 200, 429, 502),
        charges);
  }

  public CredentialRef credentialRef() {
    LinkedHashMap<String, String> masks = new LinkedHashMap<>();
    masks.put("key", "sk*****" + random.nextInt(1000));
    if (flag()) {
      masks.put("aws_secret_access_key", "*****");
    }
    return new CredentialRef(UUID.randomUUID(), 1 + random.nextInt(9), masks);
  }

  public KeyDigest digest() {
    UUID a = UUID.randomUUID();
    UUID b = UUID.randomUUID();
    return new KeyDigest(
        java.nio.ByteBuffer.allocate(32)
            .putLong(a.getMostSignificantBits())
            .putLong(a.getLeastSignificantBits())
            .putLong(b.getMostSignificantBits())
            .putLong(b.getLeastSignificantBits())
            .array());
  }

  public Limits limits() {
    Map<Object, Budget> budgets = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Budget budget = budget();
      budgets.put(List.of(budget.unit(), budget.period()), budget);
    }
    Map<Object, RateLimit> rates = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      RateLimit limit =
          new RateLimit(
              oneOf(RateUnit.values()),
              oneOf(RateWindow.values()),
              amount(),
              oneOf(StoreAway.values()));
      rates.put(List.of(limit.unit(), limit.window()), limit);
    }
    return new Limits(List.copyOf(budgets.values()), List.copyOf(rates.values()));
  }

  public ModelAccess access() {
    Set<ModelSlug> models = new HashSet<>(several(5, this::model));
    return flag() ? new ModelAccess.Only(models) : new ModelAccess.AllExcept(models);
  }

  /** Settings with every kind of value, nested to a depth. */
  public Settings settings(int depth) {
    return Settings.of(map(depth));
  }

  private Map<String, Object> map(int depth) {
    LinkedHashMap<String, Object> map = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      map.put(text() + i, value(depth));
    }
    return map;
  }

  private Object value(int depth) {
    return switch (random.nextInt(depth > 0 ? 12 : 9)) {
      case 0 -> random.nextLong();
      case 1 -> (long) random.nextInt(100);
      case 2 -> random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30);
      case 3 -> (double) random.nextInt(100);
      case 4 -> oneOf(Double.NaN, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, 1e21);
      case 5 -> flag();
      case 6 -> "";
      case 7 -> oneOf("zero \u0000 in the middle", "half \uD83D of a pair", "\u2028\u0085");
      case 8 -> text();
      case 9, 10 -> map(depth - 1);
      default -> several(4, () -> value(depth - 1));
    };
  }

  private IntegrationModels models() {
    LinkedHashMap<ModelSlug, IntegrationModel> models = new LinkedHashMap<>();
    for (ModelSlug slug : several(6, this::model)) {
      models.put(
          slug,
          new IntegrationModel(
              slug,
              flag(),
              flag(),
              flag(),
              maybe(this::model),
              settings(1),
              maybe(this::price),
              settings(1)));
    }
    return new IntegrationModels(flag(), models);
  }

  private ModelPrice price() {
    return new ModelPrice(
        rates(),
        maybe(() -> new ModelPrice.LongContext(1 + random.nextInt(1000), rates())),
        further.nextBoolean()
            ? UnitPrices.NONE
            : new UnitPrices(
                further.nextInt(99),
                UnitPrices.UNKNOWN,
                further.nextInt(99),
                0,
                further.nextBoolean()),
        further.nextBoolean()
            ? Optional.empty()
            : Optional.of(
                new PeakHours(
                    List.of(new PeakHours.Span(1, 5, further.nextInt(700), 701)),
                    new TokenRates(1, 2, 3, 4))));
  }

  private TokenRates rates() {
    TokenRates text = new TokenRates(rate(), rate(), rate(), rate());
    return further.nextBoolean()
        ? text
        : new TokenRates(
            text.input(),
            text.cachedInput(),
            text.cacheWrite(),
            text.output(),
            further.nextInt(99),
            further.nextInt(99),
            further.nextInt(99));
  }

  private long rate() {
    return flag() ? TokenRates.HIGHEST : random.nextInt(1_000_000);
  }

  private Budget budget() {
    long amount = amount();
    return new Budget(
        oneOf(BudgetUnit.values()),
        amount,
        amount > 0 && flag() ? OptionalLong.of(amount - 1) : OptionalLong.empty(),
        oneOf(
            new ResetPeriod.Never(),
            new ResetPeriod.Weekly(),
            new ResetPeriod.Monthly(),
            new ResetPeriod.EveryDays(1 + random.nextInt(365))),
        maybe(this::instant),
        oneOf(StoreAway.values()));
  }

  private ModelSlug model() {
    return new ModelSlug(
        oneOf("gpt-4o", "us.anthropic.claude-3-5:0", "org/model", "模型", "m\"'\\")
            + random.nextInt(50));
  }

  private Audit audit() {
    Instant created = instant();
    return new Audit(
        new ActorId(flag() ? "system" : uuid().toString()),
        created,
        created.plusSeconds(random.nextInt(1_000_000)));
  }

  /** From 1900 to 2100, now and then far off; always whole microseconds. */
  private Instant instant() {
    long seconds =
        random.nextInt(20) == 0
            ? 253_402_300_799L
            : -2_208_988_800L + (long) (random.nextDouble() * 6_311_433_600L);
    return Instant.ofEpochSecond(seconds, random.nextInt(1_000_000) * 1_000L);
  }

  private long amount() {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> Long.MAX_VALUE / 4;
      default -> random.nextInt(1_000_000_000);
    };
  }

  private Slug slug() {
    return new Slug("s" + UUID.randomUUID());
  }

  private String name() {
    String text = text();
    return text.isBlank() ? "name" : text;
  }

  private String text() {
    return oneOf(ODD_TEXTS);
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private boolean flag() {
    return random.nextBoolean();
  }

  private <T> Optional<T> maybe(Supplier<T> some) {
    return flag() ? Optional.of(some.get()) : Optional.empty();
  }

  private <T> List<T> several(int most, Supplier<T> one) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      list.add(one.get());
    }
    return list;
  }

  @SafeVarargs
  private <T> T oneOf(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
