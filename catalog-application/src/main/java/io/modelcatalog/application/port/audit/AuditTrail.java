package io.modelcatalog.application.port.audit;

import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The stored audit log. Nothing in it is ever changed or removed through this port; each entry is
 * chained to the one before it in its organization, so that a change made behind it shows.
 * Blocking. Joins a running transaction.
 */
public interface AuditTrail {

  /** Adds an event to the end of its organization's chain. */
  default void append(AuditEvent event) {
    append(List.of(event));
  }

  /**
   * Adds events to the ends of their organizations' chains, in order. Writers of one organization
   * wait for one another from here until they commit, so this is the last thing a transaction does.
   */
  void append(List<AuditEvent> events);

  /** Entries, the newest first. */
  Page<Entry> find(Filter filter, Page.Request page);

  /**
   * Reads an organization's whole chain again.
   *
   * @return the number of the first entry that is not as it was written, or that is missing; empty
   *     if all are as they were written
   */
  OptionalLong firstBroken(OrganizationId organization);

  /**
   * An entry as it is stored.
   *
   * @param sequence its number in its organization, from 1
   * @param event what was done
   * @param hash of this entry and the one before it, in hexadecimal
   */
  record Entry(long sequence, AuditEvent event, String hash) {}

  /**
   * Which entries; an empty filter lets all pass.
   *
   * @param organization the tenant
   * @param from at or after
   * @param to at or before
   */
  record Filter(
      OrganizationId organization,
      Instant from,
      Instant to,
      Optional<String> method,
      Optional<String> uri,
      Optional<String> requestId,
      Optional<String> actorId,
      Optional<String> actorType,
      Optional<WorkspaceId> workspace,
      OptionalInt status,
      Optional<String> resourceType,
      Optional<String> action,
      Optional<String> clientIp) {

    /** Everything of an organization in a span of time. */
    public static Filter of(OrganizationId organization, Instant from, Instant to) {
      return new Filter(
          organization,
          from,
          to,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    /** Whether an event passes. */
    public boolean matches(AuditEvent event) {
      Optional<AuditEvent.Request> request = event.request();
      return event.organization().equals(organization)
          && !event.at().isBefore(from)
          && !event.at().isAfter(to)
          && passes(method, request.map(AuditEvent.Request::method))
          && passes(uri, request.map(AuditEvent.Request::uri))
          && passes(requestId, request.map(AuditEvent.Request::id))
          && passes(actorId, Optional.of(event.actor().id()))
          && passes(actorType, Optional.of(event.actor().type()))
          && (workspace.isEmpty() || workspace.equals(event.workspace()))
          && (status.isEmpty()
              || request.map(AuditEvent.Request::status).orElse(0) == status.getAsInt())
          && passes(resourceType, Optional.of(event.resourceType()))
          && passes(action, Optional.of(event.action()))
          && passes(clientIp, request.map(AuditEvent.Request::clientIp));
    }

    private static boolean passes(Optional<String> filter, Optional<String> value) {
      return filter.isEmpty() || filter.equals(value);
    }
  }
}
