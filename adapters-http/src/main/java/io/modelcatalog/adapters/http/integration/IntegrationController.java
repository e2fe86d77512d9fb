package io.modelcatalog.adapters.http.integration;

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
import io.modelcatalog.application.integration.ChangeIntegration;
import io.modelcatalog.application.integration.CreateIntegration;
import io.modelcatalog.application.integration.DeleteIntegration;
import io.modelcatalog.application.integration.FindIntegration;
import io.modelcatalog.application.integration.ListIntegrations;

/** Integrations over HTTP. Each is named by its slug or its id. */
@Controller("/v1/integrations")
@ExecuteOn(TaskExecutors.BLOCKING)
final class IntegrationController {
  private final CreateIntegration create;
  private final ListIntegrations list;
  private final FindIntegration find;
  private final ChangeIntegration change;
  private final DeleteIntegration delete;
  private final Moments moments;

  IntegrationController(
      CreateIntegration create,
      ListIntegrations list,
      FindIntegration find,
      ChangeIntegration change,
      DeleteIntegration delete,
      Moments moments) {
    this.create = create;
    this.list = list;
    this.find = find;
    this.change = change;
    this.delete = delete;
    this.moments = moments;
  }

  /** Connects an upstream. */
  @Needs({"organisation_integrations.create", "workspace_integrations.create"})
  @DryRun
  @Post
  IntegrationJson.Ref create(Actor actor, HttpRequest<?> request, @Body byte[] body) {
    return IntegrationJson.Ref.of(
        Refusal.unless(
            create.handle(
                actor,
                IntegrationRequests.create(request, Fields.read(body), moments.now().now()))));
  }

  /** Lists integrations. */
  @Needs({"organisation_integrations.list", "workspace_integrations.list"})
  @Get
  Listed<IntegrationJson.Item> list(Actor actor, HttpRequest<?> request) {
    return Listed.of(
        Refusal.unless(list.handle(actor, IntegrationRequests.list(request))),
        IntegrationJson.Item::of);
  }

  /** Shows an integration, secrets masked. */
  @Needs({"organisation_integrations.read", "workspace_integrations.read"})
  @Get("/{ref}")
  HttpResponse<IntegrationJson.Detail> find(Actor actor, @PathVariable String ref) {
    FindIntegration.Details found =
        Refusal.unless(find.handle(actor, new FindIntegration.Query(ref)));
    return Tagged.answer(IntegrationJson.Detail.of(found, moments.now()), found.integration());
  }

  /** Changes what the body mentions; null clears. */
  @Needs({"organisation_integrations.update", "workspace_integrations.update"})
  @DryRun
  @Put("/{ref}")
  Nothing change(Actor actor, @PathVariable String ref, @Body byte[] body) {
    Refusal.unless(
        change.handle(
            actor, IntegrationRequests.change(ref, Fields.read(body), moments.now().now())));
    return Nothing.HERE;
  }

  /** Deletes an integration with its grants and providers. */
  @Needs({"organisation_integrations.delete", "workspace_integrations.delete"})
  @DryRun
  @Delete("/{ref}")
  Nothing delete(Actor actor, @PathVariable String ref) {
    Refusal.unless(delete.handle(actor, new DeleteIntegration.Command(ref)));
    return Nothing.HERE;
  }
}
