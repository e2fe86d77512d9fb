package io.modelcatalog.application.port.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.integration.IntegrationOrigin;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Audit;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every store of workspaces does. */
public interface WorkspaceRepositoryContract {
  Stores stores();

  @Test
  default void readsAWorkspaceBackAsItWasSaved() {
    OrganizationId organization = anOrganization();
    for (int seed = 0; seed < 60; seed++) {
      Workspace made = new RandomAggregates(seed).workspace(organization);

      Workspace saved = Saved.ok(stores().workspaces().save(made));

      assertThat(saved).isEqualTo(with(made, made.slug(), made.name(), 1));
      assertThat(stores().workspaces().find(made.id())).contains(saved);
      assertThat(stores().workspaces().findBySlug(organization, made.slug())).contains(saved);
    }
  }

  @Test
  default void returnsWhatItKeepsOfATimeFinerThanMicroseconds() {
    Workspace made = new RandomAggregates(1).workspace(anOrganization());
    Audit fine =
        Audit.created(made.audit().createdBy(), Instant.parse("2026-01-02T03:04:05.123456789Z"));
    Workspace finer =
        new Workspace(
            made.id(),
            made.organization(),
            made.slug(),
            made.name(),
            made.description(),
            made.icon(),
            made.defaults(),
            made.limits(),
            made.isDefault(),
            made.archived(),
            made.settings(),
            made.security(),
            made.usageEpoch(),
            Optional.of(Instant.parse("1969-12-31T23:59:59.999999999Z")),
            fine,
            0);

    Workspace saved = Saved.ok(stores().workspaces().save(finer));

    assertThat(stores().workspaces().find(made.id())).contains(saved);
  }

  @Test
  default void slugsAreUniqueWithinAnOrganizationOnly() {
    Workspace one = Saved.ok(stores().workspaces().save(aWorkspace(anOrganization(), 1)));
    Workspace elsewhere = with(aWorkspace(anOrganization(), 2), one.slug(), "Elsewhere", 0);
    Workspace same = with(aWorkspace(one.organization(), 3), one.slug(), "Same", 0);
    Slug upper = new Slug(one.slug().value().toUpperCase(java.util.Locale.ROOT));
    Workspace otherCase = with(aWorkspace(one.organization(), 4), upper, "Other case", 0);

    Saved.ok(stores().workspaces().save(elsewhere));
    Saved.ok(stores().workspaces().save(otherCase));
    assertThat(stores().workspaces().save(same))
        .isEqualTo(Result.err(new StoreConflict.SlugTaken(one.slug().value())));
    assertThat(stores().workspaces().find(same.id())).isEmpty();
  }

  @Test
  default void refusesAStaleChange() {
    Workspace saved = Saved.ok(stores().workspaces().save(aWorkspace(anOrganization(), 1)));
    Saved.ok(stores().workspaces().save(with(saved, saved.slug(), "First", 1)));

    assertThat(stores().workspaces().save(with(saved, saved.slug(), "Second", 1)))
        .isEqualTo(Result.err(new StoreConflict.Stale()));
    assertThat(stores().workspaces().find(saved.id()).orElseThrow().name()).isEqualTo("First");
  }

  @Test
  default void pagesNeitherRepeatNorSkip() {
    OrganizationId organization = anOrganization();
    Instant sameInstant = Instant.parse("2026-01-01T00:00:00Z");
    for (int i = 0; i < 23; i++) {
      Workspace made = aWorkspace(organization, i);
      Saved.ok(stores().workspaces().save(madeAt(made, sameInstant.plusSeconds(i / 5))));
    }

    List<WorkspaceId> seen = new ArrayList<>();
    for (int page = 0; page < 6; page++) {
      Page<Workspace> part = list(organization, "", "", new Page.Request(page, 5));
      assertThat(part.total()).isEqualTo(23);
      part.items().forEach(each -> seen.add(each.id()));
    }

    assertThat(seen)
        .containsExactlyElementsOf(
            stores().workspaces().all(organization).stream().map(Workspace::id).toList());
    assertThat(seen).hasSize(23).doesNotHaveDuplicates();
  }

  @Test
  default void filtersByPartOfANameInAnyCaseAndByAWholeName() {
    OrganizationId organization = anOrganization();
    for (String name : List.of("Alpha", "alphabet", "100% beta", "Beta_1")) {
      Workspace made = aWorkspace(organization, 7);
      Saved.ok(stores().workspaces().save(with(made, made.slug(), name, 0)));
    }

    assertThat(names(list(organization, "ALPHA", "", Page.Request.FIRST)))
        .containsExactlyInAnyOrder("Alpha", "alphabet");
    assertThat(names(list(organization, "%", "", Page.Request.FIRST))).containsExactly("100% beta");
    assertThat(names(list(organization, "", "Alpha", Page.Request.FIRST))).containsExactly("Alpha");
    assertThat(list(organization, "a", "", new Page.Request(1, 3)).total()).isEqualTo(4);
    assertThat(list(organization, "a", "", new Page.Request(1, 3)).items()).hasSize(1);
  }

  @Test
  default void showsNothingOfAnotherOrganization() {
    Workspace theirs = Saved.ok(stores().workspaces().save(aWorkspace(anOrganization(), 1)));
    OrganizationId ours = anOrganization();

    assertThat(stores().workspaces().all(ours)).isEmpty();
    assertThat(stores().workspaces().findBySlug(ours, theirs.slug())).isEmpty();
    assertThat(list(ours, "", "", Page.Request.FIRST)).isEqualTo(new Page<>(List.of(), 0));
  }

  @Test
  default void deletesAWorkspaceThatNothingBelongsTo() {
    Workspace saved = Saved.ok(stores().workspaces().save(aWorkspace(anOrganization(), 1)));

    assertThat(stores().workspaces().delete(saved.id())).isEqualTo(Result.ok(true));
    assertThat(stores().workspaces().find(saved.id())).isEmpty();
    assertThat(stores().workspaces().delete(saved.id())).isEqualTo(Result.ok(false));
  }

  @Test
  default void keepsAWorkspaceThatSomethingBelongsTo() {
    Saved family = Saved.family(stores(), 5);
    RandomAggregates random = new RandomAggregates(6);
    WorkspaceId workspace = family.workspace().id();
    OrganizationId organization = family.organization().id();

    assertThat(stores().workspaces().delete(workspace))
        .isEqualTo(Result.err(new StoreConflict.StillUsed("provider")));

    assertThat(stores().providers().delete(family.provider().id())).isTrue();
    assertThat(stores().workspaces().delete(workspace))
        .isEqualTo(Result.err(new StoreConflict.StillUsed("integration-workspace")));

    Saved.ok(stores().integrations().deleteGrant(family.grant().id()));
    var own =
        Saved.ok(
            stores()
                .integrations()
                .save(
                    random.integration(
                        organization, new IntegrationOrigin.CreatedInWorkspace(workspace))));
    assertThat(stores().workspaces().delete(workspace))
        .isEqualTo(Result.err(new StoreConflict.StillUsed("integration")));

    Saved.ok(stores().integrations().delete(own.id()));
    ApiKey key =
        Saved.ok(stores().apiKeys().save(random.apiKey(organization, Optional.of(workspace))));
    assertThat(stores().workspaces().delete(workspace))
        .isEqualTo(Result.err(new StoreConflict.StillUsed("api-key")));

    assertThat(stores().apiKeys().delete(key.id())).isTrue();
    assertThat(stores().workspaces().delete(workspace)).isEqualTo(Result.ok(true));
  }

  @Test
  default void listsThosePutAwayApart() {
    OrganizationId organization = anOrganization();
    Workspace made =
        Saved.ok(stores().workspaces().save(new RandomAggregates(7).workspace(organization)));
    assertThat(list(organization, "", "", Page.Request.FIRST).total()).isEqualTo(1);

    Workspace archived = Saved.ok(stores().workspaces().save(archived(made)));

    assertThat(stores().workspaces().find(made.id())).contains(archived);
    assertThat(archived.archived()).isTrue();
    assertThat(list(organization, "", "", Page.Request.FIRST).total()).isZero();
    assertThat(
            stores()
                .workspaces()
                .list(
                    organization,
                    Optional.empty(),
                    Optional.of(made.name()),
                    true,
                    Page.Request.FIRST)
                .items())
        .containsExactly(archived);
  }

  private static Workspace archived(Workspace base) {
    return new Workspace(
        base.id(),
        base.organization(),
        base.slug(),
        base.name(),
        base.description(),
        base.icon(),
        base.defaults(),
        base.limits(),
        base.isDefault(),
        true,
        base.settings(),
        base.security(),
        base.usageEpoch(),
        base.lastResetAt(),
        base.audit(),
        base.version());
  }

  private OrganizationId anOrganization() {
    return Saved.ok(stores().organizations().save(new RandomAggregates(0).organization())).id();
  }

  private Page<Workspace> list(
      OrganizationId organization, String name, String exactName, Page.Request page) {
    return stores()
        .workspaces()
        .list(
            organization,
            Optional.of(name).filter(text -> !text.isEmpty()),
            Optional.of(exactName).filter(text -> !text.isEmpty()),
            false,
            page);
  }

  private static List<String> names(Page<Workspace> page) {
    return page.items().stream().map(Workspace::name).toList();
  }

  private static Workspace aWorkspace(OrganizationId organization, long seed) {
    Workspace made = new RandomAggregates(seed).workspace(organization);
    return with(made, new Slug("w-" + UUID.randomUUID()), made.name(), 0);
  }

  private static Workspace with(Workspace base, Slug slug, String name, long version) {
    return new Workspace(
        base.id(),
        base.organization(),
        slug,
        name,
        base.description(),
        base.icon(),
        base.defaults(),
        base.limits(),
        base.isDefault(),
        base.archived(),
        base.settings(),
        base.security(),
        base.usageEpoch(),
        base.lastResetAt(),
        base.audit(),
        version);
  }

  private static Workspace madeAt(Workspace base, Instant at) {
    return new Workspace(
        base.id(),
        base.organization(),
        base.slug(),
        base.name(),
        base.description(),
        base.icon(),
        base.defaults(),
        base.limits(),
        base.isDefault(),
        base.archived(),
        base.settings(),
        base.security(),
        base.usageEpoch(),
        base.lastResetAt(),
        Audit.created(base.audit().createdBy(), at),
        base.version());
  }
}
