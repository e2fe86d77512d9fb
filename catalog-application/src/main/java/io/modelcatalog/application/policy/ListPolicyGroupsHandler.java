package io.modelcatalog.application.policy;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Locale;

final class ListPolicyGroupsHandler implements ListPolicyGroups {
  private final PolicyLookup lookup;
  private final PolicyUsage usage;
  private final UnitOfWork unitOfWork;

  ListPolicyGroupsHandler(PolicyLookup lookup, PolicyUsage usage, UnitOfWork unitOfWork) {
    this.lookup = lookup;
    this.usage = usage;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Groups, CatalogError> handle(Actor actor, Query query) {
    return unitOfWork
        .read(() -> lookup.find(actor, query.kind(), query.id(), "read"))
        .map(policy -> new Groups(policy, page(policy, query)));
  }

  private Page<PolicyGroup> page(Policy policy, Query query) {
    String part = query.search().orElse("").toLowerCase(Locale.ROOT);
    List<PolicyGroup> matching =
        usage.of(policy).stream()
            .filter(
                group ->
                    query.exhausted().isEmpty() || query.exhausted().get() == group.exhausted())
            .filter(group -> group.valueKey().toLowerCase(Locale.ROOT).contains(part))
            .toList();
    return new Page<>(
        matching.stream().skip(query.page().offset()).limit(query.page().size()).toList(),
        matching.size());
  }
}
