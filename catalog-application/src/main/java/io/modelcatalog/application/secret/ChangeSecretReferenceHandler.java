package io.modelcatalog.application.secret;

import io.modelcatalog.application.AttributeRule;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.integration.SubmittedSettings;
import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.IntegrationRepository;
import io.modelcatalog.application.port.persistence.SecretReferenceRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Settings;
import java.time.InstantSource;
import java.util.Optional;

final class ChangeSecretReferenceHandler implements ChangeSecretReference {
  private final SecretReferenceRepository references;
  private final IntegrationRepository integrations;
  private final ReferenceLookup lookup;
  private final ReferenceAuth auth;
  private final WorkspaceLookup workspaces;
  private final UnitOfWork unitOfWork;
  private final CatalogEvents events;
  private final InstantSource clock;

  ChangeSecretReferenceHandler(
      SecretReferenceRepository references,
      IntegrationRepository integrations,
      ReferenceLookup lookup,
      ReferenceAuth auth,
      WorkspaceLookup workspaces,
      UnitOfWork unitOfWork,
      CatalogEvents events,
      InstantSource clock) {
    this.references = references;
    this.integrations = integrations;
    this.lookup = lookup;
    this.auth = auth;
    this.workspaces = workspaces;
    this.unitOfWork = unitOfWork;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public Result<SecretReference, CatalogError> handle(Actor actor, Command command) {
    return unitOfWork.execute(
        actor,
        () ->
            lookup
                .toWrite(actor, command.ref(), "update")
                .then(found -> change(actor, found, command)));
  }

  private Result<SecretReference, CatalogError> change(
      Actor actor, SecretReference found, Command command) {
    String name = command.name().orElse(found.name());
    Optional<String> description = command.description().applyTo(found.description());
    String path = command.path().orElse(found.path());
    SubmittedSettings sent =
        command.auth().orElseGet(() -> new SubmittedSettings(found.auth().values()));
    return AttributeRule.name(name)
        .then(checked -> AttributeRule.atMost("description", 1024, description))
        .then(
            checked ->
                new WorkspaceAccess(found.allWorkspaces(), found.allowed())
                    .changed(actor, command.allWorkspaces(), command.allowed(), workspaces))
        .then(
            access ->
                auth.check(found.kind(), sent, path, Optional.of(found))
                    .then(
                        checked ->
                            save(
                                new SecretReference(
                                    found.id(),
                                    found.organization(),
                                    found.slug(),
                                    name,
                                    description,
                                    found.kind(),
                                    checked.settings(),
                                    auth.store(
                                        found.organization(),
                                        found.id(),
                                        found.credentials(),
                                        checked),
                                    path,
                                    command.key().applyTo(found.key()),
                                    access.all(),
                                    access.allowed(),
                                    command.tags().applyTo(found.tags(), Settings.NONE),
                                    found.audit().changed(clock.instant()),
                                    found.version()))));
  }

  private Result<SecretReference, CatalogError> save(SecretReference reference) {
    events.announce(
        new CatalogChange(
            reference.organization(), SecretRefresh.workspacesOf(reference, integrations), false));
    return references
        .save(reference)
        .mapError(conflict -> StoreRefusal.of("secret reference", conflict));
  }
}
