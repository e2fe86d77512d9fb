package io.modelcatalog.adapters.http.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.application.integration.ChangeIntegrationModels.Pricing;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.money.TokenRates;
import io.modelcatalog.domain.money.UnitPrices;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PricingJsonTest {

  private static Pricing read(String payAsYouGo) {
    Fields fields =
        Fields.read(
            ("{\"pricing_config\":{\"type\":\"static\",\"pay_as_you_go\":" + payAsYouGo + "}}")
                .getBytes(StandardCharsets.UTF_8));
    Pricing pricing = PricingJson.read(fields).orElseThrow();
    fields.verify();
    return pricing;
  }

  @Test
  void centsPerTokenBecomeNanoDollarsPerMillionTokens() {
    Pricing pricing =
        read("{\"request_token\":{\"price\":0.00025},\"response_token\":{\"price\":0.001}}");

    // 0.00025 cents a token are 2.50 dollars a million tokens.
    assertThat(pricing.price().rates())
        .isEqualTo(new TokenRates(2_500_000_000L, 2_500_000_000L, 2_500_000_000L, 10_000_000_000L));
    assertThat(pricing.price().cost(1_000_000, 0, 0, 0))
        .isEqualTo(Money.usd(new java.math.BigDecimal("2.5")));
  }

  @Test
  void cachedTokensMayHavePricesOfTheirOwn() {
    assertThat(
            read("{\"request_token\":{\"price\":0.0003},\"response_token\":{\"price\":0.0015},"
                    + "\"cache_read_input_token\":{\"price\":0.00003},"
                    + "\"cache_write_input_token\":{\"price\":0.000375}}")
                .price()
                .rates())
        .isEqualTo(new TokenRates(3_000_000_000L, 300_000_000L, 3_750_000_000L, 15_000_000_000L));
  }

  @Test
  void whatIsBelowANanoDollarIsRoundedUp() {
    assertThat(read("{\"request_token\":{\"price\":1e-15}}").price().rates().input()).isEqualTo(1);
  }

  @Test
  void soundAndUnitsMayHavePricesOfTheirOwn() {
    ModelPrice price =
        read("{\"request_token\":{\"price\":0.0001},\"response_token\":{\"price\":0.0002},"
                + "\"request_audio_token\":{\"price\":0.001},"
                + "\"response_audio_token\":{\"price\":0.002},"
                + "\"additional_units\":{\"web_search\":{\"price\":1},\"image\":{\"price\":4},"
                + "\"request\":{\"price\":0.25},\"character\":{\"price\":0.0015}}}")
            .price();

    assertThat(price.rates().audioInput()).isEqualTo(10_000_000_000L);
    assertThat(price.rates().audioOutput()).isEqualTo(20_000_000_000L);
    assertThat(price.units())
        .isEqualTo(new UnitPrices(40_000_000L, 15_000L, 2_500_000L, 10_000_000L, false));
  }

  @Test
  void freeIsAPriceToo() {
    assertThat(read("{\"request_token\":{\"price\":0}}").price().rates())
        .isEqualTo(new TokenRates(0, 0, 0, 0));
  }
}
