package io.modelcatalog.application.port.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.secret.SecretReferenceId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.shared.Slug;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every store of secret references does. */
public interface SecretReferenceRepositoryContract {
  Stores stores();

  @Test
  default void readsAReferenceBackAsItWasSaved() {
    Saved family = Saved.family(stores(), 1);
    for (int seed = 0; seed < 60; seed++) {
      SecretReference made = new RandomAggregates(seed).secretReference(family.workspace());

      SecretReference saved = saved(made);

      assertThat(saved).isEqualTo(with(made, made.slug(), made.name(), 1));
      assertThat(stores().secretReferences().find(made.id())).contains(saved);
      assertThat(stores().secretReferences().findByRef(made.organization(), made.slug().value()))
          .contains(saved);
    }
  }

  @Test
  default void anotherTenantsIsNotFoundBySlugOrId() {
    Saved family = Saved.family(stores(), 2);
    OrganizationId others = Saved.family(stores(), 3).organization().id();
    SecretReference made = saved(new RandomAggregates(4).secretReference(family.workspace()));

    for (String ref : List.of(made.slug().value(), made.id().toString(), "none", "%")) {
      assertThat(stores().secretReferences().findByRef(others, ref)).isEmpty();
    }
    assertThat(stores().secretReferences().find(new SecretReferenceId(UUID.randomUUID())))
        .isEmpty();
    assertThat(stores().secretReferences().all(others)).isEmpty();
  }

  @Test
  default void refusesAStaleChangeAndATakenSlug() {
    Saved family = Saved.family(stores(), 5);
    SecretReference first = saved(new RandomAggregates(6).secretReference(family.workspace()));
    SecretReference other = new RandomAggregates(7).secretReference(family.workspace());
    saved(with(first, first.slug(), "first", 1));

    assertThat(tried(with(first, first.slug(), "second", 1)))
        .isEqualTo(Result.err(new StoreConflict.Stale()));
    assertThat(tried(with(other, first.slug(), "other", 0)))
        .isEqualTo(Result.err(new StoreConflict.SlugTaken(first.slug().value())));
  }

  @Test
  default void listsAllOfATenantAndDeletes() {
    Saved family = Saved.family(stores(), 8);
    List<SecretReference> all = new ArrayList<>();
    for (int seed = 10; seed < 20; seed++) {
      all.add(saved(new RandomAggregates(seed).secretReference(family.workspace())));
    }

    assertThat(stores().secretReferences().all(family.organization().id()))
        .containsExactlyInAnyOrderElementsOf(all);
    SecretReference gone = all.removeFirst();
    Result<Optional<SecretReference>, String> held =
        stores().unitOfWork().execute(() -> Result.ok(stores().secretReferences().hold(gone.id())));
    assertThat(held).isEqualTo(Result.ok(Optional.of(gone)));
    assertThat(stores().secretReferences().delete(gone.id())).isTrue();
    assertThat(stores().secretReferences().delete(gone.id())).isFalse();
    assertThat(stores().secretReferences().all(family.organization().id()))
        .containsExactlyInAnyOrderElementsOf(all);
  }

  private SecretReference saved(SecretReference reference) {
    return Saved.ok(tried(reference));
  }

  private Result<SecretReference, StoreConflict> tried(SecretReference reference) {
    return stores().unitOfWork().execute(() -> stores().secretReferences().save(reference));
  }

  private static SecretReference with(SecretReference base, Slug slug, String name, long version) {
    return new SecretReference(
        base.id(),
        base.organization(),
        slug,
        name,
        base.description(),
        base.kind(),
        base.auth(),
        base.credentials(),
        base.path(),
        base.key(),
        base.allWorkspaces(),
        base.allowed(),
        base.tags(),
        base.audit(),
        version);
  }
}
