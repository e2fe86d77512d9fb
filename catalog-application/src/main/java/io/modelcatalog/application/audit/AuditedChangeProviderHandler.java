package io.modelcatalog.application.audit;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.audit.AuditEvent.FieldChange;
import io.modelcatalog.application.provider.ChangeProvider;
import io.modelcatalog.application.provider.FindProvider;
import io.modelcatalog.application.provider.ProviderView;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Optional;

final class AuditedChangeProviderHandler implements ChangeProvider {
  private final ChangeProvider change;
  private final FindProvider find;
  private final Recorder recorder;

  AuditedChangeProviderHandler(ChangeProvider change, FindProvider find, Recorder recorder) {
    this.change = change;
    this.find = find;
    this.recorder = recorder;
  }

  @Override
  public Result<AiProvider, CatalogError> handle(Actor actor, Command command) {
    return recorder.recorded(
        actor,
        reader ->
            find.handle(reader, new FindProvider.Query(command.workspace(), command.ref()))
                .map(ProviderView::provider),
        () -> change.handle(actor, command),
        after ->
            new Recorder.Subject(
                Optional.of(after.workspace()),
                "provider",
                after.id().toString(),
                after.slug().value()),
        AuditedChangeProviderHandler::difference);
  }

  private static List<FieldChange> difference(AiProvider before, AiProvider after) {
    return new FieldChanges()
        .text("name", before.name(), after.name())
        .text("note", before.note(), after.note())
        .limits(before.limits(), after.limits())
        .text("expires_at", before.expiresAt(), after.expiresAt())
        .reset(before.usageEpoch(), after.usageEpoch())
        .list();
  }
}
