package io.modelcatalog.adapters.http.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.modelcatalog.adapters.http.admin.Times;
import io.modelcatalog.application.port.log.LogExport;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Exports on the wire. */
final class ExportJson {
  private static final String OBJECT = "export";

  private ExportJson() {}

  /** An export. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Export(
      String id,
      @JsonProperty("organisation_id") String organization,
      @JsonProperty("workspace_id") @Nullable String workspace,
      Map<String, Object> filters,
      @JsonProperty("requested_data") List<String> requested,
      String status,
      String description,
      @JsonProperty("total_records") long records,
      @JsonProperty("created_at") String createdAt,
      @JsonProperty("last_updated_at") String updatedAt,
      @JsonProperty("created_by") String createdBy,
      String object) {
    static Export of(LogExport export) {
      return new Export(
          export.id().toString(),
          export.organization().toString(),
          export.workspace().map(Object::toString).orElse(null),
          export.filters().values(),
          export.requested().isEmpty() ? ExportFields.names() : export.requested(),
          export.status().wireName(),
          export.description(),
          export.records(),
          Times.text(export.createdAt()),
          Times.text(export.updatedAt()),
          export.createdBy().value(),
          OBJECT);
    }
  }

  /** What creating and changing answer. */
  @Serdeable
  record Ref(String id, long total, String object) {
    static Ref of(LogExport export) {
      return new Ref(export.id().toString(), export.records(), OBJECT);
    }
  }

  /** What starting and cancelling answer. */
  @Serdeable
  record Done(String message, String object) {
    static Done of(String message) {
      return new Done(message, OBJECT);
    }
  }

  /** Where an export can be downloaded once. */
  @Serdeable
  record Signed(@JsonProperty("signed_url") String url) {}
}
