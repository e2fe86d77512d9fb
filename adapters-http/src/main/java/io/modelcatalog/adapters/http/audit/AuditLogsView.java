package io.modelcatalog.adapters.http.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.modelcatalog.application.port.audit.AuditEvent;
import io.modelcatalog.application.port.audit.AuditTrail.Entry;
import io.modelcatalog.application.port.persistence.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the audit log on the wire.
 *
 * @param total how many entries there are in all
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record AuditLogsView(String object, long total, List<Item> records) {

  /** One entry; what did not come with a request has none of its members. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Item(
      String id,
      long sequence,
      String timestamp,
      @JsonProperty("organisation_id") String organization,
      @JsonProperty("workspace_id") @Nullable String workspace,
      @JsonProperty("user_id") String userId,
      @JsonProperty("user_type") String userType,
      String action,
      @JsonProperty("resource_type") String resourceType,
      @JsonProperty("resource_id") String resourceId,
      @JsonProperty("resource_name") String resourceName,
      List<Change> changes,
      @Nullable String method,
      @Nullable String uri,
      @JsonProperty("request_id") @Nullable String requestId,
      @JsonProperty("client_ip") @Nullable String clientIp,
      @Nullable String country,
      @JsonProperty("response_status_code") @Nullable Integer status,
      String hash) {}

  /** One field's change. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Change(String field, @Nullable String before, @Nullable String after) {}

  static AuditLogsView of(Page<Entry> page) {
    return new AuditLogsView(
        "list", page.total(), page.items().stream().map(AuditLogsView::item).toList());
  }

  private static Item item(Entry entry) {
    AuditEvent event = entry.event();
    AuditEvent.Request request = event.request().orElse(null);
    return new Item(
        event.id().toString(),
        entry.sequence(),
        event.at().toString(),
        event.organization().toString(),
        event.workspace().map(Object::toString).orElse(null),
        event.actor().id(),
        event.actor().type(),
        event.action(),
        event.resourceType(),
        event.resourceId(),
        event.resourceName(),
        event.changes().stream()
            .map(
                change ->
                    new Change(
                        change.field(), change.before().orElse(null), change.after().orElse(null)))
            .toList(),
        request == null ? null : request.method(),
        request == null ? null : request.uri(),
        request == null ? null : request.id(),
        request == null ? null : request.clientIp(),
        null,
        request == null ? null : request.status(),
        entry.hash());
  }
}
