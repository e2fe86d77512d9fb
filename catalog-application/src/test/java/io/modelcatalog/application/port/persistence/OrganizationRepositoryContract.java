package io.modelcatalog.application.port.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.organization.SecuritySettings;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every store of organizations does. */
public interface OrganizationRepositoryContract {
  Stores stores();

  @Test
  default void readsAnOrganizationBackAsItWasSaved() {
    for (int seed = 0; seed < 20; seed++) {
      Organization made = new RandomAggregates(seed).organization();

      Organization saved = Saved.ok(stores().organizations().save(made));

      assertThat(saved).usingRecursiveComparison().ignoringFields("version").isEqualTo(made);
      assertThat(saved.version()).isEqualTo(1);
      assertThat(stores().organizations().find(made.id())).contains(saved);
    }
  }

  @Test
  default void findsNothingUnderAnUnknownId() {
    assertThat(stores().organizations().find(new OrganizationId(UUID.randomUUID()))).isEmpty();
  }

  @Test
  default void keepsAChangeAndCountsItsVersionUp() {
    Organization saved =
        Saved.ok(stores().organizations().save(new RandomAggregates(1).organization()));

    Organization changed = Saved.ok(stores().organizations().save(renamed(saved, "Other")));

    assertThat(changed.version()).isEqualTo(2);
    assertThat(stores().organizations().find(saved.id())).contains(changed);
  }

  @Test
  default void refusesAChangeOfAVersionThatIsNoLongerTheStoredOne() {
    Organization saved =
        Saved.ok(stores().organizations().save(new RandomAggregates(2).organization()));
    Organization changed = Saved.ok(stores().organizations().save(renamed(saved, "First")));

    Result<Organization, StoreConflict> late =
        stores().organizations().save(renamed(saved, "Second"));

    assertThat(late).isEqualTo(Result.err(new StoreConflict.Stale()));
    assertThat(stores().organizations().find(saved.id())).contains(changed);
  }

  @Test
  default void refusesToInsertWhatIsThereAlready() {
    Organization made = new RandomAggregates(3).organization();
    Organization saved = Saved.ok(stores().organizations().save(made));

    Result<Organization, StoreConflict> again = stores().organizations().save(made);

    assertThat(again).isEqualTo(Result.err(new StoreConflict.Stale()));
    assertThat(stores().organizations().find(made.id())).contains(saved);
  }

  @Test
  default void refusesToChangeWhatIsNotThere() {
    Organization made = new RandomAggregates(4).organization();
    Organization neverStored =
        new Organization(made.id(), made.name(), false, false, made.security(), made.audit(), 1);

    assertThat(stores().organizations().save(neverStored))
        .isEqualTo(Result.err(new StoreConflict.Stale()));
  }

  @Test
  default void listsOldestFirstAndByIdWhereTheyAreOfOneAge() {
    UUID first = UUID.randomUUID();
    List<Organization> made =
        List.of(
            madeAt("2031-01-01T00:00:00.000002Z", UUID.randomUUID()),
            madeAt("2031-01-01T00:00:00.000001Z", first),
            madeAt(
                "2031-01-01T00:00:00.000003Z",
                new UUID(0x8000_0000_0000_4000L, first.getLeastSignificantBits())),
            madeAt(
                "2031-01-01T00:00:00.000003Z",
                new UUID(0x0000_0000_0000_4000L, first.getLeastSignificantBits())));
    List<OrganizationId> ids = made.stream().map(Organization::id).toList();
    made.forEach(each -> Saved.ok(stores().organizations().save(each)));

    assertThat(stores().organizations().all())
        .extracting(Organization::id)
        .filteredOn(ids::contains)
        .containsExactly(ids.get(1), ids.get(0), ids.get(3), ids.get(2));
  }

  private static Organization renamed(Organization organization, String name) {
    return new Organization(
        organization.id(),
        name,
        organization.workspacesMayCreateIntegrations(),
        organization.allowUnpricedModels(),
        organization.security(),
        organization.audit(),
        organization.version());
  }

  private static Organization madeAt(String instant, UUID id) {
    return new Organization(
        new OrganizationId(id),
        "name",
        false,
        false,
        SecuritySettings.DEFAULT,
        Audit.created(ActorId.SYSTEM, Instant.parse(instant)),
        0);
  }
}
