package io.modelcatalog.application.gateway;

import static io.modelcatalog.application.gateway.GatewayWorld.chat;
import static io.modelcatalog.domain.fixtures.Fixtures.aGrant;
import static io.modelcatalog.domain.fixtures.Fixtures.aKeyOf;
import static io.modelcatalog.domain.fixtures.Fixtures.aPolicy;
import static io.modelcatalog.domain.fixtures.Fixtures.aProvider;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static io.modelcatalog.domain.fixtures.Fixtures.anIntegration;

import io.modelcatalog.application.limit.LimitState;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.IntegrationPool;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyLimit;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.List;
import java.util.Optional;

/** One key, one provider, and a limit at any level, which can be changed while calls are made. */
final class LimitedWorld {
  static final String KEY = "key-1";

  final GatewayWorld world = new GatewayWorld();
  private final Level where;
  private Workspace workspace = world.put(aWorkspace().build());
  private Integration integration = world.put(anIntegration().build());
  private WorkspaceGrant grant = world.put(aGrant(integration, workspace).build());
  private AiProvider provider = world.put(aProvider(grant).build());
  private ApiKey key = world.put(aKeyOf(workspace), KEY);
  private Policy policy;
  private Limits limits = Limits.NONE;
  private int epoch;

  /** A world whose limits are those of one level. */
  LimitedWorld(Level where) {
    this.where = where;
    world.load();
  }

  /** Puts other limits in place. */
  LimitedWorld limit(Limits other) {
    limits = other;
    return store();
  }

  LimitedWorld limit(Budget budget) {
    return limit(new Limits(List.of(budget), List.of()));
  }

  /** Has the usage start over. */
  LimitedWorld reset() {
    epoch++;
    if (where == Level.POLICY && policy != null) {
      policy = world.put(policy.resetAll(world.clock.instant()));
    }
    return store();
  }

  static ModelCall call() {
    return chat(KEY, "openai-prod", "gpt-4o", 1);
  }

  /** How the limit stands; it must be the only one. */
  LimitState state() {
    CompiledKeyAndRoute found = new CompiledKeyAndRoute(world);
    List<LimitState> states = found.look();
    if (states.size() != 1) {
      throw new AssertionError("expected one limit: " + states);
    }
    return states.getFirst();
  }

  /** The counter of the limit. */
  LimitKey counter() {
    Budget budget = limits.budgets().getFirst();
    return switch (where) {
      case POLICY -> policy.counter("*");
      case INTEGRATION -> LimitKey.of(where, integration.id().value(), budget, epoch);
      case GRANT -> LimitKey.of(where, grant.id().value(), budget, epoch);
      case WORKSPACE -> LimitKey.of(where, workspace.id().value(), budget, epoch);
      case PROVIDER -> LimitKey.of(where, provider.id().value(), budget, epoch);
      case API_KEY -> LimitKey.of(where, key.id().value(), budget, epoch);
      default -> throw new AssertionError(where);
    };
  }

  private LimitedWorld store() {
    switch (where) {
      case INTEGRATION -> integration = world.put(pooled());
      case GRANT -> grant = world.put(granted());
      case WORKSPACE -> workspace = world.put(home());
      case PROVIDER -> provider = world.put(provided());
      case API_KEY -> key = stored();
      case POLICY -> policy = world.put(ruled());
      default -> throw new AssertionError(where);
    }
    world.changed(workspace);
    return this;
  }

  private Integration pooled() {
    return new Integration(
        integration.id(),
        integration.organization(),
        integration.origin(),
        integration.slug(),
        integration.name(),
        integration.description(),
        integration.kind(),
        integration.configuration(),
        integration.credentials(),
        integration.models(),
        integration.workspaceDefaults(),
        new IntegrationPool(limits, epoch, Optional.empty()),
        integration.extras(),
        integration.tags(),
        integration.audit(),
        integration.version());
  }

  private WorkspaceGrant granted() {
    return new WorkspaceGrant(
        grant.id(),
        grant.organization(),
        grant.integration(),
        grant.workspace(),
        grant.enabled(),
        Optional.of(limits),
        grant.models(),
        epoch,
        grant.lastResetAt(),
        grant.audit(),
        grant.version());
  }

  private Workspace home() {
    return new Workspace(
        workspace.id(),
        workspace.organization(),
        workspace.slug(),
        workspace.name(),
        workspace.description(),
        workspace.icon(),
        workspace.defaults(),
        limits,
        workspace.isDefault(),
        workspace.archived(),
        workspace.settings(),
        workspace.security(),
        epoch,
        workspace.lastResetAt(),
        workspace.audit(),
        workspace.version());
  }

  private AiProvider provided() {
    return new AiProvider(
        provider.id(),
        provider.organization(),
        provider.workspace(),
        provider.integration(),
        provider.grant(),
        provider.slug(),
        provider.name(),
        provider.note(),
        provider.origin(),
        limits,
        provider.models(),
        provider.expiresAt(),
        epoch,
        provider.lastResetAt(),
        provider.audit(),
        provider.version());
  }

  private ApiKey stored() {
    ApiKey next =
        new ApiKey(
            key.id(),
            key.organization(),
            key.workspace(),
            key.type(),
            key.user(),
            key.name(),
            key.description(),
            key.digest(),
            key.mask(),
            key.scopes(),
            limits,
            key.defaults(),
            key.alertEmails(),
            key.expiresAt(),
            key.retiring(),
            key.rotation(),
            key.secretEndsAt(),
            epoch,
            key.lastResetAt(),
            key.audit(),
            key.version());
    return switch (world.keys.save(next)) {
      case io.modelcatalog.domain.shared.Result.Ok<
              ApiKey, io.modelcatalog.application.port.persistence.StoreConflict>(ApiKey saved) ->
          saved;
      default -> throw new AssertionError("not stored");
    };
  }

  /** A policy cannot be without a limit; what has none is archived, and a new one made later. */
  private Policy ruled() {
    if (limits.isEmpty()) {
      return policy.archived(world.clock.instant());
    }
    PolicyLimit limit =
        limits.budgets().isEmpty()
            ? new PolicyLimit.OfRate(limits.rateLimits().getFirst(), PolicyLimit.Target.LLM)
            : new PolicyLimit.OfBudget(limits.budgets().getFirst());
    Policy base = policy == null || policy.archived() ? aPolicy().build() : policy;
    return base.revised(base.name(), base.conditions(), limit, world.clock.instant());
  }

  private record CompiledKeyAndRoute(GatewayWorld world) {
    List<LimitState> look() {
      var key = world.snapshots.current().key(world.apiKeys.digest(KEY));
      Router.Target target =
          Router.resolve(
              key.workspace(),
              key,
              "openai-prod",
              io.modelcatalog.application.port.upstream.Operation.CHAT_COMPLETIONS,
              false,
              "gpt-4o",
              call().outline(),
              CallMetadata.NONE,
              world.clock.millis(),
              4_096);
      return world.accounts.look(target.lines(), 0, 0, world.clock.millis());
    }
  }
}
