package io.modelcatalog.application.port.persistence;

import io.modelcatalog.domain.person.UserId;
import java.time.Instant;
import java.util.Optional;

/** The hashes of people's passwords, which end with the person. */
public interface PasswordStore {
  Optional<String> find(UserId user);

  /** Keeps a hash in place of the one before. */
  void save(UserId user, String hash, Instant at);
}
