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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The budgets of the compiled catalog by their counters. Only what was compiled anew since the last
 * look is read again.
 */
public final class SnapshotBudgets implements BudgetWatch {
  private static final String POLICY = Level.POLICY.wireName() + ":";

  private final SnapshotHolder snapshots;
  private final Map<WorkspaceId, CatalogSnapshot.Part> parts = new HashMap<>();
  private final Shared<String, WatchedBudget> budgets = new Shared<>();
  private final Shared<UUID, Policy> policies = new Shared<>();
  private long revision = -1;

  /** On the snapshots that a holder is given. */
  public SnapshotBudgets(SnapshotHolder snapshots) {
    this.snapshots = snapshots;
  }

  @Override
  public Edits refresh() {
    CatalogSnapshot snapshot = snapshots.current();
    if (snapshot.revision() == revision) {
      return Edits.NONE;
    }
    Map<WorkspaceId, CatalogSnapshot.Part> current = snapshot.parts();
    Set<WorkspaceId> ids = new HashSet<>(parts.keySet());
    ids.addAll(current.keySet());
    List<WatchedBudget> edited = new ArrayList<>();
    Set<String> groups = new LinkedHashSet<>();
    for (WorkspaceId id : ids) {
      CatalogSnapshot.Part part = current.get(id);
      if (parts.get(id) != part) {
        edited.addAll(
            budgets.replace(id, part == null ? Map.of() : watched(part), WatchedBudget::budget));
        for (Policy policy :
            policies.replace(id, part == null ? Map.of() : budgeted(part), Policy::limit)) {
          groups.add(LimitKey.prefix(Level.POLICY, policy.id().value()));
        }
        if (part == null) {
          parts.remove(id);
        } else {
          parts.put(id, part);
        }
      }
    }
    revision = snapshot.revision();
    return new Edits(edited, List.copyOf(groups));
  }

  @Override
  public @Nullable WatchedBudget find(String counter) {
    WatchedBudget budget = budgets.find(counter);
    return budget == null && counter.startsWith(POLICY) ? ofPolicy(counter) : budget;
  }

  /** A policy has a counter for each group of its calls, which only the counter's name tells. */
  private @Nullable WatchedBudget ofPolicy(String counter) {
    LimitKey key = LimitKey.parse(counter).orElse(null);
    Policy policy = key == null ? null : policies.find(key.owner());
    if (key != null
        && policy != null
        && policy.limit() instanceof PolicyLimit.OfBudget(Budget budget)
        && policy.counter(key.group()).equals(key)) {
      return new WatchedBudget(
          counter,
          budget,
          policy.organization(),
          policy.workspace(),
          Level.POLICY,
          key.owner(),
          policy.name().orElseGet(() -> policy.id().toString()) + " for " + key.group(),
          key.what(),
          List.of());
    }
    return null;
  }

  /** What workspaces have by its name; what several have is known as long as one of them has it. */
  private static final class Shared<K, V> {
    private final Map<WorkspaceId, Map<K, V>> byWorkspace = new HashMap<>();
    private final Map<K, V> all = new HashMap<>();

    @Nullable V find(K name) {
      return all.get(name);
    }

    /**
     * Replaces what a workspace has.
     *
     * @param limit what makes one another than it was
     * @return those that are new or others than they were
     */
    List<V> replace(WorkspaceId workspace, Map<K, V> fresh, Function<V, Object> limit) {
      Map<K, V> old =
          fresh.isEmpty() ? byWorkspace.remove(workspace) : byWorkspace.put(workspace, fresh);
      if (old != null) {
        for (K name : old.keySet()) {
          if (!fresh.containsKey(name)) {
            V elsewhere = elsewhere(name);
            if (elsewhere == null) {
              all.remove(name);
            } else {
              all.put(name, elsewhere);
            }
          }
        }
      }
      List<V> edited = new ArrayList<>();
      fresh.forEach(
          (name, value) -> {
            V before = all.put(name, value);
            if (before == null || !limit.apply(before).equals(limit.apply(value))) {
              edited.add(value);
            }
          });
      return edited;
    }

    private @Nullable V elsewhere(K name) {
      for (Map<K, V> known : byWorkspace.values()) {
        V value = known.get(name);
        if (value != null) {
          return value;
        }
      }
      return null;
    }
  }

  private static Map<UUID, Policy> budgeted(CatalogSnapshot.Part part) {
    WorkspaceView view = part.view();
    if (view == null || view.policies().isEmpty()) {
      return Map.of();
    }
    Map<UUID, Policy> budgeted = new HashMap<>();
    for (Policy policy : view.policies().policies()) {
      if (!policy.limit().isRate()) {
        budgeted.put(policy.id().value(), policy);
      }
    }
    return budgeted;
  }

  private static Map<String, WatchedBudget> watched(CatalogSnapshot.Part part) {
    WorkspaceView view = part.view();
    if (view == null) {
      return Map.of();
    }
    OrganizationId organization = view.workspace().organization();
    Optional<WorkspaceId> workspace = Optional.of(view.workspace().id());
    Map<String, WatchedBudget> watched = new HashMap<>();
    for (CompiledRoute route : view.routes().values()) {
      for (LimitLine line : route.lines()) {
        add(
            watched,
            line,
            organization,
            // An integration's own budget counts the calls of all workspaces that have it.
            line.level() == Level.INTEGRATION ? route.integration().workspace() : workspace,
            nameOf(route, line.level()),
            List.of());
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
      Optional<WorkspaceId> workspace,
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
