package io.modelcatalog.adapters.http.provider;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.modelcatalog.adapters.http.admin.LimitsJson;
import io.modelcatalog.adapters.http.admin.Moments.Moment;
import io.modelcatalog.adapters.http.admin.Times;
import io.modelcatalog.application.provider.ProviderView;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.provider.AiProvider;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Providers on the wire. Lists and single objects differ, and typed clients rely on it. */
final class ProviderJson {
  private ProviderJson() {}

  /**
   * A provider in a list.
   *
   * @param rateLimits an object or null: typed clients refuse a list here
   * @param integrationId the integration's slug
   * @param provider the upstream kind
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Item(
      String id,
      String organisationId,
      String workspaceId,
      String workspaceName,
      String slug,
      String name,
      @Nullable String note,
      String status,
      LimitsJson.@Nullable UsageLimit usageLimits,
      LimitsJson.@Nullable Rate rateLimits,
      int resetUsage,
      @Nullable String lastResetAt,
      @Nullable String expiresAt,
      @Nullable Map<String, Object> modelConfig,
      String integrationId,
      String provider,
      @Nullable List<String> tags,
      String createdAt,
      String lastUpdatedAt,
      String object) {}

  /**
   * A provider alone.
   *
   * @param rateLimits a list: typed clients refuse anything else here
   * @param modelConfig always empty
   * @param integrationId the integration's slug
   * @param aiProviderName the upstream kind
   * @param key always empty: credentials are never shown
   * @param maskedApiKey a hint of the integration's credential
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Detail(
      String id,
      String organisationId,
      String workspaceId,
      String workspaceName,
      String slug,
      String name,
      @Nullable String note,
      String status,
      LimitsJson.@Nullable UsageLimit usageLimits,
      List<LimitsJson.Rate> rateLimits,
      int resetUsage,
      @Nullable String lastResetAt,
      @Nullable String expiresAt,
      Map<String, Object> modelConfig,
      String integrationId,
      String provider,
      String aiProviderName,
      String key,
      String maskedApiKey,
      @Nullable List<String> tags,
      String createdAt,
      String lastUpdatedAt,
      String object) {}

  /** What was made or changed. */
  @Serdeable
  record Ref(String id, String slug) {
    static Ref of(AiProvider provider) {
      return new Ref(provider.id().toString(), provider.slug().value());
    }
  }

  static Item item(ProviderView view, String object, Moment moment) {
    AiProvider provider = view.provider();
    List<LimitsJson.Rate> rates = LimitsJson.rateLimits(provider.limits().rateLimits());
    return new Item(
        provider.id().toString(),
        provider.organization().toString(),
        provider.workspace().toString(),
        view.workspace().name(),
        provider.slug().value(),
        provider.name(),
        provider.note().orElse(null),
        view.status().wireName(),
        usageLimits(provider, moment),
        rates.isEmpty() ? null : rates.getFirst(),
        0,
        Times.text(provider.lastResetAt()),
        Times.text(provider.expiresAt()),
        null,
        view.integration().slug().value(),
        view.integration().kind(),
        null,
        Times.text(provider.audit().createdAt()),
        Times.text(provider.audit().updatedAt()),
        object);
  }

  static Detail detail(ProviderView view, String object, Moment moment) {
    AiProvider provider = view.provider();
    return new Detail(
        provider.id().toString(),
        provider.organization().toString(),
        provider.workspace().toString(),
        view.workspace().name(),
        provider.slug().value(),
        provider.name(),
        provider.note().orElse(null),
        view.status().wireName(),
        usageLimits(provider, moment),
        LimitsJson.rateLimits(provider.limits().rateLimits()),
        0,
        Times.text(provider.lastResetAt()),
        Times.text(provider.expiresAt()),
        Map.of(),
        view.integration().slug().value(),
        view.integration().kind(),
        view.integration().kind(),
        "",
        view.integration().credentials().map(ref -> ref.masks().get("key")).orElse(""),
        null,
        Times.text(provider.audit().createdAt()),
        Times.text(provider.audit().updatedAt()),
        object);
  }

  private static LimitsJson.@Nullable UsageLimit usageLimits(AiProvider provider, Moment moment) {
    return LimitsJson.firstUsageLimit(
        provider.limits().budgets(),
        provider.lastResetAt(),
        budget -> LimitKey.of(Level.PROVIDER, provider.id().value(), budget, provider.usageEpoch()),
        moment);
  }
}
