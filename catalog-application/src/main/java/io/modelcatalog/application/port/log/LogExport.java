package io.modelcatalog.application.port.log;

import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A part of the request log that is to be handed out. It says which part; it is no copy.
 *
 * @param id identity
 * @param organization the tenant
 * @param workspace of which workspace; empty for all that who downloads it may see
 * @param description for people
 * @param filters which calls, by the names filters have on the wire
 * @param requested which fields of them, by their wire names; empty for all
 * @param status how far it is
 * @param records how many calls it had when it was started
 * @param endsAt only calls before this; empty until it is started
 * @param createdBy who made it
 * @param createdAt when it was made
 * @param updatedAt when it was last changed
 */
public record LogExport(
    UUID id,
    OrganizationId organization,
    Optional<WorkspaceId> workspace,
    String description,
    Settings filters,
    List<String> requested,
    Status status,
    long records,
    Optional<Instant> endsAt,
    ActorId createdBy,
    Instant createdAt,
    Instant updatedAt) {
  public LogExport {
    requested = List.copyOf(requested);
  }

  /** How far an export is. */
  public enum Status {
    /** It can still be changed. */
    DRAFT("draft"),
    /** It can be downloaded. */
    SUCCESS("success"),
    /** It was given up. */
    STOPPED("stopped");

    private final String wireName;

    Status(String wireName) {
      this.wireName = wireName;
    }

    /** Its name on the wire. */
    public String wireName() {
      return wireName;
    }
  }
}
