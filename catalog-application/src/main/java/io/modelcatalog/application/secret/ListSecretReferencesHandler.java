package io.modelcatalog.application.secret;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.SecretReferenceRepository;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

final class ListSecretReferencesHandler implements ListSecretReferences {
  private static final String SCOPE = ReferenceLookup.SCOPES + "list";

  private final SecretReferenceRepository references;
  private final WorkspaceLookup workspaces;
  private final UnitOfWork unitOfWork;

  ListSecretReferencesHandler(
      SecretReferenceRepository references, WorkspaceLookup workspaces, UnitOfWork unitOfWork) {
    this.references = references;
    this.workspaces = workspaces;
    this.unitOfWork = unitOfWork;
  }

  @Override
  public Result<Page<SecretReference>, CatalogError> handle(Actor actor, Query query) {
    return ReferenceLookup.permitted(actor, "list")
        .then(
            permitted ->
                unitOfWork.read(
                    () ->
                        workspace(actor, query.workspace())
                            .map(within -> list(actor, within, query))));
  }

  private Result<Optional<WorkspaceId>, CatalogError> workspace(Actor actor, Optional<String> ref) {
    return ref.isEmpty()
        ? Result.ok(Optional.empty())
        : workspaces.find(actor, SCOPE, ref.get()).map(found -> Optional.of(found.id()));
  }

  private Page<SecretReference> list(Actor actor, Optional<WorkspaceId> within, Query query) {
    Optional<String> search = query.search().map(text -> text.toLowerCase(Locale.ROOT));
    List<SecretReference> all =
        references.all(actor.organization()).stream()
            .filter(each -> ReferenceLookup.reaches(actor, each, SCOPE))
            .filter(each -> within.isEmpty() || each.allows(within.get()))
            .filter(each -> query.kind().isEmpty() || query.kind().get() == each.kind())
            .filter(
                each ->
                    search.isEmpty()
                        || each.name().toLowerCase(Locale.ROOT).contains(search.get())
                        || each.slug().value().toLowerCase(Locale.ROOT).contains(search.get()))
            .toList();
    int from = (int) Math.min(query.page().offset(), all.size());
    int to = Math.min(from + query.page().size(), all.size());
    return new Page<>(all.subList(from, to), all.size());
  }
}
