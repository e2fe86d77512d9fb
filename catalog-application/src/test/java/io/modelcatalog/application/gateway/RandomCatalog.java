package io.modelcatalog.application.gateway;

import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;

import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.fixtures.ApiKeyBuilder;
import io.modelcatalog.domain.fixtures.GrantBuilder;
import io.modelcatalog.domain.fixtures.IntegrationBuilder;
import io.modelcatalog.domain.fixtures.ProviderBuilder;
import io.modelcatalog.domain.fixtures.WorkspaceBuilder;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.RateUnit;
import io.modelcatalog.domain.limit.RateWindow;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A catalog made up from a seed: some of it allowed, some refused, on every level. */
public final class RandomCatalog {
  /** Names that calls and model lists are made of. */
  public static final List<String> MODELS =
      List.of("gpt-4o", "gpt-4o-mini", "unpriced", "bounded", "own/model", "other");

  public final GatewayWorld world = new GatewayWorld();
  public final List<Workspace> workspaces = new ArrayList<>();
  public final List<AiProvider> providers = new ArrayList<>();
  public final List<ApiKey> keys = new ArrayList<>();
  private final Random random;

  /** The catalog of a seed; loaded. */
  public RandomCatalog(long seed) {
    random = new Random(seed);
    List<Integration> integrations = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      integrations.add(world.put(integration(i)));
    }
    for (int w = 0; w < 3; w++) {
      WorkspaceBuilder workspace = aWorkspace().withSlug("w" + w);
      if (random.nextInt(3) == 0) {
        workspace.withBudget(budget());
      }
      if (random.nextInt(3) == 0) {
        workspace.withRateLimit(rate());
      }
      fill(world.put(workspace.build()), integrations);
    }
    world.load();
  }

  private void fill(Workspace workspace, List<Integration> integrations) {
    workspaces.add(workspace);
    for (Integration integration : integrations) {
      WorkspaceGrant grant = world.put(grant(integration, workspace));
      for (int p = 0; p < 2; p++) {
        providers.add(world.put(provider(grant, integration.slug().value() + "-" + p)));
      }
    }
    for (int k = 0; k < 2; k++) {
      ApiKeyBuilder key = aKeyOf(workspace);
      if (random.nextInt(3) == 0) {
        key.withBudget(budget());
      }
      if (random.nextInt(3) == 0) {
        key.withRateLimits(rate());
      }
      if (random.nextInt(6) == 0) {
        key.expiringAt(NOON.plusSeconds(random.nextInt(3) - 1));
      }
      if (random.nextInt(8) == 0) {
        key.withScopes("virtual_keys.read");
      }
      keys.add(world.put(key, "key-" + keys.size()));
    }
  }

  private Integration integration(int i) {
    IntegrationBuilder integration = anIntegration().withSlug("i" + i).named("I" + i);
    switch (random.nextInt(3)) {
      case 0 -> integration.allowing(someModels());
      case 1 -> integration.disabling(someModels());
      default -> {}
    }
    if (random.nextInt(3) == 0) {
      integration.givingEachWorkspace(budget());
    }
    if (random.nextInt(3) == 0) {
      integration.givingEachWorkspace(rate());
    }
    if (random.nextInt(6) == 0) {
      integration.configuredAs(Settings.of(Map.of(Integration.CUSTOM_HOST, "bad.example")));
    }
    return integration.build();
  }

  private WorkspaceGrant grant(Integration integration, Workspace workspace) {
    GrantBuilder grant = aGrant(integration, workspace);
    if (random.nextInt(3) == 0) {
      grant.withBudget(budget());
    }
    if (random.nextInt(3) == 0) {
      grant.withRateLimit(rate());
    }
    if (random.nextInt(3) == 0) {
      grant.allowing(someModels());
    }
    if (random.nextInt(8) == 0) {
      grant.switchedOff();
    }
    return grant.build();
  }

  private AiProvider provider(WorkspaceGrant grant, String slug) {
    ProviderBuilder provider = aProvider(grant).withSlug(slug);
    if (random.nextInt(3) == 0) {
      provider.withBudget(budget());
    }
    if (random.nextInt(3) == 0) {
      provider.withRateLimit(rate());
    }
    if (random.nextInt(3) == 0) {
      provider.allowing(someModels());
    }
    if (random.nextInt(8) == 0) {
      provider.expiringAt(NOON.plusSeconds(random.nextInt(3) - 1));
    }
    return provider.build();
  }

  private String[] someModels() {
    return MODELS.stream().filter(model -> random.nextInt(3) > 0).toArray(String[]::new);
  }

  private Budget budget() {
    ResetPeriod period =
        switch (random.nextInt(4)) {
          case 0 -> new ResetPeriod.Never();
          case 1 -> new ResetPeriod.Weekly();
          case 2 -> new ResetPeriod.Monthly();
          default -> new ResetPeriod.EveryDays(3);
        };
    return switch (random.nextInt(3)) {
      case 0 -> Budget.of(BudgetUnit.COST, random.nextInt(20) * 100_000L, period);
      case 1 -> Budget.of(BudgetUnit.TOKENS, random.nextInt(20) * 100L, period);
      default -> Budget.of(BudgetUnit.REQUESTS, random.nextInt(20), period);
    };
  }

  private RateLimit rate() {
    RateWindow window = RateWindow.values()[random.nextInt(RateWindow.values().length)];
    return random.nextBoolean()
        ? new RateLimit(RateUnit.REQUESTS, window, random.nextInt(20))
        : new RateLimit(RateUnit.TOKENS, window, random.nextInt(20) * 100L);
  }
}
