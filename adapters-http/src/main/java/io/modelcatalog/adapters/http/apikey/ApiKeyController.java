package io.modelcatalog.adapters.http.apikey;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.adapters.http.admin.LimitsJson;
import io.modelcatalog.adapters.http.admin.Listed;
import io.modelcatalog.adapters.http.admin.Moments;
import io.modelcatalog.adapters.http.admin.Nothing;
import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.adapters.http.admin.Tagged;
import io.modelcatalog.adapters.http.problem.ProblemMapper;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.DryRun;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.apikey.ApiKeyView;
import io.modelcatalog.application.apikey.ChangeApiKey;
import io.modelcatalog.application.apikey.DeleteApiKey;
import io.modelcatalog.application.apikey.FindApiKey;
import io.modelcatalog.application.apikey.IssueApiKey;
import io.modelcatalog.application.apikey.ListApiKeys;
import io.modelcatalog.application.apikey.RotateApiKey;
import io.modelcatalog.application.apikey.RotationWish;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.usage.UsageView;
import io.modelcatalog.application.workspace.WorkspaceLookup;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.shared.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** API keys over HTTP. The key itself is in the answer that issues it, and in no other. */
@Controller("/v1/api-keys")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ApiKeyController {
  private static final String WORKSPACE = "workspace_id";
  private static final byte[] NO_FIELDS = {'{', '}'};
  private static final int PAGE_SIZE = 100;
  private static final int LONGEST_EMAIL = 254;

  private final IssueApiKey issue;
  private final ListApiKeys list;
  private final FindApiKey find;
  private final ChangeApiKey change;
  private final RotateApiKey rotate;
  private final DeleteApiKey delete;
  private final InstantSource clock;
  private final Moments moments;

  ApiKeyController(
      IssueApiKey issue,
      ListApiKeys list,
      FindApiKey find,
      ChangeApiKey change,
      RotateApiKey rotate,
      DeleteApiKey delete,
      InstantSource clock,
      Moments moments) {
    this.issue = issue;
    this.list = list;
    this.find = find;
    this.change = change;
    this.rotate = rotate;
    this.delete = delete;
    this.clock = clock;
    this.moments = moments;
  }

  /** Issues a key of the organization or of a workspace, for a service or a user. */
  @Needs({
    "organisation_service_api_keys.create",
    "workspace_service_api_keys.create",
    "workspace_user_api_keys.create"
  })
  @DryRun
  @Post("/{level}/{bearer}")
  ApiKeyJson.Issued issue(
      Actor actor,
      HttpRequest<?> request,
      @PathVariable String level,
      @PathVariable String bearer,
      @Body byte[] body) {
    KeyType type = type(level, bearer);
    Fields fields = Fields.read(body);
    String name = fields.requiredLine("name", 255);
    Optional<String> description = fields.text("description", 1000);
    Optional<String> inBody = fields.line(WORKSPACE, 255);
    Optional<String> user = fields.line("user_id", 255).filter(text -> !text.isBlank());
    List<String> scopes = fields.lines("scopes", 100);
    LimitsChange limits = limits(fields, clock.instant());
    Settings defaults = fields.settings("defaults").orElse(Settings.NONE);
    List<String> emails = fields.lines("alert_emails", LONGEST_EMAIL);
    Optional<Instant> expiresAt = fields.instant("expires_at");
    Optional<RotationWish> rotation = RotationJson.read(fields);
    fields.verify();
    return ApiKeyJson.Issued.of(
        Refusal.unless(
            issue.handle(
                actor,
                new IssueApiKey.Command(
                    type,
                    Paging.text(request, WORKSPACE).or(() -> inBody),
                    user,
                    name,
                    description,
                    scopes,
                    limits,
                    defaults,
                    emails,
                    expiresAt,
                    rotation))));
  }

  /** Lists keys, masked, the newest first. */
  @Needs({
    "organisation_service_api_keys.list",
    "workspace_service_api_keys.list",
    "workspace_user_api_keys.list"
  })
  @Get
  Listed<ApiKeyJson> list(Actor actor, HttpRequest<?> request) {
    Moments.Moment now = moments.now();
    Page.Request page = Paging.of(request, PAGE_SIZE);
    return Listed.of(
        Refusal.unless(
            list.handle(
                actor,
                new ListApiKeys.Query(
                    Paging.text(request, WORKSPACE),
                    ids(request),
                    type(request),
                    status(request),
                    page))),
        view -> ApiKeyJson.of(view, now));
  }

  /** Shows a key, masked. */
  @Needs({
    "organisation_service_api_keys.read",
    "workspace_service_api_keys.read",
    "workspace_user_api_keys.read"
  })
  @Get("/{id}")
  HttpResponse<ApiKeyJson> find(Actor actor, @PathVariable String id) {
    ApiKeyView found = Refusal.unless(find.handle(actor, new FindApiKey.Query(id)));
    return Tagged.answer(ApiKeyJson.of(found, moments.now()), found.key());
  }

  /** Changes what the body mentions; null clears. */
  @Needs({
    "organisation_service_api_keys.update",
    "workspace_service_api_keys.update",
    "workspace_user_api_keys.update"
  })
  @DryRun
  @Put("/{id}")
  Nothing change(Actor actor, @PathVariable String id, @Body byte[] body) {
    Fields fields = Fields.read(body);
    for (String name : List.of("name", "scopes")) {
      if (fields.isNull(name)) {
        fields.reject(name, "cannot be cleared");
      }
    }
    Optional<String> name = fields.line("name", 255);
    Change<String> description = fields.change("description", field -> fields.text(field, 1000));
    Change<List<String>> scopes =
        fields.change("scopes", field -> Optional.of(fields.lines(field, 100)));
    LimitsChange limits = limits(fields, clock.instant());
    Change<Settings> defaults = fields.change("defaults", fields::settings);
    Change<List<String>> emails =
        fields.change("alert_emails", field -> Optional.of(fields.lines(field, LONGEST_EMAIL)));
    Change<Instant> expiresAt = fields.change("expires_at", fields::instant);
    boolean resetUsage = fields.bool("reset_usage").orElse(false);
    Change<RotationWish> rotation =
        fields.change(RotationJson.NAME, field -> RotationJson.read(fields));
    fields.verify();
    Refusal.unless(
        change.handle(
            actor,
            new ChangeApiKey.Command(
                id,
                name,
                description,
                scopes,
                limits,
                defaults,
                emails,
                expiresAt,
                rotation,
                resetUsage)));
    return Nothing.HERE;
  }

  /** Gives a key another secret; the one it had is let in for a while yet. */
  @Needs({
    "organisation_service_api_keys.rotate",
    "workspace_service_api_keys.rotate",
    "workspace_user_api_keys.rotate"
  })
  @DryRun
  @Post("/{id}/rotate")
  ApiKeyJson.Rotated rotate(
      Actor actor,
      @PathVariable String id,
      @Body @io.micronaut.core.annotation.Nullable byte @Nullable [] body) {
    Fields fields = Fields.read(body == null || body.length == 0 ? NO_FIELDS : body);
    OptionalLong transition =
        fields.integer(
            "key_transition_period_ms",
            RotateApiKey.SHORTEST.toMillis(),
            RotateApiKey.LONGEST.toMillis());
    fields.verify();
    return ApiKeyJson.Rotated.of(
        Refusal.unless(
            rotate.handle(
                actor,
                new RotateApiKey.Command(
                    id,
                    transition.isPresent()
                        ? Optional.of(Duration.ofMillis(transition.getAsLong()))
                        : Optional.empty()))));
  }

  /** Deletes a key: it is refused from then on. */
  @Needs({
    "organisation_service_api_keys.delete",
    "workspace_service_api_keys.delete",
    "workspace_user_api_keys.delete"
  })
  @DryRun
  @Delete("/{id}")
  Nothing delete(Actor actor, @PathVariable String id) {
    Refusal.unless(delete.handle(actor, new DeleteApiKey.Command(id)));
    return Nothing.HERE;
  }

  private static KeyType type(String level, String bearer) {
    return switch (level + "/" + bearer) {
      case "organisation/service", "organization/service" -> KeyType.ORGANISATION_SERVICE;
      case "workspace/service" -> KeyType.WORKSPACE_SERVICE;
      case "workspace/user" -> KeyType.WORKSPACE_USER;
      default -> throw refusal("type", "organisation/service, workspace/service or workspace/user");
    };
  }

  private static List<ApiKeyId> ids(HttpRequest<?> request) {
    return Paging.text(request, "ids").stream()
        .flatMap(text -> Arrays.stream(text.split(",", -1)))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(
            text ->
                WorkspaceLookup.uuid(text)
                    .map(ApiKeyId::new)
                    .orElseThrow(() -> refusal("ids", "expected UUIDs separated by commas")))
        .toList();
  }

  private static Optional<KeyType> type(HttpRequest<?> request) {
    return Paging.text(request, "type")
        .map(
            text ->
                Arrays.stream(KeyType.values())
                    .filter(type -> type.wireName().equals(text))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            refusal(
                                "type",
                                "organisation-service, workspace-service or workspace-user")));
  }

  private static Optional<UsageView.Status> status(HttpRequest<?> request) {
    return Paging.text(request, "status")
        .map(
            text ->
                Arrays.stream(UsageView.Status.values())
                    .filter(status -> status.wireName().equals(text))
                    .findFirst()
                    .orElseThrow(() -> refusal("status", "active, exhausted or expired")));
  }

  /** A key has one budget and several rate limits. */
  private static LimitsChange limits(Fields fields, Instant now) {
    if (fields.sound() && fields.objectOrObjects("usage_limits").size() > 1) {
      fields.reject("usage_limits", "expected one object");
    }
    return new LimitsChange(
        LimitsJson.budgetChange(fields, now), LimitsJson.rateLimitChange(fields));
  }

  private static Refusal refusal(String field, String rule) {
    return new Refusal(ProblemMapper.toProblem(new CatalogError.Invalid(field, rule)));
  }
}
