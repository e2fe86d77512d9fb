package io.modelcatalog.application.port.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.policy.Policy;
import io.modelcatalog.domain.policy.PolicyId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every store of policies does. */
public interface PolicyRepositoryContract {
  Stores stores();

  @Test
  default void readsAPolicyBackAsItWasSaved() {
    Saved family = Saved.family(stores(), 1);
    for (int seed = 0; seed < 80; seed++) {
      Policy made =
          new RandomAggregates(seed)
              .policy(
                  family.organization().id(),
                  seed % 2 == 0 ? Optional.empty() : Optional.of(family.workspace().id()));

      Policy saved = Saved.ok(stores().policies().save(made));

      assertThat(saved).isEqualTo(with(made, made.name(), made.archived(), 1));
      assertThat(stores().policies().find(made.id())).contains(saved);
    }
  }

  @Test
  default void findsNothingUnderAnUnknownId() {
    assertThat(stores().policies().find(new PolicyId(UUID.randomUUID()))).isEmpty();
  }

  @Test
  default void refusesAStaleChange() {
    Saved family = Saved.family(stores(), 2);
    Policy saved = aPolicy(family, Optional.empty(), 1, false);
    Saved.ok(stores().policies().save(with(saved, Optional.of("First"), false, 1)));

    assertThat(stores().policies().save(with(saved, Optional.of("Second"), false, 1)))
        .isEqualTo(Result.err(new StoreConflict.Stale()));
    assertThat(stores().policies().find(saved.id()).orElseThrow().name()).contains("First");
  }

  @Test
  default void listsByWorkspaceKindUnitAndState() {
    Saved family = Saved.family(stores(), 3);
    OrganizationId organization = family.organization().id();
    Optional<WorkspaceId> here = Optional.of(family.workspace().id());
    List<Policy> all = new ArrayList<>();
    for (int seed = 0; seed < 40; seed++) {
      all.add(aPolicy(family, seed % 3 == 0 ? Optional.empty() : here, seed, seed % 5 == 0));
    }
    aPolicy(Saved.family(stores(), 4), Optional.empty(), 1, false);

    for (boolean rates : new boolean[] {true, false}) {
      for (boolean archived : new boolean[] {true, false}) {
        for (Optional<WorkspaceId> workspace : List.of(here, Optional.<WorkspaceId>empty())) {
          for (Optional<String> unit :
              List.of(Optional.<String>empty(), Optional.of("tokens"), Optional.of("cost"))) {
            List<Policy> expected =
                all.stream()
                    .filter(each -> each.limit().isRate() == rates)
                    .filter(each -> each.archived() == archived)
                    .filter(each -> workspace.isEmpty() || each.workspace().equals(workspace))
                    .filter(each -> unit.isEmpty() || each.limit().unit().equals(unit.get()))
                    .toList();
            Page<Policy> found =
                stores()
                    .policies()
                    .list(
                        new PolicyRepository.Filter(organization, workspace, rates, unit, archived),
                        Page.Request.FIRST);
            assertThat(found.items()).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(found.total()).isEqualTo(expected.size());
          }
        }
      }
    }
  }

  @Test
  default void pagesNeitherRepeatNorSkip() {
    Saved family = Saved.family(stores(), 5);
    PolicyRepository.Filter filter =
        new PolicyRepository.Filter(
            family.organization().id(), Optional.empty(), true, Optional.empty(), false);
    for (int seed = 0; seed < 20; seed++) {
      aPolicy(family, Optional.empty(), seed, false);
    }
    List<Policy> whole = stores().policies().list(filter, Page.Request.FIRST).items();

    List<Policy> seen = new ArrayList<>();
    for (int page = 0; page * 3 < whole.size(); page++) {
      seen.addAll(stores().policies().list(filter, new Page.Request(page, 3)).items());
    }

    assertThat(whole).hasSizeGreaterThan(3);
    assertThat(seen).containsExactlyElementsOf(whole);
  }

  @Test
  default void tellsWhichCountCallsOfAWorkspace() {
    Saved family = Saved.family(stores(), 6);
    Workspace other =
        Saved.ok(
            stores()
                .workspaces()
                .save(new RandomAggregates(7).workspace(family.organization().id())));
    Policy own = aPolicy(family, Optional.of(family.workspace().id()), 1, false);
    Policy ofAll = aPolicy(family, Optional.empty(), 2, false);
    aPolicy(family, Optional.of(other.id()), 3, false);
    aPolicy(family, Optional.of(family.workspace().id()), 4, true);
    aPolicy(Saved.family(stores(), 8), Optional.empty(), 5, false);

    assertThat(stores().policies().active(family.organization().id(), family.workspace().id()))
        .containsExactlyInAnyOrder(own, ofAll);
  }

  @Test
  default void losesAWorkspacesPoliciesWithIt() {
    Saved family = Saved.family(stores(), 9);
    Workspace going =
        Saved.ok(
            stores()
                .workspaces()
                .save(new RandomAggregates(10).workspace(family.organization().id())));
    Policy own = aPolicy(family, Optional.of(going.id()), 1, false);
    Policy ofAll = aPolicy(family, Optional.empty(), 2, false);

    Saved.ok(stores().workspaces().delete(going.id()));

    assertThat(stores().policies().find(own.id())).isEmpty();
    assertThat(stores().policies().find(ofAll.id())).isPresent();
  }

  private Policy aPolicy(
      Saved family, Optional<WorkspaceId> workspace, long seed, boolean archived) {
    Policy random = new RandomAggregates(seed).policy(family.organization().id(), workspace);
    return Saved.ok(stores().policies().save(with(random, random.name(), archived, 0)));
  }

  private static Policy with(Policy base, Optional<String> name, boolean archived, long version) {
    return new Policy(
        base.id(),
        base.organization(),
        base.workspace(),
        name,
        base.conditions(),
        base.groupBy(),
        base.limit(),
        archived,
        base.usageEpoch(),
        base.resets(),
        base.lastResetAt(),
        base.audit(),
        version);
  }
}
