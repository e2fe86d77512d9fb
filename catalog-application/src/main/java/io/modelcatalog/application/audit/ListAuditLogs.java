package io.modelcatalog.application.audit;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.audit.AuditTrail;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** Lists the audit log of the actor's organization, newest first; of a workspace key's own only. */
public interface ListAuditLogs {
  /** What the actor needs. */
  String SCOPE = "audit_logs.list";

  Result<Page<AuditTrail.Entry>, CatalogError> handle(Actor actor, Query query);

  /**
   * Which entries; an empty filter lets all pass.
   *
   * @param from at or after
   * @param to at or before
   * @param organization must be the actor's own; empty for that
   * @param workspace the workspace, by id or slug
   * @param page which part
   */
  record Query(
      Instant from,
      Instant to,
      Optional<String> organization,
      Optional<String> method,
      Optional<String> uri,
      Optional<String> requestId,
      Optional<String> actorId,
      Optional<String> actorType,
      Optional<String> workspace,
      OptionalInt status,
      Optional<String> resourceType,
      Optional<String> action,
      Optional<String> clientIp,
      Page.Request page) {}
}
