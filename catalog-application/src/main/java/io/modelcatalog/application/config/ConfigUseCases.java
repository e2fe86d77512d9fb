package io.modelcatalog.application.config;

import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.ConfigRepository;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.ProviderRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.port.persistence.WorkspaceRepository;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import java.time.InstantSource;

/**
 * The use cases around configs.
 *
 * @param create makes one
 * @param list lists them
 * @param find finds one
 * @param versions lists what one has said
 * @param change changes one
 * @param delete deletes one
 */
public record ConfigUseCases(
    CreateConfig create,
    ListConfigs list,
    FindConfig find,
    ListConfigVersions versions,
    ChangeConfig change,
    DeleteConfig delete) {

  /** Assembles them from the ports they need. */
  public static ConfigUseCases of(
      ConfigRepository configs,
      WorkspaceRepository workspaces,
      ApiKeyRepository keys,
      ProviderRepository providers,
      UnitOfWork unitOfWork,
      IdSource ids,
      InstantSource clock) {
    WorkspaceLookup workspaceLookup = new WorkspaceLookup(workspaces);
    ConfigLookup lookup = new ConfigLookup(configs);
    ConfigChanges changes = new ConfigChanges(configs);
    ConfigUse use = new ConfigUse(configs, workspaces, keys);
    DocumentRules rules = new DocumentRules(providers);
    return new ConfigUseCases(
        new CreateConfigHandler(configs, changes, rules, workspaceLookup, unitOfWork, ids, clock),
        new ListConfigsHandler(configs, workspaceLookup, unitOfWork),
        new FindConfigHandler(lookup, unitOfWork),
        new ListConfigVersionsHandler(configs, lookup, unitOfWork),
        new ChangeConfigHandler(lookup, changes, use, rules, unitOfWork, ids, clock),
        new DeleteConfigHandler(configs, lookup, use, unitOfWork));
  }
}
