package io.modelcatalog.application.port.log;

import io.modelcatalog.domain.organization.OrganizationId;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;

/** Stored feedback. Blocking. */
public interface Feedbacks {

  /** Adds feedback, all of it or none. */
  void add(Collection<Feedback> feedback);

  /** One of an organization's. */
  Optional<Feedback> find(OrganizationId organization, UUID id);

  /** Stores value, weight, metadata and the time of the change anew. */
  void change(Feedback feedback);
}
