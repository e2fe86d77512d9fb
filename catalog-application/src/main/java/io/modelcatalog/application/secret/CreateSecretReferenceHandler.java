package io.modelcatalog.application.secret;

import io.modelcatalog.application.AttributeRule;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.StoreRefusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.IdSource;
import io.modelcatalog.application.port.persistence.SecretReferenceRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.secret.SecretReferenceId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

final class CreateSecretReferenceHandler implements CreateSecretReference {
  private final SecretReferenceRepository references;
  private final ReferenceAuth auth;
  private final WorkspaceLookup workspaces;
  private final UnitOfWork unitOfWork;
  private final IdSource ids;
  private final InstantSource clock;

  CreateSecretReferenceHandler(
      SecretReferenceRepository references,
      ReferenceAuth auth,
      WorkspaceLookup workspaces,
      UnitOfWork unitOfWork,
      IdSource ids,
      InstantSource clock) {
    this.references = references;
    this.auth = auth;
    this.workspaces = workspaces;
    this.unitOfWork = unitOfWork;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Result<SecretReference, CatalogError> handle(Actor actor, Command command) {
    return ReferenceLookup.permitted(actor, "create")
        .then(permitted -> ReferenceLookup.organizationWide(actor))
        .then(permitted -> AttributeRule.name(command.name()))
        .then(name -> AttributeRule.atMost("description", 1024, command.description()))
        .then(checked -> unitOfWork.execute(actor, () -> create(actor, command)));
  }

  private Result<SecretReference, CatalogError> create(Actor actor, Command command) {
    return slug(actor.organization(), command)
        .then(
            slug ->
                new WorkspaceAccess(true, Set.of())
                    .changed(actor, command.allWorkspaces(), command.allowed(), workspaces)
                    .then(
                        access ->
                            auth.check(
                                    command.kind(),
                                    command.auth(),
                                    command.path(),
                                    Optional.empty())
                                .then(checked -> store(actor, command, slug, access, checked))));
  }

  private Result<SecretReference, CatalogError> store(
      Actor actor,
      Command command,
      Slug slug,
      WorkspaceAccess access,
      ReferenceAuth.Checked checked) {
    SecretReferenceId id = new SecretReferenceId(ids.next());
    return references
        .save(
            new SecretReference(
                id,
                actor.organization(),
                slug,
                command.name(),
                command.description(),
                command.kind(),
                checked.settings(),
                auth.store(actor.organization(), id, Optional.empty(), checked),
                command.path(),
                command.key(),
                access.all(),
                access.allowed(),
                command.tags(),
                Audit.created(actor.id(), clock.instant()),
                0))
        .mapError(conflict -> StoreRefusal.of("secret reference", conflict));
  }

  private Result<Slug, CatalogError> slug(OrganizationId organization, Command command) {
    if (command.slug().isEmpty()) {
      return Result.ok(free(organization, command.name()));
    }
    String text = command.slug().get();
    if (!Slug.isValid(text)) {
      return Result.err(new CatalogError.Invalid("slug", "expected " + Slug.RULE));
    }
    Slug slug = new Slug(text);
    return references.findBySlug(organization, slug).isPresent()
        ? Result.err(new CatalogError.SlugTaken("slug", text))
        : Result.ok(slug);
  }

  private Slug free(OrganizationId organization, String name) {
    Slug wanted = Slug.fromName(name, "secret");
    Slug slug = wanted;
    for (int n = 2; references.findBySlug(organization, slug).isPresent(); n++) {
      slug = wanted.suffixed("-" + n);
    }
    return slug;
  }
}
