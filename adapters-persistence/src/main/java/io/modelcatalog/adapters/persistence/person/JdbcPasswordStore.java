package io.modelcatalog.adapters.persistence.person;

import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.adapters.persistence.tx.Statements;
import io.modelcatalog.application.port.persistence.PasswordStore;
import io.modelcatalog.domain.person.UserId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

@Singleton
final class JdbcPasswordStore implements PasswordStore {
  private final Statements statements;

  JdbcPasswordStore(Statements statements) {
    this.statements = statements;
  }

  @Override
  public Optional<String> find(UserId user) {
    return statements.first(
        "SELECT hash FROM person_password WHERE person_id = ?",
        row -> row.getString("hash"),
        user.value());
  }

  @Override
  public void save(UserId user, String hash, Instant at) {
    int updated =
        statements.update(
            "UPDATE person_password SET hash = ?, changed_at = ? WHERE person_id = ?",
            hash,
            Columns.micros(at),
            user.value());
    if (updated == 0) {
      statements.update(
          "INSERT INTO person_password (person_id, hash, changed_at) VALUES (?, ?, ?)",
          user.value(),
          hash,
          Columns.micros(at));
    }
  }
}
