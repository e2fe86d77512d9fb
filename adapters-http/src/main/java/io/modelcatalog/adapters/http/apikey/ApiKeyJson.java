package io.modelcatalog.adapters.http.apikey;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.modelcatalog.adapters.http.admin.LimitsJson;
import io.modelcatalog.adapters.http.admin.Moments.Moment;
import io.modelcatalog.adapters.http.admin.Times;
import io.modelcatalog.adapters.http.security.HoldsSecret;
import io.modelcatalog.application.apikey.ApiKeyView;
import io.modelcatalog.application.apikey.IssueApiKey;
import io.modelcatalog.application.apikey.RotateApiKey;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.RetiringKey;
import io.modelcatalog.domain.access.Scope;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.limit.LimitKey;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An API key on the wire.
 *
 * @param key what may be shown of it
 * @param workspaceId null for a key of the organization
 * @param userId the person of a user key
 * @param scopes what it may do, in the order in which scopes are listed
 * @param rotationPolicy when it gets another secret by itself; null for never
 * @param rotationPending whether a rotation by the clock has begun and its secret was not fetched
 * @param keyTransitionExpiresAt until when the secret that a rotation replaces is let in; null if
 *     none is. Stays while a new secret is to be fetched
 * @param lastUsedAt when it was last used for a call of a model, to the minute
 * @param defaults what its calls start from; null if nothing is set
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record ApiKeyJson(
    String id,
    String key,
    String name,
    @Nullable String description,
    String type,
    String organisationId,
    @Nullable String workspaceId,
    @Nullable String userId,
    String status,
    String creationMode,
    LimitsJson.@Nullable UsageLimit usageLimits,
    List<LimitsJson.Rate> rateLimits,
    int resetUsage,
    @Nullable String lastResetAt,
    List<String> scopes,
    @Nullable Map<String, Object> defaults,
    List<String> alertEmails,
    @Nullable String expiresAt,
    @Nullable RotationJson rotationPolicy,
    boolean rotationPending,
    @Nullable String keyTransitionExpiresAt,
    @Nullable String lastUsedAt,
    String createdAt,
    String lastUpdatedAt,
    String object) {
  private static final String OBJECT = "api-key";

  /**
   * A key just issued.
   *
   * @param key the key itself: this is the one answer that shows it; null if nothing was issued
   */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Issued(String id, @Nullable String key, String object) implements HoldsSecret {
    static Issued of(IssueApiKey.Issued issued) {
      return new Issued(
          issued.key().id().toString(),
          issued.secret().reveal(new SecretAccess("shown once to who had it issued")),
          OBJECT);
    }

    @Override
    public Issued withoutSecret() {
      return new Issued(id, null, object);
    }

    @Override
    public String toString() {
      return "Issued(" + id + ")";
    }
  }

  /**
   * A key just rotated.
   *
   * @param key the new secret: this is the one answer that shows it
   * @param keyTransitionExpiresAt until when the one it had is let in
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Rotated(
      String id, @Nullable String key, @Nullable String keyTransitionExpiresAt, String object)
      implements HoldsSecret {
    static Rotated of(RotateApiKey.Rotated rotated) {
      return new Rotated(
          rotated.key().id().toString(),
          rotated.secret().reveal(new SecretAccess("shown once to who had it rotated")),
          Times.text(rotated.key().retiring().map(RetiringKey::until)),
          OBJECT);
    }

    @Override
    public Rotated withoutSecret() {
      return new Rotated(id, null, keyTransitionExpiresAt, object);
    }

    @Override
    public String toString() {
      return "Rotated(" + id + ")";
    }
  }

  static ApiKeyJson of(ApiKeyView view, Moment moment) {
    ApiKey key = view.key();
    return new ApiKeyJson(
        key.id().toString(),
        key.mask(),
        key.name(),
        key.description().orElse(null),
        key.type().wireName(),
        key.organization().toString(),
        key.workspace().map(WorkspaceId::toString).orElse(null),
        key.user().orElse(null),
        view.status().wireName(),
        "api",
        LimitsJson.firstUsageLimit(
            key.limits().budgets(),
            key.lastResetAt(),
            budget -> LimitKey.of(Level.API_KEY, key.id().value(), budget, key.usageEpoch()),
            moment),
        LimitsJson.rateLimits(key.limits().rateLimits()),
        0,
        Times.text(key.lastResetAt()),
        Scope.everything().stream().filter(key.scopes()::contains).toList(),
        key.defaults().isEmpty() ? null : key.defaults().values(),
        key.alertEmails(),
        Times.text(key.expiresAt()),
        key.rotation().map(RotationJson::of).orElse(null),
        key.secretEndsAt().isPresent(),
        Times.text(
            key.secretEndsAt()
                .or(() -> key.retiring().map(RetiringKey::until).filter(moment.now()::isBefore))),
        Times.text(view.lastUsedAt()),
        Times.text(key.audit().createdAt()),
        Times.text(key.audit().updatedAt()),
        OBJECT);
  }
}
