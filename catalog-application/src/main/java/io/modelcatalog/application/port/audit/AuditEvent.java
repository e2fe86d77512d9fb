package io.modelcatalog.application.port.audit;

import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that was done, or that the catalog found.
 *
 * @param id its identity
 * @param at when; to the microsecond
 * @param organization the tenant
 * @param workspace the workspace concerned; empty for what concerns the organization
 * @param actor who
 * @param action what, such as {@code update} or {@code budget_exhausted}
 * @param resourceType the kind of object, such as {@code provider}
 * @param resourceId the object's id
 * @param resourceName the object's name or slug
 * @param changes what changed, field by field; a secret only as {@code changed}
 * @param request the request it came with; empty for what the catalog did by itself
 */
public record AuditEvent(
    UUID id,
    Instant at,
    OrganizationId organization,
    Optional<WorkspaceId> workspace,
    Who actor,
    String action,
    String resourceType,
    String resourceId,
    String resourceName,
    List<FieldChange> changes,
    Optional<Request> request) {
  public AuditEvent {
    changes = List.copyOf(changes);
  }

  /**
   * Who did it.
   *
   * @param type {@code api_key}, {@code user} or {@code system}
   * @param id their id; {@code catalog} for the system
   */
  public record Who(String type, String id) {
    /** The catalog itself. */
    public static final Who SYSTEM = new Who("system", "catalog");
  }

  /**
   * One field's change.
   *
   * @param field its name, such as {@code usage_limits}
   * @param before its value as text; empty if there was none
   * @param after its value as text; empty if there is none
   */
  public record FieldChange(String field, Optional<String> before, Optional<String> after) {}

  /**
   * The request something came with.
   *
   * @param method such as {@code PUT}
   * @param uri the path
   * @param id the request's id
   * @param clientIp the caller's address
   * @param status the answer's status
   */
  public record Request(String method, String uri, String id, String clientIp, int status) {}
}
