package io.modelcatalog.adapters.http.integration;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.adapters.http.admin.Nothing;
import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.DryRun;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.integration.ChangeIntegrationModels;
import io.modelcatalog.application.integration.ListIntegrationModels;
import io.modelcatalog.application.integration.RemoveIntegrationModels;
import org.jspecify.annotations.Nullable;

/** The models of an integration over HTTP. */
@Controller("/v1/integrations/{ref}/models")
@ExecuteOn(TaskExecutors.BLOCKING)
final class IntegrationModelsController {
  private static final int DEFAULT_PAGE = 1000;

  private final ListIntegrationModels list;
  private final ChangeIntegrationModels change;
  private final RemoveIntegrationModels remove;

  IntegrationModelsController(
      ListIntegrationModels list, ChangeIntegrationModels change, RemoveIntegrationModels remove) {
    this.list = list;
    this.change = change;
    this.remove = remove;
  }

  /** Lists models. */
  @Needs({"organisation_integrations.read", "workspace_integrations.read"})
  @Get
  IntegrationJson.Models list(Actor actor, HttpRequest<?> request, @PathVariable String ref) {
    return IntegrationJson.Models.of(
        Refusal.unless(
            list.handle(
                actor, new ListIntegrationModels.Query(ref, Paging.of(request, DEFAULT_PAGE)))));
  }

  /** Changes the models the body mentions; others stay. */
  @Needs({"organisation_integrations.update", "workspace_integrations.update"})
  @DryRun
  @Put
  Nothing change(Actor actor, @PathVariable String ref, @Body byte[] body) {
    Refusal.unless(change.handle(actor, IntegrationRequests.models(ref, Fields.read(body))));
    return Nothing.HERE;
  }

  /** Takes back what was said of models. */
  @Needs({"organisation_integrations.update", "workspace_integrations.update"})
  @DryRun
  @Delete
  Nothing remove(
      Actor actor,
      HttpRequest<?> request,
      @PathVariable String ref,
      // The framework knows only its own word for an array that may be missing.
      @Body @io.micronaut.core.annotation.Nullable byte @Nullable [] body) {
    Refusal.unless(remove.handle(actor, IntegrationRequests.removeModels(ref, request, body)));
    return Nothing.HERE;
  }
}
