package io.modelcatalog.application.audit;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.apikey.ApiKeyView;
import io.modelcatalog.application.apikey.ChangeApiKey;
import io.modelcatalog.application.apikey.FindApiKey;
import io.modelcatalog.application.port.audit.AuditEvent.FieldChange;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.shared.Result;
import java.util.List;

final class AuditedChangeApiKeyHandler implements ChangeApiKey {
  private final ChangeApiKey change;
  private final FindApiKey find;
  private final Recorder recorder;

  AuditedChangeApiKeyHandler(ChangeApiKey change, FindApiKey find, Recorder recorder) {
    this.change = change;
    this.find = find;
    this.recorder = recorder;
  }

  @Override
  public Result<ApiKey, CatalogError> handle(Actor actor, Command command) {
    return recorder.recorded(
        actor,
        reader -> find.handle(reader, new FindApiKey.Query(command.id())).map(ApiKeyView::key),
        () -> change.handle(actor, command),
        after ->
            new Recorder.Subject(after.workspace(), "api_key", after.id().toString(), after.name()),
        AuditedChangeApiKeyHandler::difference);
  }

  private static List<FieldChange> difference(ApiKey before, ApiKey after) {
    return new FieldChanges()
        .text("name", before.name(), after.name())
        .text("description", before.description(), after.description())
        .texts(
            "scopes",
            before.scopes().stream().sorted().toList(),
            after.scopes().stream().sorted().toList())
        .text(
            "defaults", before.defaults().values().toString(), after.defaults().values().toString())
        .texts("alert_emails", before.alertEmails(), after.alertEmails())
        .limits(before.limits(), after.limits())
        .text("expires_at", before.expiresAt(), after.expiresAt())
        .reset(before.usageEpoch(), after.usageEpoch())
        .list();
  }
}
