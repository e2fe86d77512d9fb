package io.modelcatalog.application.port.persistence;

import java.util.UUID;

/** New identities: random in production, counted in tests. Safe to call from any thread. */
public interface IdSource {
  UUID next();
}
