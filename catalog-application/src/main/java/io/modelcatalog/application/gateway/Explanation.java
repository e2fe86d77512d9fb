package io.modelcatalog.application.gateway;

import io.modelcatalog.application.limit.LimitState;
import io.modelcatalog.application.snapshot.CompiledKey;
import io.modelcatalog.application.snapshot.CompiledRoute;
import io.modelcatalog.domain.access.EffectiveSettings;
import io.modelcatalog.domain.limit.Level;
import java.util.List;
import java.util.Optional;

/**
 * What would become of a call, and why.
 *
 * @param workspace the workspace's slug
 * @param provider the provider's slug
 * @param model the model; empty if none was asked about
 * @param integration the integration's slug
 * @param integrationKind the kind of upstream, such as {@code openai}
 * @param apiKey the key's id; empty if no key was asked about
 * @param denial why the call would be refused; empty if it would pass
 * @param modelLists for each level with a model list, whether it lets the model through
 * @param limits how each limit stands, and whether the call fits
 * @param settings what holds, with the level that set each value
 * @param costBound most nano-dollars the call could cost
 * @param tokenBound most tokens the call could use
 * @param priced whether the model has a known price
 */
public record Explanation(
    String workspace,
    String provider,
    Optional<String> model,
    String integration,
    String integrationKind,
    Optional<String> apiKey,
    Optional<Denial> denial,
    List<ModelList> modelLists,
    List<LimitState> limits,
    EffectiveSettings settings,
    long costBound,
    long tokenBound,
    boolean priced) {

  /**
   * One level's say on a model.
   *
   * @param level whose list
   * @param allows whether it lets the model through
   */
  public record ModelList(Level level, boolean allows) {}

  static EffectiveSettings settings(CompiledRoute route, Optional<CompiledKey> key) {
    return key.isEmpty()
        ? route.settings()
        : EffectiveSettings.of(
            route.integration(),
            route.grant(),
            route.workspace(),
            route.provider(),
            key.map(CompiledKey::key));
  }
}
