package io.modelcatalog.application.port.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.provider.AiProvider;
import io.modelcatalog.domain.provider.ProviderId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every store of providers does. */
public interface ProviderRepositoryContract {
  Stores stores();

  @Test
  default void readsAProviderBackAsItWasSaved() {
    Saved family = Saved.family(stores(), 1);
    for (int seed = 0; seed < 60; seed++) {
      AiProvider made = new RandomAggregates(seed).provider(family.grant());

      AiProvider saved = Saved.ok(stores().providers().save(made));

      assertThat(saved).isEqualTo(with(made, made.slug(), made.name(), 1));
      assertThat(stores().providers().find(made.id())).contains(saved);
      assertThat(stores().providers().findBySlug(made.workspace(), made.slug())).contains(saved);
    }
  }

  @Test
  default void slugsAreUniqueWithinAWorkspaceOnly() {
    Saved family = Saved.family(stores(), 2);
    WorkspaceGrant elsewhere = grantElsewhere(family);
    Slug taken = family.provider().slug();

    Saved.ok(
        stores()
            .providers()
            .save(with(new RandomAggregates(3).provider(elsewhere), taken, "Elsewhere", 0)));
    AiProvider same = with(new RandomAggregates(4).provider(family.grant()), taken, "Same", 0);
    assertThat(stores().providers().save(same))
        .isEqualTo(Result.err(new StoreConflict.SlugTaken(taken.value())));
    assertThat(stores().providers().find(same.id())).isEmpty();
    assertThat(stores().providers().withSlug(family.organization().id(), taken))
        .extracting(AiProvider::workspace)
        .containsExactlyInAnyOrder(family.workspace().id(), elsewhere.workspace());
    assertThat(stores().providers().withSlug(Saved.family(stores(), 21).organization().id(), taken))
        .isEmpty();
  }

  @Test
  default void aTakenSlugLeavesTheRestOfTheTransactionItsChoice() {
    Saved family = Saved.family(stores(), 5);
    AiProvider made = new RandomAggregates(6).provider(family.grant());
    AiProvider clashing = with(made, family.provider().slug(), "Clashing", 0);
    AiProvider renamed = with(made, made.slug(), "Renamed", 0);

    Result<AiProvider, StoreConflict> result =
        stores()
            .unitOfWork()
            .execute(
                () -> {
                  assertThat(stores().providers().save(clashing)).isInstanceOf(Result.Err.class);
                  return stores().providers().save(renamed);
                });

    assertThat(stores().providers().find(made.id())).contains(Saved.ok(result));
  }

  @Test
  default void refusesAStaleChange() {
    AiProvider saved = Saved.family(stores(), 7).provider();
    Saved.ok(stores().providers().save(with(saved, saved.slug(), "First", 1)));

    assertThat(stores().providers().save(with(saved, saved.slug(), "Second", 1)))
        .isEqualTo(Result.err(new StoreConflict.Stale()));
    assertThat(stores().providers().find(saved.id()).orElseThrow().name()).isEqualTo("First");
  }

  @Test
  default void listsByOrganizationWorkspaceGrantAndIntegration() {
    Saved family = Saved.family(stores(), 8);
    WorkspaceGrant elsewhere = grantElsewhere(family);
    AiProvider here = family.provider();
    AiProvider there =
        Saved.ok(stores().providers().save(new RandomAggregates(9).provider(elsewhere)));
    Saved.family(stores(), 10);

    assertThat(stores().providers().in(family.workspace().id())).containsExactly(here);
    assertThat(stores().providers().in(elsewhere.workspace())).containsExactly(there);
    assertThat(stores().providers().on(family.grant().id())).containsExactly(here);
    assertThat(stores().providers().of(family.integration().id()))
        .containsExactlyInAnyOrder(here, there);
    Page<AiProvider> all =
        stores().providers().list(family.organization().id(), Optional.empty(), Page.Request.FIRST);
    assertThat(all.items()).containsExactlyInAnyOrder(here, there);
    assertThat(all.total()).isEqualTo(2);
    Page<AiProvider> one =
        stores()
            .providers()
            .list(
                family.organization().id(), Optional.of(elsewhere.workspace()), Page.Request.FIRST);
    assertThat(one).isEqualTo(new Page<>(List.of(there), 1));
  }

  @Test
  default void pagesNeitherRepeatNorSkip() {
    Saved family = Saved.family(stores(), 11);
    for (int i = 0; i < 10; i++) {
      Saved.ok(stores().providers().save(new RandomAggregates(i).provider(family.grant())));
    }

    List<ProviderId> seen = new ArrayList<>();
    for (int page = 0; page < 4; page++) {
      Page<AiProvider> part =
          stores()
              .providers()
              .list(
                  family.organization().id(),
                  Optional.of(family.workspace().id()),
                  new Page.Request(page, 3));
      assertThat(part.total()).isEqualTo(11);
      part.items().forEach(each -> seen.add(each.id()));
    }

    List<ProviderId> ofAll = new ArrayList<>();
    for (int page = 0; page < 4; page++) {
      stores()
          .providers()
          .list(family.organization().id(), Optional.empty(), new Page.Request(page, 3))
          .items()
          .forEach(each -> ofAll.add(each.id()));
    }

    assertThat(ofAll).isEqualTo(seen);
    assertThat(seen)
        .containsExactlyElementsOf(
            stores().providers().in(family.workspace().id()).stream().map(AiProvider::id).toList());
    assertThat(
            stores()
                .providers()
                .list(family.organization().id(), Optional.empty(), new Page.Request(99, 1000)))
        .isEqualTo(new Page<>(List.of(), 11));
  }

  @Test
  default void deletesAProviderOnce() {
    AiProvider saved = Saved.family(stores(), 12).provider();

    assertThat(stores().providers().delete(saved.id())).isTrue();
    assertThat(stores().providers().find(saved.id())).isEmpty();
    assertThat(stores().providers().delete(saved.id())).isFalse();
    assertThat(stores().providers().delete(new ProviderId(UUID.randomUUID()))).isFalse();
  }

  private WorkspaceGrant grantElsewhere(Saved family) {
    RandomAggregates random = new RandomAggregates(99);
    Workspace other =
        Saved.ok(stores().workspaces().save(random.workspace(family.organization().id())));
    return Saved.ok(
        stores().integrations().saveGrant(random.grant(family.integration(), other.id())));
  }

  private static AiProvider with(AiProvider base, Slug slug, String name, long version) {
    return new AiProvider(
        base.id(),
        base.organization(),
        base.workspace(),
        base.integration(),
        base.grant(),
        slug,
        name,
        base.note(),
        base.origin(),
        base.limits(),
        base.models(),
        base.expiresAt(),
        base.usageEpoch(),
        base.lastResetAt(),
        base.audit(),
        version);
  }
}
