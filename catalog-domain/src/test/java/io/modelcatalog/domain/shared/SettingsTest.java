package io.modelcatalog.domain.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  @Test
  void laterChangesToWhatItWasMadeOfDoNotReachIt() {
    List<Object> list = new ArrayList<>(List.of("a"));
    Map<String, Object> inner = new HashMap<>(Map.of("list", list));
    Map<String, Object> outer = new HashMap<>(Map.of("inner", inner));
    Settings settings = Settings.of(outer);

    list.add("b");
    inner.put("more", "x");
    outer.clear();

    assertThat(settings.values()).isEqualTo(Map.of("inner", Map.of("list", List.of("a"))));
  }

  @Test
  @SuppressWarnings("unchecked")
  void nothingReadFromItCanBeChanged() {
    Settings settings =
        Settings.of(Map.of("object", Map.of("a", "b"), "list", List.of(Map.of("c", "d"))));
    Map<String, Object> object = (Map<String, Object>) settings.values().get("object");
    List<Object> list = (List<Object>) settings.values().get("list");

    assertThatThrownBy(() -> settings.values().put("x", "y"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> object.put("x", "y"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> list.add("y")).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void keepsTheOrderInWhichItWasGiven() {
    Map<String, Object> given = new LinkedHashMap<>();
    for (String name : List.of("z", "a", "m", "b")) {
      given.put(name, name);
    }

    assertThat(Settings.of(given).values().keySet()).containsExactly("z", "a", "m", "b");
  }

  @Test
  void nullsAreLeftOut() {
    Map<String, Object> given = new HashMap<>();
    given.put("gone", null);
    List<Object> list = new ArrayList<>();
    list.add(null);
    list.add("kept");
    given.put("list", list);

    assertThat(Settings.of(given).values()).isEqualTo(Map.of("list", List.of("kept")));
  }

  @Test
  void takesNothingThatJsonCannotHold() {
    assertThatThrownBy(() -> Settings.of(Map.of("secret", new char[] {'x'})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("secret");
    assertThatThrownBy(
            () -> Settings.of(Map.of("deep", List.of(Map.of("date", java.time.Instant.EPOCH)))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wholeNumbersAreLongsAndOthersDoubles() {
    Settings settings = Settings.of(Map.of("int", 7, "long", 8L, "float", 0.5f, "double", 0.25));

    assertThat(settings.values())
        .isEqualTo(Map.of("int", 7L, "long", 8L, "float", 0.5, "double", 0.25));
  }

  @Test
  void readsTextObjectsAndListsOfObjectsByName() {
    Settings settings =
        Settings.of(
            Map.of(
                "text",
                "value",
                "blank",
                "  ",
                "number",
                7,
                "object",
                Map.of("inner", "x"),
                "list",
                List.of(Map.of("n", 1), "not an object", Map.of("n", 2))));

    assertThat(settings.text("text")).contains("value");
    assertThat(settings.text("blank")).isEmpty();
    assertThat(settings.text("number")).isEmpty();
    assertThat(settings.text("absent")).isEmpty();
    assertThat(settings.object("object").text("inner")).contains("x");
    assertThat(settings.object("text").isEmpty()).isTrue();
    assertThat(settings.objects("list"))
        .containsExactly(Settings.of(Map.of("n", 1)), Settings.of(Map.of("n", 2)));
    assertThat(settings.objects("object")).isEmpty();
  }

  @Test
  void changesReplaceByNameAndNamesCanBeTakenOut() {
    Settings base = Settings.of(Map.of("a", "1", "b", "2"));

    assertThat(base.with(Settings.of(Map.of("b", "3", "c", "4"))))
        .isEqualTo(Settings.of(Map.of("a", "1", "b", "3", "c", "4")));
    assertThat(base.without("a")).isEqualTo(Settings.of(Map.of("b", "2")));
    assertThat(base).isEqualTo(Settings.of(Map.of("a", "1", "b", "2")));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void madeOfItsOwnValuesItIsTheSame(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      Settings settings = Settings.of(anObject(random, 3));

      assertThat(Settings.of(settings.values())).isEqualTo(settings);
      assertThat(settings.with(Settings.NONE)).isEqualTo(settings);
    }
  }

  private static Map<String, Object> anObject(Random random, int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      object.put("n" + random.nextInt(10), aValue(random, depth));
    }
    return object;
  }

  private static Object aValue(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0 -> "text " + random.nextInt();
      case 1 -> random.nextBoolean();
      case 2 -> random.nextInt();
      case 3 -> random.nextLong();
      case 4 -> random.nextDouble();
      case 5 -> anObject(random, depth - 1);
      default -> List.of(aValue(random, depth - 1), aValue(random, depth - 1));
    };
  }
}
