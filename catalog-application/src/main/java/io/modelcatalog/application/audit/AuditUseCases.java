package io.modelcatalog.application.audit;

import io.modelcatalog.application.apikey.ApiKeyUseCases;
import io.modelcatalog.application.apikey.ChangeApiKey;
import io.modelcatalog.application.port.audit.AuditTrail;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.provider.ChangeProvider;
import io.modelcatalog.application.provider.ProviderUseCases;
import io.modelcatalog.application.workspace.ChangeWorkspace;
import io.modelcatalog.application.workspace.WorkspaceUseCases;
import java.time.InstantSource;

/**
 * The audit log, and use cases that write what they change into it.
 *
 * @param list lists the log
 * @param changeWorkspace changes a workspace
 * @param changeProvider changes a provider
 * @param changeApiKey changes a key
 */
public record AuditUseCases(
    ListAuditLogs list,
    ChangeWorkspace changeWorkspace,
    ChangeProvider changeProvider,
    ChangeApiKey changeApiKey) {

  /**
   * What the audit log needs.
   *
   * @param trail the log
   * @param unitOfWork transactions
   * @param ids new identities
   * @param clock time
   */
  public record Ports(AuditTrail trail, UnitOfWork unitOfWork, IdSource ids, InstantSource clock) {}

  /** Puts the log behind the use cases that are given. */
  public static AuditUseCases of(
      Ports ports,
      WorkspaceUseCases workspaces,
      ProviderUseCases providers,
      ApiKeyUseCases apiKeys) {
    Recorder recorder = new Recorder(ports.trail(), ports.unitOfWork(), ports.ids(), ports.clock());
    return new AuditUseCases(
        listed(ports.trail()),
        new AuditedChangeWorkspaceHandler(workspaces.change(), workspaces.find(), recorder),
        new AuditedChangeProviderHandler(providers.change(), providers.find(), recorder),
        new AuditedChangeApiKeyHandler(apiKeys.change(), apiKeys.find(), recorder));
  }

  /** Reading alone. */
  static ListAuditLogs listed(AuditTrail trail) {
    return new ListAuditLogsHandler(trail);
  }
}
