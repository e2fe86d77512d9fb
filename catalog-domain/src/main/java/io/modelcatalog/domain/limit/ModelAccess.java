package io.modelcatalog.domain.limit;

import io.modelcatalog.domain.model.ModelSlug;
import java.util.HashSet;
import java.util.Set;

/** Which models a level lets through. Matching is exact and case-sensitive. */
public sealed interface ModelAccess {
  /** No restriction at all. */
  ModelAccess EVERYTHING = new AllExcept(Set.of());

  /** Whether the model is let through. */
  boolean allows(ModelSlug model);

  /** Everything but the disabled, models made known later included. */
  record AllExcept(Set<ModelSlug> disabled) implements ModelAccess {
    public AllExcept {
      disabled = Set.copyOf(disabled);
    }

    @Override
    public boolean allows(ModelSlug model) {
      return !disabled.contains(model);
    }
  }

  /** The enabled and nothing else. */
  record Only(Set<ModelSlug> enabled) implements ModelAccess {
    public Only {
      enabled = Set.copyOf(enabled);
    }

    @Override
    public boolean allows(ModelSlug model) {
      return enabled.contains(model);
    }
  }

  /** What both let through: their intersection. */
  default ModelAccess narrowedBy(ModelAccess other) {
    return switch (this) {
      case Only(Set<ModelSlug> mine) -> new Only(kept(mine, other));
      case AllExcept(Set<ModelSlug> mine) ->
          switch (other) {
            case Only(Set<ModelSlug> theirs) -> new Only(kept(theirs, this));
            case AllExcept(Set<ModelSlug> theirs) -> new AllExcept(union(mine, theirs));
          };
    };
  }

  private static Set<ModelSlug> kept(Set<ModelSlug> models, ModelAccess by) {
    Set<ModelSlug> kept = new HashSet<>(models);
    kept.removeIf(model -> !by.allows(model));
    return kept;
  }

  private static Set<ModelSlug> union(Set<ModelSlug> a, Set<ModelSlug> b) {
    Set<ModelSlug> union = new HashSet<>(a);
    union.addAll(b);
    return union;
  }
}
