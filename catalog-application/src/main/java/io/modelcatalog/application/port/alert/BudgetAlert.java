package io.modelcatalog.application.port.alert;

import io.modelcatalog.domain.limit.BudgetUnit;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A budget ran low or out. Told once: there is one alert for each {@link Key}.
 *
 * @param id its identity
 * @param key what makes it the only one of its kind
 * @param organization the tenant
 * @param workspace whose budget it is; empty if it is the organization's, as that of an integration
 *     for all workspaces together and that of a policy for all of them
 * @param level which level declared the budget
 * @param owner the id of the object the budget belongs to
 * @param ownerName the name or slug of that object
 * @param what the budget's name, such as {@code cost/monthly}
 * @param unit what it counts
 * @param used what was used in the window: nano-dollars, tokens or calls
 * @param windowEnd when it starts over; empty if never
 * @param raisedAt when this was found
 */
public record BudgetAlert(
    UUID id,
    Key key,
    OrganizationId organization,
    Optional<WorkspaceId> workspace,
    Level level,
    UUID owner,
    String ownerName,
    String what,
    BudgetUnit unit,
    long used,
    Optional<Instant> windowEnd,
    Instant raisedAt) {

  /** When the window began; empty if it always was. */
  public Optional<Instant> windowStart() {
    return key.windowStart() == 0
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(key.windowStart()));
  }

  /** What happened. */
  public enum Kind {
    /** The use reached the alert threshold. */
    THRESHOLD,
    /** The budget is used up, or so nearly that a call was refused. */
    EXHAUSTED
  }

  /**
   * What an alert is told once for. Raising the amount or the threshold makes another key, and so
   * does resetting the usage, because that changes the counter.
   *
   * @param counter the counter, as {@link io.modelcatalog.domain.limit.LimitKey#text()}
   * @param windowStart start of the window, milliseconds since the epoch; 0 if it always was
   * @param kind what happened
   * @param amount the budget's amount: nano-dollars, tokens or calls
   * @param mark the use at which it happened: the threshold, or the amount
   */
  public record Key(String counter, long windowStart, Kind kind, long amount, long mark) {}
}
