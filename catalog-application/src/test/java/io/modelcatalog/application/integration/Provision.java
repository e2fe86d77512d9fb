package io.modelcatalog.application.integration;

import io.modelcatalog.application.Change;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds a {@link ProvisionIntegration.Command}. */
public final class Provision {
  private final String ref;
  private final List<ProvisionIntegration.Access> workspaces = new ArrayList<>();
  private Change<ProvisionIntegration.GlobalAccess> global = Change.keep();
  private boolean override;
  private Optional<Boolean> createProvider = Optional.empty();

  private Provision(String ref) {
    this.ref = ref;
  }

  public static Provision of(Integration integration) {
    return new Provision(integration.slug().value());
  }

  public static Item on(Workspace workspace) {
    return new Item(workspace.slug().value(), true);
  }

  public static Item off(Workspace workspace) {
    return new Item(workspace.slug().value(), false);
  }

  public Provision with(Item... items) {
    for (Item item : items) {
      workspaces.add(
          new ProvisionIntegration.Access(
              item.workspace,
              item.enabled,
              item.limits,
              item.reset,
              item.createProvider,
              item.providerSlug));
    }
    return this;
  }

  public Provision global(boolean enabled, LimitsChange limits) {
    global = Change.set(new ProvisionIntegration.GlobalAccess(Optional.of(enabled), limits));
    return this;
  }

  public Provision withoutGlobal() {
    global = Change.clear();
    return this;
  }

  public Provision overriding() {
    override = true;
    return this;
  }

  public Provision withoutProviders() {
    createProvider = Optional.of(false);
    return this;
  }

  public ProvisionIntegration.Command build() {
    return new ProvisionIntegration.Command(
        ref, workspaces, global, override, createProvider, Optional.empty());
  }

  /** What is said of one workspace. */
  public static final class Item {
    private final String workspace;
    private final boolean enabled;
    private LimitsChange limits = LimitsChange.NONE;
    private boolean reset;
    private Optional<Boolean> createProvider = Optional.empty();
    private Optional<String> providerSlug = Optional.empty();

    private Item(String workspace, boolean enabled) {
      this.workspace = workspace;
      this.enabled = enabled;
    }

    public Item budget(Budget budget) {
      limits = new LimitsChange(Change.set(List.of(budget)), limits.rateLimits());
      return this;
    }

    public Item rate(RateLimit rate) {
      limits = new LimitsChange(limits.budgets(), Change.set(List.of(rate)));
      return this;
    }

    public Item clearLimits() {
      limits = new LimitsChange(Change.clear(), Change.clear());
      return this;
    }

    public Item resetUsage() {
      reset = true;
      return this;
    }

    public Item withoutProvider() {
      createProvider = Optional.of(false);
      return this;
    }

    public Item providerSlug(String slug) {
      providerSlug = Optional.of(slug);
      return this;
    }
  }
}
