package io.modelcatalog.adapters.http.integration;

import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.application.integration.ChangeIntegrationModels.Pricing;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.money.TokenRates;
import io.modelcatalog.domain.money.UnitPrices;
import io.modelcatalog.domain.shared.Settings;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads {@code pricing_config}. The API's unit is US cents per token; ours is nano-dollars per
 * million tokens: one cent per token is 10 000 dollars per million, or 10¹³ nano-dollars.
 */
final class PricingJson {
  static final String FIELD = "pricing_config";
  private static final int CENTS_PER_TOKEN_TO_NANOS_PER_MILLION = 13;
  private static final BigDecimal HIGHEST =
      BigDecimal.valueOf(TokenRates.HIGHEST)
          .movePointLeft(CENTS_PER_TOKEN_TO_NANOS_PER_MILLION)
          .stripTrailingZeros();

  private static final int CENTS_TO_NANOS = 7;
  private static final BigDecimal HIGHEST_EACH =
      BigDecimal.valueOf(UnitPrices.HIGHEST, CENTS_TO_NANOS).stripTrailingZeros();

  private PricingJson() {}

  /** The price of the field, if it is sound; what is wrong with it is noted in the fields. */
  static Optional<Pricing> read(Fields model) {
    Optional<Settings> given = model.settings(FIELD);
    Optional<Fields> pricing = model.object(FIELD);
    if (given.isEmpty() || pricing.isEmpty()) {
      return Optional.empty();
    }
    pricing
        .get()
        .line("type", 20)
        .filter(type -> !type.equals("static"))
        .ifPresent(type -> pricing.get().reject("type", "expected static"));
    Optional<Fields> rates = pricing.get().object("pay_as_you_go");
    if (rates.isEmpty()) {
      pricing.get().reject("pay_as_you_go", "required");
      return Optional.empty();
    }
    OptionalLong input = price(rates.get(), "request_token");
    OptionalLong output = price(rates.get(), "response_token");
    OptionalLong read = price(rates.get(), "cache_read_input_token");
    OptionalLong write = price(rates.get(), "cache_write_input_token");
    if (input.isEmpty() && output.isEmpty()) {
      rates.get().reject("request_token", "required, unless response_token is given");
      return Optional.empty();
    }
    // A cached token without a price of its own is an ordinary one: a budget may stop early, never
    // late.
    long ordinary = input.orElse(0);
    long answer = output.orElse(0);
    OptionalLong soundIn = price(rates.get(), "request_audio_token");
    OptionalLong soundOut = price(rates.get(), "response_audio_token");
    TokenRates tokens =
        new TokenRates(
            ordinary,
            read.orElse(ordinary),
            write.orElse(ordinary),
            answer,
            write.orElse(ordinary),
            soundIn.orElse(ordinary),
            soundOut.orElse(answer));
    UnitPrices units =
        rates.get().object("additional_units").map(PricingJson::units).orElse(UnitPrices.NONE);
    return Optional.of(new Pricing(ModelPrice.flat(tokens).with(units), given.get()));
  }

  /** Prices in US cents each; units of other names are kept as given and count for nothing. */
  private static UnitPrices units(Fields units) {
    return new UnitPrices(
        each(units, "image"),
        each(units, "character"),
        each(units, "request"),
        each(units, "web_search"),
        false);
  }

  private static long each(Fields units, String name) {
    Optional<Fields> unit = units.object(name);
    Optional<BigDecimal> cents = unit.flatMap(fields -> fields.decimal("price"));
    if (cents.isEmpty()) {
      return UnitPrices.UNKNOWN;
    }
    if (cents.get().signum() < 0 || cents.get().compareTo(HIGHEST_EACH) > 0) {
      unit.orElseThrow()
          .reject("price", "expected US cents, from 0 to " + HIGHEST_EACH.toPlainString());
      return UnitPrices.UNKNOWN;
    }
    return cents
        .get()
        .movePointRight(CENTS_TO_NANOS)
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }

  private static OptionalLong price(Fields rates, String name) {
    Optional<Fields> rate = rates.object(name);
    Optional<BigDecimal> cents = rate.flatMap(fields -> fields.decimal("price"));
    if (cents.isEmpty()) {
      return OptionalLong.empty();
    }
    if (cents.get().signum() < 0 || cents.get().compareTo(HIGHEST) > 0) {
      rate.orElseThrow()
          .reject("price", "expected US cents per token, from 0 to " + HIGHEST.toPlainString());
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        cents
            .get()
            .movePointRight(CENTS_PER_TOKEN_TO_NANOS_PER_MILLION)
            .setScale(0, RoundingMode.CEILING)
            .longValueExact());
  }
}
