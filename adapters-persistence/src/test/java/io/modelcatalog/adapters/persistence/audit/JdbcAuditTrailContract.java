package io.modelcatalog.adapters.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.application.port.audit.AuditTrail;
import io.modelcatalog.application.port.audit.AuditTrailContract;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is added to the contract where the log is a database that someone may reach into. */
interface JdbcAuditTrailContract extends AuditTrailContract {
  TestDatabase database();

  @Override
  default AuditTrail trail() {
    return database().bean(AuditTrail.class);
  }

  @Test
  default void anEventGoesWithTheTransactionItTellsOf() {
    OrganizationId acme = new OrganizationId(UUID.randomUUID());

    Result<String, String> refused =
        database()
            .bean(UnitOfWork.class)
            .execute(
                () -> {
                  trail().append(AuditTrailContract.event(acme, NOON, "update"));
                  return Result.err("refused");
                });

    assertThat(refused).isEqualTo(Result.err("refused"));
    assertThat(
            trail()
                .find(AuditTrail.Filter.of(acme, NOON.minusSeconds(1), NOON.plusSeconds(1)), ALL)
                .total())
        .isZero();
    trail().append(AuditTrailContract.event(acme, NOON, "update"));
    assertThat(trail().firstBroken(acme)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE audit_event SET actor_id = 'someone else' WHERE organization_id = ? AND sequence = 3",
        "UPDATE audit_event SET changes = '[]' WHERE organization_id = ? AND sequence = 3",
        "UPDATE audit_event SET at = at + 1 WHERE organization_id = ? AND sequence = 3",
        "UPDATE audit_event SET status = NULL, method = NULL WHERE organization_id = ? AND sequence = 3",
        "DELETE FROM audit_event WHERE organization_id = ? AND sequence = 3",
        "UPDATE audit_event SET hash = '00' WHERE organization_id = ? AND sequence = 3",
      })
  default void aChangeBehindItsBackShows(String tampering) throws SQLException {
    OrganizationId acme = fiveEvents();

    tamper(tampering, acme);

    assertThat(trail().firstBroken(acme)).hasValue(3);
  }

  @Test
  default void anEndThatWasCutOffShows() throws SQLException {
    OrganizationId acme = fiveEvents();

    tamper("DELETE FROM audit_event WHERE organization_id = ? AND sequence = 5", acme);

    assertThat(trail().firstBroken(acme)).hasValue(5);
  }

  private OrganizationId fiveEvents() {
    OrganizationId acme = new OrganizationId(UUID.randomUUID());
    for (int i = 0; i < 5; i++) {
      trail().append(AuditTrailContract.event(acme, NOON.plusSeconds(i), "update"));
    }
    return acme;
  }

  private void tamper(String sql, OrganizationId organization) throws SQLException {
    try (Connection connection = database().connection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, organization.value());
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }
}
