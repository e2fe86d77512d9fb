package io.modelcatalog.adapters.persistence.person;

import io.modelcatalog.adapters.persistence.json.Columns;
import io.modelcatalog.adapters.persistence.tx.Statements;
import io.modelcatalog.application.port.persistence.AttemptStore;
import jakarta.inject.Singleton;
import java.time.Instant;

@Singleton
final class JdbcAttemptStore implements AttemptStore {
  private final Statements statements;

  JdbcAttemptStore(Statements statements) {
    this.statements = statements;
  }

  /** The row is made first if there is none, so that of several one waits for the other. */
  @Override
  public int take(String subject, Instant window) {
    long since = Columns.micros(window);
    statements.update(
        """
        INSERT INTO attempt (subject, since, times) VALUES (?, ?, 0)
        ON CONFLICT DO NOTHING""",
        subject,
        since);
    statements.update(
        "UPDATE attempt SET times = times + 1 WHERE subject = ? AND since = ?", subject, since);
    return (int)
        statements.count(
            "SELECT times FROM attempt WHERE subject = ? AND since = ?", subject, since);
  }

  @Override
  public void giveBack(String subject, Instant window) {
    statements.update(
        "UPDATE attempt SET times = times - 1 WHERE subject = ? AND since = ? AND times > 0",
        subject,
        Columns.micros(window));
  }

  @Override
  public void forgive(String subject) {
    statements.update("DELETE FROM attempt WHERE subject = ?", subject);
  }

  @Override
  public void forget(Instant before) {
    statements.update("DELETE FROM attempt WHERE since < ?", Columns.micros(before));
  }
}
