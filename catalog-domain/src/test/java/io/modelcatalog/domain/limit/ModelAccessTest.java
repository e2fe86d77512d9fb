package io.modelcatalog.domain.limit;

import static io.modelcatalog.domain.fixtures.Fixtures.model;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.model.ModelSlug;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelAccessTest {
  private static final List<ModelSlug> MODELS =
      Stream.of("gpt-4o", "GPT-4o", "gpt-4o-mini", "o3", "claude").map(ModelSlug::new).toList();

  @Test
  void anAllowListLetsThroughWhatItNamesAndNothingElse() {
    ModelAccess only = new ModelAccess.Only(Set.of(model("gpt-4o")));

    assertThat(only.allows(model("gpt-4o"))).isTrue();
    assertThat(only.allows(model("gpt-4o-mini"))).isFalse();
    assertThat(only.allows(model("GPT-4o"))).isFalse();
  }

  @Test
  void allowAllLetsThroughModelsThatBecomeKnownLater() {
    ModelAccess access = new ModelAccess.AllExcept(Set.of(model("o3")));

    assertThat(access.allows(model("o3"))).isFalse();
    assertThat(access.allows(model("not-even-announced"))).isTrue();
  }

  @Test
  void anEmptyAllowListLetsNothingThrough() {
    assertThat(MODELS).noneMatch(new ModelAccess.Only(Set.of())::allows);
    assertThat(MODELS).allMatch(ModelAccess.EVERYTHING::allows);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aLevelBelowLetsThroughExactlyWhatBothDo(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      ModelAccess a = someAccess(random);
      ModelAccess b = someAccess(random);

      for (ModelSlug model : MODELS) {
        assertThat(a.narrowedBy(b).allows(model)).isEqualTo(a.allows(model) && b.allows(model));
      }
      assertThat(a.narrowedBy(b).allows(model("new")))
          .isEqualTo(a.allows(model("new")) && b.allows(model("new")));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void narrowingIsAssociativeCommutativeAndIdempotent(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      ModelAccess a = someAccess(random);
      ModelAccess b = someAccess(random);
      ModelAccess c = someAccess(random);

      assertThat(a.narrowedBy(b).narrowedBy(c)).isEqualTo(a.narrowedBy(b.narrowedBy(c)));
      assertThat(a.narrowedBy(b)).isEqualTo(b.narrowedBy(a));
      assertThat(a.narrowedBy(a)).isEqualTo(a);
      assertThat(a.narrowedBy(ModelAccess.EVERYTHING)).isEqualTo(a);
    }
  }

  @Test
  void laterChangesToTheSetDoNotReachIt() {
    Set<ModelSlug> names = new HashSet<>(Set.of(model("gpt-4o")));
    ModelAccess only = new ModelAccess.Only(names);
    ModelAccess allExcept = new ModelAccess.AllExcept(names);

    names.add(model("o3"));

    assertThat(only.allows(model("o3"))).isFalse();
    assertThat(allExcept.allows(model("o3"))).isTrue();
  }

  private static ModelAccess someAccess(Random random) {
    Set<ModelSlug> some = new HashSet<>(MODELS);
    some.removeIf(model -> random.nextBoolean());
    return random.nextBoolean() ? new ModelAccess.Only(some) : new ModelAccess.AllExcept(some);
  }
}
