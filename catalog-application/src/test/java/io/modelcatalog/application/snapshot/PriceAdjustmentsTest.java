package io.modelcatalog.application.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.domain.money.PriceAdjustment;
import io.modelcatalog.domain.shared.Settings;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PriceAdjustmentsTest {

  @Test
  void withoutFactorsTheListPriceStands() {
    assertThat(PriceAdjustments.of(Settings.NONE)).isEqualTo(PriceAdjustment.NONE);
    assertThat(of(Map.of())).isEqualTo(PriceAdjustment.NONE);
  }

  @Test
  void aComponentsFactorStandsInPlaceOfTheDefault() {
    PriceAdjustment factors =
        of(
            Map.of(
                "default",
                2L,
                "request_token",
                0.5,
                "audio",
                3L,
                "image",
                Map.of("default", 4L),
                "additional_units",
                Map.of("web_search", 5L, "x_search", 6L)));

    assertThat(factors)
        .isEqualTo(
            new PriceAdjustment(
                new BigDecimal("0.5"),
                BigDecimal.valueOf(2),
                BigDecimal.valueOf(2),
                BigDecimal.valueOf(2),
                BigDecimal.valueOf(3),
                BigDecimal.valueOf(4),
                BigDecimal.valueOf(6)));
  }

  @Test
  void reasoningIsOutputSoTheDearerFactorOfBothHolds() {
    assertThat(of(Map.of("response_token", 2L, "reasoning_token", 3L)).output())
        .isEqualTo(BigDecimal.valueOf(3));
    assertThat(of(Map.of("response_token", 2L, "reasoning_token", 1L)).output())
        .isEqualTo(BigDecimal.valueOf(2));
  }

  @Test
  void namesThePlaceOfWhatIsNoFactor() {
    assertThat(fault(Map.of("default", 0L, "request_token", 1_000L))).isEmpty();
    assertThat(fault(Map.of("request_token", -0.1))).contains("/multiplier/request_token");
    assertThat(fault(Map.of("request_token", 1_001L))).contains("/multiplier/request_token");
    assertThat(fault(Map.of("image", Map.of("default", "2"))))
        .contains("/multiplier/image/default");
    assertThat(PriceAdjustments.fault(Settings.of(Map.of("multiplier", 2L))))
        .contains("/multiplier");
    assertThat(PriceAdjustments.fault(Settings.of(Map.of("note", "x")))).isEmpty();
  }

  private static PriceAdjustment of(Map<String, Object> multiplier) {
    return PriceAdjustments.of(
        Settings.of(Map.of("pricing_adjustments", Map.of("multiplier", multiplier))));
  }

  private static java.util.Optional<String> fault(Map<String, Object> multiplier) {
    return PriceAdjustments.fault(Settings.of(Map.of("multiplier", multiplier)));
  }
}
