package io.modelcatalog.adapters.http.integration;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.adapters.http.admin.Moments;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.DryRun;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.integration.SyncIntegrationModels;
import io.modelcatalog.application.integration.TestIntegration;

/** Asks upstreams of integrations. A question that finds a fault is no error: it answers 200. */
@Controller("/v1/integrations")
@ExecuteOn(TaskExecutors.BLOCKING)
final class IntegrationUpstreamController {
  private final TestIntegration test;
  private final SyncIntegrationModels sync;
  private final Moments moments;

  IntegrationUpstreamController(TestIntegration test, SyncIntegrationModels sync, Moments moments) {
    this.test = test;
    this.sync = sync;
    this.moments = moments;
  }

  /** Tries an integration as the body would create it; keeps nothing. */
  @Needs({"organisation_integrations.create", "workspace_integrations.create"})
  @Post("/test")
  IntegrationJson.Tested unsaved(Actor actor, HttpRequest<?> request, @Body byte[] body) {
    return IntegrationJson.Tested.of(
        Refusal.unless(
            test.handle(
                actor,
                new TestIntegration.Command(
                    new TestIntegration.Subject.Unsaved(
                        IntegrationRequests.tried(
                            request, Fields.read(body), moments.now().now()))))));
  }

  /** Tries a stored integration with its stored secrets. */
  @Needs({"organisation_integrations.update", "workspace_integrations.update"})
  @Post("/{ref}/test")
  IntegrationJson.Tested stored(Actor actor, @PathVariable String ref) {
    return IntegrationJson.Tested.of(
        Refusal.unless(
            test.handle(
                actor, new TestIntegration.Command(new TestIntegration.Subject.Stored(ref)))));
  }

  /** Asks the upstream of a stored integration which models it has, and keeps the list. */
  @Needs({"organisation_integrations.update", "workspace_integrations.update"})
  @DryRun
  @Post("/{ref}/models/sync")
  IntegrationJson.Synced sync(Actor actor, @PathVariable String ref) {
    return IntegrationJson.Synced.of(
        Refusal.unless(sync.handle(actor, new SyncIntegrationModels.Command(ref))));
  }
}
