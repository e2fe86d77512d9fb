package io.modelcatalog.adapters.persistence.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.application.port.idempotency.KeptAnswers;
import io.modelcatalog.application.port.idempotency.KeptAnswersContract;
import io.modelcatalog.application.port.persistence.RandomAggregates;
import io.modelcatalog.application.port.persistence.StoreConflict;
import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Result;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is added to the contract where answers lie in a database. */
interface JdbcKeptAnswersContract extends KeptAnswersContract {
  TestDatabase database();

  @Override
  default KeptAnswers answers() {
    return database().bean(KeptAnswers.class);
  }

  @Override
  default OrganizationId organization() {
    return switch (database()
        .organizations()
        .save(new RandomAggregates(System.nanoTime()).organization())) {
      case Result.Ok<Organization, StoreConflict>(Organization made) -> made.id();
      case Result.Err<Organization, StoreConflict>(StoreConflict why) ->
          throw new AssertionError(why);
    };
  }

  @Test
  default void whatIsKeptCannotBeReadInTheDatabase() {
    KeptAnswers.Request request =
        new KeptAnswers.Request(organization(), new ActorId("somebody"), "k", "a".repeat(64));
    answers().claim(request, NOON, NOON.minus(Duration.ofDays(1)));
    byte[] secret = "{\"key\":\"sk-very-secret\"}".getBytes(StandardCharsets.UTF_8);
    answers().keep(request, new KeptAnswers.Answer(200, secret));

    byte[] stored = stored(request.organization());

    assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("sk-very-secret");
    assertThat(stored).hasSizeGreaterThan(secret.length);
  }

  @SuppressWarnings("unchecked")
  private byte[] stored(OrganizationId organization) {
    TransactionOperations<Connection> transactions = database().bean(TransactionOperations.class);
    return transactions.execute(
        TransactionDefinition.DEFAULT,
        status -> {
          try (PreparedStatement select =
              status
                  .getConnection()
                  .prepareStatement("SELECT body FROM kept_answer WHERE organization_id = ?")) {
            select.setObject(1, organization.value());
            try (ResultSet row = select.executeQuery()) {
              assertThat(row.next()).isTrue();
              return row.getBytes(1);
            }
          }
        });
  }
}
