package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.access.KeyDigest;
import java.time.Instant;

/** The one link by which the first owner comes in, if there is one. */
public interface SetupLinkStore {

  /** Puts a link in place of the one before. */
  void replace(KeyDigest token, Instant at);

  /** Whether it is the link. */
  boolean is(KeyDigest token);

  /** Uses the link up; of several who try at once only one gets true. */
  boolean take(KeyDigest token);
}
