package io.modelcatalog.application.audit;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.audit.AuditEvent.FieldChange;
import io.modelcatalog.application.workspace.ChangeWorkspace;
import io.modelcatalog.application.workspace.FindWorkspace;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.List;
import java.util.Optional;

final class AuditedChangeWorkspaceHandler implements ChangeWorkspace {
  private final ChangeWorkspace change;
  private final FindWorkspace find;
  private final Recorder recorder;

  AuditedChangeWorkspaceHandler(ChangeWorkspace change, FindWorkspace find, Recorder recorder) {
    this.change = change;
    this.find = find;
    this.recorder = recorder;
  }

  @Override
  public Result<Workspace, CatalogError> handle(Actor actor, Command command) {
    return recorder.recorded(
        actor,
        reader -> find.handle(reader, new FindWorkspace.Query(command.ref())),
        () -> change.handle(actor, command),
        after ->
            new Recorder.Subject(
                Optional.of(after.id()), "workspace", after.id().toString(), after.slug().value()),
        AuditedChangeWorkspaceHandler::difference);
  }

  private static List<FieldChange> difference(Workspace before, Workspace after) {
    return new FieldChanges()
        .text("name", before.name(), after.name())
        .text("description", before.description(), after.description())
        .text(
            "defaults", before.defaults().values().toString(), after.defaults().values().toString())
        .limits(before.limits(), after.limits())
        .reset(before.usageEpoch(), after.usageEpoch())
        .list();
  }
}
