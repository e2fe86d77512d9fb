package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.integration.Integration;
import io.modelcatalog.domain.integration.WorkspaceDefaults;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.Limits;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

final class ProvisionIntegrationHandler implements ProvisionIntegration {
  private final IntegrationRepository integrations;
  private final WorkspaceRepository workspaces;
  private final WorkspaceLookup workspaceLookup;
  private final IntegrationLookup lookup;
  private final Provisioner provisioner;
  private final Attempts attempts;
  private final Announcements announcements;
  private final InstantSource clock;

  ProvisionIntegrationHandler(
      IntegrationRepository integrations,
      WorkspaceRepository workspaces,
      IntegrationLookup lookup,
      Provisioner provisioner,
      Attempts attempts,
      Announcements announcements,
      InstantSource clock) {
    this.integrations = integrations;
    this.workspaces = workspaces;
    this.workspaceLookup = new WorkspaceLookup(workspaces);
    this.lookup = lookup;
    this.provisioner = provisioner;
    this.attempts = attempts;
    this.announcements = announcements;
    this.clock = clock;
  }

  @Override
  public Result<Integration, CatalogError> handle(Actor actor, Command command) {
    return attempts.execute(
        actor,
        () ->
            lookup
                .toWrite(actor, command.ref(), "update")
                .then(found -> provision(new Run(actor, command, found, clock.instant()))));
  }

  /** One command under way, so that its steps need not hand each other all of it. */
  private record Run(Actor actor, Command command, Integration integration, Instant now) {
    Run of(Integration changed) {
      return new Run(actor, command, changed, now);
    }
  }

  private Result<Integration, CatalogError> provision(Run run) {
    return checked(run)
        .then(sound -> withDefaults(run))
        .then(integration -> overridden(run.of(integration)))
        .then(integration -> each(run.of(integration)))
        .map(
            integration -> {
              announcements.changed(integration);
              return integration;
            });
  }

  private static Result<Boolean, CatalogError> checked(Run run) {
    Command command = run.command();
    if (run.integration().workspace().isPresent()
        && (command.global() instanceof Change.Set<GlobalAccess> || command.overrideExisting())) {
      return Result.err(
          new CatalogError.NotPermitted(
              "an integration of a workspace is for that workspace alone"));
    }
    if (command.overrideExisting() && !(command.global() instanceof Change.Set<GlobalAccess>)) {
      return Result.err(
          new CatalogError.Invalid(
              "override_existing_workspace_access", "only together with global_workspace_access"));
    }
    if (badSlug(command.defaultProviderSlug())) {
      return Result.err(
          new CatalogError.Invalid(Provisioner.PROVIDER_SLUG, "expected " + Slug.RULE));
    }
    for (int i = 0; i < command.workspaces().size(); i++) {
      if (badSlug(command.workspaces().get(i).defaultProviderSlug())) {
        return Result.err(
            new CatalogError.Invalid(
                at(i) + "." + Provisioner.PROVIDER_SLUG, "expected " + Slug.RULE));
      }
    }
    return Result.ok(true);
  }

  private static boolean badSlug(Optional<String> slug) {
    return slug.isPresent() && !Slug.isValid(slug.get());
  }

  private Result<Integration, CatalogError> withDefaults(Run run) {
    WorkspaceDefaults current = run.integration().workspaceDefaults();
    return switch (run.command().global()) {
      case Change.Keep<GlobalAccess>() -> Result.ok(run.integration());
      case Change.Clear<GlobalAccess>() -> saved(run, WorkspaceDefaults.NONE);
      case Change.Set<GlobalAccess>(GlobalAccess global) ->
          global
              .limits()
              .applyTo(current.limits(), run.now())
              .then(limits -> PoolLimits.within(run.integration(), current.limits(), limits))
              .mapError(error -> within("global_workspace_access", error))
              .then(
                  limits ->
                      saved(
                          run,
                          new WorkspaceDefaults(
                              global.enabled().orElse(current.enabled()), limits)));
    };
  }

  private Result<Integration, CatalogError> saved(Run run, WorkspaceDefaults defaults) {
    return integrations
        .save(Revised.defaults(run.integration(), defaults, run.now()))
        .mapError(conflict -> StoreRefusal.of("integration", conflict));
  }

  /** Gives every workspace of the organization what the global access says, and nothing else. */
  private Result<Integration, CatalogError> overridden(Run run) {
    Integration integration = run.integration();
    if (!run.command().overrideExisting()) {
      return Result.ok(integration);
    }
    boolean enabled = integration.workspaceDefaults().enabled();
    Result<Integration, CatalogError> result = Result.ok(integration);
    for (Workspace workspace : workspaces.all(integration.organization())) {
      Optional<WorkspaceGrant> grant = integrations.findGrant(integration.id(), workspace.id());
      if (enabled || grant.isPresent()) {
        result =
            result.then(
                sofar ->
                    store(
                        run,
                        workspace.id(),
                        grant,
                        new Wanted(enabled, Optional.empty(), false, rule(run, Optional.empty()))));
      }
    }
    return result;
  }

  private Result<Integration, CatalogError> each(Run run) {
    Set<WorkspaceId> seen = new HashSet<>();
    List<Item> items = new ArrayList<>();
    Result<Integration, CatalogError> result = Result.ok(run.integration());
    for (int i = 0; i < run.command().workspaces().size(); i++) {
      Access access = run.command().workspaces().get(i);
      int index = i;
      result =
          result
              .then(sofar -> workspaceLookup.reached(run.actor(), access.workspace()))
              .then(
                  workspace -> {
                    items.add(new Item(index, access, workspace));
                    return seen.add(workspace.id())
                        ? Result.ok(run.integration())
                        : Result.err(
                            new CatalogError.Invalid(
                                at(index) + ".id", "this workspace is mentioned twice"));
                  });
    }
    // Always in the same order, so that no two bulk changes wait for each other's workspaces.
    items.sort(Comparator.comparing(item -> item.workspace().id().value()));
    for (Item item : items) {
      result = result.then(sofar -> one(run, item.index(), item.access(), item.workspace()));
    }
    return result;
  }

  /** One workspace of a command, and where the command names it. */
  private record Item(int index, Access access, Workspace workspace) {}

  private Result<Integration, CatalogError> one(
      Run run, int item, Access access, Workspace workspace) {
    Integration integration = run.integration();
    if (integration.workspace().filter(home -> !home.equals(workspace.id())).isPresent()) {
      return Result.err(
          new CatalogError.NotPermitted(
              "an integration of a workspace is for that workspace alone"));
    }
    Optional<WorkspaceGrant> grant = integrations.findGrant(integration.id(), workspace.id());
    if (grant.isEmpty() && !access.enabled() && access.limits().isKeep()) {
      return Result.ok(integration);
    }
    return ownLimits(integration, grant.flatMap(WorkspaceGrant::ownLimits), access, run.now())
        .mapError(error -> within(at(item), error))
        .then(
            limits ->
                store(
                    run,
                    workspace.id(),
                    grant,
                    new Wanted(
                        access.enabled(),
                        limits,
                        access.resetUsage(),
                        rule(run, Optional.of(access)))));
  }

  /**
   * The limits of a workspace's own after a change. What is cleared follows the integration's
   * again; what is not mentioned stays in force as it is.
   */
  private static Result<Optional<Limits>, CatalogError> ownLimits(
      Integration integration, Optional<Limits> current, Access access, Instant now) {
    if (access.limits().isKeep()) {
      return Result.ok(current);
    }
    Limits defaults = integration.workspaceDefaults().limits();
    LimitsChange change =
        new LimitsChange(
            orDefault(access.limits().budgets(), defaults.budgets()),
            orDefault(access.limits().rateLimits(), defaults.rateLimits()));
    boolean sets =
        access.limits().budgets() instanceof Change.Set<?>
            || access.limits().rateLimits() instanceof Change.Set<?>;
    return change
        .applyTo(current.orElse(defaults), now)
        .then(limits -> PoolLimits.within(integration, current.orElse(defaults), limits))
        .map(limits -> !sets && limits.equals(defaults) ? Optional.empty() : Optional.of(limits));
  }

  private static <T> Change<T> orDefault(Change<T> change, T otherwise) {
    return change instanceof Change.Clear<T> ? Change.set(otherwise) : change;
  }

  /** What a workspace is to have. */
  private record Wanted(
      boolean enabled,
      Optional<Limits> ownLimits,
      boolean resetUsage,
      Provisioner.DefaultProvider provider) {}

  private Result<Integration, CatalogError> store(
      Run run, WorkspaceId workspace, Optional<WorkspaceGrant> grant, Wanted wanted) {
    WorkspaceGrant next =
        grant
            .map(
                old ->
                    Revised.grant(
                        old, wanted.enabled(), wanted.ownLimits(), wanted.resetUsage(), run.now()))
            .orElseGet(
                () ->
                    provisioner.newGrant(
                        run.integration(),
                        workspace,
                        wanted.enabled(),
                        wanted.ownLimits(),
                        run.actor().id(),
                        run.now()));
    // A provider that someone deleted on purpose does not come back with each change of a limit.
    boolean switchedOn = wanted.enabled() && grant.filter(WorkspaceGrant::enabled).isEmpty();
    return provisioner
        .store(
            run.integration(),
            next,
            new Provisioner.DefaultProvider(
                switchedOn && wanted.provider().wanted(), wanted.provider().slug()),
            run.actor().id(),
            run.now())
        .map(stored -> run.integration());
  }

  private static Provisioner.DefaultProvider rule(Run run, Optional<Access> access) {
    Provisioner.DefaultProvider own = Provisioner.ruleOf(run.integration());
    return new Provisioner.DefaultProvider(
        access
            .flatMap(Access::createDefaultProvider)
            .or(run.command()::createDefaultProvider)
            .orElse(own.wanted()),
        access
            .flatMap(Access::defaultProviderSlug)
            .or(run.command()::defaultProviderSlug)
            .map(Slug::new)
            .orElse(own.slug()));
  }

  private static String at(int item) {
    return "workspaces[" + item + "]";
  }

  private static CatalogError within(String parent, CatalogError error) {
    return error instanceof CatalogError.Invalid(String field, String rule)
        ? new CatalogError.Invalid(parent + "." + field, rule)
        : error;
  }
}
