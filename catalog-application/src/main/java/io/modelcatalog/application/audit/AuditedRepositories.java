package io.modelcatalog.application.audit;

import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.InviteRepository;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.PolicyRepository;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.SecretReferenceRepository;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import java.util.function.Supplier;

/**
 * Repositories that write down in the audit log what is saved and deleted through them. Whoever
 * composes the catalog gives it these and keeps the ones behind them to himself; then no use case
 * can forget to tell of a change. They write in transactions only.
 */
public final class AuditedRepositories {
  private final AuditLog log;

  /** Repositories that write into this log. */
  public AuditedRepositories(AuditLog log) {
    this.log = log;
  }

  /** Organizations. */
  public OrganizationRepository of(OrganizationRepository organizations) {
    return new AuditedOrganizationRepository(organizations, log);
  }

  /**
   * Where to find what goes with a workspace by itself.
   *
   * @param policies its policies
   * @param configs its configs
   * @param memberships who works there
   */
  public record OfWorkspaces(
      Supplier<PolicyRepository> policies,
      Supplier<ConfigRepository> configs,
      Supplier<MembershipRepository> memberships) {}

  /** Workspaces. */
  public WorkspaceRepository of(WorkspaceRepository workspaces, OfWorkspaces owned) {
    return new AuditedWorkspaceRepository(workspaces, owned, log);
  }

  /** Integrations and grants. */
  public IntegrationRepository of(IntegrationRepository integrations) {
    return new AuditedIntegrationRepository(integrations, log);
  }

  /** Providers. */
  public ProviderRepository of(ProviderRepository providers) {
    return new AuditedProviderRepository(providers, log);
  }

  /** Configs. */
  public ConfigRepository of(ConfigRepository configs) {
    return new AuditedConfigRepository(configs, log);
  }

  /** Secret references. */
  public SecretReferenceRepository of(SecretReferenceRepository references) {
    return new AuditedSecretReferenceRepository(references, log);
  }

  /** Keys. */
  public ApiKeyRepository of(ApiKeyRepository keys) {
    return new AuditedApiKeyRepository(keys, log);
  }

  /** Policies. */
  public PolicyRepository of(PolicyRepository policies) {
    return new AuditedPolicyRepository(policies, log);
  }

  /** People. */
  public UserRepository of(UserRepository users) {
    return new AuditedUserRepository(users, log);
  }

  /** Memberships. */
  public MembershipRepository of(MembershipRepository memberships) {
    return new AuditedMembershipRepository(memberships, log);
  }

  /** Invites. */
  public InviteRepository of(InviteRepository invites) {
    return new AuditedInviteRepository(invites, log);
  }
}
