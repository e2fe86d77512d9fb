package io.modelcatalog.application.port.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.config.ConfigId;
import io.modelcatalog.domain.config.ConfigVersion;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every store of configs does. */
public interface ConfigRepositoryContract {
  Stores stores();

  @Test
  default void readsAConfigBackAsItWasSaved() {
    for (int seed = 0; seed < 60; seed++) {
      Saved family = Saved.family(stores(), seed);
      Config made = new RandomAggregates(seed).config(family.workspace());

      Config saved = saved(made);

      assertThat(saved.version()).isEqualTo(1);
      assertThat(with(saved, saved.isDefault(), 0)).isEqualTo(made);
      assertThat(stores().configs().find(made.id())).contains(saved);
      assertThat(stores().configs().findBySlug(made.organization(), made.slug())).contains(saved);
      assertThat(stores().configs().findByRef(made.organization(), made.id().toString()))
          .contains(saved);
      assertThat(stores().configs().versions(made.id(), Page.Request.FIRST).items())
          .containsExactly(made.current());
    }
  }

  @Test
  default void anotherTenantsConfigIsNotFoundBySlugOrId() {
    Saved family = Saved.family(stores(), 1);
    Saved others = Saved.family(stores(), 2);
    Config config = saved(new RandomAggregates(3).config(family.workspace()));

    for (String ref : List.of(config.slug().value(), config.id().toString(), "pc-none", "%")) {
      assertThat(stores().configs().findByRef(others.organization().id(), ref)).isEmpty();
    }
    assertThat(stores().configs().find(new ConfigId(UUID.randomUUID()))).isEmpty();
  }

  @Test
  default void keepsEveryVersionNewestFirst() {
    Saved family = Saved.family(stores(), 4);
    Config config = saved(new RandomAggregates(5).config(family.workspace()));
    List<ConfigVersion> expected = new ArrayList<>(List.of(config.current()));
    for (int i = 0; i < 4; i++) {
      config = saved(edited(config, "{\"retry\":{\"attempts\":" + i + "}}"));
      expected.addFirst(config.current());
    }
    Config renamed = saved(edited(config, config.current().document()));

    Page<ConfigVersion> all = stores().configs().versions(renamed.id(), Page.Request.FIRST);
    Page<ConfigVersion> second = stores().configs().versions(renamed.id(), new Page.Request(1, 2));

    assertThat(all.items()).containsExactlyElementsOf(expected);
    assertThat(all.total()).isEqualTo(5);
    assertThat(second.items()).containsExactlyElementsOf(expected.subList(2, 4));
  }

  @Test
  default void aWorkspaceHasOneDefaultAtMost() {
    Saved family = Saved.family(stores(), 6);
    Saved others = Saved.family(stores(), 7);
    Config first = saved(with(new RandomAggregates(8).config(family.workspace()), true, 0));
    saved(with(new RandomAggregates(9).config(others.workspace()), true, 0));
    Config second = saved(with(new RandomAggregates(10).config(family.workspace()), false, 0));

    assertThat(stores().configs().defaultOf(family.workspace().id())).contains(first);
    assertThat(
            stores()
                .unitOfWork()
                .execute(() -> stores().configs().save(with(second, true, second.version()))))
        .isEqualTo(Result.err(new StoreConflict.Stale()));
    saved(with(first, false, first.version()));
    Config now = saved(with(second, true, second.version()));
    assertThat(stores().configs().defaultOf(family.workspace().id())).contains(now);
  }

  @Test
  default void refusesAStaleChangeAndATakenSlug() {
    Saved family = Saved.family(stores(), 11);
    Config first = saved(new RandomAggregates(12).config(family.workspace()));
    saved(edited(first, "{}"));
    Config other = new RandomAggregates(13).config(family.workspace());
    Config sameSlug =
        new Config(
            other.id(),
            other.organization(),
            other.workspace(),
            first.slug(),
            other.name(),
            other.current(),
            false,
            false,
            other.updatedBy(),
            other.audit(),
            0);

    assertThat(stores().unitOfWork().execute(() -> stores().configs().save(edited(first, "[]"))))
        .isEqualTo(Result.err(new StoreConflict.Stale()));
    assertThat(stores().unitOfWork().execute(() -> stores().configs().save(sameSlug)))
        .isEqualTo(Result.err(new StoreConflict.SlugTaken(first.slug().value())));
    assertThat(stores().configs().versions(first.id(), Page.Request.FIRST).total()).isEqualTo(2);
  }

  @Test
  default void listsByWorkspaceAndStateInPagesThatNeitherRepeatNorSkip() {
    Saved family = Saved.family(stores(), 14);
    Workspace other =
        Saved.ok(
            stores()
                .workspaces()
                .save(new RandomAggregates(15).workspace(family.organization().id())));
    saved(new RandomAggregates(16).config(Saved.family(stores(), 17).workspace()));
    List<Config> all = new ArrayList<>();
    for (int seed = 20; seed < 40; seed++) {
      all.add(saved(new RandomAggregates(seed).config(seed % 3 == 0 ? other : family.workspace())));
    }
    for (boolean archived : new boolean[] {true, false}) {
      for (Optional<Set<io.modelcatalog.domain.workspace.WorkspaceId>> within :
          List.of(
              Optional.of(Set.of(other.id())),
              Optional.of(Set.of(other.id(), family.workspace().id())),
              Optional.<Set<io.modelcatalog.domain.workspace.WorkspaceId>>empty(),
              Optional.of(Set.<io.modelcatalog.domain.workspace.WorkspaceId>of()))) {
        ConfigRepository.Filter filter =
            new ConfigRepository.Filter(family.organization().id(), within, archived);
        List<Config> expected =
            all.stream()
                .filter(each -> each.archived() == archived)
                .filter(each -> within.isEmpty() || within.get().contains(each.workspace()))
                .toList();
        List<Config> seen = new ArrayList<>();
        for (int page = 0; page * 3 < expected.size(); page++) {
          seen.addAll(stores().configs().list(filter, new Page.Request(page, 3)).items());
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(stores().configs().list(filter, Page.Request.FIRST).total())
            .isEqualTo(expected.size());
      }
    }
  }

  @Test
  default void holdsAConfigUntilTheTransactionEnds() {
    Saved family = Saved.family(stores(), 41);
    Config config = saved(new RandomAggregates(42).config(family.workspace()));

    Result<Optional<Config>, String> held =
        stores().unitOfWork().execute(() -> Result.ok(stores().configs().hold(config.id())));

    assertThat(held).isEqualTo(Result.ok(Optional.of(config)));
  }

  @Test
  default void isGoneWhenDeletedOrWithItsWorkspace() {
    Saved family = Saved.family(stores(), 43);
    Workspace going =
        Saved.ok(
            stores()
                .workspaces()
                .save(new RandomAggregates(44).workspace(family.organization().id())));
    Config gone = saved(new RandomAggregates(45).config(going));
    Config deleted = saved(new RandomAggregates(46).config(family.workspace()));
    Config kept = saved(new RandomAggregates(47).config(family.workspace()));

    Saved.ok(stores().workspaces().delete(going.id()));

    assertThat(stores().configs().find(gone.id())).isEmpty();
    assertThat(stores().configs().delete(deleted.id())).isTrue();
    assertThat(stores().configs().delete(deleted.id())).isFalse();
    assertThat(stores().configs().versions(deleted.id(), Page.Request.FIRST).items()).isEmpty();
    assertThat(stores().configs().find(kept.id())).contains(kept);
  }

  private Config saved(Config config) {
    return Saved.ok(stores().unitOfWork().execute(() -> stores().configs().save(config)));
  }

  private static Config edited(Config config, String document) {
    return config.changed(
        "edited",
        Optional.of(document),
        config.isDefault(),
        config.archived(),
        UUID.randomUUID(),
        new ActorId("editor"),
        Instant.parse("2100-01-01T00:00:00Z"));
  }

  private static Config with(Config base, boolean isDefault, long version) {
    return new Config(
        base.id(),
        base.organization(),
        base.workspace(),
        base.slug(),
        base.name(),
        base.current(),
        isDefault,
        !isDefault && base.archived(),
        base.updatedBy(),
        base.audit(),
        version);
  }
}
