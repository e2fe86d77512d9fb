package io.modelcatalog.adapters.persistence.person;

import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.adapters.persistence.tx.Statements;
import io.modelcatalog.application.port.persistence.SetupLinkStore;
import io.modelcatalog.domain.access.KeyDigest;
import jakarta.inject.Singleton;
import java.time.Instant;

@Singleton
final class JdbcSetupLinkStore implements SetupLinkStore {
  private final Statements statements;

  JdbcSetupLinkStore(Statements statements) {
    this.statements = statements;
  }

  @Override
  public void replace(KeyDigest token, Instant at) {
    statements.update("DELETE FROM setup_link");
    statements.update(
        "INSERT INTO setup_link (digest, created_at) VALUES (?, ?)",
        token.hex(),
        Columns.micros(at));
  }

  @Override
  public boolean is(KeyDigest token) {
    return statements.count("SELECT COUNT(*) FROM setup_link WHERE digest = ?", token.hex()) > 0;
  }

  @Override
  public boolean take(KeyDigest token) {
    return statements.update("DELETE FROM setup_link WHERE digest = ?", token.hex()) > 0;
  }
}
