package io.modelcatalog.adapters.persistence.policy;

import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyId;
import org.mapstruct.Mapper;
import org.mapstruct.Mapping;

@Mapper(uses = Columns.class)
interface PolicyRowMapper {
  @Mapping(target = "conditions", qualifiedByName = "conditionsJson")
  @Mapping(target = "groupBy", qualifiedByName = "keysJson")
  @Mapping(target = "rate", source = "limit.rate")
  @Mapping(target = "unit", expression = "java(policy.limit().unit())")
  @Mapping(target = "amount", source = "limit")
  @Mapping(target = "createdBy", source = "audit.createdBy")
  @Mapping(target = "createdAt", source = "audit.createdAt")
  @Mapping(target = "updatedAt", source = "audit.updatedAt")
  @Mapping(target = "version", qualifiedByName = "toRowVersion")
  PolicyRow toRow(Policy policy);

  /**
   * By hand, because the mapper would take each method that gives a changed policy for a setter.
   */
  default Policy fromRow(PolicyRow row) {
    return new Policy(
        new PolicyId(row.id()),
        new OrganizationId(row.organization()),
        Columns.optionalWorkspaceId(row.workspace()),
        Columns.textOptional(row.name()),
        Columns.conditions(row.conditions()),
        Columns.keys(row.groupBy()),
        Columns.policyLimit(row.amount()),
        row.archived(),
        row.usageEpoch(),
        Columns.numbers(row.resets()),
        Columns.optionalInstant(row.lastResetAt()),
        Columns.audit(row),
        Columns.version(row.version()));
  }
}
