package io.modelcatalog.application.audit;

import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.PolicyRepository;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;
import java.util.Optional;

final class AuditedPolicyRepository implements PolicyRepository {
  private final PolicyRepository policies;
  private final AuditLog log;

  AuditedPolicyRepository(PolicyRepository policies, AuditLog log) {
    this.policies = policies;
    this.log = log;
  }

  @Override
  public Optional<Policy> find(PolicyId id) {
    return policies.find(id);
  }

  @Override
  public Page<Policy> list(Filter filter, Page.Request page) {
    return policies.list(filter, page);
  }

  @Override
  public List<Policy> active(OrganizationId organization, WorkspaceId workspace) {
    return policies.active(organization, workspace);
  }

  @Override
  public Result<Policy, StoreConflict> save(Policy policy) {
    return log.saved(
        Kind.POLICY,
        policy,
        policy.version() == 0,
        () -> policies.find(policy.id()),
        () -> policies.save(policy));
  }
}
