package io.modelcatalog.application.secret;

import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.SecretReferenceRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.snapshot.SnapshotLoader;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.secret.SecretMapping;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.secret.SecretReferenceId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads secrets from outside again when they are due, and has the integrations that use a changed
 * one prepared anew. For a background thread.
 */
public final class SecretRefresh {
  private final UnitOfWork unitOfWork;
  private final SecretReferenceRepository references;
  private final IntegrationRepository integrations;
  private final SecretValues values;
  private final SnapshotLoader loader;

  /** What refreshes these values. */
  public SecretRefresh(
      UnitOfWork unitOfWork,
      SecretReferenceRepository references,
      IntegrationRepository integrations,
      SecretValues values,
      SnapshotLoader loader) {
    this.unitOfWork = unitOfWork;
    this.references = references;
    this.integrations = integrations;
    this.values = values;
    this.loader = loader;
  }

  private record Used(SecretReference reference, Set<WorkspaceId> workspaces) {}

  /**
   * One round. Blocking, for as long as secrets take that cannot be reached.
   *
   * @return how many secrets had changed
   */
  public int run() {
    int changed = 0;
    for (SecretReferenceId id : values.due()) {
      Optional<Used> used = unitOfWork.read(() -> used(id));
      if (used.isEmpty()) {
        values.forget(id);
      } else if (values.again(used.get().reference())) {
        loader.changed(
            new CatalogChange(
                used.get().reference().organization(), used.get().workspaces(), false));
        changed++;
      }
    }
    return changed;
  }

  private Optional<Used> used(SecretReferenceId id) {
    return references
        .find(id)
        .map(reference -> new Used(reference, workspacesOf(reference, integrations)))
        .filter(used -> !used.workspaces().isEmpty());
  }

  /** The workspaces that have an integration which uses a reference. */
  public static Set<WorkspaceId> workspacesOf(
      SecretReference reference, IntegrationRepository integrations) {
    return integrations.all(reference.organization()).stream()
        .filter(
            integration ->
                SecretMapping.in(integration.extras()).stream()
                    .anyMatch(mapping -> reference.isCalled(mapping.reference())))
        .flatMap(integration -> integrations.grantsOf(integration.id()).stream())
        .map(WorkspaceGrant::workspace)
        .collect(Collectors.toUnmodifiableSet());
  }
}
