package io.modelcatalog.adapters.http.provider;

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
import io.micronaut.serde.annotation.Serdeable;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.adapters.http.admin.Listed;
import io.modelcatalog.adapters.http.admin.Moments;
import io.modelcatalog.adapters.http.admin.Nothing;
import io.modelcatalog.adapters.http.admin.Tagged;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.DryRun;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.provider.ChangeProvider;
import io.modelcatalog.application.provider.ConnectProvider;
import io.modelcatalog.application.provider.DeleteProvider;
import io.modelcatalog.application.provider.DeriveProvider;
import io.modelcatalog.application.provider.FindProvider;
import io.modelcatalog.application.provider.ListProviders;
import io.modelcatalog.application.provider.ProviderView;
import io.modelcatalog.domain.provider.AiProvider;
import java.time.Instant;
import java.time.InstantSource;

/**
 * AI providers under their older name. The same objects as under {@code /v1/providers}; only making
 * one differs, which may bring credentials along.
 */
@Controller("/v1/virtual-keys")
@ExecuteOn(TaskExecutors.BLOCKING)
final class VirtualKeyController {
  private static final String OBJECT = "virtual-key";

  private final DeriveProvider derive;
  private final ConnectProvider connect;
  private final ListProviders list;
  private final FindProvider find;
  private final ChangeProvider change;
  private final DeleteProvider delete;
  private final InstantSource clock;
  private final Moments moments;

  VirtualKeyController(
      DeriveProvider derive,
      ConnectProvider connect,
      ListProviders list,
      FindProvider find,
      ChangeProvider change,
      DeleteProvider delete,
      InstantSource clock,
      Moments moments) {
    this.derive = derive;
    this.connect = connect;
    this.list = list;
    this.find = find;
    this.change = change;
    this.delete = delete;
    this.clock = clock;
    this.moments = moments;
  }

  /** The envelope in which this path answers. */
  @Serdeable
  record Created(boolean success, Data data) {
    @Serdeable
    record Data(String slug) {}

    static Created of(AiProvider provider) {
      return new Created(true, new Data(provider.slug().value()));
    }
  }

  /** Makes a provider of a granted integration, or of credentials brought along. */
  @Needs("virtual_keys.create")
  @DryRun
  @Post
  Created create(Actor actor, HttpRequest<?> request, @Body byte[] body) {
    Fields fields = Fields.read(body);
    Instant now = clock.instant();
    boolean derived = fields.has("integration_id") && !fields.isNull("integration_id");
    return Created.of(
        Refusal.unless(
            derived
                ? derive.handle(actor, ProviderRequests.derive(request, fields, now))
                : connect.handle(actor, VirtualKeyRequests.connect(request, fields, now))));
  }

  /** Lists the providers of a workspace, or of the whole organization. */
  @Needs("virtual_keys.list")
  @Get
  Listed<ProviderJson.Item> list(Actor actor, HttpRequest<?> request) {
    Moments.Moment now = moments.now();
    return Listed.of(
        Refusal.unless(list.handle(actor, ProviderRequests.list(request))),
        view -> ProviderJson.item(view, OBJECT, now));
  }

  /** Shows a provider. */
  @Needs("virtual_keys.read")
  @Get("/{ref}")
  HttpResponse<ProviderJson.Detail> find(
      Actor actor, HttpRequest<?> request, @PathVariable String ref) {
    ProviderView found = Refusal.unless(find.handle(actor, ProviderRequests.find(request, ref)));
    return Tagged.answer(ProviderJson.detail(found, OBJECT, moments.now()), found.provider());
  }

  /** Changes what the body mentions; null clears. */
  @Needs("virtual_keys.update")
  @DryRun
  @Put("/{ref}")
  ProviderJson.Ref change(
      Actor actor, HttpRequest<?> request, @PathVariable String ref, @Body byte[] body) {
    Fields fields = VirtualKeyRequests.withoutCredentials(Fields.read(body));
    return ProviderJson.Ref.of(
        Refusal.unless(
            change.handle(actor, ProviderRequests.change(request, ref, fields, clock.instant()))));
  }

  /** Deletes a provider. */
  @Needs("virtual_keys.delete")
  @DryRun
  @Delete("/{ref}")
  Nothing delete(Actor actor, HttpRequest<?> request, @PathVariable String ref) {
    Refusal.unless(delete.handle(actor, ProviderRequests.delete(request, ref)));
    return Nothing.HERE;
  }
}
