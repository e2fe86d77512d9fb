package io.modelcatalog.application.snapshot;

import io.modelcatalog.application.limit.LimitLine;
import io.modelcatalog.application.port.alert.BudgetWatch;
import io.modelcatalog.application.port.alert.WatchedBudget;
import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyLimit;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The budgets of the compiled catalog by their counters. Only what was compiled anew since the last
 * look is read again. A budget that several workspaces share is known as long as one of them has
 * it.
 */
public final class SnapshotBudgets implements BudgetWatch {
  private static final String POLICY = Level.POLICY.wireName() + ":";

  private final SnapshotHolder snapshots;
  private final Map<WorkspaceId, CatalogSnapshot.Part> parts = new HashMap<>();
  private final Map<WorkspaceId, Map<String, WatchedBudget>> byWorkspace = new HashMap<>();
  private final Map<String, WatchedBudget> budgets = new HashMap<>();
  private final Map<WorkspaceId, List<Policy>> policies = new HashMap<>();
  private long revision = -1;

  /** On the snapshots that a holder is given. */
  public SnapshotBudgets(SnapshotHolder snapshots) {
    this.snapshots = snapshots;
  }

  @Override
  public Collection<WatchedBudget> refresh() {
    CatalogSnapshot snapshot = snapshots.current();
    if (snapshot.revision() == revision) {
      return List.of();
    }
    Map<WorkspaceId, CatalogSnapshot.Part> current = snapshot.parts();
    Set<WorkspaceId> ids = new HashSet<>(parts.keySet());
    ids.addAll(current.keySet());
    List<WatchedBudget> changed = new ArrayList<>();
    for (WorkspaceId id : ids) {
      CatalogSnapshot.Part part = current.get(id);
      if (parts.get(id) != part) {
        replace(id, part, changed);
      }
    }
    revision = snapshot.revision();
    return changed;
  }

  @Override
  public @Nullable WatchedBudget find(String counter) {
    WatchedBudget budget = budgets.get(counter);
    return budget == null && counter.startsWith(POLICY) ? ofPolicy(counter) : budget;
  }

  /** A policy has a counter for each group of its calls, which only the counter's name tells. */
  private @Nullable WatchedBudget ofPolicy(String counter) {
    LimitKey key = LimitKey.parse(counter).orElse(null);
    if (key == null) {
      return null;
    }
    for (Map.Entry<WorkspaceId, List<Policy>> each : policies.entrySet()) {
      for (Policy policy : each.getValue()) {
        if (policy.id().value().equals(key.owner())
            && policy.limit() instanceof PolicyLimit.OfBudget(Budget budget)
            && policy.counter(key.group()).equals(key)) {
          return new WatchedBudget(
              counter,
              budget,
              policy.organization(),
              each.getKey(),
              Level.POLICY,
              key.owner(),
              policy.name().orElseGet(() -> policy.id().toString()) + " for " + key.group(),
              key.what(),
              List.of());
        }
      }
    }
    return null;
  }

  private void replace(
      WorkspaceId id, CatalogSnapshot.@Nullable Part part, List<WatchedBudget> changed) {
    Map<String, WatchedBudget> old = byWorkspace.remove(id);
    Map<String, WatchedBudget> fresh = part == null ? Map.of() : watched(part);
    if (part == null) {
      parts.remove(id);
      policies.remove(id);
    } else {
      parts.put(id, part);
      byWorkspace.put(id, fresh);
      WorkspaceView view = part.view();
      if (view == null || view.policies().isEmpty()) {
        policies.remove(id);
      } else {
        policies.put(id, view.policies().policies());
      }
    }
    if (old != null) {
      for (String counter : old.keySet()) {
        if (!fresh.containsKey(counter)) {
          WatchedBudget elsewhere = elsewhere(counter);
          if (elsewhere == null) {
            budgets.remove(counter);
          } else {
            budgets.put(counter, elsewhere);
          }
        }
      }
    }
    fresh.forEach(
        (counter, budget) -> {
          WatchedBudget before = budgets.put(counter, budget);
          if (before == null || !before.budget().equals(budget.budget())) {
            changed.add(budget);
          }
        });
  }

  private @Nullable WatchedBudget elsewhere(String counter) {
    for (Map<String, WatchedBudget> known : byWorkspace.values()) {
      WatchedBudget budget = known.get(counter);
      if (budget != null) {
        return budget;
      }
    }
    return null;
  }

  private static Map<String, WatchedBudget> watched(CatalogSnapshot.Part part) {
    WorkspaceView view = part.view();
    if (view == null) {
      return Map.of();
    }
    OrganizationId organization = view.workspace().organization();
    WorkspaceId workspace = view.workspace().id();
    Map<String, WatchedBudget> watched = new HashMap<>();
    for (CompiledRoute route : view.routes().values()) {
      for (LimitLine line : route.lines()) {
        add(watched, line, organization, workspace, nameOf(route, line.level()), List.of());
      }
    }
    for (CompiledKey key : part.keys().values()) {
      for (LimitLine line : key.ownLines()) {
        add(watched, line, organization, workspace, key.key().name(), key.key().alertEmails());
      }
    }
    return watched;
  }

  private static void add(
      Map<String, WatchedBudget> watched,
      LimitLine line,
      OrganizationId organization,
      WorkspaceId workspace,
      String ownerName,
      List<String> emails) {
    Budget budget = line.budget();
    if (budget != null) {
      watched.putIfAbsent(
          line.counter().text(),
          new WatchedBudget(
              line.counter().text(),
              budget,
              organization,
              workspace,
              line.level(),
              line.counter().owner(),
              ownerName,
              line.what(),
              emails));
    }
  }

  private static String nameOf(CompiledRoute route, Level level) {
    return switch (level) {
      case ORGANIZATION -> route.workspace().organization().toString();
      case INTEGRATION, INTEGRATION_DEFAULT, GRANT -> route.integration().slug().value();
      case WORKSPACE -> route.workspace().slug().value();
      case PROVIDER, API_KEY, POLICY -> route.provider().slug().value();
    };
  }
}
