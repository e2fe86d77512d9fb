package io.modelcatalog.application.port.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.access.RotationPolicy;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every store of API keys does. */
public interface ApiKeyRepositoryContract {
  Stores stores();

  @Test
  default void readsAKeyBackAsItWasSaved() {
    Saved family = Saved.family(stores(), 1);
    for (int seed = 0; seed < 60; seed++) {
      ApiKey made =
          new RandomAggregates(seed)
              .apiKey(
                  family.organization().id(),
                  seed % 2 == 0 ? Optional.empty() : Optional.of(family.workspace().id()));

      ApiKey saved = Saved.ok(stores().apiKeys().save(made));

      assertThat(saved).isEqualTo(with(made, made.digest(), made.name(), 1));
      assertThat(stores().apiKeys().find(made.id())).contains(saved);
      assertThat(stores().apiKeys().findByDigest(made.digest())).contains(saved);
    }
  }

  @Test
  default void findsNothingUnderAnUnknownDigest() {
    assertThat(stores().apiKeys().findByDigest(new RandomAggregates(1).digest())).isEmpty();
  }

  @Test
  default void refusesAStaleChange() {
    ApiKey saved = aKey(Saved.family(stores(), 2), 1);
    Saved.ok(stores().apiKeys().save(with(saved, saved.digest(), "First", 1)));

    assertThat(stores().apiKeys().save(with(saved, saved.digest(), "Second", 1)))
        .isEqualTo(Result.err(new StoreConflict.Stale()));
    assertThat(stores().apiKeys().find(saved.id()).orElseThrow().name()).isEqualTo("First");
  }

  @Test
  default void neverHasTwoKeysOfOneDigest() {
    ApiKey saved = aKey(Saved.family(stores(), 3), 1);
    Saved other = Saved.family(stores(), 4);
    ApiKey twin =
        with(
            new RandomAggregates(2).apiKey(other.organization().id(), Optional.empty()),
            saved.digest(),
            "Twin",
            0);

    assertThatThrownBy(() -> stores().apiKeys().save(twin))
        .isInstanceOf(IllegalStateException.class);
    assertThat(stores().apiKeys().findByDigest(saved.digest())).contains(saved);
  }

  @Test
  default void keepsANewDigestInPlaceOfTheOld() {
    ApiKey saved = aKey(Saved.family(stores(), 5), 1);
    KeyDigest next = new RandomAggregates(6).digest();

    ApiKey rotated = Saved.ok(stores().apiKeys().save(with(saved, next, saved.name(), 1)));

    assertThat(stores().apiKeys().findByDigest(next)).contains(rotated);
    assertThat(stores().apiKeys().findByDigest(saved.digest())).isEmpty();
  }

  @Test
  default void listsByWorkspaceAndByIds() {
    Saved family = Saved.family(stores(), 7);
    OrganizationId organization = family.organization().id();
    Optional<WorkspaceId> here = Optional.of(family.workspace().id());
    ApiKey ofOrganization = aKey(family, 1);
    ApiKey first = Saved.ok(stores().apiKeys().save(key(organization, here, 2)));
    ApiKey second = Saved.ok(stores().apiKeys().save(key(organization, here, 3)));
    ApiKeyId foreign = aKey(Saved.family(stores(), 8), 1).id();

    assertThat(listed(organization, Optional.empty(), List.of()))
        .containsExactlyInAnyOrder(ofOrganization, first, second);
    assertThat(listed(organization, here, List.of())).containsExactlyInAnyOrder(first, second);
    assertThat(
            listed(
                organization,
                Optional.empty(),
                List.of(first.id(), ofOrganization.id(), foreign, first.id())))
        .containsExactlyInAnyOrder(first, ofOrganization);
    assertThat(listed(organization, here, List.of(first.id(), ofOrganization.id())))
        .containsExactly(first);
    assertThat(listed(organization, here, List.of(new ApiKeyId(UUID.randomUUID())))).isEmpty();
    assertThat(stores().apiKeys().in(family.workspace().id()))
        .containsExactlyInAnyOrder(first, second);
    assertThat(stores().apiKeys().ofOrganization(organization)).containsExactly(ofOrganization);
  }

  @Test
  default void listsByTypeAndByPerson() {
    Saved family = Saved.family(stores(), 31);
    OrganizationId organization = family.organization().id();
    Optional<WorkspaceId> here = Optional.of(family.workspace().id());
    List<ApiKey> all = new ArrayList<>();
    for (int seed = 0; seed < 40; seed++) {
      all.add(
          Saved.ok(
              stores()
                  .apiKeys()
                  .save(key(organization, seed % 3 == 0 ? Optional.empty() : here, 400 + seed))));
    }
    List<Instant> ends = all.stream().flatMap(key -> key.end().stream()).sorted().toList();
    Instant middle = ends.get(ends.size() / 2);
    assertThat(all).anyMatch(key -> key.limits().budgets().isEmpty());
    assertThat(all).anyMatch(key -> !key.limits().budgets().isEmpty() && key.endedAt(middle));
    String someone = all.stream().flatMap(key -> key.user().stream()).findFirst().orElseThrow();

    for (Optional<WorkspaceId> workspace : List.of(here, Optional.<WorkspaceId>empty())) {
      for (List<ApiKeyId> ids :
          List.of(List.<ApiKeyId>of(), all.subList(0, 20).stream().map(ApiKey::id).toList())) {
        for (Set<KeyType> types :
            List.of(
                EnumSet.allOf(KeyType.class),
                EnumSet.of(KeyType.WORKSPACE_USER),
                EnumSet.of(KeyType.WORKSPACE_SERVICE, KeyType.ORGANISATION_SERVICE),
                EnumSet.noneOf(KeyType.class))) {
          for (Optional<String> person :
              List.of(Optional.of(someone), Optional.of("nobody"), Optional.<String>empty())) {
            ApiKeyRepository.Filter any =
                new ApiKeyRepository.Filter(organization, workspace, ids, types, person);
            for (ApiKeyRepository.Filter filter :
                List.of(
                    any,
                    any.at(middle, false).without(all.stream().limit(9).map(ApiKey::id).toList()),
                    any.at(middle, true).withBudget())) {
              assertThat(listed(filter))
                  .as(filter.toString())
                  .containsExactlyInAnyOrderElementsOf(
                      all.stream().filter(filter::matches).toList());
            }
          }
        }
      }
    }
  }

  @Test
  default void aKeyThatWasNeverUsedHasNoLastUse() {
    ApiKey saved = aKey(Saved.family(stores(), 32), 1);

    assertThat(stores().apiKeys().lastUsed(List.of(saved.id()))).isEmpty();
    assertThat(stores().apiKeys().lastUsed(List.of())).isEmpty();
  }

  @Test
  default void findsWhatIsDueForARotationTheLongestDueFirst() {
    Saved family = Saved.family(stores(), 33);
    Instant noon = Instant.parse("2001-09-09T12:00:00Z");
    ApiKey late = rotatedAt(family, 1, noon.minusSeconds(2), false, Optional.empty());
    ApiKey latest = rotatedAt(family, 2, noon.minusSeconds(3), false, Optional.empty());
    ApiKey now = rotatedAt(family, 3, noon, false, Optional.of(noon.plusSeconds(1)));
    rotatedAt(family, 4, noon.plusSeconds(1), false, Optional.empty());
    rotatedAt(family, 5, noon.minusSeconds(9), true, Optional.empty());
    rotatedAt(family, 6, noon.minusSeconds(9), false, Optional.of(noon));

    assertThat(dueIn(family, noon, 1000)).containsExactly(latest.id(), late.id(), now.id());
    assertThat(stores().apiKeys().dueForRotation(noon, 1)).hasSize(1);
  }

  private List<ApiKeyId> dueIn(Saved family, Instant now, int most) {
    return stores().apiKeys().dueForRotation(now, most).stream()
        .filter(
            id ->
                stores()
                    .apiKeys()
                    .find(id)
                    .orElseThrow()
                    .organization()
                    .equals(family.organization().id()))
        .toList();
  }

  private ApiKey rotatedAt(
      Saved family, long seed, Instant due, boolean over, Optional<Instant> expiresAt) {
    ApiKey base = key(family.organization().id(), Optional.empty(), 500 + seed);
    RotationPolicy policy = new RotationPolicy(Optional.empty(), due, Duration.ofHours(1), over);
    return Saved.ok(stores().apiKeys().save(rotating(base, expiresAt, policy)));
  }

  /** As replicas do whose clocks strike at the same time. */
  @Test
  default void ofSeveralThatBeginARotationAtOnceOneDoes() throws Exception {
    Saved family = Saved.family(stores(), 34);
    Instant noon = Instant.parse("2001-09-09T12:00:00Z");
    ApiKey due = rotatedAt(family, 7, noon, false, Optional.empty());
    CyclicBarrier together = new CyclicBarrier(4);
    List<Future<Boolean>> replicas = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int replica = 0; replica < 4; replica++) {
        replicas.add(
            threads.submit(
                () -> {
                  together.await(20, TimeUnit.SECONDS);
                  return stores()
                          .unitOfWork()
                          .execute(() -> stores().apiKeys().save(due.rotationBegun(noon)))
                      instanceof Result.Ok;
                }));
      }
    }

    int begun = 0;
    for (Future<Boolean> replica : replicas) {
      begun += replica.get() ? 1 : 0;
    }
    assertThat(begun).isEqualTo(1);
    assertThat(stores().apiKeys().find(due.id()).orElseThrow().version())
        .isEqualTo(due.version() + 1);
  }

  @Test
  default void pagesNeitherRepeatNorSkip() {
    Saved family = Saved.family(stores(), 9);
    for (int i = 0; i < 10; i++) {
      aKey(family, i);
    }

    List<ApiKeyId> seen = new ArrayList<>();
    for (int page = 0; page < 4; page++) {
      Page<ApiKey> part =
          stores()
              .apiKeys()
              .list(
                  ApiKeyRepository.Filter.of(family.organization().id()),
                  new Page.Request(page, 3));
      assertThat(part.total()).isEqualTo(10);
      part.items().forEach(each -> seen.add(each.id()));
    }

    assertThat(seen)
        .containsExactlyElementsOf(
            stores().apiKeys().ofOrganization(family.organization().id()).reversed().stream()
                .map(ApiKey::id)
                .toList());
  }

  @Test
  default void deletesAKeyOnce() {
    ApiKey saved = aKey(Saved.family(stores(), 10), 1);

    assertThat(stores().apiKeys().delete(saved.id())).isTrue();
    assertThat(stores().apiKeys().find(saved.id())).isEmpty();
    assertThat(stores().apiKeys().findByDigest(saved.digest())).isEmpty();
    assertThat(stores().apiKeys().delete(saved.id())).isFalse();
  }

  private List<ApiKey> listed(
      OrganizationId organization, Optional<WorkspaceId> workspace, List<ApiKeyId> ids) {
    return listed(
        new ApiKeyRepository.Filter(
            organization, workspace, ids, EnumSet.allOf(KeyType.class), Optional.empty()));
  }

  private List<ApiKey> listed(ApiKeyRepository.Filter filter) {
    Page<ApiKey> page = stores().apiKeys().list(filter, Page.Request.FIRST);
    assertThat(page.total()).isEqualTo(page.items().size());
    return page.items();
  }

  private ApiKey aKey(Saved family, long seed) {
    return Saved.ok(
        stores().apiKeys().save(key(family.organization().id(), Optional.empty(), seed)));
  }

  private static ApiKey key(
      OrganizationId organization, Optional<WorkspaceId> workspace, long seed) {
    return new RandomAggregates(seed).apiKey(organization, workspace);
  }

  private static ApiKey with(ApiKey base, KeyDigest digest, String name, long version) {
    return new ApiKey(
        base.id(),
        base.organization(),
        base.workspace(),
        base.type(),
        base.user(),
        name,
        base.description(),
        digest,
        base.mask(),
        base.scopes(),
        base.limits(),
        base.defaults(),
        base.alertEmails(),
        base.expiresAt(),
        base.retiring(),
        base.rotation(),
        base.secretEndsAt(),
        base.usageEpoch(),
        base.lastResetAt(),
        base.audit(),
        version);
  }

  private static ApiKey rotating(ApiKey base, Optional<Instant> expiresAt, RotationPolicy policy) {
    return new ApiKey(
        base.id(),
        base.organization(),
        base.workspace(),
        base.type(),
        base.user(),
        base.name(),
        base.description(),
        base.digest(),
        base.mask(),
        base.scopes(),
        base.limits(),
        base.defaults(),
        base.alertEmails(),
        expiresAt,
        base.retiring(),
        Optional.of(policy),
        Optional.empty(),
        base.usageEpoch(),
        base.lastResetAt(),
        base.audit(),
        base.version());
  }
}
