package io.modelcatalog.adapters.http.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.modelcatalog.application.model.ListModels;
import io.modelcatalog.domain.model.Capability;
import io.modelcatalog.domain.model.ModelDefinition;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.money.TokenRates;
import io.modelcatalog.domain.money.UnitPrices;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One model through one provider; prices are US dollars per million tokens. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record ModelView(
    String id,
    String slug,
    @JsonProperty("canonical_slug") String canonicalSlug,
    String object,
    long created,
    @JsonProperty("owned_by") String ownedBy,
    String name,
    String provider,
    @JsonProperty("ai_service") String aiService,
    @JsonProperty("workspace_slug") String workspaceSlug,
    String mode,
    @JsonProperty("is_custom") boolean custom,
    @JsonProperty("context_window") @Nullable Long contextWindow,
    @JsonProperty("max_output_tokens") @Nullable Long maxOutputTokens,
    List<String> capabilities,
    @JsonProperty("deprecation_date") @Nullable String deprecationDate,
    @Nullable Pricing pricing) {

  /**
   * Prices in US dollars: of tokens per million, of pictures, characters, calls and searches each.
   * What has no price is left out.
   */
  @Serdeable
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Pricing(
      @Nullable BigDecimal input,
      @JsonProperty("cached_input") @Nullable BigDecimal cachedInput,
      @JsonProperty("cache_write") @Nullable BigDecimal cacheWrite,
      @Nullable BigDecimal output,
      @Nullable BigDecimal image,
      @Nullable BigDecimal character,
      @Nullable BigDecimal call,
      @Nullable BigDecimal search) {
    static Pricing of(ModelPrice price) {
      TokenRates rates = price.rates();
      UnitPrices units = price.units();
      boolean tokens = !units.only();
      return new Pricing(
          tokens ? usd(rates.input()) : null,
          tokens ? usd(rates.cachedInput()) : null,
          tokens ? usd(rates.cacheWrite()) : null,
          tokens ? usd(rates.output()) : null,
          each(units.image()),
          each(units.character()),
          each(units.call()),
          each(units.search()));
    }

    private static @Nullable BigDecimal each(long nanos) {
      return nanos == UnitPrices.UNKNOWN ? null : usd(nanos);
    }

    private static BigDecimal usd(long nanosPerMillion) {
      return new Money(nanosPerMillion).toUsd();
    }
  }

  static ModelView of(ListModels.Item item) {
    Optional<ModelDefinition> known = item.known();
    return new ModelView(
        item.id(),
        item.model(),
        item.kind() + "/" + item.model(),
        "model",
        0,
        item.kind(),
        known.filter(k -> !item.custom()).map(ModelDefinition::displayName).orElse(item.model()),
        item.provider(),
        item.kind(),
        item.workspace(),
        known.map(k -> k.mode().name().toLowerCase(Locale.ROOT)).orElse("chat"),
        item.custom(),
        known.map(k -> orNull(k.contextWindow())).orElse(null),
        known.map(k -> orNull(k.maxOutputTokens())).orElse(null),
        known.map(ModelView::capabilities).orElse(List.of()),
        known.flatMap(ModelDefinition::deprecation).orElse(null),
        item.price().map(Pricing::of).orElse(null));
  }

  private static List<String> capabilities(ModelDefinition known) {
    return known.capabilities().stream()
        .map(Capability::name)
        .map(name -> name.toLowerCase(Locale.ROOT))
        .sorted()
        .toList();
  }

  private static @Nullable Long orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
