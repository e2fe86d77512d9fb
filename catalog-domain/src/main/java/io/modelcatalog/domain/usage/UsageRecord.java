package io.modelcatalog.domain.usage;

import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.integration.IntegrationId;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.provider.ProviderId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One call that was let through to an upstream, settled exactly once.
 *
 * @param requestId identity of the call
 * @param at when it was admitted
 * @param organization the tenant
 * @param workspace where it was made
 * @param apiKey who made it
 * @param integration whose credentials it used
 * @param provider through what
 * @param model the upstream's name of the model; empty for calls that name none
 * @param usage what it used
 * @param cost what it cost; zero for an unpriced model
 * @param estimated whether the usage is an estimate or a bound, because the upstream reported none
 * @param outcome how it ended
 * @param status HTTP status the client got; 0 if none
 * @param charges what it added to which counters
 * @param costSource where the cost comes from
 */
public record UsageRecord(
    UUID requestId,
    Instant at,
    OrganizationId organization,
    WorkspaceId workspace,
    ApiKeyId apiKey,
    IntegrationId integration,
    ProviderId provider,
    String model,
    TokenUsage usage,
    Money cost,
    boolean estimated,
    Outcome outcome,
    int status,
    List<Charge> charges,
    CostSource costSource) {
  public UsageRecord {
    charges = List.copyOf(charges);
  }

  /** A call that cost its usage times its price. */
  public UsageRecord(
      UUID requestId,
      Instant at,
      OrganizationId organization,
      WorkspaceId workspace,
      ApiKeyId apiKey,
      IntegrationId integration,
      ProviderId provider,
      String model,
      TokenUsage usage,
      Money cost,
      boolean estimated,
      Outcome outcome,
      int status,
      List<Charge> charges) {
    this(
        requestId,
        at,
        organization,
        workspace,
        apiKey,
        integration,
        provider,
        model,
        usage,
        cost,
        estimated,
        outcome,
        status,
        charges,
        CostSource.PRICE);
  }
}
