package io.modelcatalog.application.policy;

import io.modelcatalog.application.limit.LimitAccounts;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.PolicyRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import java.time.InstantSource;

/**
 * The use cases around policies.
 *
 * @param create declares one
 * @param list lists them
 * @param find finds one
 * @param change changes one
 * @param archive has one count no more
 * @param groups tells what its groups have used
 * @param reset has the usage of a group start over
 * @param windows tells whether a window of the past still counts
 */
public record PolicyUseCases(
    CreatePolicy create,
    ListPolicies list,
    FindPolicy find,
    ChangePolicy change,
    ArchivePolicy archive,
    ListPolicyGroups groups,
    ResetPolicyGroup reset,
    PolicyWindows windows) {

  /** Assembles them from the ports they need. */
  public static PolicyUseCases of(
      PolicyRepository policies,
      WorkspaceRepository workspaces,
      LimitAccounts accounts,
      UsageLedger ledger,
      UnitOfWork unitOfWork,
      CatalogEvents events,
      IdSource ids,
      InstantSource clock) {
    WorkspaceLookup workspaceLookup = new WorkspaceLookup(workspaces);
    PolicyLookup lookup = new PolicyLookup(policies);
    PolicyUsage usage = new PolicyUsage(accounts, ledger, clock);
    PolicyChanges changes = new PolicyChanges(policies, workspaces, events);
    return new PolicyUseCases(
        new CreatePolicyHandler(workspaceLookup, changes, unitOfWork, ids, clock),
        new ListPoliciesHandler(policies, workspaceLookup, unitOfWork),
        new FindPolicyHandler(lookup, usage, unitOfWork),
        new ChangePolicyHandler(lookup, usage, changes, unitOfWork, clock),
        new ArchivePolicyHandler(lookup, changes, unitOfWork, clock),
        new ListPolicyGroupsHandler(lookup, usage, unitOfWork),
        new ResetPolicyGroupHandler(lookup, usage, changes, unitOfWork, clock),
        new PolicyWindows(policies, unitOfWork));
  }
}
