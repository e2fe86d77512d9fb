package io.modelcatalog.adapters.persistence.json;

import io.modelcatalog.domain.integration.IntegrationModel;
import io.modelcatalog.domain.integration.IntegrationModels;
import io.modelcatalog.domain.limit.ModelAccess;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.money.ModelPrice;
import io.modelcatalog.domain.money.PeakHours;
import io.modelcatalog.domain.money.TokenRates;
import io.modelcatalog.domain.money.UnitPrices;
import io.modelcatalog.domain.shared.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Model lists and prices. Sets are written sorted, so that equal values are equal texts. */
final class ModelsJson {
  private ModelsJson() {}

  static Map<String, Object> tree(ModelAccess access) {
    return switch (access) {
      case ModelAccess.Only(Set<ModelSlug> enabled) -> Map.of("only", sorted(enabled));
      case ModelAccess.AllExcept(Set<ModelSlug> disabled) -> Map.of("except", sorted(disabled));
    };
  }

  static ModelAccess access(Object value) {
    Map<String, Object> tree = Tree.map(value);
    return tree.containsKey("only")
        ? new ModelAccess.Only(slugs(tree.get("only")))
        : new ModelAccess.AllExcept(slugs(tree.get("except")));
  }

  static Map<String, Object> tree(IntegrationModels models) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("all", models.allowAll());
    tree.put("models", models.models().values().stream().map(ModelsJson::model).toList());
    return tree;
  }

  static IntegrationModels models(Object value) {
    Map<String, Object> tree = Tree.map(value);
    LinkedHashMap<ModelSlug, IntegrationModel> models = new LinkedHashMap<>();
    for (Object item : Tree.list(tree.get("models"))) {
      IntegrationModel model = model(item);
      models.put(model.slug(), model);
    }
    return new IntegrationModels(Tree.flag(tree.get("all")), models);
  }

  private static Map<String, Object> model(IntegrationModel model) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("slug", model.slug().value());
    tree.put("enabled", model.enabled());
    tree.put("custom", model.custom());
    tree.put("finetune", model.finetune());
    model.base().ifPresent(base -> tree.put("base", base.value()));
    if (!model.configuration().isEmpty()) {
      tree.put("configuration", model.configuration().values());
    }
    model.price().ifPresent(price -> tree.put("price", price(price)));
    if (!model.pricing().isEmpty()) {
      tree.put("pricing", model.pricing().values());
    }
    return tree;
  }

  private static IntegrationModel model(Object value) {
    Map<String, Object> tree = Tree.map(value);
    Object base = tree.get("base");
    Object price = tree.get("price");
    return new IntegrationModel(
        new ModelSlug(Tree.text(tree.get("slug"))),
        Tree.flag(tree.get("enabled")),
        Tree.flag(tree.get("custom")),
        Tree.flag(tree.get("finetune")),
        base == null ? Optional.empty() : Optional.of(new ModelSlug(Tree.text(base))),
        settings(tree.get("configuration")),
        price == null ? Optional.empty() : Optional.of(price(price)),
        settings(tree.get("pricing")));
  }

  private static Map<String, Object> price(ModelPrice price) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("rates", rates(price.rates()));
    price
        .longContext()
        .ifPresent(
            tier -> {
              tree.put("threshold", tier.threshold());
              tree.put("long_rates", rates(tier.rates()));
            });
    if (!price.units().equals(UnitPrices.NONE)) {
      tree.put("units", units(price.units()));
    }
    price
        .peak()
        .ifPresent(
            peak -> {
              tree.put("peak", peak.spans().stream().map(ModelsJson::span).toList());
              tree.put("peak_rates", rates(peak.rates()));
            });
    return tree;
  }

  private static ModelPrice price(Object value) {
    Map<String, Object> tree = Tree.map(value);
    Object threshold = tree.get("threshold");
    return new ModelPrice(
        rates(tree.get("rates")),
        threshold == null
            ? Optional.empty()
            : Optional.of(
                new ModelPrice.LongContext(Tree.number(threshold), rates(tree.get("long_rates")))),
        units(tree.get("units")),
        peak(tree));
  }

  private static List<Object> units(UnitPrices units) {
    return List.of(units.image(), units.character(), units.call(), units.search(), units.only());
  }

  private static UnitPrices units(@Nullable Object value) {
    if (value == null) {
      return UnitPrices.NONE;
    }
    List<Object> units = Tree.list(value);
    return new UnitPrices(
        Tree.number(units.get(0)),
        Tree.number(units.get(1)),
        Tree.number(units.get(2)),
        Tree.number(units.get(3)),
        Tree.flag(units.get(4)));
  }

  private static Optional<PeakHours> peak(Map<String, Object> tree) {
    Object spans = tree.get("peak");
    return spans == null
        ? Optional.empty()
        : Optional.of(
            new PeakHours(
                Tree.list(spans).stream().map(ModelsJson::span).toList(),
                rates(tree.get("peak_rates"))));
  }

  private static List<Long> span(PeakHours.Span span) {
    return List.of(
        (long) span.firstDay(),
        (long) span.lastDay(),
        (long) span.fromMinute(),
        (long) span.toMinute());
  }

  private static PeakHours.Span span(Object value) {
    List<Object> span = Tree.list(value);
    return new PeakHours.Span(
        (int) Tree.number(span.get(0)),
        (int) Tree.number(span.get(1)),
        (int) Tree.number(span.get(2)),
        (int) Tree.number(span.get(3)));
  }

  private static List<Long> rates(TokenRates rates) {
    return List.of(
        rates.input(),
        rates.cachedInput(),
        rates.cacheWrite(),
        rates.output(),
        rates.cacheWriteLong(),
        rates.audioInput(),
        rates.audioOutput());
  }

  /** Prices stored before sound had prices of its own are four numbers. */
  private static TokenRates rates(@Nullable Object value) {
    List<Object> rates = Tree.list(value);
    TokenRates text =
        new TokenRates(
            Tree.number(rates.get(0)),
            Tree.number(rates.get(1)),
            Tree.number(rates.get(2)),
            Tree.number(rates.get(3)));
    return rates.size() == 4
        ? text
        : new TokenRates(
            text.input(),
            text.cachedInput(),
            text.cacheWrite(),
            text.output(),
            Tree.number(rates.get(4)),
            Tree.number(rates.get(5)),
            Tree.number(rates.get(6)));
  }

  private static Settings settings(@Nullable Object value) {
    return value == null ? Settings.NONE : Settings.of(Tree.map(value));
  }

  private static List<String> sorted(Set<ModelSlug> slugs) {
    return slugs.stream().map(ModelSlug::value).sorted().toList();
  }

  private static Set<ModelSlug> slugs(@Nullable Object value) {
    return Tree.list(value).stream()
        .map(item -> new ModelSlug(Tree.text(item)))
        .collect(Collectors.toSet());
  }
}
