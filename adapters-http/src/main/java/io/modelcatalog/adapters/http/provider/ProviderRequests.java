package io.modelcatalog.adapters.http.provider;

import io.micronaut.http.HttpRequest;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.adapters.http.admin.LimitsJson;
import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.provider.ChangeProvider;
import io.modelcatalog.application.provider.DeleteProvider;
import io.modelcatalog.application.provider.DeriveProvider;
import io.modelcatalog.application.provider.FindProvider;
import io.modelcatalog.application.provider.ListProviders;
import java.time.Instant;
import java.util.Optional;

/** Reads requests that concern providers, under either of their names. */
final class ProviderRequests {
  static final String WORKSPACE = "workspace_id";
  private static final int PAGE_SIZE = 50;

  private ProviderRequests() {}

  static DeriveProvider.Command derive(HttpRequest<?> request, Fields fields, Instant now) {
    Optional<String> workspace = workspace(request, fields);
    String integration = fields.requiredLine("integration_id", 255);
    String name = fields.requiredLine("name", 255);
    Optional<String> slug = fields.line("slug", 255).filter(text -> !text.isEmpty());
    Optional<String> note = fields.text("note", 1000);
    LimitsChange limits = limits(fields, now);
    Optional<Instant> expiresAt = fields.instant("expires_at");
    fields.verify();
    return new DeriveProvider.Command(workspace, integration, name, slug, note, limits, expiresAt);
  }

  static ListProviders.Query list(HttpRequest<?> request) {
    Page.Request page = Paging.of(request, PAGE_SIZE);
    return new ListProviders.Query(Paging.text(request, WORKSPACE), page);
  }

  static FindProvider.Query find(HttpRequest<?> request, String ref) {
    return new FindProvider.Query(Paging.text(request, WORKSPACE), ref);
  }

  static ChangeProvider.Command change(
      HttpRequest<?> request, String ref, Fields fields, Instant now) {
    if (fields.isNull("name")) {
      fields.reject("name", "cannot be cleared");
    }
    Optional<String> workspace = workspace(request, fields);
    Optional<String> name = fields.line("name", 255);
    Change<String> note = fields.change("note", field -> fields.text(field, 1000));
    LimitsChange limits = limits(fields, now);
    Change<Instant> expiresAt = fields.change("expires_at", fields::instant);
    boolean resetUsage = fields.bool("reset_usage").orElse(false);
    fields.verify();
    return new ChangeProvider.Command(workspace, ref, name, note, limits, expiresAt, resetUsage);
  }

  static DeleteProvider.Command delete(HttpRequest<?> request, String ref) {
    return new DeleteProvider.Command(Paging.text(request, WORKSPACE), ref);
  }

  /** Some clients name the workspace in the query, others in the body. */
  static Optional<String> workspace(HttpRequest<?> request, Fields fields) {
    Optional<String> inBody = fields.line(WORKSPACE, 255);
    return Paging.text(request, WORKSPACE).or(() -> inBody);
  }

  /** A provider has one budget and one rate limit of each type and unit. */
  static LimitsChange limits(Fields fields, Instant now) {
    if (fields.sound() && fields.objectOrObjects("usage_limits").size() > 1) {
      fields.reject("usage_limits", "expected one object");
    }
    return new LimitsChange(
        LimitsJson.budgetChange(fields, now), LimitsJson.rateLimitChange(fields));
  }
}
