package io.modelcatalog.application.port.idempotency;

import io.modelcatalog.domain.organization.OrganizationId;
import java.util.UUID;

class InMemoryKeptAnswersTest implements KeptAnswersContract {
  private final InMemoryKeptAnswers answers = new InMemoryKeptAnswers();

  @Override
  public KeptAnswers answers() {
    return answers;
  }

  @Override
  public OrganizationId organization() {
    return new OrganizationId(UUID.randomUUID());
  }
}
