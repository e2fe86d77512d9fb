package io.modelcatalog.application.snapshot;

import io.modelcatalog.domain.money.PriceAdjustment;
import io.modelcatalog.domain.shared.Settings;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Reads an integration's {@code pricing_adjustments}: a {@code multiplier} for each component of
 * the list price, and a {@code default} for those without one. A factor stands in place of the
 * default, they are not multiplied with one another.
 */
public final class PriceAdjustments {
  /** The attribute of an integration that holds them. */
  public static final String FIELD = "pricing_adjustments";

  private PriceAdjustments() {}

  /** The factors of an integration's extra attributes; 1 where none is given. */
  public static PriceAdjustment of(Settings extras) {
    Settings factors = extras.object(FIELD).object("multiplier");
    if (factors.isEmpty()) {
      return PriceAdjustment.NONE;
    }
    BigDecimal standard = factor(factors, "default").orElse(BigDecimal.ONE);
    BigDecimal answer = factor(factors, "response_token").orElse(standard);
    return new PriceAdjustment(
        factor(factors, "request_token").orElse(standard),
        factor(factors, "cache_read_input_token").orElse(standard),
        factor(factors, "cache_write_input_token").orElse(standard),
        // Reasoning is counted as output: the dearer of both factors bounds either.
        factor(factors, "reasoning_token").map(answer::max).orElse(answer),
        factor(factors, "audio").orElse(standard),
        factor(factors.object("image"), "default").orElse(standard),
        dearest(factors.object("additional_units")).orElse(standard));
  }

  /**
   * What is wrong with the attribute as it is given.
   *
   * @return the place at fault below the attribute, with a slash before each step; empty if it is
   *     sound
   */
  public static Optional<String> fault(Settings adjustments) {
    if (!adjustments.values().containsKey("multiplier")) {
      return Optional.empty();
    }
    return adjustments.values().get("multiplier") instanceof java.util.Map<?, ?> factors
        ? fault("/multiplier", factors)
        : Optional.of("/multiplier");
  }

  private static Optional<String> fault(String at, java.util.Map<?, ?> factors) {
    for (java.util.Map.Entry<?, ?> entry : factors.entrySet()) {
      String place = at + "/" + entry.getKey();
      if (entry.getValue() instanceof java.util.Map<?, ?> inner) {
        Optional<String> fault = fault(place, inner);
        if (fault.isPresent()) {
          return fault;
        }
      } else if (number(entry.getValue()).isEmpty()) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  private static Optional<BigDecimal> factor(Settings factors, String name) {
    return number(factors.values().get(name));
  }

  private static Optional<BigDecimal> dearest(Settings factors) {
    return factors.values().values().stream()
        .map(PriceAdjustments::number)
        .flatMap(Optional::stream)
        .max(BigDecimal::compareTo);
  }

  private static Optional<BigDecimal> number(@org.jspecify.annotations.Nullable Object value) {
    BigDecimal number =
        switch (value) {
          case Long whole -> BigDecimal.valueOf(whole);
          case Double fraction when Double.isFinite(fraction) -> BigDecimal.valueOf(fraction);
          case null, default -> null;
        };
    return number == null || number.signum() < 0 || number.compareTo(PriceAdjustment.HIGHEST) > 0
        ? Optional.empty()
        : Optional.of(number);
  }
}
