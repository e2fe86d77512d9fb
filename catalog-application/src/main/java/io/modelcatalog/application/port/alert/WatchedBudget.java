package io.modelcatalog.application.port.alert;

import io.modelcatalog.domain.limit.Budget;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A budget in force, with what is needed to tell people of it.
 *
 * @param counter its counter, as {@link io.modelcatalog.domain.limit.LimitKey#text()}
 * @param budget the budget
 * @param organization the tenant
 * @param workspace whose it is; empty if it is the organization's
 * @param level which level declared it
 * @param owner the id of the object it belongs to
 * @param ownerName the name or slug of that object
 * @param what its name, such as {@code cost/monthly}
 * @param emails whom the object itself names to be told; empty where it names nobody
 */
public record WatchedBudget(
    String counter,
    Budget budget,
    OrganizationId organization,
    Optional<WorkspaceId> workspace,
    Level level,
    UUID owner,
    String ownerName,
    String what,
    List<String> emails) {
  public WatchedBudget {
    emails = List.copyOf(emails);
  }
}
