package io.modelcatalog.application.apikey;

import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.port.secret.ApiKeys;
import io.modelcatalog.application.port.usage.UsageView;
import io.modelcatalog.application.workspace.DefaultConfigs;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import java.time.InstantSource;

/**
 * The use cases around API keys.
 *
 * @param issue issues one
 * @param list lists them
 * @param find finds one
 * @param change changes one
 * @param rotate gives one another secret
 * @param delete deletes one
 * @param beginRotations begins those that are due by the clock
 */
public record ApiKeyUseCases(
    IssueApiKey issue,
    ListApiKeys list,
    FindApiKey find,
    ChangeApiKey change,
    RotateApiKey rotate,
    DeleteApiKey delete,
    BeginRotations beginRotations) {

  /** Assembles them from the ports they need. */
  public static ApiKeyUseCases of(
      ApiKeyRepository keys,
      WorkspaceRepository workspaces,
      UserRepository users,
      MembershipRepository memberships,
      ConfigRepository configs,
      ApiKeys secrets,
      UsageView usage,
      UnitOfWork unitOfWork,
      CatalogEvents events,
      IdSource ids,
      InstantSource clock) {
    WorkspaceLookup workspaceLookup = new WorkspaceLookup(workspaces);
    KeyLookup lookup = new KeyLookup(keys);
    DefaultConfigs defaultConfigs = new DefaultConfigs(configs);
    KeyViews views = new KeyViews(keys, usage, clock);
    KeyEvents keyEvents = new KeyEvents(events);
    return new ApiKeyUseCases(
        new IssueApiKeyHandler(
            keys,
            secrets,
            workspaceLookup,
            defaultConfigs,
            new KeyOwners(users, memberships),
            new UserKeyRules(keys),
            unitOfWork,
            keyEvents,
            ids,
            clock),
        new ListApiKeysHandler(keys, workspaceLookup, views, unitOfWork, clock),
        new FindApiKeyHandler(lookup, views, unitOfWork),
        new ChangeApiKeyHandler(
            keys, workspaces, lookup, defaultConfigs, unitOfWork, keyEvents, clock),
        new RotateApiKeyHandler(keys, secrets, lookup, unitOfWork, keyEvents, clock),
        new DeleteApiKeyHandler(keys, lookup, unitOfWork, keyEvents),
        new BeginRotationsHandler(keys, unitOfWork, keyEvents, clock));
  }
}
