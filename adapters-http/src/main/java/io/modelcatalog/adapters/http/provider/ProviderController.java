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
import io.modelcatalog.application.provider.DeleteProvider;
import io.modelcatalog.application.provider.DeriveProvider;
import io.modelcatalog.application.provider.FindProvider;
import io.modelcatalog.application.provider.ListProviders;
import io.modelcatalog.application.provider.ProviderView;
import java.time.InstantSource;

/** AI providers over HTTP. Each is named by its slug or its id. */
@Controller("/v1/providers")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ProviderController {
  private static final String OBJECT = "provider";

  private final DeriveProvider derive;
  private final ListProviders list;
  private final FindProvider find;
  private final ChangeProvider change;
  private final DeleteProvider delete;
  private final InstantSource clock;
  private final Moments moments;

  ProviderController(
      DeriveProvider derive,
      ListProviders list,
      FindProvider find,
      ChangeProvider change,
      DeleteProvider delete,
      InstantSource clock,
      Moments moments) {
    this.derive = derive;
    this.list = list;
    this.find = find;
    this.change = change;
    this.delete = delete;
    this.clock = clock;
    this.moments = moments;
  }

  /** Derives a provider from a granted integration. */
  @Needs("virtual_keys.create")
  @DryRun
  @Post
  ProviderJson.Ref derive(Actor actor, HttpRequest<?> request, @Body byte[] body) {
    return ProviderJson.Ref.of(
        Refusal.unless(
            derive.handle(
                actor, ProviderRequests.derive(request, Fields.read(body), clock.instant()))));
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
    return ProviderJson.Ref.of(
        Refusal.unless(
            change.handle(
                actor, ProviderRequests.change(request, ref, Fields.read(body), clock.instant()))));
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
