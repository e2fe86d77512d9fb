package io.modelcatalog.domain.policy;

import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static io.modelcatalog.domain.fixtures.Fixtures.aPolicy;
import static io.modelcatalog.domain.fixtures.Fixtures.dollars;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.domain.limit.LimitKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  private static final PolicyCall CALL =
      new PolicyCall(
          "key-1",
          "workspace-1",
          "prod",
          "openai",
          "gpt-4o",
          "chatComplete",
          Map.of("team", "red", "_user", "ann"));

  @Test
  void withoutConditionsCountsEveryCall() {
    assertThat(aPolicy().build().matches(CALL)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "api_key, key-1, true",
    "api_key, key-2, false",
    "virtual_key, prod, true",
    "virtual_key, test, false",
    "provider, openai, true",
    "provider, prod, false",
    "model, @prod/gpt-4o, true",
    "model, @prod/*, true",
    "model, gpt-4o, true",
    "model, @test/gpt-4o, false",
    "model, @test/*, false",
    "model, @prod/gpt-4, false",
    "endpoint_type, chatComplete, true",
    "endpoint_type, embed, false",
    "metadata.team, red, true",
    "metadata.team, RED, false",
    "metadata.team, *, true",
    "metadata.absent, *, false",
    "metadata.absent, red, false",
    "config, *, false",
    "prompt, *, false"
  })
  void looksAtOneFactOfACall(String key, String value, boolean matches) {
    assertThat(aPolicy().when(key, value).build().matches(CALL)).isEqualTo(matches);
    assertThat(aPolicy().except(key, value).build().matches(CALL)).isEqualTo(!matches);
  }

  @Test
  void isMetByAnyOfTheValuesOfACondition() {
    assertThat(aPolicy().when("metadata.team", "blue", "red").build().matches(CALL)).isTrue();
    assertThat(aPolicy().except("metadata.team", "blue", "red").build().matches(CALL)).isFalse();
  }

  @Test
  void demandsAllItsConditions() {
    assertThat(
            aPolicy().when("metadata.team", "red").when("model", "@prod/*").build().matches(CALL))
        .isTrue();
    assertThat(
            aPolicy().when("metadata.team", "red").when("model", "@test/*").build().matches(CALL))
        .isFalse();
    assertThat(
            aPolicy()
                .when("metadata.team", "*")
                .except("metadata.team", "red")
                .build()
                .matches(CALL))
        .isFalse();
  }

  @Test
  void aCallWithoutModelMeetsNoConditionOnIt() {
    PolicyCall modelless =
        new PolicyCall("key-1", "workspace-1", "prod", "openai", null, "proxy", Map.of());

    assertThat(aPolicy().when("model", "*").build().matches(modelless)).isFalse();
    assertThat(aPolicy().when("model", "@prod/*").build().matches(modelless)).isFalse();
  }

  @Test
  void namesAGroupByItsKeysInTheirOrder() {
    assertThat(aPolicy().groupedBy("metadata._user", "model").build().group(CALL))
        .isEqualTo("metadata._user:ann-model:prod.gpt-4o");
    assertThat(aPolicy().groupedBy("workspace_id", "api_key").build().group(CALL))
        .isEqualTo("workspace_id:workspace-1-api_key:key-1");
    assertThat(aPolicy().build().group(CALL)).isEqualTo("*");
  }

  @Test
  void putsCallsWithoutAValueInAGroupOfTheirOwn() {
    assertThat(aPolicy().groupedBy("metadata.absent", "api_key").build().group(CALL))
        .isEqualTo("metadata.absent:-api_key:key-1");
  }

  @Test
  void groupsThatDifferHaveNamesThatDiffer() {
    Policy policy = aPolicy().groupedBy("metadata.a", "metadata.b-c", "metadata.d:e").build();
    String[] parts = {"", "x", "-", ":", "%", "%3A", "metadata.b-c:", "-metadata.b-c:x", "long-"};
    Map<String, List<String>> seen = new HashMap<>();
    Random random = new Random(7);
    for (int i = 0; i < 50_000; i++) {
      String a = text(random, parts);
      String b = text(random, parts);
      String d = text(random, parts);
      String name =
          policy.group(
              new PolicyCall(null, "w", "p", "k", null, "e", Map.of("a", a, "b-c", b, "d:e", d)));

      assertThat(name).hasSizeLessThanOrEqualTo(180);
      assertThat(seen.computeIfAbsent(name, key -> List.of(a, b, d))).isEqualTo(List.of(a, b, d));
    }
  }

  @Test
  void theLongestNameFitsInAKeyOfACounter() {
    Policy policy = aPolicy().groupedBy("metadata.a").allowing(dollars(1)).build().resetAll(NOON);
    String group =
        policy.group(new PolicyCall(null, "w", "p", "k", null, "e", Map.of("a", "😀".repeat(400))));
    LimitKey key = policy.counter(group).forGroup(group, Integer.MAX_VALUE);

    assertThat(key.text()).hasSizeLessThanOrEqualTo(255);
    assertThat(LimitKey.parse(key.text())).contains(key);
    assertThat(group).endsWith("~" + group.substring(group.lastIndexOf('~') + 1)).hasSize(180);
  }

  @Test
  void keysOfCountersReadBackFromTheirText() {
    Policy policy = aPolicy().allowing(dollars(1)).build();
    for (String group : List.of("*", "a@b#3", "x:y", "line\nbreak")) {
      for (int epoch : new int[] {0, 7}) {
        LimitKey key = policy.counter().forGroup(group, epoch);
        assertThat(LimitKey.parse(key.text())).contains(key);
      }
    }
    assertThat(LimitKey.parse(policy.counter().text())).contains(policy.counter());
    assertThat(LimitKey.parse("nonsense")).isEmpty();
    assertThat(LimitKey.parse("nobody:" + policy.id() + ":cost/total")).isEmpty();
  }

  @Test
  void aResetGivesOneGroupANewCounterAndLeavesTheOthers() {
    Policy policy = aPolicy().build();
    Policy reset = policy.reset("a", NOON);

    assertThat(reset.counter("a")).isNotEqualTo(policy.counter("a"));
    assertThat(reset.counter("b")).isEqualTo(policy.counter("b"));
    assertThat(reset.reset("a", NOON).counter("a")).isNotEqualTo(reset.counter("a"));
    assertThat(reset.lastResetAt()).contains(NOON);
  }

  @Test
  void aResetOfAllTakesUpNoCounterThatAnyGroupHadBefore() {
    Policy once = aPolicy().build().reset("a", NOON).reset("a", NOON);
    Policy all = once.resetAll(NOON);

    assertThat(all.counter("a").epoch()).isGreaterThan(once.counter("a").epoch());
    assertThat(all.counter("b").epoch()).isGreaterThan(once.counter("b").epoch());
    assertThat(all.resets()).isEmpty();
  }

  @Test
  void archivedOrOnToolsItCountsNoCallsOfModels() {
    assertThat(aPolicy().build().counts()).isTrue();
    assertThat(aPolicy().archived().build().counts()).isFalse();
    assertThat(aPolicy().onTools().build().counts()).isFalse();
  }

  @Test
  void readsMetadataOnlyIfAConditionOrAGroupAsksForIt() {
    assertThat(aPolicy().when("model", "*").groupedBy("api_key").build().readsMetadata()).isFalse();
    assertThat(aPolicy().when("metadata.a", "*").build().readsMetadata()).isTrue();
    assertThat(aPolicy().groupedBy("metadata.a").build().readsMetadata()).isTrue();
  }

  @Test
  void onlyRateLimitsLookAtTheEndpoint() {
    assertThatThrownBy(() -> aPolicy().allowing(dollars(1)).when("endpoint_type", "embed").build())
        .hasMessageContaining("endpoint_type");
    assertThatThrownBy(() -> aPolicy().allowing(dollars(1)).groupedBy("endpoint_type").build())
        .hasMessageContaining("endpoint_type");
  }

  @Test
  void aWorkspaceOnlyGroups() {
    assertThatThrownBy(() -> aPolicy().when("workspace_id", "x"))
        .hasMessageContaining("workspace_id");
  }

  private static String text(Random random, String[] parts) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }
}
