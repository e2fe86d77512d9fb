package io.modelcatalog.application.port.log;

import io.modelcatalog.domain.organization.OrganizationId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Stored exports of the request log. Blocking. */
public interface LogExports {

  /** What a link opens. */
  record Opened(LogExport export, LogReach reach) {}

  /** Stores a new one. */
  void add(LogExport export);

  /** One of an organization's. */
  Optional<LogExport> find(OrganizationId organization, UUID id);

  /** Those of an organization, newest first; no more than so many. */
  List<LogExport> all(OrganizationId organization, int most);

  /** Stores what can change anew; a link is gone with it. */
  void change(LogExport export);

  /** Gives it a link, in place of the one it had, through which so much is seen. */
  void link(LogExport export, UUID link, LogReach reach);

  /** Opens it by its link, and takes the link away: of several who try, one succeeds. */
  Optional<Opened> open(UUID id, UUID link);
}
