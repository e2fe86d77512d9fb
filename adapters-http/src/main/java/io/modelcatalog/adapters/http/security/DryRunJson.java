package io.modelcatalog.adapters.http.security;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.modelcatalog.application.trial.Impact;
import io.modelcatalog.domain.limit.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a change that was only tried would have answered, and what it would do to others.
 *
 * @param dryRun always true
 * @param result the answer of the change itself; ids and keys in it are of nothing that exists
 * @param affected whom it touches
 * @param newlyRefused calls that pass now and would not any more
 * @param truncated whether there is more than is listed
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record DryRunJson(
    boolean dryRun,
    @Nullable Object result,
    Affected affected,
    List<NewlyRefused> newlyRefused,
    boolean truncated,
    String object) {

  /** Whom a change touches. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Affected(List<Workspace> workspaces, List<Provider> providers, List<Key> apiKeys) {}

  /** A workspace. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Workspace(String id, String slug, String name) {}

  /** A provider of a workspace, by slugs. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Provider(String workspace, String slug, String effect) {}

  /** A key; without a workspace, of the organization. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Key(@Nullable String workspace, String id, String name, String effect) {}

  /** Calls that would be refused. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record NewlyRefused(
      String workspace,
      @Nullable String provider,
      @Nullable String model,
      @Nullable String apiKey,
      String reason,
      @Nullable String level,
      String message) {}

  static DryRunJson of(@Nullable Object result, Impact impact) {
    return new DryRunJson(
        true,
        result,
        new Affected(
            impact.workspaces().stream()
                .map(each -> new Workspace(each.id(), each.slug(), each.name()))
                .toList(),
            impact.providers().stream()
                .map(each -> new Provider(each.workspace(), each.slug(), each.effect().wireName()))
                .toList(),
            impact.keys().stream()
                .map(
                    each ->
                        new Key(
                            each.workspace().orElse(null),
                            each.id(),
                            each.name(),
                            each.effect().wireName()))
                .toList()),
        impact.newlyRefused().stream()
            .map(
                each ->
                    new NewlyRefused(
                        each.workspace(),
                        each.provider().orElse(null),
                        each.model().orElse(null),
                        each.key().orElse(null),
                        each.reason(),
                        each.level().map(Level::wireName).orElse(null),
                        each.message()))
            .toList(),
        impact.truncated(),
        "dry-run");
  }
}
